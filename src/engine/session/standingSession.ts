// The session as it stands: the snapshot, and what is only needed to take it on: the catalogue to choose from, chance, and the
// states that can be gone back to.
import type { Intent } from '../../shared/intents';
import type { Snapshot } from '../../shared/snapshot';
import type { Track } from '../../shared/track';
import { Catalogue } from './catalogue';
import { MOST_UNDONE } from './limits';
import { Playhead } from './playhead';
import type { PlayIds } from './plays';
import { reduceSession, type SessionEvent } from './session';

/** The session that stands. */
export class StandingSession {
  readonly #chance: () => number;
  #snapshot: Snapshot;
  #catalogue: Catalogue;
  readonly #playhead = new Playhead();
  /** The states before the last changes of the queue, the latest last. */
  #undoable: readonly Snapshot[] = [];

  /** `chance` gives numbers from 0 to 1, for shuffling. */
  constructor(initial: Snapshot, chance: () => number) {
    this.#snapshot = initial;
    this.#chance = chance;
    // Until the origin has answered, there is what the last session knew of.
    this.#catalogue = new Catalogue(initial.queue);
  }

  /** The state. */
  get snapshot(): Snapshot {
    return this.#snapshot;
  }

  /** What there is to choose from. */
  get catalogue(): Catalogue {
    return this.#catalogue;
  }

  /** The track with this id, of the queue or the catalogue; null where there is none. */
  track(id: string): Track | null {
    return this.#catalogue.track(id) ?? this.#snapshot.queue.find((entry) => entry.id === id) ?? null;
  }

  /** Something has happened. Whoever asks for something is told by `wish`. Returns the state as it was when that came. */
  take(event: SessionEvent, nowMs: number): Snapshot {
    const before = this.#playhead.moveOn(this.#snapshot, event, nowMs);
    this.#snapshot = reduceSession(before, event);
    if (event.type === 'restored' || event.type === 'originLeft') this.#undoable = [];
    if (event.type === 'intended') this.#remember(before, event.intent);
    return before;
  }

  /** The event that a window asks for something. */
  wish(window: string, intent: Intent, ids: PlayIds): SessionEvent {
    const undone = this.#undoable.at(-1) ?? null;
    return {
      type: 'intended',
      intent,
      window,
      ...ids,
      chance: this.#chance,
      catalogue: this.#catalogue,
      undone,
    };
  }

  /** The event that the origin lists these tracks. */
  list(tracks: readonly Track[], ids: PlayIds): SessionEvent {
    this.#catalogue = new Catalogue(tracks);
    return { type: 'catalogueChanged', catalogue: this.#catalogue, chance: this.#chance, ...ids };
  }

  #remember(before: Snapshot, { kind }: Intent): void {
    const after = this.#snapshot;
    if (kind === 'undoQueue') this.#undoable = this.#undoable.slice(0, -1);
    else if (
      kind !== 'setShuffle' &&
      kind !== 'toggleShuffle' &&
      after.isOwnQueue &&
      (after.queue !== before.queue || after.shuffled !== before.shuffled)
    )
      this.#undoable = [...this.#undoable, before].slice(-MOST_UNDONE);
  }
}
