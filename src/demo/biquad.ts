// Second-order filters, in the form that needs two memories, run over a whole channel.
import { SAMPLE_RATE } from './waves';

/** Two zeros and two poles, after division by a0: b0, b1, b2, a1, a2. */
export type Biquad = readonly [number, number, number, number, number];

/** A high-pass of twelve decibels an octave. */
export function rumbleFilter(cutoffHertz: number, q: number): Biquad {
  const k = Math.tan((Math.PI * cutoffHertz) / SAMPLE_RATE);
  const a0 = 1 + k / q + k * k;
  return [1 / a0, -2 / a0, 1 / a0, (2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0];
}

/** Filters a channel, in place. */
export function runBiquad(channel: Float32Array, [b0, b1, b2, a1, a2]: Biquad): void {
  let first = 0;
  let second = 0;
  for (let frame = 0; frame < channel.length; frame++) {
    const input = channel[frame] ?? 0;
    const output = b0 * input + first;
    first = b1 * input - a1 * output + second;
    second = b2 * input - a2 * output;
    channel[frame] = output;
  }
}
