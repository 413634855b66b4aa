import type { Track } from './track';

/**
 * What the page's sound is doing.
 * `silent`: nothing was asked for · `loading`: asked for, no sample has flowed yet, or the buffer ran dry ·
 * `sounding`: samples flow · `paused`: held by the listener · `locked`: the page needs one click before it may sound.
 */
export type SoundState = 'silent' | 'loading' | 'sounding' | 'paused' | 'locked';

/** A track in the queue. The same one may be there several times. */
export interface QueueEntry extends Track {
  /** Names the entry among those of the queue; left out where the track's own id does, which is so for the first of a track. */
  readonly entryId?: string;
}

/** One going-through of a track. Each time a track is started it gets a new play id, so that late messages can be told apart. */
export interface Play {
  readonly playId: string;
  readonly trackId: string;
  /** The entry of the queue that it plays; left out where the track's own id names it. */
  readonly entryId?: string;
}

/** A change of place within a play that was asked for. Whoever hasn't performed this `seekId` yet has it before it. */
export interface Seek {
  readonly seekId: string;
  readonly playId: string;
  /** Within the track. */
  readonly positionSeconds: number;
}

/** What follows the end of a track: `off`: the next one, until the queue ends · `one`: itself · `all`: the next one, for ever. */
export type RepeatMode = 'off' | 'one' | 'all';

/** The mode that one press leads to. */
export function repeatAfter(repeat: RepeatMode): RepeatMode {
  return repeat === 'off' ? 'all' : repeat === 'all' ? 'one' : 'off';
}

/** The whole state of the player, as every window shows it. Immutable; a later one has a higher revision. */
export interface Snapshot {
  readonly revision: number;
  readonly queue: readonly QueueEntry[];
  /** The listener has made the queue, or changed it. Else it is the whole catalogue, and follows it. */
  readonly isOwnQueue: boolean;
  /** The last change of the queue can be undone. */
  readonly canUndo: boolean;
  readonly current: Play | null;
  /** What the listener wants. What is heard stands in `sound`. */
  readonly wanted: 'playing' | 'paused';
  readonly sound: SoundState;
  /** Position in the current track in seconds, as last reported by the page. */
  readonly positionSeconds: number;
  /** The last seek that was asked for of the current play, performed or not; null where there was none. */
  readonly seek: Seek | null;
  /** From 0 (silent) to 1 (as recorded). */
  readonly volume: number;
  /** Silent, whatever the volume: it comes back as it was. */
  readonly isMuted: boolean;
  readonly repeat: RepeatMode;
  /** The ids of the queue's entries in the order they are played in, where that isn't the queue's own. */
  readonly shuffled: readonly string[] | null;
  /** The id of the window whose page sounds, or is to sound; null where none is. */
  readonly soundingWindow: string | null;
  /** What is wrong, as a sentence that says what to do, or null. */
  readonly problem: string | null;
}

/** The state before anything is known. */
export const EMPTY_SNAPSHOT: Snapshot = {
  revision: 0,
  queue: [],
  isOwnQueue: false,
  canUndo: false,
  current: null,
  wanted: 'paused',
  sound: 'silent',
  positionSeconds: 0,
  seek: null,
  volume: 1,
  isMuted: false,
  repeat: 'off',
  shuffled: null,
  soundingWindow: null,
  problem: null,
};

/** The id of an entry of the queue. */
export function entryIdOf({ entryId, id }: QueueEntry): string {
  return entryId ?? id;
}

/** The play of an entry, under this id. */
export function playOf({ id, entryId }: Pick<QueueEntry, 'id' | 'entryId'>, playId: string): Play {
  return { playId, trackId: id, ...(entryId === undefined ? {} : { entryId }) };
}

/** The entry that a play plays: the one that it names, else the first of its track; or null. */
export function entryOf(
  queue: readonly QueueEntry[],
  { entryId, trackId }: Omit<Play, 'playId'>,
): QueueEntry | null {
  const named = entryId ?? trackId;
  return (
    queue.find((entry) => entryIdOf(entry) === named) ?? queue.find((entry) => entry.id === trackId) ?? null
  );
}

/** What is current, or null. */
export function currentTrack({ queue, current }: Pick<Snapshot, 'queue' | 'current'>): QueueEntry | null {
  return current === null ? null : entryOf(queue, current);
}

/** The ids of the entries in the order they are played in. */
export function playOrder({ queue, shuffled }: Pick<Snapshot, 'queue' | 'shuffled'>): readonly string[] {
  return shuffled ?? queue.map(entryIdOf);
}

/** What is played `by` places after the current track (before it, where negative), or null behind either end. */
export function trackBeside(snapshot: Snapshot, by: number): QueueEntry | null {
  const { queue, repeat } = snapshot;
  const order = playOrder(snapshot);
  const current = currentTrack(snapshot);
  const at = (current === null ? -1 : order.indexOf(entryIdOf(current))) + by;
  const wrapped = repeat === 'all' && order.length > 0 ? (at + order.length) % order.length : at;
  return queue.find((entry) => entryIdOf(entry) === order[wrapped]) ?? null;
}

/** The track that follows by itself when the current one ends, or null. */
export function nextTrack(snapshot: Snapshot): QueueEntry | null {
  if (snapshot.current === null) return null;
  return snapshot.repeat === 'one' ? currentTrack(snapshot) : trackBeside(snapshot, 1);
}

/** A track that has played longer than this starts over on "previous", as in every player. In seconds. */
const PREVIOUS_RESTARTS_AFTER_SECONDS = 3;

/** The track that "previous" starts: the one before; a little way into a track, or before the first one, the same again. */
export function previousTrack(
  snapshot: Snapshot,
  positionSeconds = snapshot.positionSeconds,
): QueueEntry | null {
  const isWellIn = positionSeconds > PREVIOUS_RESTARTS_AFTER_SECONDS;
  const before = isWellIn || snapshot.current === null ? null : trackBeside(snapshot, -1);
  return before ?? currentTrack(snapshot);
}
