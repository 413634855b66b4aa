// A folder of music as a catalogue: every audio file below it, with what its tags say.
import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join, relative, sep } from 'node:path';
import { parseFile, type IAudioMetadata } from 'music-metadata';
import type { Track } from '../shared/track';

/** A track and where its file lies. */
export interface LibraryTrack {
  readonly track: Track;
  readonly path: string;
}

/** What a scan found. */
export interface Library {
  /** By artist, album, disc, number and name. */
  readonly tracks: readonly LibraryTrack[];
  /** Files that can't be played and why, a sentence each. */
  readonly problems: readonly string[];
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.oga': 'audio/ogg',
  '.opus': 'audio/ogg',
  '.flac': 'audio/flac',
  '.wav': 'audio/wav',
  '.m4a': 'audio/mp4',
};

interface Found extends LibraryTrack {
  readonly order: string;
}

/** Scans `folder`. Files that can't be read or aren't what their name says are named, not fatal. */
export async function scanLibrary(folder: string): Promise<Library> {
  const tracks: Found[] = [];
  const problems: string[] = [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || !(extname(path).toLowerCase() in MEDIA_TYPES)) continue;
    try {
      tracks.push(await describe(folder, path));
    } catch (error) {
      problems.push(`${relative(folder, path)}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { tracks: tracks.sort((a, b) => a.order.localeCompare(b.order, 'en', { numeric: true })), problems };
}

async function describe(folder: string, path: string): Promise<Found> {
  const { size, mtimeMs } = await stat(path);
  if (size === 0) throw new Error('the file is empty');
  const metadata = await parseFile(path, { skipCovers: true, duration: true });
  if (metadata.format.container === undefined)
    throw new Error('this is no audio file, whatever its name says');
  const name = relative(folder, path).split(sep).join('/');
  return {
    path,
    track: toTrack({ name, sizeBytes: size, revision: `${size}-${Math.round(mtimeMs)}` }, metadata),
    order: orderOf(name, metadata),
  };
}

function toTrack(
  file: { name: string; sizeBytes: number; revision: string },
  { common, format }: IAudioMetadata,
): Track {
  const { name, sizeBytes, revision } = file;
  return {
    id: createHash('sha256').update(name).digest('hex').slice(0, 24),
    title: common.title ?? basename(name, extname(name)),
    artist: common.artist ?? 'Unknown artist',
    album: common.album ?? 'Unknown album',
    durationSeconds: format.duration ?? null,
    sizeBytes,
    revision,
    contentId: null,
    mediaType: MEDIA_TYPES[extname(name).toLowerCase()] ?? 'application/octet-stream',
  };
}

function orderOf(name: string, { common }: IAudioMetadata): string {
  return [common.artist ?? '', common.album ?? '', common.disk.no ?? 0, common.track.no ?? 0, name].join(
    '\u0000',
  );
}
