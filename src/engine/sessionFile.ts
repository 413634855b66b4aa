// The session on disk: one file, written atomically, and the last good copy of it beside it.
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { EMPTY_SNAPSHOT, type Snapshot } from '../shared/snapshot';
import { parseSnapshot } from './snapshotFormat';

/** What the session file needs. */
export interface SessionFileOptions {
  /** The folder that it lies in; made where it is missing. */
  readonly folder: string;
  /** Takes a sentence about a file that can't be read or written; each is told once. */
  readonly onProblem: (text: string) => void;
}

/** The least time between two writes, in milliseconds: a position that is two seconds old is good enough. */
const WRITE_PAUSE_MS = 2_000;
const FILE = 'session.json';
const COPY = 'session.last-good.json';

/** Keeps the session between engines. */
export class SessionFile {
  readonly #options: SessionFileOptions;
  #waiting: Snapshot | null = null;
  #writing: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | null = null;
  #hasFailed = false;

  constructor(options: SessionFileOptions) {
    this.#options = options;
  }

  /** The state that was kept last, paused; or the one before it where that is damaged; or the empty one. */
  async load(): Promise<Snapshot> {
    const snapshot = (await this.#read(FILE)) ?? (await this.#read(COPY));
    if (snapshot === null) return EMPTY_SNAPSHOT;
    await this.#keepCopy();
    const sound = snapshot.current === null ? 'silent' : 'paused';
    return { ...snapshot, wanted: 'paused', sound, seek: null, soundingWindow: null, problem: null };
  }

  /** Keeps a state soon. The latest counts. */
  save(snapshot: Snapshot): void {
    this.#waiting = snapshot;
    this.#timer ??= setTimeout(() => void this.flush(), WRITE_PAUSE_MS);
  }

  /** Writes what is waiting, and waits until it is written. */
  async flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const snapshot = this.#waiting;
    this.#waiting = null;
    if (snapshot !== null) this.#writing = this.#writing.then(() => this.#write(snapshot));
    await this.#writing;
  }

  async #write(snapshot: Snapshot): Promise<void> {
    try {
      await mkdir(this.#options.folder, { recursive: true });
      await writeFileAtomic(join(this.#options.folder, FILE), JSON.stringify(snapshot), { fsync: false });
      this.#hasFailed = false;
    } catch (error) {
      if (!this.#hasFailed)
        this.#tell(`Queue and position can't be kept: ${messageOf(error)}. Playing goes on.`);
      this.#hasFailed = true;
    }
  }

  async #read(name: string): Promise<Snapshot | null> {
    const text = await readFile(join(this.#options.folder, name), 'utf8').catch((error: unknown) => {
      if (!isMissing(error)) this.#tell(`${name} can't be read: ${messageOf(error)}.`);
      return null;
    });
    if (text === null) return null;
    const snapshot = parseSnapshot(parseJson(text));
    if (snapshot === null)
      this.#tell(`${name} is damaged; the last good copy of queue and position is used.`);
    return snapshot;
  }

  /** What could be read is the last good copy from now on. */
  async #keepCopy(): Promise<void> {
    const { folder } = this.#options;
    await copyFile(join(folder, FILE), join(folder, COPY)).catch((error: unknown) => {
      if (!isMissing(error)) this.#tell(`No copy of the session could be kept: ${messageOf(error)}.`);
    });
  }

  #tell(text: string): void {
    this.#options.onProblem(text);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // told by the caller, as damage
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
