// The plays that pages have asked to be prepared, and what the fetcher is told of them. A page's list stands until its next
// one, or until it goes. The list of the page that sounds counts, or, while none does, of the page that sent last; what
// another page has got already stays known, so that nothing is sent to it twice.
import { nextTrack, type Play, type Snapshot } from '../shared/snapshot';
import type { Track } from '../shared/track';
import type { Client } from './clients';
import type { Fetcher } from './fetcher';
import type { Limits } from './policy/limits';

/** What prepared plays are made of. */
export interface PreparedPlaysParts {
  readonly fetcher: Pick<Fetcher, 'want' | 'abandon' | 'listPrepared'>;
  readonly limits: Limits;
  readonly newPlayId: () => string;
  /** The track with this id, in the queue or not; null where there is none. */
  readonly trackOf: (trackId: string) => Track | null;
  /** The track with what the catalogue says of its sound. */
  readonly withMediaInfo: (track: Track) => Track;
}

interface Prepared {
  readonly page: Client;
  readonly track: Track;
}

/** What the plays that may come depend on. */
type Basis = Pick<Snapshot, 'queue' | 'current' | 'repeat' | 'shuffled' | 'soundingWindow'>;

/** Plays that may come. */
export class PreparedPlays {
  readonly #parts: PreparedPlaysParts;
  /** What each page has asked for, the likeliest first. */
  readonly #lists = new Map<Client, readonly Play[]>();
  /** What the fetcher prepares, by play id. */
  readonly #prepared = new Map<string, Prepared>();
  /** The next track, where its head goes to the cache alone. */
  #prefetch: Play | null = null;
  #lastPage: Client | null = null;
  #listed = '';
  #basis: Basis | null = null;

  constructor(parts: PreparedPlaysParts) {
    this.#parts = parts;
  }

  /** A page has sent another list. `update` is to follow. */
  list(page: Client, plays: readonly Play[]): void {
    this.#lists.set(page, plays);
    this.#lastPage = page;
    this.#basis = null;
    this.#abandonUnlisted(page);
  }

  /** A page is gone, or is there anew and knows nothing: nothing is prepared for it any more. `update` is to follow. */
  forget(page: Client): void {
    this.#lists.delete(page);
    if (this.#lastPage === page) this.#lastPage = null;
    this.#basis = null;
    this.#abandonUnlisted(page);
  }

  /** The client whose page a play is prepared for, or null. */
  clientOf(playId: string): Client | null {
    return this.#prepared.get(playId)?.page ?? null;
  }

  /** The ids that a page has for tracks that may come, as far as they are still the files that they were. */
  playsOf(page: Client | null): readonly Play[] {
    const plays = page === null ? [] : (this.#lists.get(page) ?? []);
    return plays.filter(({ playId, trackId }) => {
      const prepared = this.#prepared.get(playId)?.track;
      if (prepared === undefined) return true;
      const listed = this.#parts.trackOf(trackId);
      return listed?.revision === prepared.revision && listed.sizeBytes === prepared.sizeBytes;
    });
  }

  /** A prepared play is to be played, on `page`: there it goes on from what is prepared, elsewhere it begins anew. */
  take(playId: string, page: Client | null): void {
    const prepared = this.#prepared.get(playId);
    this.#prepared.delete(playId);
    for (const [each, plays] of this.#lists)
      this.#lists.set(
        each,
        plays.filter((play) => play.playId !== playId),
      );
    if (prepared !== undefined && prepared.page !== page) this.#parts.fetcher.abandon(playId);
  }

  /** The fetcher has let go of everything. */
  startAnew(): void {
    this.#prepared.clear();
    this.#prefetch = null;
    this.#basis = null;
    this.#listed = '';
  }

  /** Tells the fetcher what may come now, of the page that sounds if any does. */
  update(snapshot: Snapshot, soundingPage: Client | null): void {
    if (this.#basis !== null && isSameBasis(this.#basis, snapshot)) return;
    this.#basis = snapshot;
    const page = snapshot.soundingWindow === null ? this.#lastPage : soundingPage;
    const playIds = page === null ? [] : this.#prepare(page);
    const next = snapshot.soundingWindow === null ? null : nextTrack(snapshot);
    const nextPlayId = playIds.find((playId) => this.#prepared.get(playId)?.track.id === next?.id) ?? null;
    this.#tell(playIds, nextPlayId);
    this.#prefetchNext(nextPlayId === null && next?.id !== snapshot.current?.trackId ? next : null);
  }

  /** Has the plays of a page prepared, and says which count. */
  #prepare(page: Client): readonly string[] {
    const byTrack = new Map<string, string>();
    for (const { playId, trackId } of this.#lists.get(page) ?? []) {
      if (byTrack.size >= this.#parts.limits.preparedPlays) break;
      if (!byTrack.has(trackId)) byTrack.set(trackId, playId);
    }
    return [...byTrack].flatMap(([trackId, playId]) => {
      const known = this.#prepared.get(playId);
      if (known !== undefined) return known.page === page ? [playId] : [];
      const track = this.#parts.trackOf(trackId);
      if (track === null) return [];
      this.#prepared.set(playId, { page, track });
      this.#parts.fetcher.want(playId, this.#parts.withMediaInfo(track), 'prepare');
      return [playId];
    });
  }

  #tell(playIds: readonly string[], nextPlayId: string | null): void {
    const listed = JSON.stringify([playIds, nextPlayId]);
    if (listed === this.#listed) return;
    this.#listed = listed;
    this.#parts.fetcher.listPrepared(playIds, nextPlayId);
  }

  /** Names the next track to the fetcher, which has its head fetched when it is time. */
  #prefetchNext(next: Track | null): void {
    if (next?.id === this.#prefetch?.trackId) return;
    const { fetcher, newPlayId, withMediaInfo } = this.#parts;
    if (this.#prefetch !== null) fetcher.abandon(this.#prefetch.playId);
    this.#prefetch = next === null ? null : { playId: newPlayId(), trackId: next.id };
    if (next !== null && this.#prefetch !== null)
      fetcher.want(this.#prefetch.playId, withMediaInfo(next), 'prefetch');
  }

  #abandonUnlisted(page: Client): void {
    const listed = new Set(this.#lists.get(page)?.map(({ playId }) => playId));
    for (const [playId, prepared] of this.#prepared) {
      if (prepared.page !== page || listed.has(playId)) continue;
      this.#prepared.delete(playId);
      this.#parts.fetcher.abandon(playId);
    }
  }
}

function isSameBasis(a: Basis, b: Basis): boolean {
  return (
    a.queue === b.queue &&
    a.current === b.current &&
    a.repeat === b.repeat &&
    a.shuffled === b.shuffled &&
    a.soundingWindow === b.soundingWindow
  );
}
