import type { Track } from './track';

/**
 * What the page's sound is doing.
 * `silent`: nothing was asked for · `loading`: asked for, no sample has flowed yet, or the buffer ran dry ·
 * `sounding`: samples flow · `paused`: held by the listener · `locked`: the page needs one click before it may sound.
 */
export type SoundState = 'silent' | 'loading' | 'sounding' | 'paused' | 'locked';

/** One going-through of a track. Each time a track is started it gets a new play id, so that late messages can be told apart. */
export interface Play {
  readonly playId: string;
  readonly trackId: string;
}

/** The whole state of the player, as every window shows it. Immutable; a later one has a higher revision. */
export interface Snapshot {
  readonly revision: number;
  readonly queue: readonly Track[];
  readonly current: Play | null;
  /** What the listener wants. What is heard stands in `sound`. */
  readonly wanted: 'playing' | 'paused';
  readonly sound: SoundState;
  /** Position in the current track in seconds, as last reported by the page. */
  readonly positionSeconds: number;
  /** What is wrong, as a sentence that says what to do, or null. */
  readonly problem: string | null;
}

/** The state before anything is known. */
export const EMPTY_SNAPSHOT: Snapshot = {
  revision: 0,
  queue: [],
  current: null,
  wanted: 'paused',
  sound: 'silent',
  positionSeconds: 0,
  problem: null,
};

/** The track of the current play, or null. */
export function currentTrack(snapshot: Snapshot): Track | null {
  const { current } = snapshot;
  return current === null ? null : (snapshot.queue.find((track) => track.id === current.trackId) ?? null);
}

/** The track that follows the current one in the queue, or null. */
export function nextTrack({ current, queue }: Snapshot): Track | null {
  const at = queue.findIndex((track) => track.id === current?.trackId);
  return at < 0 ? null : (queue[at + 1] ?? null);
}
