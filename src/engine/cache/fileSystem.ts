// The few things that the cache asks of a file system: the seam at which tests put in a full, busy or broken one.
import { constants } from 'node:fs';
import { mkdir, open, readdir, readFile, rm, type FileHandle } from 'node:fs/promises';
import { setTimeout as waitMs } from 'node:timers/promises';
import writeFileAtomic from 'write-file-atomic';
import { BUSY_WAITS_MS } from './limits';

/** What the cache asks of a file system. Errors carry a `code` as those of `node:fs` do. */
export interface FileSystem {
  /** Opens a file; `write` makes it where it is missing, keeps what is in it, and may also read. */
  open(path: string, mode: OpenMode): Promise<OpenFile>;
  readFile(path: string): Promise<Uint8Array>;
  /** Replaces a file: afterwards it has the old bytes or the new ones, whatever happens. */
  writeAtomically(path: string, bytes: Uint8Array): Promise<void>;
  /** Makes a folder and those above it. */
  makeFolder(path: string): Promise<void>;
  list(path: string): Promise<readonly string[]>;
  /** Removes what is there, with everything in it. Nothing there is fine. */
  remove(path: string): Promise<void>;
}

/** What a file is opened for. */
export type OpenMode = 'read' | 'write';

/** An open file. */
export interface OpenFile {
  /** Fills `into` from the place `at` on; returns how many bytes there were. */
  read(into: Uint8Array, at: number): Promise<number>;
  /** Writes all the parts one behind the other from the place `at` on. */
  write(parts: readonly Uint8Array[], at: number): Promise<void>;
  close(): Promise<void>;
}

const MODES: Readonly<Record<OpenMode, number>> = {
  read: constants.O_RDONLY,
  write: constants.O_RDWR | constants.O_CREAT,
};

/** The file system of this machine. */
export const nodeFileSystem: FileSystem = {
  open: async (path, mode) => openFile(await open(path, MODES[mode])),
  readFile: (path) => readFile(path),
  writeAtomically: (path, bytes) => writeFileAtomic(path, Buffer.from(bytes), { fsync: false }),
  makeFolder: async (path) => {
    await mkdir(path, { recursive: true });
  },
  list: (path) => readdir(path),
  remove: (path) => rm(path, { recursive: true, force: true }),
};

/** The `code` of an error of the file system, or an empty string. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Whether an error says that a disk, or the share of it that is ours, has no room. */
export function isDiskFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes(errorCode(error));
}

/** The same file system, trying again a few times where a file is busy: virus scanners and backups hold files for moments. */
export function patient(files: FileSystem, wait: (ms: number) => Promise<void> = waitMs): FileSystem {
  const persist = <T>(attempt: () => Promise<T>): Promise<T> => tryAgain(attempt, wait);
  return {
    open: async (path, mode) => {
      const file = await persist(() => files.open(path, mode));
      return {
        read: (into, at) => persist(() => file.read(into, at)),
        write: (parts, at) => persist(() => file.write(parts, at)),
        close: () => file.close(),
      };
    },
    readFile: (path) => persist(() => files.readFile(path)),
    writeAtomically: (path, bytes) => persist(() => files.writeAtomically(path, bytes)),
    makeFolder: (path) => persist(() => files.makeFolder(path)),
    list: (path) => persist(() => files.list(path)),
    remove: (path) => persist(() => files.remove(path)),
  };
}

const BUSY_CODES = ['EPERM', 'EBUSY', 'EMFILE', 'ENFILE', 'EACCES'];

async function tryAgain<T>(attempt: () => Promise<T>, wait: (ms: number) => Promise<void>): Promise<T> {
  for (const ms of BUSY_WAITS_MS) {
    try {
      return await attempt();
    } catch (error) {
      // Busy files are survived for a few tries; the last one below throws.
      if (!BUSY_CODES.includes(errorCode(error))) throw error;
      await wait(ms);
    }
  }
  return attempt();
}

function openFile(handle: FileHandle): OpenFile {
  return {
    read: (into, at) => readFully(handle, into, at),
    write: (parts, at) => writeFully(handle, parts, at),
    close: () => handle.close(),
  };
}

async function readFully(handle: FileHandle, into: Uint8Array, at: number): Promise<number> {
  let filled = 0;
  while (filled < into.length) {
    const { bytesRead } = await handle.read(into, filled, into.length - filled, at + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}

/** A disk that fills up takes a part and says so only at the next write. */
async function writeFully(handle: FileHandle, parts: readonly Uint8Array[], at: number): Promise<void> {
  const totalBytes = parts.reduce((sum, part) => sum + part.length, 0);
  let { bytesWritten: written } = await handle.writev(parts, at);
  if (written === totalBytes) return;
  const all = Buffer.concat(parts);
  while (written < totalBytes) {
    const { bytesWritten } = await handle.write(all, written, totalBytes - written, at + written);
    if (bytesWritten === 0) throw new Error('The disk takes no more bytes.');
    written += bytesWritten;
  }
}
