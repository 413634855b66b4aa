// Sound as numbers: tables of one period that voices read, filters, and the shapes of tones. What runs for every sample is
// plain loops over typed arrays; a table is read by a phase in table frames.
import type { Random } from './random';

/** Frames per second of everything that is rendered. */
export const SAMPLE_RATE = 44_100;

/** Frames of a table. Long enough that linear interpolation of a sine is wrong by less than −120 dB: (2π / 4096)² / 8. */
export const TABLE_FRAMES = 4096;
const TABLE_MASK = TABLE_FRAMES - 1;

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

/** The wave's value at a phase in table frames; any phase will do. */
export function readWave(wave: WaveTable, phase: number): number {
  const floor = Math.floor(phase);
  const index = floor & TABLE_MASK;
  const here = wave[index] ?? 0;
  return here + (phase - floor) * ((wave[index + 1] ?? 0) - here);
}

/** Table frames per sample at a frequency. */
export function stepAt(hertz: number): number {
  return (hertz * TABLE_FRAMES) / SAMPLE_RATE;
}

/** Frequency in hertz of a MIDI number. */
export function hertzOf(pitch: number): number {
  return 440 * 2 ** ((pitch - 69) / 12);
}

/** Whole frames in a time. */
export function framesIn(seconds: number): number {
  return Math.max(0, Math.round(seconds * SAMPLE_RATE));
}

/** What a level is multiplied by each frame to fall by 60 dB in the given time. */
export function decayFactor(sixtySeconds: number): number {
  return Math.exp(-6.907_755 / (sixtySeconds * SAMPLE_RATE));
}

/** Rises like half a cosine, so that nothing clicks: 0 at 0, 1 from 1 on. */
export function ease(progress: number): number {
  if (progress <= 0) return 0;
  return progress >= 1 ? 1 : 0.5 - 0.5 * Math.cos(Math.PI * progress);
}

/** Lets the first frames rise and the last ones fall like half a cosine. */
export function shape(
  samples: Float32Array,
  frames: number,
  { attackSeconds, releaseSeconds }: { attackSeconds: number; releaseSeconds: number },
): void {
  const attack = Math.min(frames, framesIn(attackSeconds));
  const release = Math.min(frames, framesIn(releaseSeconds));
  for (let frame = 0; frame < attack; frame++) samples[frame] = (samples[frame] ?? 0) * ease(frame / attack);
  for (let left = 0; left < release; left++) {
    const frame = frames - 1 - left;
    samples[frame] = (samples[frame] ?? 0) * ease(left / release);
  }
}

/** White noise, −1 to 1. */
export function createNoise(random: Random, frames: number): Float32Array {
  const noise = new Float32Array(frames);
  for (let frame = 0; frame < frames; frame++) noise[frame] = 2 * random() - 1;
  return noise;
}

/** How far a filter of six decibels an octave moves towards its input each frame. */
export function filterShare(cutoffHertz: number): number {
  return 1 - Math.exp((-2 * Math.PI * cutoffHertz) / SAMPLE_RATE);
}

/** Passes what is below, six decibels an octave, in place. */
export function lowPass(samples: Float32Array, cutoffHertz: number): Float32Array {
  const share = filterShare(cutoffHertz);
  let level = 0;
  for (let frame = 0; frame < samples.length; frame++) {
    level += share * ((samples[frame] ?? 0) - level);
    samples[frame] = level;
  }
  return samples;
}

/** Passes what is above, six decibels an octave, in place. */
export function highPass(samples: Float32Array, cutoffHertz: number): Float32Array {
  const share = filterShare(cutoffHertz);
  let level = 0;
  for (let frame = 0; frame < samples.length; frame++) {
    const sample = samples[frame] ?? 0;
    level += share * (sample - level);
    samples[frame] = sample - level;
  }
  return samples;
}
