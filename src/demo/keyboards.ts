// Keyboards: an electric piano and an upright whose hammers are muted with felt.
import type { Instrument } from './tone';
import { createWave, decayFactor, framesIn, readWave, shape, SINE, stepAt, TABLE_FRAMES } from './waves';

/**
 * An electric piano: a sine whose phase is swung by another (Chowning, “The Synthesis of Complex Audio Spectra by Means of
 * Frequency Modulation”, 1973) and the bar that its hammer hits; harder strokes are brighter.
 */
export const playElectricPiano: Instrument = ({ hertz, seconds, velocity }, samples) => {
  const releaseSeconds = 0.32;
  const frames = framesIn(Math.max(seconds, 0.06) + releaseSeconds);
  const step = stepAt(hertz);
  const fall = decayFactor(5 * 2 ** (Math.log2(262 / hertz) / 2));
  const softening = decayFactor(2.4);
  const tineFall = decayFactor(0.5);
  let phase = 0;
  let level = velocity;
  let swing = (0.22 + 0.95 * velocity * velocity) * (TABLE_FRAMES / 2 / Math.PI);
  let tine = hertz < 900 ? 0.16 * velocity : 0.05;
  for (let frame = 0; frame < frames; frame++) {
    const body = readWave(SINE, phase + swing * readWave(SINE, phase));
    samples[frame] = level * (body + tine * readWave(SINE, 7.02 * phase));
    phase += step;
    level *= fall;
    swing *= softening;
    tine *= tineFall;
  }
  shape(samples, frames, { attackSeconds: 0.004, releaseSeconds });
  return frames;
};

const FELT_BRIGHT = createWave([1, 0.62, 0.42, 0.3, 0.17, 0.12, 0.07, 0.05, 0.03, 0.02, 0.012, 0.008]);
const FELT_DARK = createWave([1, 0.26, 0.1, 0.04, 0.015]);

/** A piano through felt: two strings that beat slowly, a bright start that darkens, the thump of the hammer. */
export const playFeltPiano: Instrument = ({ hertz, seconds, velocity, random }, samples) => {
  const releaseSeconds = 0.4;
  const frames = framesIn(Math.max(seconds, 0.08) + releaseSeconds);
  const steps = [stepAt(hertz * 0.9997), stepAt(hertz * 1.0003)] as const;
  const [firstFall, lastFall] = [decayFactor(1.6), decayFactor(7.5 * 2 ** (Math.log2(262 / hertz) / 1.6))];
  const darkening = decayFactor(1.1 + 0.5 * velocity);
  let [one, other] = [0, 0];
  let [first, last] = [0.55 * velocity, 0.45 * velocity];
  let bright = Math.min(1, 0.25 + 0.75 * velocity);
  for (let frame = 0; frame < frames; frame++) {
    const dark = readWave(FELT_DARK, one) + readWave(FELT_DARK, other);
    const light = readWave(FELT_BRIGHT, one) + readWave(FELT_BRIGHT, other);
    samples[frame] = 0.5 * (first + last) * (dark + bright * (light - dark));
    one += steps[0];
    other += steps[1];
    first *= firstFall;
    last *= lastFall;
    bright *= darkening;
  }
  addThump(samples, { frames: Math.min(frames, framesIn(0.06)), level: 0.16 * velocity, random });
  shape(samples, frames, { attackSeconds: 0.007, releaseSeconds });
  return frames;
};

/** Felt on wood: a breath of dark noise. */
function addThump(
  samples: Float32Array,
  { frames, level, random }: { frames: number; level: number; random: () => number },
): void {
  const fall = decayFactor(0.06);
  let dark = 0;
  let loud = level;
  for (let frame = 0; frame < frames; frame++) {
    dark += 0.06 * (2 * random() - 1 - dark);
    samples[frame] = (samples[frame] ?? 0) + 6 * loud * dark;
    loud *= fall;
  }
}
