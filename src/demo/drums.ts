// The voices without a pitch: soft, short, made of a falling sine and filtered noise.
import type { Instrument, Tone } from './tone';
import {
  createNoise,
  decayFactor,
  ease,
  framesIn,
  highPass,
  lowPass,
  readWave,
  SAMPLE_RATE,
  SINE,
  stepAt,
} from './waves';

/** A felt beater: a sine that falls from 120 to 46 Hz. */
export const playFeltKick: Instrument = ({ velocity }, samples) => {
  const frames = framesIn(0.36);
  const fallSeconds = 0.035;
  for (let frame = 0; frame < frames; frame++) {
    const time = frame / SAMPLE_RATE;
    const turns = 46 * time + 74 * fallSeconds * (1 - Math.exp(-time / fallSeconds));
    samples[frame] =
      velocity *
      readWave(SINE, turns * 4096) *
      Math.exp(-time / 0.11) *
      ease(time / 0.003) *
      ease((0.36 - time) / 0.06);
  }
  return frames;
};

interface NoiseKind {
  readonly seconds: number;
  readonly lowHertz: number;
  readonly highHertz: number;
  readonly attackSeconds: number;
  readonly sixtySeconds: number;
}

const BRUSH: NoiseKind = {
  seconds: 0.34,
  lowHertz: 600,
  highHertz: 3600,
  attackSeconds: 0.012,
  sixtySeconds: 0.42,
};
const HAT: NoiseKind = {
  seconds: 0.18,
  lowHertz: 4600,
  highHertz: 7000,
  attackSeconds: 0.001,
  sixtySeconds: 0.16,
};
const SHAKER: NoiseKind = {
  seconds: 0.14,
  lowHertz: 3000,
  highHertz: 6000,
  attackSeconds: 0.024,
  sixtySeconds: 0.2,
};
const RIDE: NoiseKind = {
  seconds: 0.7,
  lowHertz: 4000,
  highHertz: 6500,
  attackSeconds: 0.001,
  sixtySeconds: 0.9,
};

/** Noise within a band, with an attack and a decay. */
function hiss(kind: NoiseKind, { velocity, random }: Tone, samples: Float32Array): number {
  const frames = framesIn(kind.seconds);
  const noise = createNoise(random, frames);
  highPass(highPass(noise, kind.lowHertz), kind.lowHertz);
  for (const share of [1, 1.2, 1.5, 1.5]) lowPass(noise, share * kind.highHertz);
  const fall = decayFactor(kind.sixtySeconds);
  const attack = framesIn(kind.attackSeconds);
  const release = framesIn(kind.seconds / 4);
  let level = velocity;
  for (let frame = 0; frame < frames; frame++) {
    samples[frame] = level * (noise[frame] ?? 0) * ease(frame / attack) * ease((frames - frame) / release);
    if (frame >= attack) level *= fall;
  }
  return frames;
}

/** Adds a sine that fades. */
function ring(
  samples: Float32Array,
  frames: number,
  partial: { hertz: number; level: number; sixtySeconds: number },
): void {
  const step = stepAt(partial.hertz);
  const fall = decayFactor(partial.sixtySeconds);
  let { level } = partial;
  let phase = 0;
  for (let frame = 0; frame < frames; frame++) {
    samples[frame] = (samples[frame] ?? 0) + level * readWave(SINE, phase) * ease(frame / 60);
    phase += step;
    level *= fall;
  }
}

/** A brush on a snare: mostly breath, a little skin. */
export const playBrush: Instrument = (tone, samples) => {
  const frames = hiss(BRUSH, tone, samples);
  ring(samples, Math.min(frames, framesIn(0.12)), {
    hertz: 184,
    level: 0.2 * tone.velocity,
    sixtySeconds: 0.12,
  });
  return frames;
};

/** A stick laid across the rim. */
export const playRim: Instrument = (tone, samples) => {
  const frames = hiss({ ...BRUSH, seconds: 0.12, attackSeconds: 0.001, sixtySeconds: 0.06 }, tone, samples);
  for (let frame = 0; frame < frames; frame++) samples[frame] = 0.5 * (samples[frame] ?? 0);
  ring(samples, frames, { hertz: 810, level: 0.4 * tone.velocity, sixtySeconds: 0.07 });
  ring(samples, frames, { hertz: 1370, level: 0.14 * tone.velocity, sixtySeconds: 0.04 });
  return frames;
};

/** A closed hi-hat under a light stick; a harder stroke rings longer. */
export const playSoftHat: Instrument = (tone, samples) =>
  hiss({ ...HAT, sixtySeconds: 0.08 + 0.12 * tone.velocity }, tone, samples);

/** A ride cymbal, its stick more than its ring. */
export const playRide: Instrument = (tone, samples) => {
  const frames = hiss(RIDE, tone, samples);
  const tip = 0.07 * tone.velocity;
  ring(samples, framesIn(0.3), { hertz: 3190, level: 0.3 * tip, sixtySeconds: 0.4 });
  ring(samples, framesIn(0.3), { hertz: 4730, level: 0.4 * tip, sixtySeconds: 0.3 });
  return frames;
};

/** Seeds in an egg: swells and falls. */
export const playShaker: Instrument = (tone, samples) => hiss(SHAKER, tone, samples);

/** Air that rises over its whole length and goes away at once. */
export const playSwell: Instrument = ({ seconds, velocity, random }, samples) => {
  const frames = framesIn(seconds + 0.4);
  const noise = createNoise(random, frames);
  highPass(lowPass(lowPass(noise, 4200), 6000), 900);
  for (let frame = 0; frame < frames; frame++) {
    const time = frame / SAMPLE_RATE;
    const level = (time / seconds) ** 3;
    samples[frame] = velocity * (noise[frame] ?? 0) * Math.min(1, level) * ease((seconds + 0.4 - time) / 0.4);
  }
  return frames;
};
