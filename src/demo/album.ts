// The album on disk: which file a piece becomes, whether it is there already, and how it gets there whole or not at all.
import { createHash } from 'node:crypto';
import { access, constants, mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeOgg } from './encode';
import { mixScore } from './mix';
import type { OnProgress, Pcm } from './mix';
import type { Comments } from './ogg-comments';
import { ALBUM } from './piece';
import type { Piece } from './piece';
import { composeScore } from './score';

/** Raised with every change that is to be heard; a file of another version is rendered anew. */
const RENDERER_VERSION = 1;
/** The tags lie within the first bytes of a file. */
const HEAD_BYTES = 4096;
/** Share of the work that is composing and mixing; the rest is encoding. */
const RENDER_SHARE = 0.6;

/** Thrown when the album's folder can't be made, read or written. */
export class AlbumFolderError extends Error {
  override readonly name = 'AlbumFolderError';
}

/** The piece as sound: composed, played, mastered. */
export function renderPiece(piece: Piece, onProgress: OnProgress = () => undefined): Pcm {
  return mixScore(composeScore(piece), piece, onProgress);
}

/** The piece as an Ogg Vorbis file, the same bytes every time on one machine and Node version. */
export async function renderOgg(piece: Piece, onProgress: OnProgress = () => undefined): Promise<Uint8Array> {
  const pcm = renderPiece(piece, (done) => { onProgress(RENDER_SHARE * done); }); // prettier-ignore
  return encodeOgg(pcm, commentsOf(piece), (done) => { onProgress(RENDER_SHARE + (1 - RENDER_SHARE) * done); }); // prettier-ignore
}

function commentsOf(piece: Piece): Comments {
  return [
    ['TITLE', piece.title],
    ['ARTIST', ALBUM.artist],
    ['ALBUM', ALBUM.title],
    ['ALBUMARTIST', ALBUM.artist],
    ['TRACKNUMBER', String(piece.trackNumber)],
    ['LICENSE', ALBUM.licence],
    ['STARLING_RENDER', renderId(piece)],
  ];
}

/** Tells this renderer's rendering of this piece from any other. */
function renderId(piece: Piece): string {
  return createHash('sha256')
    .update(JSON.stringify([RENDERER_VERSION, ALBUM, piece]))
    .digest('hex')
    .slice(0, 16);
}

/** Name of a piece's file within the album's folder. */
export function fileNameOf(piece: Piece): string {
  return `${String(piece.trackNumber).padStart(2, '0')} ${piece.title.replaceAll(/[<>:"/\\|?*]/g, '_')}.ogg`;
}

/** What is wanted of a piece's file. */
export interface SaveOptions {
  readonly folder: string;
  /** Render it even if it is there. */
  readonly isForced: boolean;
  readonly onProgress: OnProgress;
}

/** Renders a piece into the folder unless it is there already. */
export async function savePiece(
  piece: Piece,
  { folder, isForced, onProgress }: SaveOptions,
): Promise<'rendered' | 'kept'> {
  const path = join(folder, fileNameOf(piece));
  await inFolder(folder, () => makeFolder(folder));
  if (!isForced && (await inFolder(folder, () => isRendered(path, piece)))) return 'kept';
  const bytes = await renderOgg(piece, onProgress);
  await inFolder(folder, () => replaceFile(path, bytes));
  return 'rendered';
}

/** Makes the folder and sees that it takes files, before minutes are spent on what could not be kept. */
async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await access(folder, constants.W_OK);
}

/** Whether the file is this version's. Files arrive by renaming, so one that begins right is whole. */
async function isRendered(path: string, piece: Piece): Promise<boolean> {
  let file;
  try {
    file = await open(path);
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead).includes(`STARLING_RENDER=${renderId(piece)}`);
  } finally {
    await file.close();
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  const part = `${path}.${process.pid}.part`;
  try {
    await writeFile(part, bytes);
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

async function inFolder<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AlbumFolderError(`The demo album can't be written to ${folder}: ${reason}`, { cause: error });
  }
}
