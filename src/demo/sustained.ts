// Voices that hold: pads, winds and the two basses.
import type { Instrument, Tone } from './tone';
import { createWave, decayFactor, ease, framesIn, readWave, SAMPLE_RATE, shape, SINE, stepAt } from './waves';
import type { WaveTable } from './waves';

interface PadKind {
  /** Hertz above which it has nothing. */
  readonly topHertz: number;
  /** How fast its harmonics fall: the power of their number. */
  readonly slope: number;
  readonly attackSeconds: number;
  readonly releaseSeconds: number;
  /** Seconds in which it opens and closes once. */
  readonly breathSeconds: number;
  readonly waves: Map<number, WaveTable>;
}

const WARM: PadKind = {
  topHertz: 3600, slope: 1.5, attackSeconds: 0.8, releaseSeconds: 1.6, breathSeconds: 9, waves: new Map(),
}; // prettier-ignore
const GLASS: PadKind = {
  topHertz: 5200, slope: 2.1, attackSeconds: 1.2, releaseSeconds: 2.4, breathSeconds: 13, waves: new Map(),
}; // prettier-ignore

/** A warm bed that opens and closes slowly between a sine and a fuller wave. */
export const playWarmPad: Instrument = (tone, samples) => hold(WARM, tone, samples);

/** A thinner, cooler one, with an octave shimmering in it. */
export const playGlassPad: Instrument = (tone, samples) => hold(GLASS, tone, samples);

/** The wave for a frequency: as many harmonics as fit below the top, each softer than the last. */
function padWave({ topHertz, slope, waves }: PadKind, hertz: number): WaveTable {
  const count = Math.max(2, Math.min(24, Math.floor(topHertz / hertz)));
  const known = waves.get(count);
  if (known !== undefined) return known;
  const wave = createWave(Array.from({ length: count }, (_, index) => (index + 1) ** -slope));
  waves.set(count, wave);
  return wave;
}

function hold(kind: PadKind, { hertz, seconds, velocity, random }: Tone, samples: Float32Array): number {
  const { attackSeconds, releaseSeconds } = kind;
  const frames = framesIn(Math.max(seconds, attackSeconds) + releaseSeconds);
  const wave = padWave(kind, hertz);
  const step = stepAt(hertz);
  const breathStep = stepAt(1 / kind.breathSeconds);
  let phase = random() * 4096;
  let breath = random() * 4096;
  for (let frame = 0; frame < frames; frame++) {
    const plain = readWave(SINE, phase);
    const open = 0.6 + 0.35 * readWave(SINE, breath);
    samples[frame] = velocity * (plain + open * (readWave(wave, phase) - plain));
    phase += step;
    breath += breathStep;
  }
  shape(samples, frames, kind);
  return frames;
}

interface WindKind {
  readonly wave: WaveTable;
  readonly attackSeconds: number;
  readonly vibratoHertz: number;
  /** Bend of the pitch at its widest, as a share of the frequency. */
  readonly vibrato: number;
  readonly breath: number;
}

const REED: WindKind = {
  wave: createWave([1, 0.3, 0.34, 0.12, 0.13, 0.05, 0.04, 0.02]),
  attackSeconds: 0.04, vibratoHertz: 5.1, vibrato: 0.0042, breath: 0.03,
}; // prettier-ignore
const FLUTE: WindKind = {
  wave: createWave([1, 0.22, 0.1, 0.03, 0.015]),
  attackSeconds: 0.07, vibratoHertz: 4.7, vibrato: 0.005, breath: 0.07,
}; // prettier-ignore

/** A reed, mellow as a clarinet with a cold: swells a little, starts its vibrato late, breathes. */
export const playReed: Instrument = (tone, samples) => blow(REED, tone, samples);

/** A wooden flute. */
export const playFlute: Instrument = (tone, samples) => blow(FLUTE, tone, samples);

function blow(kind: WindKind, { hertz, seconds, velocity, random }: Tone, samples: Float32Array): number {
  const releaseSeconds = 0.2;
  const frames = framesIn(Math.max(seconds, kind.attackSeconds) + releaseSeconds);
  const step = stepAt(hertz);
  const vibratoStep = stepAt(kind.vibratoHertz);
  const fall = decayFactor(9);
  let bright = 0.4 + 0.5 * velocity;
  let phase = 0;
  let vibrato = 0;
  let dark = 0;
  for (let frame = 0; frame < frames; frame++) {
    const time = frame / SAMPLE_RATE;
    const depth = kind.vibrato * ease((time - 0.22) / 0.6);
    const plain = readWave(SINE, phase);
    dark += 0.4 * (2 * random() - 1 - dark);
    const tone = plain + bright * (readWave(kind.wave, phase) - plain);
    samples[frame] = velocity * (0.78 + 0.22 * ease(time / 0.4)) * (tone + kind.breath * dark);
    phase += step * (1 + depth * readWave(SINE, vibrato));
    vibrato += vibratoStep;
    bright *= fall;
  }
  shape(samples, frames, { attackSeconds: kind.attackSeconds, releaseSeconds });
  return frames;
}

interface BassKind {
  readonly wave: WaveTable;
  readonly pluckSeconds: number;
  readonly sixtySeconds: number;
}

const ROUND: BassKind = { wave: createWave([1, 0.46, 0.24, 0.12, 0.05]), pluckSeconds: 1, sixtySeconds: 5.5 };
const UPRIGHT: BassKind = {
  wave: createWave([1, 0.7, 0.4, 0.26, 0.12, 0.06, 0.03]), pluckSeconds: 0.55, sixtySeconds: 2.6,
}; // prettier-ignore

/** A round bass: the pluck is in its harmonics, which fade into a sine. */
export const playRoundBass: Instrument = (tone, samples) => thumb(ROUND, tone, samples);

/** A double bass, plucked. */
export const playUprightBass: Instrument = (tone, samples) => thumb(UPRIGHT, tone, samples);

function thumb(kind: BassKind, { hertz, seconds, velocity }: Tone, samples: Float32Array): number {
  const releaseSeconds = 0.1;
  const frames = framesIn(Math.max(seconds, 0.05) + releaseSeconds);
  const step = stepAt(hertz);
  const fall = decayFactor(kind.sixtySeconds);
  const pluckFall = decayFactor(kind.pluckSeconds);
  let phase = 0;
  let level = velocity;
  let pluck = 1;
  for (let frame = 0; frame < frames; frame++) {
    const plain = readWave(SINE, phase);
    const tone = plain + (0.25 + 0.75 * pluck) * (readWave(kind.wave, phase) - plain);
    // A cubic bends the loudest tones a little, as a string against its fingerboard does.
    samples[frame] = level * tone * (1.12 - 0.12 * tone * tone);
    phase += step;
    level *= fall;
    pluck *= pluckFall;
  }
  shape(samples, frames, { attackSeconds: 0.007, releaseSeconds });
  return frames;
}
