// Bars under mallets: sums of a few partials, each with its own time to fade.
import type { Instrument, Tone } from './tone';
import { decayFactor, framesIn, readWave, shape, SINE, stepAt } from './waves';

/** A partial: frequency ratio, level, seconds to −60 dB. */
type Partial = readonly [ratio: number, level: number, sixtySeconds: number];

/** Tuned as a vibraphone's bars are. */
const VIBRAPHONE: readonly Partial[] = [
  [1, 1, 4.2],
  [3.98, 0.3, 1.6],
  [9.6, 0.05, 0.3],
];
/** Steel plates over wooden boxes. */
const CELESTA: readonly Partial[] = [
  [1, 1, 2.4],
  [2.005, 0.22, 1.5],
  [4.1, 0.1, 0.5],
  [6.9, 0.03, 0.2],
];

/** A vibraphone with soft mallets; it rings on after its note. */
export const playVibraphone: Instrument = (tone, samples) => strike(VIBRAPHONE, tone, samples);

/** A celesta. */
export const playCelesta: Instrument = (tone, samples) => strike(CELESTA, tone, samples);

function strike(
  partials: readonly Partial[],
  { hertz, seconds, velocity }: Tone,
  samples: Float32Array,
): number {
  const releaseSeconds = 1;
  const frames = framesIn(seconds + 0.5 + releaseSeconds);
  samples.fill(0, 0, frames);
  for (const [ratio, loud, sixtySeconds] of partials) {
    const step = stepAt(ratio * hertz);
    const fall = decayFactor(sixtySeconds);
    // Partials that have faded by 60 dB aren't worth their time.
    const end = Math.min(frames, framesIn(sixtySeconds));
    let phase = 0;
    let level = ratio === 1 ? velocity : loud * velocity ** 1.6;
    for (let frame = 0; frame < end; frame++) {
      samples[frame] = (samples[frame] ?? 0) + level * readWave(SINE, phase);
      phase += step;
      level *= fall;
    }
  }
  shape(samples, frames, { attackSeconds: 0.003, releaseSeconds });
  return frames;
}
