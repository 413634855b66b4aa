// The page's search: what is typed goes through the host to the engine, and the latest answer counts.
import { type FoundMessage } from '../shared/engineMessages';
import { LONGEST_QUERY, type SearchMessage } from '../shared/pageMessages';
import type { Track } from '../shared/track';

/** Searches everything there is to play. */
export class TrackSearch {
  readonly #send: (message: SearchMessage) => void;
  #waiting: { readonly searchId: string; readonly onFound: (tracks: readonly Track[]) => void } | null = null;

  constructor(send: (message: SearchMessage) => void) {
    this.#send = send;
  }

  /** Searches by what is typed so far; `onFound` is told what fits, the best first, unless another search comes in between. */
  ask(query: string, onFound: (tracks: readonly Track[]) => void): void {
    const searchId = crypto.randomUUID();
    this.#waiting = { searchId, onFound };
    this.#send({ type: 'search', searchId, query: query.trim().slice(0, LONGEST_QUERY) });
  }

  /** Nobody waits any more. */
  stop(): void {
    this.#waiting = null;
  }

  /** The answer has come. */
  receive({ searchId, tracks }: FoundMessage): void {
    if (this.#waiting?.searchId !== searchId) return;
    const { onFound } = this.#waiting;
    this.#waiting = null;
    onFound(tracks);
  }
}
