// The tree over a catalogue: artists with their albums, albums with their tracks, folders, and what came last. Each of its
// parts is made when it is first asked for: most listeners never open most of them.
import { MOST_LIBRARY_ROWS, type LibraryNode, type LibraryPage, type LibraryRow } from '../../shared/library';
import type { Track } from '../../shared/track';
import { albumsOf, type Album } from './albums';
import { foldersOf, tracksBelow, type Folder } from './folders';
import { clippedName, compareNames } from './names';

/** How many albums “recently added” lists. */
const MOST_RECENT_ALBUMS = 100;

interface Artist {
  readonly key: string;
  readonly name: string;
  readonly albums: readonly Album[];
}

/** The library of one catalogue. */
export class Library {
  readonly #tracks: readonly Track[];
  readonly #albums = once(() => sortedBy(albumsOf(this.#tracks), ({ name }) => name));
  readonly #albumsByKey = once(() => byKey(this.#albums()));
  readonly #artists = once(() => sortedBy(artistsOf(this.#albums()), ({ name }) => name));
  readonly #artistsByKey = once(() => byKey(this.#artists()));
  readonly #recent = once(() => latestOf(this.#albums()));
  readonly #folders = once(() => foldersOf(this.#tracks));

  constructor(tracks: readonly Track[]) {
    this.#tracks = tracks;
  }

  /** The rows below a node from one on, at most `MOST_LIBRARY_ROWS`; none where there is no such node any more. */
  browse({ kind, key }: LibraryNode, offset: number): LibraryPage {
    switch (kind) {
      case 'artists':
        return pageOf(this.#artists(), { offset, toRow: artistRow });
      case 'albums':
        return pageOf(this.#albums(), { offset, toRow: albumRow });
      case 'recent':
        return pageOf(this.#recent(), { offset, toRow: albumRow });
      case 'artist':
        return pageOf(this.#artistsByKey().get(key)?.albums ?? [], { offset, toRow: albumRow });
      case 'album':
        return pageOf(this.#albumsByKey().get(key)?.tracks ?? [], { offset, toRow: trackRow });
      case 'folders':
      case 'folder':
      case 'origin':
        return this.#browseFolder(key, offset);
    }
  }

  /** Every track below a node, in the order in which it is played. */
  tracksOf({ kind, key }: LibraryNode): readonly Track[] {
    switch (kind) {
      case 'artists':
        return this.#artists().flatMap(tracksOfArtist);
      case 'albums':
        return this.#albums().flatMap(({ tracks }) => tracks);
      case 'recent':
        return this.#recent().flatMap(({ tracks }) => tracks);
      case 'artist': {
        const artist = this.#artistsByKey().get(key);
        return artist === undefined ? [] : tracksOfArtist(artist);
      }
      case 'album':
        return this.#albumsByKey().get(key)?.tracks ?? [];
      case 'folders':
      case 'folder':
      case 'origin': {
        const folder = this.#folders().get(key);
        return folder === undefined ? [] : tracksBelow(folder);
      }
    }
  }

  #browseFolder(path: string, offset: number): LibraryPage {
    const folder = this.#folders().get(path);
    if (folder === undefined) return { rows: [], total: 0 };
    const below = [...sortedBy(folder.folders, ({ name }) => name), ...folder.tracks];
    return pageOf(below, { offset, toRow: (each) => ('folders' in each ? folderRow(each) : trackRow(each)) });
  }
}

/** A value that is made when it is first asked for. */
function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => (made ??= { value: make() }).value;
}

function byKey<Item extends { readonly key: string }>(items: readonly Item[]): ReadonlyMap<string, Item> {
  return new Map(items.map((item) => [item.key, item]));
}

function sortedBy<Item>(items: readonly Item[], nameOf: (item: Item) => string): readonly Item[] {
  return [...items].sort((a, b) => compareNames(nameOf(a), nameOf(b)));
}

function artistsOf(albums: readonly Album[]): readonly Artist[] {
  const artists = new Map<string, { key: string; name: string; albums: Album[] }>();
  for (const album of albums) {
    const { artistKey: key, artist: name } = album;
    const known = artists.get(key);
    if (known === undefined) artists.set(key, { key, name, albums: [album] });
    else known.albums.push(album);
  }
  return [...artists.values()];
}

/** The albums that came last, the latest first. */
function latestOf(albums: readonly Album[]): readonly Album[] {
  return [...albums].sort((a, b) => b.addedMs - a.addedMs).slice(0, MOST_RECENT_ALBUMS);
}

function tracksOfArtist({ albums }: Artist): readonly Track[] {
  return albums.flatMap(({ tracks }) => tracks);
}

function pageOf<Item>(
  items: readonly Item[],
  { offset, toRow }: { readonly offset: number; readonly toRow: (item: Item) => LibraryRow },
): LibraryPage {
  return { rows: items.slice(offset, offset + MOST_LIBRARY_ROWS).map(toRow), total: items.length };
}

function artistRow(artist: Artist): LibraryRow {
  const { key, name } = artist;
  return { kind: 'artist', key, name: clippedName(name), artist: '', ...sumOf(tracksOfArtist(artist)) };
}

function albumRow({ key, name, artist, tracks }: Album): LibraryRow {
  return { kind: 'album', key, name: clippedName(name), artist: clippedName(artist), ...sumOf(tracks) };
}

function folderRow(folder: Folder): LibraryRow {
  const { path, name } = folder;
  return { kind: 'folder', key: path, name: clippedName(name), artist: '', ...sumOf(tracksBelow(folder)) };
}

function trackRow({ id, title, artist, album, durationSeconds, filing }: Track): LibraryRow {
  const names = { title: clippedName(title), artist: clippedName(artist), album: clippedName(album) };
  return { kind: 'track', trackId: id, ...names, number: filing?.number ?? 0, durationSeconds };
}

function sumOf(tracks: readonly Track[]): { readonly tracks: number; readonly durationSeconds: number } {
  const durationSeconds = tracks.reduce((sum, track) => sum + (track.durationSeconds ?? 0), 0);
  return { tracks: tracks.length, durationSeconds };
}
