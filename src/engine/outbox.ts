// What a window is sent, in frames, with as few messages on the way as can be: each costs the page's thread about as much as
// the bytes in it. Bytes of a play that lie side by side and come in one tick go as one message; a queue that the window was
// told already isn't told again.
import { encodeFrame } from '../shared/frames';
import type { GreetingOfEngine } from '../shared/greeting';
import type { BytesMessage, EngineMessage } from '../shared/engineMessages';
import type { Track } from '../shared/track';

/** The longest that joined bytes get: what comes is to be decoded while more is on its way. */
const MOST_JOINED_BYTES = 256 * 1024;

const UTF8 = {
  encode: (text: string) => Buffer.from(text),
  decode: (bytes: Uint8Array) => Buffer.from(bytes).toString(),
};

/** The way out to one window. Messages keep their order. */
export class Outbox {
  readonly #write: (frame: Uint8Array) => void;
  /** Bytes that wait for the end of the tick, each behind the one before it. */
  #waiting: BytesMessage[] = [];
  #waitingBytes = 0;
  #toldQueue: readonly Track[] | null = null;

  constructor(write: (frame: Uint8Array) => void) {
    this.#write = write;
  }

  /** Sends a message: at once, or bytes at the end of the tick. */
  send(message: EngineMessage | GreetingOfEngine): void {
    if (message.type === 'bytes') {
      this.#join(message);
      return;
    }
    this.flush();
    if (message.type === 'snapshot' && message.snapshot.queue === this.#toldQueue)
      this.#put({ ...message, snapshot: { ...message.snapshot, queue: [] }, isQueueKept: true });
    else this.#put(message);
    if (message.type === 'snapshot') this.#toldQueue = message.snapshot.queue;
  }

  /** Sends what waits for the end of the tick. */
  flush(): void {
    const [first, ...others] = this.#waiting;
    if (first === undefined) return;
    this.#waiting = [];
    this.#waitingBytes = 0;
    const bytes =
      others.length === 0 ? first.bytes : Buffer.concat([first, ...others].map((part) => part.bytes));
    this.#put({ ...first, bytes });
  }

  #join(message: BytesMessage): void {
    const last = this.#waiting.at(-1);
    const isBehind =
      last !== undefined &&
      last.playId === message.playId &&
      last.source === message.source &&
      last.start + last.bytes.length === message.start &&
      this.#waitingBytes + message.bytes.length <= MOST_JOINED_BYTES;
    if (!isBehind) this.flush();
    if (this.#waiting.length === 0) queueMicrotask(() => this.flush());
    this.#waiting.push(message);
    this.#waitingBytes += message.bytes.length;
  }

  #put(message: EngineMessage | GreetingOfEngine): void {
    this.#write(encodeFrame(message, UTF8));
  }
}
