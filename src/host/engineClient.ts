// The host's end of the engine: starts the engine process where none runs, says hello, and comes back when the connection
// is lost. Messages wait until it is there. Of two versions of Starling the newer one's engine stays: a newer window has an
// older engine end and starts its own; a window that meets a newer engine, or is told of one, never starts its own again.
import {
  PROTOCOLS,
  type ProtocolRange,
  type SupersededMessage,
  type UnableMessage,
} from '../shared/greeting';
import type { EngineMessage, SnapshotMessage } from '../shared/engineMessages';
import type { HostMessage } from '../shared/hostMessages';
import type { Track } from '../shared/track';
import { engineSocketPath } from './enginePath';
import { awaitEngine, connectEngine, startEngine } from './engineProcess';
import { ownSecret, proveSecret, secretFile, SecretError } from './engineSecret';
import { WireLostError, type EngineWire } from './engineWire';
import { EngineUnableError, greetEngine, isNewer, judgeMeeting, type Party } from './meetEngine';

/** What the client needs. */
export interface EngineClientOptions {
  /** The extension's globalStorage folder: one engine each. */
  readonly storageFolder: string;
  /** The built engine, an absolute path. */
  readonly enginePath: string;
  /** The version of the extension, for example `1.2.3`. */
  readonly version: string;
  /** The environment that an engine is started in. Default: this process's own. */
  readonly environment?: () => NodeJS.ProcessEnv;
  /** Names this window. */
  readonly windowId: string;
  readonly onMessage: (message: EngineMessage) => void;
  /** Called after each welcome: the engine knows nothing of this window yet. */
  readonly onConnected: () => void;
  /** Called when a message waits no longer: it has gone to an engine, or none can be had. */
  readonly onSent?: (message: HostMessage) => void;
  /** Called with a sentence for the listener when the engine can't be had. */
  readonly onProblem: (message: string) => void;
  /** What is spoken. Default: what this build speaks. */
  readonly protocols?: ProtocolRange;
  /** Whether both ends prove a secret first. Default: where others may take the socket's name, which is on Windows. */
  readonly isSecretProved?: boolean;
}

/** Engines lost within a minute after which the host stops starting new ones. */
const MOST_RESTARTS_A_MINUTE = 5;
/** Engines that may be lost or sent away while one is being met: two versions, each started anew once, and one to spare. */
const MOST_MEETINGS = 5;
/** How long an older engine may take to save what there is and to end, in milliseconds. */
const HAND_OVER_LIMIT_MS = 20_000;

const RELOAD = 'A newer version of Starling has taken over. Reload this window to go on.';

/** A connection to the engine process, made on first use. */
export class EngineClient {
  readonly #options: EngineClientOptions;
  readonly #self: Party;
  readonly #lostAtMs: number[] = [];
  #wire: EngineWire | null = null;
  /** What this engine last told. */
  #queue: readonly Track[] = [];
  #connecting: Promise<void> | null = null;
  /** A newer version has been met here: its engine must not be replaced by this window's. */
  #isOutdated = false;
  #isDisposed = false;

  constructor(options: EngineClientOptions) {
    this.#options = options;
    this.#self = { version: options.version, protocols: options.protocols ?? PROTOCOLS };
  }

  /** Sends a message, starting the engine if need be. What can't be delivered is told through `onProblem`. */
  send(message: HostMessage): void {
    if (this.#wire !== null) this.#deliver(message);
    else void this.start().then(() => this.#deliver(message));
  }

  /** Connects, starting the engine if need be. Resolves when that has succeeded or failed. */
  start(): Promise<void> {
    if (this.#wire !== null || this.#isDisposed) return Promise.resolve();
    this.#connecting ??= this.#connect()
      .catch((error: unknown) => {
        this.#options.onProblem(explain(error));
      })
      .finally(() => {
        this.#connecting = null;
      });
    return this.#connecting;
  }

  /** Lets go of the engine, which ends by itself when no window is left. */
  dispose(): void {
    this.#isDisposed = true;
    this.#wire?.close();
    this.#wire = null;
  }

  #deliver(message: HostMessage): void {
    this.#wire?.send(message);
    this.#options.onSent?.(message);
  }

  async #connect(): Promise<void> {
    const wire = await this.#meet();
    if (wire === null) {
      this.#end(RELOAD);
    } else if (this.#isDisposed) {
      wire.close();
    } else {
      this.#wire = wire;
      this.#options.onConnected();
      wire.listen({
        onMessage: (message) => {
          this.#receive(message as EngineMessage | SupersededMessage | UnableMessage);
        },
        onClose: () => {
          this.#lose(wire);
        },
      });
    }
  }

  /** A connection to an engine that works for this window, or null where this window is to be reloaded. */
  async #meet(): Promise<EngineWire | null> {
    for (let meeting = 1; ; meeting++) {
      const wire = await this.#reach();
      if (wire === null) return null;
      try {
        const met = await this.#meetOver(wire);
        if (met !== 'again') return met;
      } catch (error) {
        wire.close();
        // An engine that ends while it is met (for want of windows, or killed) is survived: there will be another.
        if (!(error instanceof WireLostError) || meeting === MOST_MEETINGS) throw error;
      }
    }
  }

  async #meetOver(wire: EngineWire): Promise<EngineWire | null | 'again'> {
    if (this.#isSecretProved) await proveSecret(wire, await ownSecret(this.#options.storageFolder));
    const { windowId } = this.#options;
    const engine = await greetEngine(wire, { type: 'hello', ...this.#self, windowId });
    this.#isOutdated ||= isNewer(engine, this.#self);
    switch (judgeMeeting(this.#self, engine)) {
      case 'speak':
        return wire;
      case 'reload':
        wire.close();
        return null;
      case 'takeOver':
        await this.#takeOver(wire);
        return 'again';
    }
  }

  async #takeOver(wire: EngineWire): Promise<void> {
    wire.send({ type: 'handOver', version: this.#self.version });
    const isGone = await wire.isClosedWithin(HAND_OVER_LIMIT_MS);
    wire.close();
    if (!isGone)
      throw new StuckEngineError(
        "An older version of Starling doesn't let go. Close every window of VS Code, then open one again.",
      );
  }

  async #reach(): Promise<EngineWire | null> {
    const { storageFolder, enginePath, version, environment = () => process.env } = this.#options;
    const socketPath = await engineSocketPath(storageFolder);
    if (this.#isOutdated) return awaitEngine(socketPath);
    if (this.#isSecretProved) await ownSecret(storageFolder);
    const secret = this.#isSecretProved ? secretFile(storageFolder) : null;
    return (
      (await connectEngine(socketPath)) ??
      startEngine({
        ...{ enginePath, socketPath, storageFolder, version },
        secretFile: secret,
        env: environment(),
      })
    );
  }

  get #isSecretProved(): boolean {
    return this.#options.isSecretProved ?? process.platform === 'win32';
  }

  #receive(message: EngineMessage | SupersededMessage | UnableMessage): void {
    switch (message.type) {
      case 'superseded':
        this.#end(RELOAD);
        return;
      case 'unable':
        this.#end(explain(new EngineUnableError(message.message)));
        return;
      case 'snapshot':
        this.#options.onMessage(this.#withQueue(message));
        return;
      case 'bytes':
      case 'cover':
      case 'dataDeleted':
      case 'engineReport':
      case 'found':
      case 'library':
      case 'log':
      case 'mediaInfo':
      case 'rows':
      case 'blockNotes':
      case 'serverProbed':
      case 'loginsWanted':
      case 'sharing':
      case 'statistics':
        this.#options.onMessage(message);
    }
  }

  /** The whole snapshot: the engine leaves out a queue that it has told before. An unchanged queue stays the same object. */
  #withQueue({ type, snapshot, isQueueKept }: SnapshotMessage): SnapshotMessage {
    if (isQueueKept !== true) this.#queue = snapshot.queue;
    return { type, snapshot: { ...snapshot, queue: this.#queue } };
  }

  /** Has nothing to do with engines any more, and says why. */
  #end(problem: string): void {
    this.dispose();
    this.#options.onProblem(problem);
  }

  #lose(wire: EngineWire): void {
    if (this.#wire !== wire) return;
    this.#wire = null;
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

/** Thrown when an older engine doesn't end. The message is a sentence that says what to do. */
class StuckEngineError extends Error {
  override readonly name = 'StuckEngineError';
}

function explain(error: unknown): string {
  if (error instanceof SecretError || error instanceof StuckEngineError) return error.message;
  const why = error instanceof Error ? error.message : String(error);
  const what = error instanceof EngineUnableError ? "can't work" : 'could not be started';
  return `Starling's engine ${what}: ${why.replace(/\.$/, '')}. Reload this window to try again.`;
}
