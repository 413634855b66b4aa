// What the tests of the demo album measure.
import type { Note } from '../../src/demo/performance';
import type { Stereo } from '../../src/demo/stereo';

export const SAMPLE_RATE = 44_100;

export const decibels = (level: number): number => 20 * Math.log10(level);

export const loudest = (channel: Float32Array): number =>
  channel.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);

export const mean = (channel: Float32Array): number =>
  channel.reduce((sum, sample) => sum + sample, 0) / channel.length;

export const power = (channel: Float32Array): number =>
  channel.reduce((sum, sample) => sum + sample * sample, 0) / channel.length;

export const kinds = (values: readonly unknown[]): number =>
  new Set(values.map((value) => JSON.stringify(value))).size;

export const pairs = <T>(list: readonly T[]): readonly (readonly [T, T])[] =>
  list.slice(1).map((later, index) => [list[index] as T, later] as const);

export const share = (values: readonly boolean[]): number => values.filter(Boolean).length / values.length;

/** What is sung, by whomever, in order. */
export const sung = (notes: readonly Note[]): readonly Note[] =>
  notes.filter(({ part }) => part === 'melody' || part === 'answer');

/** Longest stretch in which no tenth of a second is above a level, in seconds; the last two seconds don't count. */
export function longestSilence({ left, right }: Stereo, levelDecibels: number): number {
  const window = SAMPLE_RATE / 10;
  let longest = 0;
  let silent = 0;
  for (let start = 0; start + window <= left.length - 2 * SAMPLE_RATE; start += window) {
    const loud = Math.max(
      power(left.subarray(start, start + window)),
      power(right.subarray(start, start + window)),
    );
    silent = 10 * Math.log10(loud + 1e-12) > levelDecibels ? 0 : silent + 0.1;
    longest = Math.max(longest, silent);
  }
  return longest;
}

/** Strongest power's mean frequency in hertz: where the spectrum has its centre, by zero-padded slices of a Goertzel bank. */
export function spectralCentroid(channel: Float32Array): number {
  let weighted = 0;
  let total = 0;
  const slice = 4096;
  for (let start = 0; start + slice <= channel.length; start += 16 * slice) {
    for (let band = 0; band < 40; band++) {
      const hertz = 60 * 2 ** (band / 5);
      const strength = strengthAt(channel.subarray(start, start + slice), hertz);
      weighted += hertz * strength;
      total += strength;
    }
  }
  return weighted / total;
}

/** How strong a frequency is in a slice (Goertzel). */
function strengthAt(slice: Float32Array, hertz: number): number {
  const turn = 2 * Math.cos((2 * Math.PI * hertz) / SAMPLE_RATE);
  let [before, last] = [0, 0];
  for (let frame = 0; frame < slice.length; frame++) {
    const window = Math.sin((Math.PI * frame) / slice.length) ** 2;
    const now = window * (slice[frame] ?? 0) + turn * last - before;
    [before, last] = [last, now];
  }
  return Math.sqrt(Math.max(0, last * last + before * before - turn * last * before));
}
