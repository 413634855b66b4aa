// The host's end of the engine: starts the engine process where none runs, says hello, and comes back when the connection
// is lost. Messages wait until it is there.
import { spawn } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { encodeFrame, FrameReader } from '../shared/frames';
import { PROTOCOL_VERSION, type EngineMessage, type HostMessage } from '../shared/messages';
import { engineSocketPath } from './enginePath';

/** What the client needs. */
export interface EngineClientOptions {
  /** The extension's globalStorage folder: one engine each. */
  readonly storageFolder: string;
  /** The built engine, an absolute path. */
  readonly enginePath: string;
  /** Names this window. */
  readonly windowId: string;
  readonly onMessage: (message: EngineMessage) => void;
  /** Called after each hello: the engine knows nothing of this window yet. */
  readonly onConnected: () => void;
  /** Called with a sentence for the listener when the engine can't be had. */
  readonly onProblem: (message: string) => void;
}

/** How long a new engine process may take to listen, in milliseconds. */
const START_LIMIT_MS = 10_000;
/** Pause between tries to reach a new engine process, in milliseconds. */
const CONNECT_PAUSE_MS = 25;
/** Engines lost within a minute after which the host stops starting new ones. */
const MOST_RESTARTS_A_MINUTE = 5;

const UTF8 = {
  encode: (text: string) => Buffer.from(text),
  decode: (bytes: Uint8Array) => Buffer.from(bytes).toString(),
};

/** A connection to the engine process, made on first use. */
export class EngineClient {
  readonly #options: EngineClientOptions;
  readonly #lostAtMs: number[] = [];
  #socket: Socket | null = null;
  #connecting: Promise<void> | null = null;
  #isDisposed = false;

  constructor(options: EngineClientOptions) {
    this.#options = options;
  }

  /** Sends a message, starting the engine if need be. What can't be delivered is told through `onProblem`. */
  send(message: HostMessage): void {
    if (this.#socket !== null) this.#socket.write(encodeFrame(message, UTF8));
    else void this.start().then(() => this.#socket?.write(encodeFrame(message, UTF8)));
  }

  /** Connects, starting the engine if need be. Resolves when that has succeeded or failed. */
  start(): Promise<void> {
    if (this.#socket !== null || this.#isDisposed) return Promise.resolve();
    this.#connecting ??= this.#connect()
      .catch((error: unknown) => {
        this.#options.onProblem(
          `Starling's engine could not be started: ${error instanceof Error ? error.message : String(error)}`,
        );
      })
      .finally(() => {
        this.#connecting = null;
      });
    return this.#connecting;
  }

  /** Lets go of the engine, which ends by itself when no window is left. */
  dispose(): void {
    this.#isDisposed = true;
    this.#socket?.destroy();
    this.#socket = null;
  }

  async #connect(): Promise<void> {
    const path = await engineSocketPath(this.#options.storageFolder);
    const socket = (await tryConnect(path)) ?? (await this.#spawn(path));
    if (this.#isDisposed) {
      socket.destroy();
      return;
    }
    this.#listen(socket);
    const { windowId } = this.#options;
    const hello: HostMessage = { type: 'hello', protocol: PROTOCOL_VERSION, windowId };
    socket.write(encodeFrame(hello, UTF8));
    this.#socket = socket;
    this.#options.onConnected();
  }

  async #spawn(path: string): Promise<Socket> {
    const ended: { code: number | null } = { code: null };
    const engine = spawn(
      process.execPath,
      [this.#options.enginePath, '--socket', path, '--storage', this.#options.storageFolder],
      {
        detached: true,
        stdio: 'ignore',
        windowsHide: true,
        env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' },
      },
    );
    engine.on('error', () => {
      ended.code = -1;
    });
    engine.on('exit', (code) => {
      ended.code = code ?? -1;
    });
    engine.unref();
    for (const deadlineMs = Date.now() + START_LIMIT_MS; Date.now() < deadlineMs;) {
      const socket = await tryConnect(path);
      if (socket !== null) return socket;
      if (ended.code !== null && ended.code !== 0)
        throw new Error(`the process ended at once with code ${ended.code}`);
      await new Promise((resolve) => setTimeout(resolve, CONNECT_PAUSE_MS));
    }
    throw new Error(`it did not answer within ${START_LIMIT_MS / 1000} s`);
  }

  #listen(socket: Socket): void {
    const reader = new FrameReader(UTF8);
    socket.on('data', (bytes) => {
      for (const message of reader.push(bytes)) this.#receive(message as EngineMessage);
    });
    socket.on('error', () => undefined); // 'close' follows, and is where a lost engine is dealt with
    socket.on('close', () => {
      this.#lose(socket);
    });
  }

  #receive(message: EngineMessage): void {
    if (message.type === 'welcome' && message.protocol !== PROTOCOL_VERSION) {
      this.#options.onProblem('Another version of Starling is running. Reload this window to go on.');
      this.dispose();
    } else {
      this.#options.onMessage(message);
    }
  }

  #lose(socket: Socket): void {
    if (this.#socket !== socket) return;
    this.#socket = null;
    const nowMs = Date.now();
    this.#lostAtMs.push(nowMs);
    const recent = this.#lostAtMs.filter((atMs) => nowMs - atMs < 60_000);
    if (recent.length <= MOST_RESTARTS_A_MINUTE) void this.start();
    else
      this.#options.onProblem(
        "Starling's engine has stopped several times. Reload this window to try again.",
      );
  }
}

function tryConnect(path: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      resolve(socket);
    });
    socket.once('error', () => {
      socket.destroy();
      resolve(null);
    });
  });
}
