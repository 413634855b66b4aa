// The album on disk: whether it is there already, and how it gets there. The files are written beside and moved into their
// places, and a note of what they are comes last: a folder with the note is whole.
import { createHash } from 'node:crypto';
import { access, constants, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { integrate } from './loudness';
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
  readonly render: (pieces: readonly Piece[]) => Promise<readonly Rendering[]>;
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
 * Renders the album into the folder unless it is there already.
 * @throws {AlbumFolderError} when the folder can't be made, read or written
 */
export async function saveAlbum(options: SaveOptions): Promise<'rendered' | 'kept'> {
  const { folder, pieces, renderId, isForced, render } = options;
  const note = await inFolder(folder, async () => {
    await makeFolder(folder);
    return readNote(folder);
  });
  if (!isForced && note?.renderId === renderId && (await isWhole(folder, note))) return 'kept';
  const files = tagAlbum(pieces, await render(pieces));
  await inFolder(folder, () => replaceFiles(folder, files, { renderId, old: note }));
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

async function isWhole(folder: string, { files }: Note): Promise<boolean> {
  const sizes = await Promise.all(
    Object.keys(files).map(async (name) => {
      try {
        return (await stat(join(folder, name))).size;
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    }),
  );
  return Object.values(files).every((size, index) => size === sizes[index]);
}

/** The finished files by their names. */
function tagAlbum(
  pieces: readonly Piece[],
  renderings: readonly Rendering[],
): ReadonlyMap<string, Uint8Array> {
  const album = {
    lufs: integrate(renderings.map(({ hops }) => hops)),
    peak: Math.max(...renderings.map(({ peak }) => peak)),
  };
  return new Map(
    pieces.flatMap((piece, index) => {
      const rendering = renderings[index];
      if (rendering === undefined) return [];
      const track = { lufs: integrate([rendering.hops]), peak: rendering.peak };
      return [[fileNameOf(piece), setComments(rendering.ogg, tagsOf(piece, { track, album }))]];
    }),
  );
}

async function replaceFiles(
  folder: string,
  files: ReadonlyMap<string, Uint8Array>,
  { renderId, old }: { renderId: string; old: Note | undefined },
): Promise<void> {
  const beside = await mkdtemp(join(folder, '.part-'));
  try {
    for (const [name, bytes] of files) await writeFile(join(beside, name), bytes);
    const sizes = Object.fromEntries([...files].map(([name, bytes]) => [name, bytes.length]));
    const note: Note = { renderId, files: sizes };
    await writeFile(join(beside, NOTE), JSON.stringify(note, undefined, 2));
    await rm(join(folder, NOTE), { force: true });
    for (const name of Object.keys(old?.files ?? {}))
      if (!files.has(name)) await rm(join(folder, name), { force: true });
    for (const name of [...files.keys(), NOTE]) await rename(join(beside, name), join(folder, name));
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
