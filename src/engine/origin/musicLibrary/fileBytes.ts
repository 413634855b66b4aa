// Bytes of a file that may change at any moment. Whoever writes to a file gives it another time of change; so a piece whose
// file has the expected size and time *after* it was read is of that revision, and only such pieces are handed on.
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import type { ByteRange } from '../../../shared/track';
import { revisionOf, type AudioFile } from './audioFiles';
import { PIECE_BYTES } from './limits';

/** Thrown when a file doesn't have the bytes any more that were asked for. */
export class FileChangedError extends Error {
  override readonly name = 'FileChangedError';
}

/** Where in a file to read, in bytes from its beginning. */
export interface ReadPlace {
  readonly position: number;
}

/** An open file: as much of node's `FileHandle` as is used here. */
export interface FileBytes {
  read(into: Uint8Array, place: ReadPlace): Promise<{ readonly bytesRead: number }>;
  stat(): Promise<Stats>;
  close(): Promise<void>;
}

/** Opens a file. @throws {FileChangedError} when nothing is there. */
export type OpenFile = (path: string) => Promise<FileBytes>;

/** What is to be read of which revision of a file. */
export interface PiecesRequest {
  readonly file: Pick<AudioFile, 'path' | 'revision'>;
  readonly range: ByteRange;
}

/**
 * Reads a range in order, in pieces that are the receiver's to keep.
 * @throws {FileChangedError} before anything that isn't of the revision is given.
 */
export async function* readPieces(
  { file, range }: PiecesRequest,
  signal: AbortSignal,
  openBytes: OpenFile = openFile,
): AsyncGenerator<Uint8Array, void, undefined> {
  signal.throwIfAborted();
  const handle = await openBytes(file.path);
  try {
    for (let at = range.start; at < range.end;) {
      signal.throwIfAborted();
      const piece = await readPiece(handle, at, range.end).catch(async (error: unknown) => {
        await checkRevision(handle, file.revision);
        throw error;
      });
      await checkRevision(handle, file.revision);
      if (piece.length === 0) throw new FileChangedError('the file is shorter than it should be');
      yield piece;
      at += piece.length;
    }
  } finally {
    await handle.close();
  }
}

/**
 * Opens what lies there now; it may be another thing than was listed: not through a link, and not waiting at a pipe.
 * @throws {FileChangedError} when nothing does.
 */
export async function openFile(path: string): Promise<FileBytes> {
  try {
    return await open(path, openFlags());
  } catch (error) {
    throw asGone(error);
  }
}

/**
 * The same for a thread that has nothing else to do: it waits for the disk itself. Being called back by another thread costs a
 * fifth of all that reading a small file takes.
 */
export function openBlocking(path: string): Promise<FileBytes> {
  return settle(() => {
    const file = openOrSay(path);
    return {
      read: (into, place) => settle(() => ({ bytesRead: readSync(file, into, place) })),
      stat: () => settle(() => fstatSync(file)),
      close: () => settle(() => closeSync(file)),
    };
  });
}

/** A promise of what was done at once. */
function settle<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(work());
  });
}

function openOrSay(path: string): number {
  try {
    return openSync(path, openFlags());
  } catch (error) {
    throw asGone(error);
  }
}

function openFlags(): number {
  // Windows has neither of the latter two.
  const flags = constants as Partial<typeof constants>;
  return constants.O_RDONLY | (flags.O_NOFOLLOW ?? 0) | (flags.O_NONBLOCK ?? 0);
}

/** What the file system says of a file that isn't there, as `FileChangedError`; other errors as they are. */
export function asGone(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP')
    return new FileChangedError('the file is gone', { cause: error });
  return error;
}

async function checkRevision(handle: FileBytes, revision: string): Promise<void> {
  const stats = await handle.stat();
  if (!stats.isFile() || revisionOf(stats) !== revision) throw new FileChangedError('the file has changed');
}

async function readPiece(handle: FileBytes, start: number, end: number): Promise<Uint8Array> {
  const buffer = Buffer.allocUnsafeSlow(Math.min(PIECE_BYTES, end - start));
  const { bytesRead } = await handle.read(buffer, { position: start });
  return buffer.subarray(0, bytesRead);
}
