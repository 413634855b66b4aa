// The session on disk: one file, written atomically, and the last good copy of it beside it.
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EMPTY_SNAPSHOT, type Snapshot } from '../shared/snapshot';
import { isMissing, KeptFile, messageOf } from './keptFile';
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
  readonly #file: KeptFile<Snapshot>;

  constructor(options: SessionFileOptions) {
    this.#options = options;
    this.#file = new KeptFile({
      ...options,
      name: FILE,
      contents: 'Queue and position',
      writePauseMs: WRITE_PAUSE_MS,
    });
  }

  /** The state that was kept last, paused; or the one before it where that is damaged; or the empty one. */
  async load(): Promise<Snapshot> {
    const snapshot = (await this.#read(FILE)) ?? (await this.#read(COPY));
    if (snapshot === null) return EMPTY_SNAPSHOT;
    await this.#keepCopy();
    const sound = snapshot.current === null ? 'silent' : 'paused';
    const left = {
      wanted: 'paused',
      seek: null,
      soundingWindow: null,
      problem: null,
      canUndo: false,
    } as const;
    return { ...snapshot, ...left, sound };
  }

  /** Keeps a state soon. The latest counts. */
  save(snapshot: Snapshot): void {
    this.#file.save(snapshot);
  }

  /** Writes what is waiting, and waits until it is written. */
  flush(): Promise<void> {
    return this.#file.flush();
  }

  /** Writes nothing any more. */
  close(): Promise<void> {
    return this.#file.close();
  }

  async #read(name: string): Promise<Snapshot | null> {
    const read = await this.#file.read(name);
    if (read === 'missing') return null;
    const snapshot = parseSnapshot(read.value);
    if (snapshot === null)
      this.#options.onProblem(`${name} is damaged; the last good copy of queue and position is used.`);
    return snapshot;
  }

  /** What could be read is the last good copy from now on. */
  async #keepCopy(): Promise<void> {
    const { folder, onProblem } = this.#options;
    await copyFile(join(folder, FILE), join(folder, COPY)).catch((error: unknown) => {
      if (!isMissing(error)) onProblem(`No copy of the session could be kept: ${messageOf(error)}.`);
    });
  }
}
