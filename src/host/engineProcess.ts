// Reaching the engine of a storage folder, and starting it where none runs.
import { spawn, type ChildProcess } from 'node:child_process';
import { connect } from 'node:net';
import { setTimeout as waitMs } from 'node:timers/promises';
import { EngineWire } from './engineWire';

/** How to start an engine. */
export interface EngineStart {
  /** The built engine, an absolute path. */
  readonly enginePath: string;
  readonly socketPath: string;
  readonly storageFolder: string;
  /** The version of the extension. */
  readonly version: string;
  /** The file of the secret that both ends prove, or null where none is needed. */
  readonly secretFile: string | null;
  readonly env: NodeJS.ProcessEnv;
}

/** Thrown when an engine can't be had; the message is a clause that says why. */
class EngineStartError extends Error {
  override readonly name = 'EngineStartError';
}

/** How long a new engine process may take to listen, in milliseconds. */
const START_LIMIT_MS = 10_000;
/** Pause between tries to reach an engine process, in milliseconds. */
const CONNECT_PAUSE_MS = 25;
/** The last that is kept of what an engine complains of while it starts, in characters. */
const MOST_COMPLAINT = 2_000;

/** A connection to the engine that listens at `path`, or null where none does. */
export function connectEngine(path: string): Promise<EngineWire | null> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      resolve(new EngineWire(socket));
    });
    socket.once('error', () => {
      socket.destroy();
      resolve(null);
    });
  });
}

/** Waits for an engine that somebody else starts; null where none comes. */
export function awaitEngine(path: string): Promise<EngineWire | null> {
  return keepConnecting(path, () => undefined);
}

/**
 * Starts an engine and connects to it, or to one that was faster.
 * @throws {EngineStartError} when it ends instead of listening, or doesn't listen in time.
 */
export async function startEngine(start: EngineStart): Promise<EngineWire> {
  let child = new StartingEngine(start);
  const wire = await keepConnecting(start.socketPath, () => {
    if (child.failure !== null) throw new EngineStartError(child.failure);
    // It found another engine there, which has ended since.
    if (child.hasGivenWay) child = new StartingEngine(start);
  }).finally(() => {
    child.letGo();
  });
  if (wire === null) throw new EngineStartError(`it did not answer within ${START_LIMIT_MS / 1000} s`);
  return wire;
}

async function keepConnecting(path: string, check: () => void): Promise<EngineWire | null> {
  for (const deadlineMs = Date.now() + START_LIMIT_MS; Date.now() < deadlineMs;) {
    const wire = await connectEngine(path);
    if (wire !== null) return wire;
    check();
    await waitMs(CONNECT_PAUSE_MS);
  }
  return null;
}

/** A process that has been started and isn't known to listen yet. */
class StartingEngine {
  readonly #child: ChildProcess;
  #complaint = '';
  #end: { readonly code: number | null; readonly why: string | null } | null = null;

  constructor({ enginePath, socketPath, storageFolder, version, secretFile, env }: EngineStart) {
    const secret = secretFile === null ? [] : ['--secret', secretFile];
    const where = ['--socket', socketPath, '--storage', storageFolder, '--version', version];
    this.#child = spawn(process.execPath, [enginePath, ...where, ...secret], {
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
      windowsHide: true,
      // What VS Code itself was started with isn't meant for a process of its own.
      env: { ...env, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' },
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#complaint = (this.#complaint + text).slice(-MOST_COMPLAINT);
    });
    this.#child.on('error', (error) => {
      this.#end = { code: null, why: error.message };
    });
    // 'close' rather than 'exit': by then everything that it said has come.
    this.#child.on('close', (code) => {
      this.#end ??= { code, why: null };
    });
    this.#child.unref();
  }

  /** Whether it has left the folder to an engine that was there before. */
  get hasGivenWay(): boolean {
    return this.#end?.code === 0;
  }

  /** Why it can't be had, or null where it may still be. */
  get failure(): string | null {
    if (this.#end === null || this.hasGivenWay) return null;
    const said = this.#complaint.trim();
    return this.#end.why ?? (said === '' ? `the process ended at once with code ${this.#end.code}` : said);
  }

  /** It lives on without us. */
  letGo(): void {
    this.#child.stderr?.destroy();
  }
}
