// What the page goes by: the last snapshot, and above it what was wished here since. A click acts at once and the snapshot
// that follows confirms it, so what was just wished here outweighs snapshots that don't know of it yet.
import { MOST_SEEKS_KNOWN } from './limits';
import { EMPTY_SNAPSHOT, entryIdOf, entryOf } from '../shared/snapshot';
import type { Play, QueueEntry, Seek, Snapshot } from '../shared/snapshot';
import type { Track } from '../shared/track';
import { isSettled, wishFor, wishToPlay, type Wish } from './wish';

/** The last snapshot and the wish that stands against it. */
export class WishedSnapshot {
  #snapshot: Snapshot = EMPTY_SNAPSHOT;
  #wish: Wish | null = null;
  /** What was chosen last: it may not be in the queue yet. */
  #chosen: Track | null = null;
  #ordered: (Pick<Snapshot, 'queue' | 'shuffled'> & { readonly entries: readonly QueueEntry[] }) | null =
    null;
  /** Seeks that were performed, of this page or shown by a snapshot: what comes late isn't done again. */
  #performedSeekIds: readonly string[] = [];

  /** The last snapshot, as it was told. */
  get told(): Snapshot {
    return this.#snapshot;
  }

  /** The last snapshot, with the play that is wished. */
  get now(): Snapshot {
    return { ...this.#snapshot, current: this.current };
  }

  get current(): Play | null {
    return this.#wish?.play ?? this.#snapshot.current;
  }

  get wanted(): Snapshot['wanted'] {
    return this.#wish?.wanted ?? this.#snapshot.wanted;
  }

  /** The queue in the order of play. The same array as long as that is the same. */
  get inOrder(): readonly QueueEntry[] {
    const { queue, shuffled } = this.#snapshot;
    if (shuffled === null) return queue;
    if (this.#ordered?.queue === queue && this.#ordered.shuffled === shuffled) return this.#ordered.entries;
    const byId = new Map(queue.map((entry) => [entryIdOf(entry), entry]));
    const entries = shuffled.flatMap((id) => byId.get(id) ?? []);
    this.#ordered = { queue, shuffled, entries };
    return entries;
  }

  /** The track of a play, or null. */
  trackOf(play: Play): Track | null {
    const chosen = this.#chosen?.id === play.trackId ? this.#chosen : null;
    return entryOf(this.#snapshot.queue, play) ?? chosen;
  }

  get wish(): Wish | null {
    return this.#wish;
  }

  /** Takes a snapshot. To be followed by `settle`. */
  take(snapshot: Snapshot): void {
    this.#snapshot = snapshot;
  }

  /** The listener has chosen this track, in the queue or elsewhere: to be followed by the wish to play it. */
  choose(track: Track): void {
    this.#chosen = track;
  }

  /** This play is to be the current one, and to play; after what was wished by `before`. */
  wishToPlay(play: Play, before: Wish | null = this.#wish): void {
    this.#wish = wishToPlay(play, before, this.#snapshot);
  }

  /** It is to go on, or to hold. */
  wishFor(wanted: Snapshot['wanted']): void {
    this.#wish = wishFor(wanted, this.#wish);
  }

  /** Gives up a wish that the snapshot knows of or has overruled, and returns it; else null. */
  settle(): Wish | null {
    const wish = this.#wish;
    if (wish === null || !isSettled(wish, this.#snapshot)) return null;
    this.#wish = null;
    return wish;
  }

  /** The seek that the snapshot shows of a play and that wasn't performed yet, or null. */
  newSeekOf(playId: string | undefined): Seek | null {
    const { seek } = this.#snapshot;
    return seek !== null && seek.playId === playId && !this.#performedSeekIds.includes(seek.seekId)
      ? seek
      : null;
  }

  /** This seek is performed. */
  markSeek(seekId: string): void {
    this.#performedSeekIds = [...this.#performedSeekIds, seekId].slice(-MOST_SEEKS_KNOWN);
  }
}
