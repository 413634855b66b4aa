// A connection to whoever listens on the engine's socket: messages in frames, asked for one by one while the two ends meet,
// and pushed to a listener from then on.
import type { Socket } from 'node:net';
import { encodeFrame, FrameReader } from '../shared/frames';

/** Thrown when the other end hangs up, says nothing in time, or sends what is no message. */
export class WireLostError extends Error {
  override readonly name = 'WireLostError';
}

/** Who is told of messages and of the end. */
export interface WireListener {
  readonly onMessage: (message: unknown) => void;
  readonly onClose: () => void;
}

const UTF8 = {
  encode: (text: string) => Buffer.from(text),
  decode: (bytes: Uint8Array) => Buffer.from(bytes).toString(),
};

/** One connection. */
export class EngineWire {
  readonly #socket: Socket;
  readonly #reader = new FrameReader(UTF8);
  readonly #heard: unknown[] = [];
  readonly #closed: Promise<void>;
  #listener: WireListener | null = null;
  #arrived: () => void = () => undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (bytes) => {
      this.#read(bytes);
    });
    socket.on('error', () => undefined); // 'close' follows, and is where a lost engine is dealt with
    this.#closed = new Promise((resolve) => {
      socket.on('close', () => {
        resolve();
        this.#arrived();
        this.#listener?.onClose();
      });
    });
  }

  /** Sends a message; one that can't be delivered any more is lost with the connection. */
  send(message: object): void {
    if (this.#socket.writable) this.#socket.write(encodeFrame(message, UTF8));
  }

  /**
   * The next message.
   * @throws {WireLostError} when none comes within `limitMs`, or the other end hangs up.
   */
  async hear(limitMs: number): Promise<unknown> {
    if (this.#heard.length === 0) await this.#wait(limitMs);
    if (this.#heard.length === 0)
      throw new WireLostError(
        this.#socket.destroyed ? 'it hung up' : `it said nothing for ${limitMs / 1000} s`,
      );
    return this.#heard.shift();
  }

  /** From now on messages go to this listener, those first that nobody has asked for yet. */
  listen(listener: WireListener): void {
    this.#listener = listener;
    for (const message of this.#heard.splice(0)) listener.onMessage(message);
    if (this.#socket.destroyed) listener.onClose();
  }

  /** Resolves to true when the other end has hung up, or to false after `limitMs`. */
  async isClosedWithin(limitMs: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => {
        resolve(false);
      }, limitMs);
    });
    const isClosed = await Promise.race([this.#closed.then(() => true), late]);
    clearTimeout(timer);
    return isClosed;
  }

  /** Hangs up. */
  close(): void {
    this.#listener = null;
    this.#socket.destroy();
  }

  #read(bytes: Uint8Array): void {
    try {
      for (const message of this.#reader.push(bytes)) this.#take(message);
    } catch {
      // What is no frame can't be read on from: the engine counts as lost, and is reached anew.
      this.#socket.destroy();
    }
  }

  #take(message: unknown): void {
    if (this.#listener !== null) {
      this.#listener.onMessage(message);
      return;
    }
    this.#heard.push(message);
    this.#arrived();
  }

  #wait(limitMs: number): Promise<void> {
    if (this.#socket.destroyed) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, limitMs);
      this.#arrived = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
