// Sound as numbers: tables of one period that oscillators read, noise, filters and envelopes. Everything is a function that
// gives the next sample, so that a voice is a handful of them, multiplied.
import type { Random } from './random';

/** Frames per second of everything that is rendered. */
export const SAMPLE_RATE = 44_100;

/** Gives the next sample. */
export type NextSample = () => number;

/** Long enough that linear interpolation of a sine is wrong by less than −120 dB: (2π / 4096)² / 8. */
const TABLE_FRAMES = 4096;

/** One period of a wave, and its first sample once more for the interpolation. */
export type WaveTable = Float32Array;

/** A wave made of harmonics: the first number is how loud the fundamental is, and so on. */
export function createWave(harmonics: readonly number[]): WaveTable {
  const sum = harmonics.reduce((total, level) => total + level, 0);
  return new Float32Array(TABLE_FRAMES + 1).map((_, frame) => {
    const angle = (2 * Math.PI * frame) / TABLE_FRAMES;
    return harmonics.reduce((value, level, index) => value + level * Math.sin(angle * (index + 1)), 0) / sum;
  });
}

/** A plain sine. */
export const SINE = createWave([1]);

/** The wave's value at a phase in periods; any phase will do. */
export function readWave(wave: WaveTable, phase: number): number {
  const place = (phase - Math.floor(phase)) * TABLE_FRAMES;
  const index = place | 0;
  const here = wave[index] ?? 0;
  return here + (place - index) * ((wave[index + 1] ?? 0) - here);
}

/** Frequency in hertz of a MIDI number. */
export function hertz(pitch: number): number {
  return 440 * 2 ** ((pitch - 69) / 12);
}

/** Renders so many seconds, sample by sample. */
export function render(seconds: number, sampleAt: (seconds: number) => number): Float32Array {
  const samples = new Float32Array(Math.ceil(seconds * SAMPLE_RATE));
  for (let frame = 0; frame < samples.length; frame++) samples[frame] = sampleAt(frame / SAMPLE_RATE);
  return samples;
}

/** Rises and falls like half a cosine, so that nothing clicks: 0 at 0, 1 from 1 on. */
export function ease(progress: number): number {
  if (progress <= 0) return 0;
  return progress >= 1 ? 1 : 0.5 - 0.5 * Math.cos(Math.PI * progress);
}

/** How a tone begins and ends. */
export interface Envelope {
  readonly attackSeconds: number;
  /** From the beginning to where the release sets in. */
  readonly holdSeconds: number;
  readonly releaseSeconds: number;
}

/** The envelope's level at a time. */
export function envelopeAt(envelope: Envelope, seconds: number): number {
  const { attackSeconds, holdSeconds, releaseSeconds } = envelope;
  return ease(seconds / attackSeconds) * (1 - ease((seconds - holdSeconds) / releaseSeconds));
}

/** White noise, −1 to 1. */
export function createNoise(random: Random): NextSample {
  return () => 2 * random() - 1;
}

/** A filter: takes a sample, gives one. */
export type Filter = (input: number) => number;

/** Six decibels an octave, passes what is below. */
export function lowPass(cutoffHertz: number): Filter {
  const share = 1 - Math.exp((-2 * Math.PI * cutoffHertz) / SAMPLE_RATE);
  let level = 0;
  return (input) => (level += share * (input - level));
}

/** Six decibels an octave, passes what is above. */
export function highPass(cutoffHertz: number): Filter {
  const below = lowPass(cutoffHertz);
  return (input) => input - below(input);
}
