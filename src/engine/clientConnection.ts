// One window's connection: its proof, its hello, then its messages. A window that isn't let in within a limit is cut off.
import type { Socket } from 'node:net';
import { FrameReader } from '../shared/frames';
import { canSpeak, PROTOCOLS, type HelloMessage } from '../shared/greeting';
import type { Client } from './clients';
import type { Engine } from './engine';
import { parseAnswer, parseGreeting, parseHostMessage } from './hostMessages';
import { Outbox } from './outbox';
import { Challenge } from './secret';

/** What a connection needs. */
export interface ConnectionParts {
  /** The engine, which may still be getting ready: windows wait for it. */
  readonly engine: Promise<Engine>;
  /** The version of the extension that this engine came with. */
  readonly version: string;
  /** What windows must prove to know, or null where only their user can reach the socket. */
  readonly secret: Buffer | null;
  /** The version that takes over, once one has asked. */
  readonly successor: () => string | null;
  readonly onHandOver: (version: string) => void;
  /** Called when a window has been let in. */
  readonly onAttached: (engine: Engine) => void;
}

/** How long a window may take to prove itself and to say hello once the engine is ready, in milliseconds: it does so at once. */
const ENTRY_LIMIT_MS = 5_000;
/** Messages kept while the engine gets ready: a window waits for `welcome` after its first. */
const MOST_WAITING = 64;

const UTF8 = {
  encode: (text: string) => Buffer.from(text),
  decode: (bytes: Uint8Array) => Buffer.from(bytes).toString(),
};

/** A connection of a window. */
export class ClientConnection {
  readonly #socket: Socket;
  readonly #parts: ConnectionParts;
  readonly #reader = new FrameReader(UTF8);
  readonly #outbox: Outbox;
  /** What came before the engine was ready. */
  readonly #waiting: unknown[] = [];
  /** Until the window has answered it right. */
  #challenge: Challenge | null;
  #engine: Engine | null = null;
  #client: Client | null = null;
  #entryTimer: NodeJS.Timeout | null = null;

  constructor(socket: Socket, parts: ConnectionParts) {
    this.#socket = socket;
    this.#parts = parts;
    this.#outbox = new Outbox((frame) => socket.write(frame));
    this.#challenge = parts.secret === null ? null : new Challenge(parts.secret);
    socket.on('data', (bytes) => {
      this.#read(bytes);
    });
    socket.on('error', (error) => {
      this.#warn(`A window's connection broke: ${error.message}`);
    });
    socket.on('close', () => {
      this.#close();
    });
    if (this.#challenge !== null) {
      this.#outbox.send({ type: 'challenge', nonce: this.#challenge.nonce });
      this.#limitEntry();
    }
    void parts.engine.then(
      (engine) => {
        this.#begin(engine);
      },
      (error: unknown) => {
        this.#refuse(error);
      },
    );
  }

  /** Tells the window that a newer version takes over; what its page sounded is paused and keeps its place. */
  supersede(version: string): void {
    if (this.#client !== null) this.#engine?.receive(this.#client, { type: 'pageHere', isHere: false });
    if (this.#client !== null) this.#outbox.send({ type: 'superseded', version });
  }

  /** Says what is still to be said, then hangs up. */
  end(): void {
    this.#outbox.flush();
    this.#socket.end();
  }

  #warn(text: string): void {
    this.#engine?.log('warn', text);
  }

  #begin(engine: Engine): void {
    if (this.#socket.destroyed) return;
    this.#engine = engine;
    this.#limitEntry();
    for (const message of this.#waiting.splice(0)) this.#take(engine, message);
  }

  /** The engine can't get ready: the window is told why, if it may know. */
  #refuse(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    if (this.#challenge === null) this.#outbox.send({ type: 'unable', message });
    this.#socket.end();
  }

  #limitEntry(): void {
    this.#entryTimer ??= setTimeout(() => this.#socket.destroy(), ENTRY_LIMIT_MS);
  }

  #read(bytes: Uint8Array): void {
    try {
      for (const message of this.#reader.push(bytes)) this.#receive(message);
    } catch (error) {
      // Whoever sends what is no frame is cut off: nothing after it can be read.
      this.#warn(`A window was disconnected: ${error instanceof Error ? error.message : String(error)}`);
      this.#socket.destroy();
    }
  }

  #receive(message: unknown): void {
    if (this.#socket.destroyed) return;
    if (this.#challenge !== null) this.#judgeAnswer(this.#challenge, message);
    else if (this.#engine !== null) this.#take(this.#engine, message);
    else if (this.#waiting.push(message) > MOST_WAITING) this.#socket.destroy();
  }

  #judgeAnswer(challenge: Challenge, message: unknown): void {
    const answer = parseAnswer(message);
    const proof = answer === null ? null : challenge.judge(answer);
    if (proof === null) {
      this.#warn('Somebody who does not know the secret of this engine was cut off.');
      this.#socket.destroy();
      return;
    }
    this.#challenge = null;
    if (this.#engine === null) this.#stopEntryTimer(); // the engine keeps the window waiting now, not the other way round
    this.#outbox.send({ type: 'proof', proof });
  }

  #take(engine: Engine, received: unknown): void {
    const greeting = parseGreeting(received);
    if (greeting?.type === 'handOver') this.#parts.onHandOver(greeting.version);
    else if (greeting?.type === 'hello') this.#greet(engine, greeting);
    else this.#relay(engine, received);
  }

  #relay(engine: Engine, received: unknown): void {
    const message = parseHostMessage(received);
    if (message === null)
      engine.log('warn', 'A window sent a message that the engine does not know; it was ignored.');
    else if (this.#client !== null) engine.receive(this.#client, message);
  }

  /** Lets a window in that speaks a common protocol. Another one may still ask for a hand-over. */
  #greet(engine: Engine, { protocols, windowId }: HelloMessage): void {
    if (this.#client !== null) return;
    const { version, successor } = this.#parts;
    this.#outbox.send({ type: 'welcome', protocols: PROTOCOLS, version });
    if (!canSpeak(protocols, PROTOCOLS)) return;
    this.#stopEntryTimer();
    this.#client = {
      windowId,
      send: (message) => {
        this.#outbox.send(message);
      },
    };
    engine.attach(this.#client);
    this.#parts.onAttached(engine);
    const next = successor();
    if (next !== null) this.supersede(next);
  }

  #close(): void {
    this.#stopEntryTimer();
    if (this.#client !== null) this.#engine?.detach(this.#client);
    this.#client = null;
  }

  #stopEntryTimer(): void {
    if (this.#entryTimer !== null) clearTimeout(this.#entryTimer);
    this.#entryTimer = null;
  }
}
