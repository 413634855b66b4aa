// The first window of a play: the bytes that engine and page both count on before either has said anything.
import type { Track } from './track';

const KiB = 1024;
/** Enough to sound from, small enough not to queue behind itself, in bytes. Source: trial (docs/ARCHITECTURE.md, The page). */
const LEAST_BYTES = 64 * KiB;
/**
 * The same for a play that is prepared, in bytes: most are never played, and of one that is, half a second is decoded before
 * the click. Two blocks are 1.6 s of sound at 160 kbit/s; above 256, LEAST_SECONDS counts. Source: bench `policyWorld`.
 */
export const LEAST_PREPARED_BYTES = 32 * KiB;
/** Sound in the first window, in seconds: what bridges the way to the engine and back on a busy machine. */
const LEAST_SECONDS = 1;
/** No first window is longer, in bytes. */
const MOST_BYTES = 256 * KiB;

/** The length of a track's first window, in bytes: never beyond its end. */
export function firstWindowBytes({ durationSeconds, sizeBytes }: Track, leastBytes = LEAST_BYTES): number {
  const rate = durationSeconds === null || durationSeconds <= 0 ? 0 : sizeBytes / durationSeconds;
  return Math.min(sizeBytes, Math.max(leastBytes, Math.min(MOST_BYTES, Math.ceil(rate * LEAST_SECONDS))));
}

/** The same where it is prepared, in bytes. When it is played it is no longer, until the page says so. */
export function preparedWindowBytes(track: Track): number {
  return firstWindowBytes(track, LEAST_PREPARED_BYTES);
}
