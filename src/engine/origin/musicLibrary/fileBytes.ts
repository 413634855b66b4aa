// Bytes of a file that may change at any moment. Whoever writes to a file gives it another time of change; so a piece whose
// file has the expected size and time *after* it was read is of that revision, and only such pieces are handed on.
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import type { ByteRange } from '../../../shared/track';
import { revisionOf, type AudioFile } from './audioFiles';
import { PIECE_BYTES } from './limits';

/** Thrown when a file doesn't have the bytes any more that were asked for. */
export class FileChangedError extends Error {
  override readonly name = 'FileChangedError';
}

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
): AsyncGenerator<Uint8Array, void, undefined> {
  signal.throwIfAborted();
  const handle = await openFile(file.path);
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
export async function openFile(path: string): Promise<FileHandle> {
  // Windows has neither flag.
  const flags = constants as Partial<typeof constants>;
  try {
    return await open(path, constants.O_RDONLY | (flags.O_NOFOLLOW ?? 0) | (flags.O_NONBLOCK ?? 0));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP')
      throw new FileChangedError('the file is gone', { cause: error });
    throw error;
  }
}

async function checkRevision(handle: FileHandle, revision: string): Promise<void> {
  const stats = await handle.stat();
  if (!stats.isFile() || revisionOf(stats) !== revision) throw new FileChangedError('the file has changed');
}

async function readPiece(handle: FileHandle, start: number, end: number): Promise<Uint8Array> {
  const buffer = Buffer.allocUnsafeSlow(Math.min(PIECE_BYTES, end - start));
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, start);
  return buffer.subarray(0, bytesRead);
}
