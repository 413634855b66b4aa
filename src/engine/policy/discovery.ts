// For which tracks peers are searched, and since when: in parallel with the origin when a play begins, for the next track
// with half a minute left, for what may come while nothing else is to do; and again after a while where nobody was found.
import type { Track } from '../../shared/track';
import type { FetchAction } from './fetchMessages';
import type { PeerLimits } from './peerLimits';

/** A search. */
interface Search {
  readonly begunAtMs: number;
  isOver: boolean;
}

/** The searches of late. */
export class Discovery {
  readonly #limits: PeerLimits;
  /** By content id, the oldest first. */
  readonly #searches = new Map<string, Search>();

  constructor(limits: PeerLimits) {
    this.#limits = limits;
  }

  /** Searches for tracks that are due, all in one query. */
  search(
    tracks: readonly Track[],
    reason: (FetchAction & { type: 'findPeers' })['reason'],
    nowMs: number,
  ): FetchAction[] {
    if (tracks.length === 0) return [];
    for (const { contentId } of tracks) this.#begin(contentId ?? '', nowMs);
    return [{ type: 'findPeers', tracks, reason }];
  }

  /** A search has found all that it finds. */
  end(contentId: string): void {
    const search = this.#searches.get(contentId);
    if (search !== undefined) search.isOver = true;
  }

  /** Whether peers may still turn up, so soon that the origin is held back for them. */
  isUnderWay(contentId: string, nowMs: number): boolean {
    return this.#isOpen(contentId, nowMs, this.#limits.searchMs);
  }

  /** Whether a search hasn't found all that it finds, however long it takes: until another may be made. */
  isUnanswered(contentId: string, nowMs: number): boolean {
    return this.#isOpen(contentId, nowMs, this.#limits.searchAgainMs);
  }

  #isOpen(contentId: string, nowMs: number, forMs: number): boolean {
    const search = this.#searches.get(contentId);
    return search !== undefined && !search.isOver && nowMs < search.begunAtMs + forMs;
  }

  /** When a search of this track counts as over, or may be made anew, in milliseconds: whichever is next. */
  nextAtMs(contentId: string, nowMs: number): number {
    const search = this.#searches.get(contentId);
    if (search === undefined) return nowMs;
    const { searchMs, searchAgainMs } = this.#limits;
    return search.begunAtMs + (this.isUnderWay(contentId, nowMs) ? searchMs : searchAgainMs);
  }

  /** All is searched for anew. */
  forget(): void {
    this.#searches.clear();
  }

  /** Whether a track wasn't searched for lately. */
  isDue(contentId: string, nowMs: number): boolean {
    const search = this.#searches.get(contentId);
    return search === undefined || nowMs >= search.begunAtMs + this.#limits.searchAgainMs;
  }

  #begin(contentId: string, nowMs: number): void {
    this.#searches.delete(contentId);
    this.#searches.set(contentId, { begunAtMs: nowMs, isOver: false });
    const [oldest] = this.#searches.keys();
    if (this.#searches.size > this.#limits.searchesRemembered && oldest !== undefined)
      this.#searches.delete(oldest);
  }
}
