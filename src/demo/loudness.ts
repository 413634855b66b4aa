// Loudness as people hear it (ITU-R BS.1770-4): each channel through a filter that is shaped like the head and one that
// drops the lowest bass, mean power of 400 ms blocks, ten a second overlapping by 75 %, and the mean of those blocks that
// are louder than −70 LUFS and than 10 LU below the mean of these.
import { rumbleFilter } from './biquad';
import type { Biquad } from './biquad';
import type { Stereo } from './stereo';
import { SAMPLE_RATE } from './waves';

const BLOCK_HOPS = 4;
const HOP_FRAMES = SAMPLE_RATE / 10;
const ABSOLUTE_GATE_LUFS = -70;
const RELATIVE_GATE_LU = -10;

/** Weighted power of each tenth of a second, both channels together. */
export type HopPowers = Float64Array;

/** The head: +4 dB above 1.7 kHz. BS.1770 gives coefficients for 48 kHz; these are the same curve at our rate, by the bilinear transform. */
function headFilter(): Biquad {
  const k = Math.tan((Math.PI * 1681.974) / SAMPLE_RATE);
  const q = 0.70718;
  const high = 10 ** (3.99984 / 20);
  const band = high ** 0.49967;
  const a0 = 1 + k / q + k * k;
  return [
    (high + (band * k) / q + k * k) / a0,
    (2 * (k * k - high)) / a0,
    (high - (band * k) / q + k * k) / a0,
    (2 * (k * k - 1)) / a0,
    (1 - k / q + k * k) / a0,
  ];
}

const HEAD = headFilter();
/** The second filter of BS.1770. */
const LOW_CUT = rumbleFilter(38.135, 0.50033);

/** What the loudness is made of; what is over a whole tenth of a second is left out. */
export function measureHops({ left, right }: Stereo): HopPowers {
  const powers = new Float64Array(Math.floor(left.length / HOP_FRAMES));
  addPowers(powers, left);
  addPowers(powers, right);
  return powers;
}

/** Both filters in one loop, with their memories in variables: it runs over every sample of every part. */
function addPowers(powers: Float64Array, channel: Float32Array): void {
  const [b0, b1, b2, a1, a2] = HEAD;
  const [c0, c1, c2, d1, d2] = LOW_CUT;
  let [head1, head2, low1, low2] = [0, 0, 0, 0];
  for (let hop = 0; hop < powers.length; hop++) {
    let sum = 0;
    for (let frame = hop * HOP_FRAMES; frame < (hop + 1) * HOP_FRAMES; frame++) {
      const input = channel[frame] ?? 0;
      const shelved = b0 * input + head1;
      head1 = b1 * input - a1 * shelved + head2;
      head2 = b2 * input - a2 * shelved;
      const weighted = c0 * shelved + low1;
      low1 = c1 * shelved - d1 * weighted + low2;
      low2 = c2 * shelved - d2 * weighted;
      sum += weighted * weighted;
    }
    powers[hop] = (powers[hop] ?? 0) + sum / HOP_FRAMES;
  }
}

function toLufs(power: number): number {
  return -0.691 + 10 * Math.log10(power);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/** Integrated loudness in LUFS of sounds that follow each other; −Infinity for silence. */
export function integrate(sounds: readonly HopPowers[]): number {
  const blocks = sounds.flatMap(blockPowers);
  const audible = blocks.filter((power) => toLufs(power) > ABSOLUTE_GATE_LUFS);
  const gate = toLufs(mean(audible)) + RELATIVE_GATE_LU;
  return toLufs(mean(audible.filter((power) => toLufs(power) > gate)));
}

function blockPowers(hops: HopPowers): readonly number[] {
  return Array.from({ length: Math.max(0, hops.length - BLOCK_HOPS + 1) }, (_, block) =>
    mean([...hops.subarray(block, block + BLOCK_HOPS)]),
  );
}

/** Integrated loudness of one sound in LUFS; −Infinity for silence. */
export function measureLoudness(stereo: Stereo): number {
  return integrate([measureHops(stereo)]);
}
