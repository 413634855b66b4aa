// Loudness as people hear it (ITU-R BS.1770-4): each channel through a filter that is shaped like the head and one that
// drops the lowest bass, mean power of 400 ms blocks, four a second overlapping by 75 %, and the mean of those blocks that
// are louder than −70 LUFS and than 10 LU below the mean of these.
import type { Stereo } from './reverb';
import { SAMPLE_RATE } from './waves';
import type { Filter } from './waves';

const BLOCK_SECONDS = 0.4;
const HOP_SECONDS = 0.1;
const ABSOLUTE_GATE_LUFS = -70;
const RELATIVE_GATE_LU = -10;

/** Two zeros and two poles. Coefficients after division by a0. */
function createBiquad([b0, b1, b2, a1, a2]: readonly [number, number, number, number, number]): Filter {
  let first = 0;
  let second = 0;
  return (input) => {
    const output = b0 * input + first;
    first = b1 * input - a1 * output + second;
    second = b2 * input - a2 * output;
    return output;
  };
}

/** The head: +4 dB above 1.7 kHz. BS.1770 gives coefficients for 48 kHz; these are the same curve at our rate, by the bilinear transform. */
function createShelf(): Filter {
  const k = Math.tan((Math.PI * 1681.974) / SAMPLE_RATE);
  const q = 0.70718;
  const high = 10 ** (3.99984 / 20);
  const band = high ** 0.49967;
  const a0 = 1 + k / q + k * k;
  return createBiquad([
    (high + (band * k) / q + k * k) / a0,
    (2 * (k * k - high)) / a0,
    (high - (band * k) / q + k * k) / a0,
    (2 * (k * k - 1)) / a0,
    (1 - k / q + k * k) / a0,
  ]);
}

/** A high-pass of twelve decibels an octave: the second filter of BS.1770 at 38 Hz, and the console's own against rumble and DC. */
export function createRumbleFilter(cutoffHertz: number, q: number): Filter {
  const k = Math.tan((Math.PI * cutoffHertz) / SAMPLE_RATE);
  const a0 = 1 + k / q + k * k;
  return createBiquad([1 / a0, -2 / a0, 1 / a0, (2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0]);
}

/** Sums of weighted squares, one a hop. */
function powersOf(channel: Float32Array): Float64Array {
  const shelf = createShelf();
  const rumble = createRumbleFilter(38.135, 0.50033);
  const hopFrames = Math.round(HOP_SECONDS * SAMPLE_RATE);
  const powers = new Float64Array(Math.floor(channel.length / hopFrames));
  channel.forEach((sample, frame) => {
    const weighted = rumble(shelf(sample));
    const hop = Math.floor(frame / hopFrames);
    powers[hop] = (powers[hop] ?? 0) + (weighted * weighted) / hopFrames;
  });
  return powers;
}

function toLufs(power: number): number {
  return -0.691 + 10 * Math.log10(power);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/** Integrated loudness in LUFS; −Infinity for silence. */
export function measureLoudness({ left, right }: Stereo): number {
  const powersLeft = powersOf(left);
  const powersRight = powersOf(right);
  const hops = Math.round(BLOCK_SECONDS / HOP_SECONDS);
  const blocks = Array.from({ length: Math.max(0, powersLeft.length - hops + 1) }, (_, block) => {
    const from = [...powersLeft.subarray(block, block + hops), ...powersRight.subarray(block, block + hops)];
    return from.reduce((sum, power) => sum + power, 0) / hops;
  });
  const audible = blocks.filter((power) => toLufs(power) > ABSOLUTE_GATE_LUFS);
  const gate = toLufs(mean(audible)) + RELATIVE_GATE_LU;
  return toLufs(mean(audible.filter((power) => toLufs(power) > gate)));
}
