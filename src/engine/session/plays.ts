// How a play begins and ends in the session.
import { playOf, type Play, type QueueEntry, type Snapshot } from '../../shared/snapshot';

/** Ids for a play that is to be started: the sounding page's own where it has prepared the track, else a new one. */
export interface PlayIds {
  readonly newPlayId: string;
  readonly prepared: readonly Play[];
}

/** Starts an entry, as the page has prepared its track if it has. */
export function startEntry(
  snapshot: Snapshot,
  entry: QueueEntry,
  { newPlayId, prepared }: PlayIds,
): Snapshot {
  const known = prepared.find((play) => play.trackId === entry.id && !isCurrent(snapshot, play.playId));
  return start(snapshot, entry, known?.playId ?? newPlayId);
}

/** Starts an entry under this id. */
export function start(snapshot: Snapshot, entry: QueueEntry, playId: string): Snapshot {
  const current = playOf(entry, playId);
  return { ...snapshot, current, wanted: 'playing', sound: 'loading', positionSeconds: 0, seek: null };
}

/** Starts the given entry; behind the last one, it stops. */
export function goOn(snapshot: Snapshot, entry: QueueEntry | null, ids: PlayIds): Snapshot {
  return entry === null ? stopped(snapshot) : startEntry(snapshot, entry, ids);
}

/** The same as `goOn`, but nobody has asked for it: what the listener has paused in the last moment stays paused. */
export function goOnByItself(snapshot: Snapshot, entry: QueueEntry | null, ids: PlayIds): Snapshot {
  const after = goOn(snapshot, entry, ids);
  if (snapshot.wanted === 'playing' || after.current === null) return after;
  return { ...after, wanted: 'paused', sound: 'paused' };
}

/** Nothing plays, and nothing is current. */
export function stopped(snapshot: Snapshot): Snapshot {
  return { ...snapshot, current: null, wanted: 'paused', sound: 'silent', positionSeconds: 0, seek: null };
}

/** Whether this play is the current one. */
export function isCurrent(snapshot: Snapshot, playId: string): boolean {
  return snapshot.current?.playId === playId;
}
