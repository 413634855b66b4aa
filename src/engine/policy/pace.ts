// When playing needs which byte of a track.
import { offsetOfTime, timeOfOffset } from '../../shared/mediaInfo';
import type { Track } from '../../shared/track';

/** What a track is taken to need where nothing is known, in bytes a second. Source: Kreitz & Niemelä 2010, Ogg Vorbis q5. */
const USUAL_RATE = 20_000;

/** The time at which playing needs the byte at `offset`, in seconds from the start: exact by the seek table, else by the mean rate. */
export function secondsAtByte(track: Track, offset: number): number {
  return track.mediaInfo === null ? offset / meanRate(track) : timeOfOffset(track.mediaInfo, offset);
}

/** The byte that playing has come to at `seconds`. */
export function byteAtSeconds(track: Track, seconds: number): number {
  if (track.mediaInfo === null) return Math.min(track.sizeBytes, Math.max(0, seconds * meanRate(track)));
  return offsetOfTime(track.mediaInfo, seconds);
}

/** How long a track plays, in seconds. */
export function durationOf(track: Track): number {
  return track.mediaInfo?.durationSeconds ?? track.durationSeconds ?? track.sizeBytes / meanRate(track);
}

/** Bytes a second that playing needs on the mean. */
function meanRate({ durationSeconds, sizeBytes }: Track): number {
  return durationSeconds === null || durationSeconds <= 0 ? USUAL_RATE : sizeBytes / durationSeconds;
}
