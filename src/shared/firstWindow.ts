// The first window of a play: the bytes that engine and page both count on before either has said anything.
import type { Track } from './track';

const KiB = 1024;
/** Enough to sound from, small enough not to queue behind itself, in bytes. Source: trial (docs/ARCHITECTURE.md, The page). */
const LEAST_BYTES = 64 * KiB;
/** Sound in the first window, in seconds: what bridges the way to the engine and back on a busy machine. */
const LEAST_SECONDS = 1;
/** No first window is longer, in bytes. */
const MOST_BYTES = 256 * KiB;

/** The length of a track's first window, in bytes: never beyond its end. */
export function firstWindowBytes({ durationSeconds, sizeBytes }: Track): number {
  const rate = durationSeconds === null || durationSeconds <= 0 ? 0 : sizeBytes / durationSeconds;
  return Math.min(sizeBytes, Math.max(LEAST_BYTES, Math.min(MOST_BYTES, Math.ceil(rate * LEAST_SECONDS))));
}
