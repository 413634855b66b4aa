// What the page is sent, in as few messages as can be: each crosses three threads, and they queue in front of a first note. A
// page that has been clicked plays already, so what merely confirms its click waits a moment for the first bytes and goes with them.
// Blocks of the music that come together are sent together.
import type { ToPageMessage } from '../shared/toPageMessages';

/** How long a confirmation waits for the bytes that it is to go with, in milliseconds: reading them from the cache takes a few. */
const LONGEST_WAIT_MS = 15;

/** The way to the page. Messages keep their order. */
export class PageOutbox {
  readonly #post: (messages: readonly ToPageMessage[]) => void;
  #waiting: ToPageMessage[] = [];
  #timer: NodeJS.Timeout | null = null;
  #endOfTurn: NodeJS.Immediate | null = null;
  /** The play that the page has started itself, until its first bytes go out. */
  #clickedPlayId: string | null = null;

  constructor(post: (messages: readonly ToPageMessage[]) => void) {
    this.#post = post;
  }

  /** The page has started this play by itself. */
  clicked(playId: string): void {
    this.#clickedPlayId = playId;
  }

  /** Sends a message: at once, bytes with others that have come too, what confirms a click within a moment with its first bytes. */
  send(message: ToPageMessage): void {
    this.#waiting.push(message);
    if (this.#isConfirmation(message)) this.#timer ??= setTimeout(() => this.flush(), LONGEST_WAIT_MS);
    else if (message.type === 'bytes' && message.playId !== this.#clickedPlayId)
      this.#endOfTurn ??= setImmediate(() => this.flush());
    else this.flush();
  }

  /** Sends what waits. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#endOfTurn !== null) clearImmediate(this.#endOfTurn);
    this.#endOfTurn = null;
    const messages = this.#waiting;
    this.#waiting = [];
    if (messages.some((message) => message.type === 'bytes' && message.playId === this.#clickedPlayId))
      this.#clickedPlayId = null;
    if (messages.length > 0) this.#post(messages);
  }

  /** Sends nothing more of what waits: its page is gone. */
  clear(): void {
    this.#waiting = [];
    this.#clickedPlayId = null;
    this.flush();
  }

  #isConfirmation(message: ToPageMessage): boolean {
    if (this.#clickedPlayId === null || message.type === 'bytes') return false;
    if (message.type === 'cover' || message.type === 'found' || message.type === 'sharing') return false;
    if (message.type === 'mediaInfo') return message.playId === this.#clickedPlayId;
    const { current, sound, wanted } = message.snapshot;
    return current?.playId === this.#clickedPlayId && sound === 'loading' && wanted === 'playing';
  }
}
