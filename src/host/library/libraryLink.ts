// What this window knows of the library: how it stands, as the engine tells, and rows of it, as they are asked for. Each question
// is answered by itself, whichever comes first.
import type { LibraryNode, LibraryPage, LibraryState } from '../../shared/library';
import type { LibraryMessage, RowsMessage } from '../../shared/engineMessages';
import type { BrowseMessage } from '../../shared/hostMessages';

interface Question {
  readonly message: BrowseMessage;
  readonly settle: (page: LibraryPage) => void;
}

/** What a link is made of. */
export interface LibraryLinkParts {
  readonly send: (message: BrowseMessage) => void;
  /** Starts the engine where it isn't there. */
  readonly start: () => void;
  readonly newId: () => string;
}

/** The way to the engine's library. */
export class LibraryLink {
  readonly #parts: LibraryLinkParts;
  readonly #waiting = new Map<string, Question>();
  readonly #listeners = new Set<(state: LibraryState) => void>();
  #state: LibraryState | null = null;

  constructor(parts: LibraryLinkParts) {
    this.#parts = parts;
  }

  /** How the library stands, as soon as the engine has said so. */
  async state(): Promise<LibraryState> {
    return this.#state ?? (await this.change());
  }

  /** How it stands after the next change. */
  change(): Promise<LibraryState> {
    return new Promise((resolve) => {
      const stop = this.onChange((state) => {
        stop();
        resolve(state);
      });
      this.#parts.start();
    });
  }

  /** Calls back with every change, until the returned function is called. */
  onChange(listener: (state: LibraryState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The rows below a node, from one on; none when the window closes before there is an answer. */
  browse(node: LibraryNode, offset: number): Promise<LibraryPage> {
    return new Promise((settle) => {
      const message: BrowseMessage = { type: 'browse', browseId: this.#parts.newId(), node, offset };
      this.#waiting.set(message.browseId, { message, settle });
      this.#parts.send(message);
    });
  }

  /** Another engine answers from now on: it is asked what the last one wasn't done with. */
  askAgain(): void {
    for (const { message } of this.#waiting.values()) this.#parts.send(message);
  }

  /** The engine has answered, or told of a change. */
  take(message: RowsMessage | LibraryMessage): void {
    if (message.type === 'rows') {
      this.#waiting.get(message.browseId)?.settle(message.page);
      this.#waiting.delete(message.browseId);
      return;
    }
    this.#state = message.state;
    for (const listener of [...this.#listeners]) listener(message.state);
  }

  /** Nobody waits any more. */
  stop(): void {
    for (const { settle } of this.#waiting.values()) settle({ rows: [], total: 0 });
    this.#waiting.clear();
    this.#listeners.clear();
  }
}
