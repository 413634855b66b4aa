// Tells when a folder may have changed: when the system says so and it has been quiet for a moment, and now and then anyway.
import { watch, type FSWatcher } from 'node:fs';
import { RELIST_MS, SETTLE_MS, UNWATCHED_RELIST_MS } from './limits';
import { explainFileError } from './problems';

/** Who is told. */
export interface FolderWatchOptions {
  readonly onChange: () => void;
  readonly onProblem: (sentence: string) => void;
}

/** Watches a folder and everything below it. Keeps no process alive. */
export class FolderWatch {
  readonly #folder: string;
  readonly #options: FolderWatchOptions;
  #watcher: FSWatcher | null = null;
  #relisting: NodeJS.Timeout;
  #settling: NodeJS.Timeout | null = null;
  #noisySinceMs = 0;

  constructor(folder: string, options: FolderWatchOptions) {
    this.#folder = folder;
    this.#options = options;
    this.#relisting = this.#relistEvery(RELIST_MS);
    try {
      this.#watcher = watch(folder, { recursive: true, persistent: false });
      this.#watcher.on('change', () => {
        this.poke();
      });
      this.#watcher.on('error', (error) => {
        this.#fallBack(error);
      });
    } catch (error) {
      this.#fallBack(error);
    }
  }

  /** Something may have changed. */
  poke(): void {
    const nowMs = performance.now();
    if (this.#settling === null) this.#noisySinceMs = nowMs;
    else clearTimeout(this.#settling);
    const waitMs = Math.min(SETTLE_MS.quiet, this.#noisySinceMs + SETTLE_MS.noisy - nowMs);
    this.#settling = setTimeout(() => {
      this.#settling = null;
      this.#options.onChange();
    }, waitMs).unref();
  }

  /** Ends it. */
  close(): void {
    this.#watcher?.close();
    clearInterval(this.#relisting);
    if (this.#settling !== null) clearTimeout(this.#settling);
  }

  #relistEvery(ms: number): NodeJS.Timeout {
    return setInterval(this.#options.onChange, ms).unref();
  }

  #fallBack(error: unknown): void {
    this.#watcher?.close();
    this.#watcher = null;
    clearInterval(this.#relisting);
    this.#relisting = this.#relistEvery(UNWATCHED_RELIST_MS);
    this.#options.onProblem(
      `${this.#folder} can't be watched (${explainFileError(error)}); it is looked through every ${UNWATCHED_RELIST_MS / 1000} s instead.`,
    );
  }
}
