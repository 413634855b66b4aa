// The cover of a track: a picture in its own tags, the front cover before any other; else a picture that lies beside it, by the
// names that programs give to covers. Read when somebody asks, and kept nowhere: the index has no pictures.
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import type { IPicture } from 'music-metadata';
import type { Cover } from '../../ports';
import { coverOf, MOST_PICTURE_BYTES } from '../picture';
import type { AudioFile } from './audioFiles';
import { openFile } from './fileBytes';
import { readPictures } from './tags';

/** Names of covers, the likeliest first. Source: what Kodi, Navidrome and foobar2000 look for. */
const NAMES = ['cover', 'folder', 'front', 'album', 'albumart'];
const ENDINGS = ['.jpg', '.jpeg', '.png', '.webp', '.gif'];
/** A folder of one disc among several: the cover may lie beside it. */
const DISC = /^(cd|disc|disk)[ _-]?\d+$/i;
/** How music-metadata names the front cover. */
const FRONT = 'Cover (front)';

/** The cover of a file, or null where it has none that can be shown. What can't be read is none. */
export async function findCover(file: AudioFile): Promise<Cover | null> {
  return (await embeddedCover(file)) ?? (await coverBeside(file));
}

async function embeddedCover(file: AudioFile): Promise<Cover | null> {
  // A file whose tags can't be read is played all the same.
  const pictures = await readPictures(file, MOST_PICTURE_BYTES).catch((): readonly IPicture[] => []);
  const inOrder = [
    ...pictures.filter(({ type }) => type === FRONT),
    ...pictures.filter(({ type }) => type !== FRONT),
  ];
  for (const { data } of inOrder) {
    const cover = coverOf(data);
    if (cover !== null) return cover;
  }
  return null;
}

async function coverBeside({ name, path }: AudioFile): Promise<Cover | null> {
  const folder = dirname(path);
  // Never above the folder of music itself.
  const isInFolderOfDisc = name.split('/').length > 2 && DISC.test(basename(folder));
  for (const each of isInFolderOfDisc ? [folder, dirname(folder)] : [folder])
    for (const picture of await picturesIn(each)) {
      const bytes = await readPicture(picture);
      const cover = bytes === null ? null : coverOf(bytes);
      if (cover !== null) return cover;
    }
  return null;
}

/** The paths of the covers in a folder, the likeliest first. Links are none: they may lead out of the folder of music. */
async function picturesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((): Dirent[] => []);
  return entries
    .filter((entry) => entry.isFile())
    .map(({ name }) => ({ name, ending: extname(name).toLowerCase() }))
    .map(({ name, ending }) => ({
      name,
      rank: NAMES.indexOf(basename(name).slice(0, -ending.length).toLowerCase()),
      byEnding: ENDINGS.indexOf(ending),
    }))
    .filter(({ rank, byEnding }) => rank >= 0 && byEnding >= 0)
    .sort((a, b) => a.rank - b.rank || a.byEnding - b.byEnding)
    .map(({ name }) => join(folder, name));
}

async function readPicture(path: string): Promise<Uint8Array | null> {
  try {
    const handle = await openFile(path);
    try {
      const stats = await handle.stat();
      if (!stats.isFile() || stats.size > MOST_PICTURE_BYTES) return null;
      const bytes = Buffer.allocUnsafeSlow(stats.size);
      const { bytesRead } = await handle.read(bytes, { position: 0 });
      return bytesRead === stats.size ? bytes : null;
    } finally {
      await handle.close();
    }
  } catch {
    return null; // Gone or not to be read: then it is no cover.
  }
}
