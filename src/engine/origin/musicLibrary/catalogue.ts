// The files of a library as players see them: tracks in order, and a version that is another one after every change.
import { createHash, randomUUID } from 'node:crypto';
import { posix } from 'node:path';
import type { Container } from '../../../shared/mediaInfo';
import { cleanName } from '../../../shared/names';
import { UNKNOWN_ALBUM, UNKNOWN_ARTIST, type Track } from '../../../shared/track';
import { mediaTypeOf, type AudioFile } from './audioFiles';
import type { Study } from './study';
import type { Tags } from './tags';

/** What is known of one file. */
export interface Entry {
  readonly file: AudioFile;
  /** Null where the file is left out. */
  readonly tags: Tags | null;
  /** Why it is left out, as a clause. */
  readonly refusal: string | null;
  /** Null until the whole file was read. */
  readonly study: Study | null;
}

/** What the tags say of a track beyond what players are told of it. */
export type Labels = Pick<Tags, 'genres' | 'year'>;

interface Row {
  readonly track: Track;
  readonly file: AudioFile;
  readonly labels: Labels;
  readonly order: string;
}

/** A file that was read says by itself what it is. */
const MEDIA_TYPES: Readonly<Record<Container, string>> = {
  mp3: 'audio/mpeg',
  ogg: 'audio/ogg',
  flac: 'audio/flac',
  wav: 'audio/wav',
  aiff: 'audio/aiff',
  mp4: 'audio/mp4',
};
const ORDER = new Intl.Collator('en', { numeric: true });

/** The catalogue, and who wants to know of its changes. */
export class Catalogue {
  /** Another one each time the process starts: a player that was away can't mistake one list for another. */
  readonly #run = randomUUID();
  readonly #listeners = new Set<(tracks: readonly Track[]) => void>();
  #changes = 0;
  /** By entry: a track that hasn't changed stays the same object. */
  #rows = new Map<Entry, Row>();
  #byId = new Map<string, Row>();
  #tracks: readonly Track[] = [];

  /** By artist, album, disc, number and name. */
  get tracks(): readonly Track[] {
    return this.#tracks;
  }

  /** Names this list among all that there ever were. */
  get version(): string {
    return `${this.#run}-${this.#changes}`;
  }

  /** The file of a track, or null. */
  fileOf(trackId: string): AudioFile | null {
    return this.#byId.get(trackId)?.file ?? null;
  }

  /** The labels of a track, or null. */
  labelsOf(trackId: string): Labels | null {
    return this.#byId.get(trackId)?.labels ?? null;
  }

  /** Calls back with the whole list after each change, until the returned function is called. */
  onChange(listener: (tracks: readonly Track[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes another list, and tells of it if it is one. */
  replace(entries: Iterable<Entry>): void {
    const rows = new Map<Entry, Row>();
    for (const entry of this.#inOrderOfBefore(entries))
      if (entry.tags !== null) rows.set(entry, this.#rows.get(entry) ?? toRow(entry, entry.tags));
    const isSame = rows.size === this.#rows.size && [...rows.keys()].every((entry) => this.#rows.has(entry));
    if (isSame) return;
    const sorted = [...rows.values()].sort((a, b) => ORDER.compare(a.order, b.order));
    this.#rows = rows;
    this.#byId = new Map(sorted.map((row) => [row.track.id, row]));
    this.#tracks = sorted.map(({ track }) => track);
    this.#changes += 1;
    for (const listener of this.#listeners) listener(this.#tracks);
  }

  /** Brings entries into the order that they had before, so that sorting has little left to do. */
  *#inOrderOfBefore(entries: Iterable<Entry>): Generator<Entry> {
    const byName = new Map(Array.from(entries, (entry) => [entry.file.name, entry]));
    for (const { file } of this.#byId.values()) {
      const entry = byName.get(file.name);
      if (entry !== undefined) yield entry;
      byName.delete(file.name);
    }
    yield* byName.values();
  }
}

function toRow({ file, study }: Entry, tags: Tags): Row {
  const { name, sizeBytes, revision } = file;
  const mediaInfo = study?.mediaInfo ?? null;
  const track: Track = {
    id: createHash('sha256').update(name).digest('hex').slice(0, 24),
    title: tags.title ?? cleanName(posix.basename(name, posix.extname(name))),
    artist: tags.artist ?? UNKNOWN_ARTIST,
    album: tags.album ?? UNKNOWN_ALBUM,
    durationSeconds: mediaInfo?.durationSeconds ?? tags.durationSeconds,
    sizeBytes,
    revision,
    contentId: study?.contentId ?? null,
    mediaInfo,
    replayGain: tags.replayGain,
    mediaType: mediaInfo === null ? mediaTypeOf(name) : MEDIA_TYPES[mediaInfo.container],
    filing: {
      ...{ albumArtist: tags.albumArtist, disc: tags.disc, number: tags.number },
      ...{ folder: folderOf(name), addedMs: file.addedMs },
    },
  };
  const order = [tags.albumArtist ?? tags.artist ?? '', tags.album ?? '', tags.disc, tags.number, name].join(
    '\u0000',
  );
  return { track, file, labels: { genres: tags.genres, year: tags.year }, order };
}

function folderOf(name: string): string {
  const folder = posix.dirname(name);
  return folder === '.' ? '' : folder;
}
