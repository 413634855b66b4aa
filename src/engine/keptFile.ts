// One small file of JSON that outlives the engine: written atomically, soon after each change but not with each.
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';

/** What a kept file needs. */
export interface KeptFileOptions {
  /** The folder that it lies in; made where it is missing. */
  readonly folder: string;
  readonly name: string;
  /** What it holds, in the plural, as the beginning of a sentence: “Queue and position”. */
  readonly contents: string;
  /** The least time between two writes, in milliseconds. */
  readonly writePauseMs: number;
  /** Takes a sentence about a file that can't be read or written; that it can't be written is told once. */
  readonly onProblem: (text: string) => void;
}

/** Keeps a value. */
export class KeptFile<Value> {
  readonly #options: KeptFileOptions;
  #waiting: { readonly value: Value } | null = null;
  #writing: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | null = null;
  #hasFailed = false;
  #isClosed = false;

  constructor(options: KeptFileOptions) {
    this.#options = options;
  }

  /** Keeps a value soon. The latest counts. */
  save(value: Value): void {
    if (this.#isClosed) return;
    this.#waiting = { value };
    this.#timer ??= setTimeout(() => void this.flush(), this.#options.writePauseMs);
  }

  /** Writes nothing any more, not even what is waiting, and waits until nothing is being written. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#waiting = null;
    await this.flush();
  }

  /** Writes what is waiting, and waits until it is written. */
  async flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting !== null) this.#writing = this.#writing.then(() => this.#write(waiting.value));
    await this.#writing;
  }

  /** What is written there or, by another name, beside it: as JSON, unchecked; `missing` where there is no such file. */
  async read(name = this.#options.name): Promise<{ readonly value: unknown } | 'missing'> {
    try {
      return { value: parseJson(await readFile(join(this.#options.folder, name), 'utf8')) };
    } catch (error) {
      if (!isMissing(error)) this.#options.onProblem(`${name} can't be read: ${messageOf(error)}.`);
      return 'missing';
    }
  }

  async #write(value: Value): Promise<void> {
    const { folder, name, contents, onProblem } = this.#options;
    try {
      await mkdir(folder, { recursive: true });
      await writeFileAtomic(join(folder, name), JSON.stringify(value), { fsync: false });
      this.#hasFailed = false;
    } catch (error) {
      if (!this.#hasFailed) onProblem(`${contents} can't be kept: ${messageOf(error)}. Playing goes on.`);
      this.#hasFailed = true;
    }
  }
}

/** Whether an error says that there is no such file. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** What went wrong, as a clause. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // told by whoever checks the value, as damage
  }
}
