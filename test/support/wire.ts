// A window's end of the socket, by hand.
import { connect, type Socket } from 'node:net';
import { encodeFrame, FrameReader } from '../../src/shared/frames';

const UTF8 = {
  encode: (text: string) => Buffer.from(text),
  decode: (bytes: Uint8Array) => Buffer.from(bytes).toString(),
};

/** Any message, as it came. */
export type Heard = { readonly type: string } & Readonly<Record<string, unknown>>;

/** A connection that says what a test wants it to say. */
export class Wire {
  readonly socket: Socket;
  /** When the connection has ended, in whatever way: what is written to a closed one fails, and that is no matter. */
  readonly closed: Promise<void>;
  readonly heard: Heard[] = [];
  readonly #reader = new FrameReader(UTF8);
  #arrived: () => void = () => undefined;

  constructor(socket: Socket | string) {
    this.socket = typeof socket === 'string' ? connect(socket) : socket;
    this.socket.on('error', () => this.#arrived());
    this.closed = new Promise((resolve) => this.socket.once('close', () => resolve()));
    this.socket.on('data', (bytes) => {
      this.heard.push(...(this.#reader.push(bytes) as Heard[]));
      this.#arrived();
    });
  }

  say(message: object): void {
    this.socket.write(encodeFrame(message, UTF8));
  }

  /** The first message of a type that fits, now or later. */
  async hears(type: string, fits: (message: Heard) => boolean = () => true): Promise<Heard> {
    for (;;) {
      const found = this.heard.find((message) => message.type === type && fits(message));
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => (this.#arrived = resolve));
    }
  }

  /** Connects as soon as somebody listens. */
  static async reach(path: string): Promise<Wire> {
    for (;;) {
      const wire = new Wire(path);
      const connected = new Promise((resolve) => wire.socket.once('connect', () => resolve(true)));
      const isThere = await Promise.race([connected, wire.closed.then(() => false)]);
      if (isThere === true) return wire;
    }
  }
}
