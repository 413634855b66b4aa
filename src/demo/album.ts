// The album on disk: whether it is there already, and how it gets there. Each piece is written beside and moved into its place as
// soon as it is rendered, and can be played then; a note of what is there whole comes after each. Rendering that was broken off
// goes on with what is missing.
import { createHash } from 'node:crypto';
import { access, constants, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { integrate } from './loudness';
import { CEILING, TARGET_LUFS } from './master';
import { setComments } from './ogg-comments';
import type { Piece } from './piece';
import type { Rendering } from './rendering';
import { tagsOf } from './tags';

/** Note of what lies in the folder. */
const NOTE = 'starling-demo.json';

/** Thrown when the album's folder can't be made, read or written. */
export class AlbumFolderError extends Error {
  override readonly name = 'AlbumFolderError';
}

/** What is in the note. */
interface Note {
  readonly renderId: string;
  /** Names and sizes in bytes. */
  readonly files: Readonly<Record<string, number>>;
}

/** What is wanted of the folder. */
export interface SaveOptions {
  readonly folder: string;
  readonly pieces: readonly Piece[];
  /** Of the renderer and what it is asked for: an album with another one is rendered anew. */
  readonly renderId: string;
  /** Render even what is there already. */
  readonly isForced: boolean;
  /** Renders pieces, and gives each to `onRendered` when it is done. */
  readonly render: (
    pieces: readonly Piece[],
    onRendered: (piece: Piece, rendering: Rendering) => Promise<void>,
  ) => Promise<void>;
  /** Called when a piece can be played. */
  readonly onSaved?: (piece: Piece) => void;
}

/** What makes a rendering what it is: the code, the Node that runs it, and what it is asked for. */
export function renderIdOf({ code, asked }: { code: Uint8Array; asked: unknown }): string {
  return createHash('sha256')
    .update(code)
    .update(JSON.stringify([process.version, process.arch, asked]))
    .digest('hex')
    .slice(0, 16);
}

/** Name of a piece's file within the album's folder. */
export function fileNameOf(piece: Piece): string {
  return `${String(piece.trackNumber).padStart(2, '0')} ${piece.title.replaceAll(/[<>:"/\\|?*]/g, '_')}.ogg`;
}

/**
 * Renders into the folder what isn't there of the album.
 * @throws {AlbumFolderError} when the folder can't be made, read or written
 */
export async function saveAlbum(options: SaveOptions): Promise<'rendered' | 'kept'> {
  const { folder, pieces, renderId, isForced, render, onSaved } = options;
  const old = await inFolder(folder, async () => {
    await makeFolder(folder);
    return readNote(folder);
  });
  const note: Note =
    !isForced && old?.renderId === renderId
      ? { renderId, files: await inFolder(folder, () => wholeFiles(folder, old)) }
      : { renderId, files: {} };
  const missing = pieces.filter((piece) => note.files[fileNameOf(piece)] === undefined);
  if (missing.length === 0) return 'kept';
  await inFolder(folder, () => removeOthers(folder, { pieces, old }));
  const files = new Map(Object.entries(note.files));
  // One after the other, so that no note is written over by an older one.
  let writing = Promise.resolve();
  await render(missing, (piece, rendering) => {
    const bytes = tagged(piece, rendering);
    const write = async (): Promise<void> => {
      await writeWhole(folder, fileNameOf(piece), bytes);
      files.set(fileNameOf(piece), bytes.length);
      await writeWhole(folder, NOTE, encodeNote({ renderId, files: Object.fromEntries([...files].sort()) }));
      onSaved?.(piece);
    };
    writing = writing.then(() => inFolder(folder, write));
    return writing;
  });
  return 'rendered';
}

/** Makes the folder and sees that it takes files, before minutes are spent on what could not be kept. */
async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await access(folder, constants.W_OK);
}

async function readNote(folder: string): Promise<Note | undefined> {
  try {
    const note: unknown = JSON.parse(await readFile(join(folder, NOTE), 'utf8'));
    return isNote(note) ? note : undefined;
  } catch (error) {
    // No note, or one that isn't ours to read: the album is rendered.
    if (error instanceof SyntaxError || isMissing(error)) return undefined;
    throw error;
  }
}

function encodeNote(note: Note): Uint8Array {
  return Buffer.from(JSON.stringify(note, undefined, 2));
}

function isNote(value: unknown): value is Note {
  if (typeof value !== 'object' || value === null) return false;
  if (!('renderId' in value && 'files' in value) || typeof value.renderId !== 'string') return false;
  const { files } = value;
  return (
    typeof files === 'object' &&
    files !== null &&
    Object.keys(files).every((name) => name.endsWith('.ogg') && !/[/\\]/.test(name))
  );
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** The files of the note that are there and have the size that it says. */
async function wholeFiles(folder: string, { files }: Note): Promise<Readonly<Record<string, number>>> {
  const sizes = await Promise.all(
    Object.keys(files).map(async (name) => {
      try {
        return [name, (await stat(join(folder, name))).size] as const;
      } catch (error) {
        if (isMissing(error)) return [name, undefined] as const;
        throw error;
      }
    }),
  );
  return Object.fromEntries(
    Object.entries(files).filter(([name, size]) => new Map(sizes).get(name) === size),
  );
}

/** Removes what the album was once made of and isn't any more, and the note if it is of another rendering. */
async function removeOthers(
  folder: string,
  { pieces, old }: { readonly pieces: readonly Piece[]; readonly old: Note | undefined },
): Promise<void> {
  const names = new Set(pieces.map(fileNameOf));
  await rm(join(folder, NOTE), { force: true });
  for (const name of Object.keys(old?.files ?? {}))
    if (!names.has(name)) await rm(join(folder, name), { force: true });
}

/** The finished file. All pieces are mastered to one loudness, so that the album's is known before they are. */
function tagged(piece: Piece, rendering: Rendering): Uint8Array {
  const track = { lufs: integrate([rendering.hops]), peak: rendering.peak };
  const album = { lufs: TARGET_LUFS, peak: CEILING };
  return setComments(rendering.ogg, tagsOf(piece, { track, album }));
}

/** Writes beside, then moves: whoever looks into the folder sees whole files only. */
async function writeWhole(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const beside = await mkdtemp(join(folder, '.part-'));
  try {
    await writeFile(join(beside, name), bytes);
    await rename(join(beside, name), join(folder, name));
  } finally {
    await rm(beside, { recursive: true, force: true });
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
