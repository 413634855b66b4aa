import { isSameBytes, type Track } from '../../shared/track';
import type { FetchAction } from './fetchMessages';
import type { Requests } from './requests';
import type { Wanted } from './wanted';

/** The tracks that are wanted, by play id. */
export class WantedPlays {
  readonly byId = new Map<string, Wanted>();
  /** Plays that will be wanted in a moment. */
  readonly awaited = new Set<string>();
  readonly #requests: Requests;

  constructor(requests: Requests) {
    this.#requests = requests;
  }

  /** Those that are played now: one, but for the moment in which one takes over from another. */
  get played(): readonly Wanted[] {
    const played: Wanted[] = [];
    for (const wanted of this.byId.values()) if (wanted.purpose === 'play') played.push(wanted);
    return played;
  }

  /** The prefetch of a track. */
  prefetchOf(track: Track): Wanted | undefined {
    for (const wanted of this.byId.values())
      if (wanted.purpose === 'prefetch' && isSameBytes(wanted.track, track)) return wanted;
    return undefined;
  }

  /** A block lies in the cache for whoever else wants it. */
  hold({ track }: Wanted, block: number): void {
    if (this.byId.size === 1) return;
    for (const other of this.byId.values()) if (isSameBytes(other.track, track)) other.hold(block);
  }

  /** Bytes that have been handed on aren't the track's. */
  blame(track: Track, message: string): FetchAction[] {
    const blamed = [...this.byId.values()].filter((wanted) => isSameBytes(wanted.track, track));
    return blamed.flatMap((wanted) => {
      wanted.wrong = message;
      return this.giveUp(wanted, message);
    });
  }

  /** A prepared play that is given up stays known: what the page has of it counts when it is played. */
  giveUp(wanted: Wanted, message: string): FetchAction[] {
    const { playId, purpose } = wanted;
    if (purpose === 'prepare') {
      wanted.isGivenUp = true;
      return this.#requests.cancelAllOf(wanted);
    }
    const cancelled = this.abandon(playId);
    return purpose === 'play' ? [...cancelled, { type: 'giveUp', playId, message }] : cancelled;
  }

  /** A track is no longer wanted: nothing stays under way. */
  abandon(playId: string): FetchAction[] {
    this.awaited.delete(playId);
    const wanted = this.byId.get(playId);
    if (wanted === undefined) return [];
    this.byId.delete(playId);
    return this.#requests.cancelAllOf(wanted);
  }
}
