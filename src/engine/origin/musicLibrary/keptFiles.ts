// Files that stay open for a while after they were read: who plays a track asks for a part of it every few seconds, and opening and
// closing costs more than reading 64 KiB. A file that is kept may not be what lies there any more, under the same name; so whoever
// gets it from here looks at the name after the first piece, and what was read counts only if it is the same file still.
import type { Stats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { LRUCache } from 'lru-cache';
import {
  asGone,
  FileChangedError,
  openFile,
  readPieces,
  type FileBytes,
  type OpenFile,
  type PiecesRequest,
} from './fileBytes';
import { FILE_KEPT_MS, MOST_KEPT_FILES } from './limits';

/** An open file, and who it is on its disk. */
interface KeptFile {
  readonly bytes: FileBytes;
  readonly identity: Pick<Stats, 'dev' | 'ino'>;
  /** How many read it now. */
  readers: number;
  /** Whether it is no longer kept: the last reader closes it. */
  isOut: boolean;
}

/** How files are kept. */
export interface KeptFilesOptions {
  readonly most: number;
  /** For so long after the last read, in milliseconds. */
  readonly keptMs: number;
}

/** As the product keeps them. On Windows none: nobody could replace a file by another there while it is open. */
const USUAL: KeptFilesOptions = {
  most: process.platform === 'win32' ? 0 : MOST_KEPT_FILES,
  keptMs: FILE_KEPT_MS,
};

/** The files of one library that stay open. */
export class KeptFiles {
  readonly #options: KeptFilesOptions;
  readonly #openFile: OpenFile;
  readonly #files: LRUCache<string, KeptFile> | null;
  #sweep: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(options = USUAL, open: OpenFile = openFile) {
    this.#options = options;
    this.#openFile = open;
    this.#files =
      options.most === 0
        ? null
        : new LRUCache({
            ...{ max: options.most, ttl: options.keptMs, updateAgeOnGet: true },
            dispose: (file) => {
              file.isOut = true;
              // Nobody is left whom it would help to know that this failed.
              closeUnread(file).catch(() => undefined);
            },
          });
  }

  /** How many files are kept. */
  get count(): number {
    return this.#files?.size ?? 0;
  }

  /**
   * Reads a range as `readPieces` does, out of a file that is kept where there is one.
   * @throws {FileChangedError} before anything that isn't of the revision is given.
   */
  async *read(request: PiecesRequest, signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
    const { path } = request.file;
    const kept = this.#isClosed ? undefined : this.#files?.get(path);
    if (kept !== undefined) {
      let isBegun = false;
      try {
        for await (const piece of readPieces(request, signal, () => Promise.resolve(lend(kept, path)))) {
          isBegun = true;
          yield piece;
        }
        return;
      } catch (error) {
        if (signal.aborted && error === signal.reason) throw error;
        if (this.#files?.peek(path) === kept) this.#files.delete(path);
        // What lies there now may have these bytes; and a disk that failed may be back, with nothing for who had it open before.
        if (isBegun) throw error;
      }
    }
    yield* readPieces(request, signal, (name) => this.#open(name));
  }

  /** Closes all that nobody reads, and keeps none any more. */
  close(): void {
    this.#isClosed = true;
    if (this.#sweep !== null) clearTimeout(this.#sweep);
    this.#files?.clear();
  }

  async #open(path: string): Promise<FileBytes> {
    const bytes = await this.#openFile(path);
    if (this.#files === null) return bytes;
    const { dev, ino } = await bytes.stat().catch(async (error: unknown) => {
      await bytes.close().catch(() => undefined);
      throw error;
    });
    if (this.#isClosed) return bytes;
    const file: KeptFile = { bytes, identity: { dev, ino }, readers: 0, isOut: false };
    const lent = borrow(file);
    this.#files.set(path, file);
    this.#sweepLater();
    return lent;
  }

  /** One timer for all, which keeps no process. */
  #sweepLater(): void {
    this.#sweep ??= setTimeout(() => {
      this.#sweep = null;
      this.#files?.purgeStale();
      if (this.count > 0) this.#sweepLater();
    }, this.#options.keptMs).unref();
  }
}

/** A file for one reader, who has just opened it. */
function borrow(file: KeptFile): FileBytes {
  file.readers += 1;
  return {
    read: (into, place) => file.bytes.read(into, place),
    stat: () => file.bytes.stat(),
    close: () => {
      file.readers -= 1;
      return closeUnread(file);
    },
  };
}

/** A file that was open before, for one reader: after the first piece the name must still be its. */
function lend(file: KeptFile, path: string): FileBytes {
  let isLookedAt = false;
  const stat = async (): Promise<Stats> => {
    if (isLookedAt) return await file.bytes.stat();
    const there = await lstat(path).catch((error: unknown) => {
      throw asGone(error);
    });
    isLookedAt = true;
    if (there.dev !== file.identity.dev || there.ino !== file.identity.ino)
      throw new FileChangedError('another file is there');
    return there;
  };
  return { ...borrow(file), stat };
}

async function closeUnread(file: KeptFile): Promise<void> {
  if (file.isOut && file.readers === 0) await file.bytes.close();
}
