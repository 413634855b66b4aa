// Which files of a folder are music. Symbolic links aren't followed: one that points within the folder leads to what is
// listed anyway (so that there are no loops), and one that points out of it would serve what the folder doesn't hold.
import type { Dirent, Stats } from 'node:fs';
import { lstat, readdir, realpath } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { MOST_FILES } from './limits';
import { explainFileError } from './problems';

/** An audio file as the folder lists it. */
export interface AudioFile {
  /** Path below the folder, with `/` on every system. */
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;
  /** Names the bytes that it has now. */
  readonly revision: string;
  /** When it came to be here, in milliseconds of Unix time. */
  readonly addedMs: number;
}

/** Who looks on while a folder is listed. */
export interface Onlooker {
  /** Told each folder just before it is listed. */
  readonly onFolder: (path: string) => void;
  /** Takes what is wrong with the file or folder of this name, as a clause. */
  readonly onProblem: (name: string, clause: string) => void;
}

const MEDIA_TYPES: ReadonlyMap<string, string> = new Map([
  ['.mp3', 'audio/mpeg'],
  ['.ogg', 'audio/ogg'],
  ['.oga', 'audio/ogg'],
  ['.opus', 'audio/ogg'],
  ['.flac', 'audio/flac'],
  ['.wav', 'audio/wav'],
  ['.m4a', 'audio/mp4'],
  ['.aif', 'audio/aiff'],
  ['.aiff', 'audio/aiff'],
]);
/** macOS keeps the attributes of `song.mp3` in `._song.mp3` where a drive has no place for them. */
const ATTRIBUTES_PREFIX = '._';

/** The MIME type that a name promises. */
export function mediaTypeOf(name: string): string {
  return MEDIA_TYPES.get(extname(name).toLowerCase()) ?? 'application/octet-stream';
}

/** The revision of a file: another size or time of change, another revision. */
export function revisionOf({ size, mtimeMs }: Stats): string {
  return `${size}-${mtimeMs}`;
}

/** Where the file system doesn't tell of births, a change is the nearest to one. */
function addedMsOf({ birthtimeMs, mtimeMs }: Stats): number {
  return Math.max(0, Math.round(birthtimeMs > 0 ? birthtimeMs : mtimeMs));
}

/**
 * Finds every audio file below `root`. What can't be read is noted and left out.
 * Throws what the file system throws when `root` itself can't be read.
 */
export async function findAudioFiles(root: string, onlooker: Onlooker): Promise<readonly AudioFile[]> {
  const files: AudioFile[] = [];
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const found = await lookInto(folder, { root, ...onlooker });
    folders.push(...found.folders);
    files.push(...found.files);
    if (files.length <= MOST_FILES) continue;
    onlooker.onProblem(root, `it holds more than ${MOST_FILES} audio files, and the others are left out`);
    return files.slice(0, MOST_FILES);
  }
  return files;
}

interface Place extends Onlooker {
  readonly root: string;
}

interface FolderContent {
  readonly folders: readonly string[];
  readonly files: readonly AudioFile[];
}

async function lookInto(folder: string, place: Place): Promise<FolderContent> {
  const { root, onFolder, onProblem } = place;
  onFolder(folder);
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (folder === root) throw error;
    onProblem(nameOf(root, folder), explainFileError(error));
    return [];
  });
  const files = await Promise.all(entries.map((entry) => lookAt(entry, place)));
  return {
    folders: entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name)),
    files: files.filter((file) => file !== null),
  };
}

async function lookAt(entry: Dirent, { root, onProblem }: Place): Promise<AudioFile | null> {
  const path = join(entry.parentPath, entry.name);
  const name = nameOf(root, path);
  try {
    if (entry.isSymbolicLink()) await checkLink(root, path);
    if (!entry.isFile() || !isCalledMusic(entry.name)) return null;
    const stats = await lstat(path);
    return { name, path, sizeBytes: stats.size, revision: revisionOf(stats), addedMs: addedMsOf(stats) };
  } catch (error) {
    onProblem(name, explainFileError(error));
    return null;
  }
}

function isCalledMusic(fileName: string): boolean {
  return MEDIA_TYPES.has(extname(fileName).toLowerCase()) && !fileName.startsWith(ATTRIBUTES_PREFIX);
}

/** Throws where a link leads to what the folder doesn't hold. */
async function checkLink(root: string, path: string): Promise<void> {
  const target = await realpath(path);
  if (target !== root && !target.startsWith(root.endsWith(sep) ? root : root + sep))
    throw new Error('it is a link to a place outside the folder');
}

function nameOf(root: string, path: string): string {
  return relative(root, path).split(sep).join('/');
}
