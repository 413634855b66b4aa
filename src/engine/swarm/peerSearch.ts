// Searches for who has a track: tracker and neighbours at once. Who is found is dialled, where more neighbours are wanted; who is
// connected is news as soon as it has something that was searched for. A search is over when the tracker has answered and
// those that it named are connected or can't be, neighbours have had a second, and in any case after four.
import type { Track } from '../../shared/track';
import { blockCount } from '../../shared/blocks';
import { fullHaveMap, readHaveMap } from '../policy/haveMap';
import type { Finding } from '../policy/neighbourMessages';
import type { Clock, PeerNews } from '../ports';
import * as limits from './limits';
import type { TrackerClient } from './tracker';

/** What a search needs. */
export interface PeerSearchParts {
  readonly clock: Clock;
  readonly tracker: TrackerClient | null;
  /** Asks neighbours. Returns whether there are any. */
  readonly askNeighbours: (contentIds: readonly string[]) => boolean;
  readonly canConnect: () => boolean;
  readonly isMet: (peerId: string) => boolean;
  /** Resolves when the dial is over, whatever came of it. */
  readonly dial: (peerId: string, addresses: readonly string[]) => Promise<void>;
  readonly tell: (news: PeerNews) => void;
}

/** What others have, as far as we were told, by content. */
type Holdings = Map<string, Uint8Array>;

/** Searches, and what they found. */
export class PeerSearch {
  readonly #parts: PeerSearchParts;
  /** Sizes of the contents that were searched for, in blocks, the oldest first. */
  readonly #blockCounts = new Map<string, number>();
  /** Those that were found, connected or not, the oldest first. */
  readonly #found = new Map<string, Holdings>();
  readonly #roundTrips = new Map<string, number>();
  readonly #introduced = new Set<string>();

  constructor(parts: PeerSearchParts) {
    this.#parts = parts;
  }

  /** How many blocks a content has that was searched for; undefined for others. */
  blockCountOf(contentId: string): number | undefined {
    return this.#blockCounts.get(contentId);
  }

  /** Searches for who has these tracks. */
  find(tracks: readonly Track[]): void {
    const contentIds: string[] = [];
    for (const { contentId, sizeBytes } of tracks) {
      if (contentId === null) continue;
      contentIds.push(contentId);
      remember(this.#blockCounts, contentId, blockCount(sizeBytes));
    }
    if (contentIds.length === 0) return;
    for (const peerId of this.#found.keys())
      if (this.#parts.isMet(peerId)) this.#introduce(peerId, contentIds);
    void this.#search(contentIds).then(() => {
      for (const contentId of contentIds) this.#parts.tell({ type: 'peersSearched', contentId });
    });
  }

  /** Somebody says who has what. Resolves when those have been dialled. */
  async take(found: readonly Finding[]): Promise<void> {
    const dials: Promise<void>[] = [];
    for (const { contentId, providers } of found)
      for (const { peerId, addresses, haveMap } of providers) {
        this.note(peerId, { contentId, haveMap });
        if (!this.#parts.isMet(peerId) && this.#parts.canConnect())
          dials.push(this.#parts.dial(peerId, addresses));
      }
    await Promise.all(dials);
  }

  /** Somebody has these blocks of a content; null: all. What makes no sense, or wasn't searched for, is passed over. */
  note(peerId: string, { contentId, haveMap }: Pick<PeerHas, 'contentId' | 'haveMap'>): void {
    const count = this.#blockCounts.get(contentId);
    if (count === undefined) return;
    const map =
      haveMap === null ? fullHaveMap(count) : haveMap.length === 0 ? haveMap : readHaveMap(haveMap, count);
    if (map === null) return;
    const holdings: Holdings = this.#found.get(peerId) ?? new Map<string, Uint8Array>();
    remember(holdings, contentId, map);
    remember(this.#found, peerId, holdings);
    if (this.#parts.isMet(peerId)) this.#introduce(peerId, [contentId]);
  }

  /** A peer has been met: it is news if it has anything. */
  meet(peerId: string, roundTripMs: number): void {
    this.#roundTrips.set(peerId, roundTripMs);
    this.#introduce(peerId, [...(this.#found.get(peerId)?.keys() ?? [])]);
  }

  /** A peer is gone. */
  leave(peerId: string): void {
    this.#found.delete(peerId);
    this.#roundTrips.delete(peerId);
    if (this.#introduced.delete(peerId)) this.#parts.tell({ type: 'peerGone', peerId });
  }

  #introduce(peerId: string, contentIds: readonly string[]): void {
    const { tell } = this.#parts;
    for (const contentId of contentIds) {
      const haveMap = this.#found.get(peerId)?.get(contentId);
      if (haveMap === undefined) continue;
      if (!this.#introduced.has(peerId)) {
        this.#introduced.add(peerId);
        tell({ type: 'peerFound', peerId, roundTripMs: this.#roundTrips.get(peerId) ?? null });
      }
      // Its hearer may have let go of it.
      if (this.#introduced.has(peerId)) tell({ type: 'peerHas', peerId, contentId, haveMap });
    }
  }

  async #search(contentIds: readonly string[]): Promise<void> {
    const { askNeighbours, tracker } = this.#parts;
    const asked = askNeighbours(contentIds) ? this.#wait(limits.OVERLAY_MS) : Promise.resolve();
    const answer = (tracker?.find(contentIds) ?? Promise.resolve([])).then(
      (found) => this.take(found),
      // The tracker can't be reached: neighbours may know.
      () => undefined,
    );
    await Promise.race([Promise.all([asked, answer]), this.#wait(limits.SEARCH_MS)]);
  }

  #wait(ms: number): Promise<void> {
    const { clock } = this.#parts;
    return new Promise((resolve) => clock.wakeAt(clock.nowMs() + ms, resolve));
  }
}

interface PeerHas {
  readonly contentId: string;
  readonly haveMap: Uint8Array | null;
}

/** Keeps the latest of so many. */
function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > limits.MOST_FOUND && oldest !== undefined) map.delete(oldest);
}
