// What an instrument is: from a tone to its samples.
import type { Random } from './random';

/** A tone as an instrument is asked for it. */
export interface Tone {
  readonly hertz: number;
  /** From its beginning to where it is let go. */
  readonly seconds: number;
  /** Loudness, 0–1. */
  readonly velocity: number;
  /** Chance for noise. */
  readonly random: Random;
}

/** Writes a tone into the samples from the first on, as long as it rings, and says how many frames that were. */
export type Instrument = (tone: Tone, samples: Float32Array) => number;

/** Longest that a tone rings after it was let go. */
export const LONGEST_RING_SECONDS = 3;
