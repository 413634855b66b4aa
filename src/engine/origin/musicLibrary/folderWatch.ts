// Tells when a folder may have changed: when the system says so and it has been quiet for a moment, and now and then anyway.
//
// macOS and Windows watch all that lies below a folder. Linux watches folders one by one. There node would put a watch on every
// file too, though a folder's tells of its files, and hold everything else up until it has (2 s for 50,000 files). So each
// folder gets its own here, before it is listed.
import { watch, type FSWatcher } from 'node:fs';
import { basename, join, sep } from 'node:path';
import { RELIST_MS, SETTLE_MS, UNWATCHED_RELIST_MS } from './limits';
import { explainFileError } from './problems';

/** Who is told. */
export interface FolderWatchOptions {
  readonly onChange: () => void;
  readonly onProblem: (sentence: string) => void;
}

const IS_RECURSIVE = process.platform === 'darwin' || process.platform === 'win32';
/** What the system says when it watches enough already. */
const TOO_MANY = ['ENOSPC', 'EMFILE', 'ENFILE'];

/** Watches a folder and everything below it. Keeps no process alive. */
export class FolderWatch {
  readonly #root: string;
  readonly #options: FolderWatchOptions;
  /** By folder; none where it can't be watched. */
  readonly #watchers = new Map<string, FSWatcher>();
  #isWatched = true;
  #relisting: NodeJS.Timeout;
  #settling: NodeJS.Timeout | null = null;
  #noisySinceMs = 0;

  constructor(root: string, options: FolderWatchOptions) {
    this.#root = root;
    this.#options = options;
    this.#relisting = this.#relistEvery(RELIST_MS);
    this.#watch(root);
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

  /** Says that a folder is about to be listed: what changes from here on is told. */
  aboutToList(folder: string): void {
    if (this.#isWatched && !this.#watchers.has(folder) && (!IS_RECURSIVE || folder === this.#root))
      this.#watch(folder);
  }

  /** Ends it. */
  close(): void {
    this.#unwatch();
    clearInterval(this.#relisting);
    if (this.#settling !== null) clearTimeout(this.#settling);
  }

  #watch(folder: string): void {
    try {
      const watcher = watch(folder, { recursive: IS_RECURSIVE, persistent: false });
      this.#watchers.set(folder, watcher);
      watcher.on('change', (event, name) => {
        if (event === 'rename' && !IS_RECURSIVE) {
          this.#forget(join(folder, String(name)));
          if (name === basename(folder)) this.#forget(folder); // Itself is meant, or a folder in it of the same name.
        }
        this.poke();
      });
      watcher.on('error', (error) => {
        this.#fail(folder, error);
      });
    } catch (error) {
      this.#fail(folder, error);
    }
  }

  /** Forgets a folder where another one may lie now, or none: the next listing watches what it finds. */
  #forget(folder: string): void {
    if (!this.#watchers.has(folder)) return;
    for (const [watched, watcher] of this.#watchers) {
      if (watched !== folder && !watched.startsWith(folder + sep)) continue;
      watcher.close();
      this.#watchers.delete(watched);
    }
  }

  #relistEvery(ms: number): NodeJS.Timeout {
    return setInterval(this.#options.onChange, ms).unref();
  }

  /** A folder below that can't be watched can't be listed either, as a rule, and the listing names it. */
  #fail(folder: string, error: unknown): void {
    this.#watchers.get(folder)?.close();
    this.#watchers.delete(folder);
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (this.#isWatched && (folder === this.#root || TOO_MANY.includes(code))) this.#fallBack(error);
  }

  #fallBack(error: unknown): void {
    this.#isWatched = false;
    this.#unwatch();
    clearInterval(this.#relisting);
    this.#relisting = this.#relistEvery(UNWATCHED_RELIST_MS);
    this.#options.onProblem(
      `${this.#root} can't be watched (${explainFileError(error)}); it is looked through every ${UNWATCHED_RELIST_MS / 1000} s instead.`,
    );
  }

  #unwatch(): void {
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }
}
