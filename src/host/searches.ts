// This window's searches: the latest is answered, an earlier one that waits ends without an answer.
import { type FoundMessage } from '../shared/engineMessages';
import { LONGEST_QUERY, type SearchMessage } from '../shared/pageMessages';
import type { Track } from '../shared/track';

/** Searches through the engine. */
export class Searches {
  readonly #send: (message: SearchMessage) => void;
  readonly #newId: () => string;
  #waiting: {
    readonly message: SearchMessage;
    readonly settle: (tracks: readonly Track[] | null) => void;
  } | null = null;

  constructor(send: (message: SearchMessage) => void, newId: () => string) {
    this.#send = send;
    this.#newId = newId;
  }

  /** The tracks that fit, the best first; null where a later search has come in between. */
  ask(query: string): Promise<readonly Track[] | null> {
    this.#waiting?.settle(null);
    return new Promise((settle) => {
      const searched = query.trim().slice(0, LONGEST_QUERY);
      const message: SearchMessage = { type: 'search', searchId: this.#newId(), query: searched };
      this.#waiting = { message, settle };
      this.#send(message);
    });
  }

  /** Another engine answers from now on: it is asked what the last one was. */
  askAgain(): void {
    if (this.#waiting !== null) this.#send(this.#waiting.message);
  }

  /** The engine has answered. */
  give({ searchId, tracks }: FoundMessage): void {
    if (this.#waiting?.message.searchId !== searchId) return;
    this.#waiting.settle(tracks);
    this.#waiting = null;
  }

  /** Nobody waits any more. */
  stop(): void {
    this.#waiting?.settle(null);
    this.#waiting = null;
  }
}
