// What comes after the current track: by itself, or because the listener is likely to ask for it.
import { nextTrack, playOf, previousTrack, trackBeside, type Play, type Snapshot } from '../shared/snapshot';
import type { Track } from '../shared/track';

/** What follows the current track by itself. */
export interface Succession<P extends Play> {
  /** The first track that isn't known to be unplayable, or null. */
  readonly next: Track | null;
  /** The plays before it that are passed over, in their order. */
  readonly failed: readonly P[];
}

/** What follows, as the session will have it: behind one that can't be played comes the next in the queue, and never round and round. */
export function successionOf<P extends Play>(
  snapshot: Snapshot,
  failedPlay: (trackId: string) => P | null,
): Succession<P> {
  const failed: P[] = [];
  let next = nextTrack(snapshot);
  for (let play = failedOf(next); next !== null && play !== null; play = failedOf(next)) {
    failed.push(play);
    next = trackBeside({ ...snapshot, repeat: 'off', current: playOf(next, play.playId) }, 1);
  }
  return { next, failed };

  function failedOf(track: Track | null): P | null {
    return track === null ? null : failedPlay(track.id);
  }
}

/** What makes tracks likely to come: being pointed at, following by itself, being in view. */
export interface Likelihoods {
  readonly pointed: Track | null;
  readonly next: Track | null;
  readonly visible: readonly Track[];
}

/** The tracks that may come soon, the likeliest first; behind those that are pointed at or follow, those that a key reaches. */
export function likelyTracks(snapshot: Snapshot, { pointed, next, visible }: Likelihoods): readonly Track[] {
  const likely = [
    pointed,
    next,
    nextTrack(snapshot),
    trackBeside(snapshot, 1),
    trackBeside(snapshot, -1),
    previousTrack(snapshot, Infinity),
  ];
  const tracks = new Map(
    [...likely, ...visible].flatMap((track) => (track === null ? [] : [[track.id, track]])),
  );
  return [...tracks.values()];
}
