// Methods that walk through the library, by folders and by tags.
import { notFound, type Answer } from './answer';
import { IGNORED_ARTICLES, indexLetter, withoutArticle } from './articles';
import type { Call, Method, Methods } from './call';
import { groupedBy } from './grouped';
import { albumEntry, albumFolderEntry, artistEntry, folderEntry, marksOf, songEntry } from './entries';
import type { Album, Artist, Folder, Song } from './musicView';

/** The only folder of music. */
const MUSIC_FOLDER = { id: 1, name: 'Music' };

/** Methods that walk through the library. */
export const BROWSING_METHODS: Methods<Method> = {
  getMusicFolders: () => ({ musicFolders: { musicFolder: [MUSIC_FOLDER] } }),
  getIndexes: (call) => ({ indexes: indexes(call) }),
  getMusicDirectory: (call) => ({ directory: directory(call) }),
  getArtists: ({ view, state }) => ({
    artists: {
      ignoredArticles: IGNORED_ARTICLES,
      index: byLetter(view.artists).map(([name, artists]) => ({
        name,
        artist: artists.map((artist) => artistEntry(artist, state)),
      })),
    },
  }),
  getArtist: ({ view, state, parameters }) => {
    const artist = view.artistsById.get(parameters.required('id'));
    if (artist === undefined) throw notFound('artist');
    const album = artist.albums.map((each) => albumEntry(each, state));
    return { artist: { ...artistEntry(artist, state), album } };
  },
  getAlbum: ({ view, state, parameters }) => {
    const album = view.albumsById.get(parameters.required('id'));
    if (album === undefined) throw notFound('album');
    return { album: { ...albumEntry(album, state), song: songs(album.songs, { state }) } };
  },
  getSong: (call) => ({ song: songEntry(songOf(call), call.state) }),
  getGenres: ({ view }) => ({ genres: { genre: genres(view.songs) } }),
};

/** The song that a call is about. @throws {SubsonicError} when there is none. */
export function songOf({ view, parameters }: Pick<Call, 'view' | 'parameters'>): Song {
  const song = view.songsById.get(parameters.required('id'));
  if (song === undefined) throw notFound('song');
  return song;
}

function songs(list: readonly Song[], { state }: Pick<Call, 'state'>): readonly Answer[] {
  return list.map((song) => songEntry(song, state));
}

/** The folders in the folder of music, and the songs beside them. */
function indexes({ view, state, parameters }: Call): Answer {
  const known = { ignoredArticles: IGNORED_ARTICLES, lastModified: view.madeMs };
  const since = parameters.whole('ifModifiedSince', { least: 0, most: Number.MAX_SAFE_INTEGER, fallback: 0 });
  if (since >= view.madeMs) return known;
  return {
    ...known,
    index: byLetter(view.root.folders).map(([name, folders]) => ({
      name,
      artist: folders.map((folder) => ({ id: folder.id, name: folder.name })),
    })),
    child: songs(view.root.songs, { state }),
  };
}

/** What lies in a folder; albums and artists are folders too, to clients that know nothing else. */
function directory(call: Call): Answer {
  const { view, state, parameters } = call;
  const id = parameters.required('id');
  const folder = id === String(MUSIC_FOLDER.id) ? view.root : view.foldersById.get(id);
  if (folder !== undefined) return folderDirectory(folder, call);
  const [album, artist] = [view.albumsById.get(id), view.artistsById.get(id)];
  if (album !== undefined) return albumDirectory(album, call);
  if (artist === undefined) throw notFound('folder');
  return {
    ...{ id, name: artist.name, ...marksOf(id, state) },
    child: artist.albums.map((each) => albumFolderEntry(each, state)),
  };
}

function folderDirectory({ id, name, parentId, folders, songs: theirs }: Folder, call: Call): Answer {
  return {
    ...{ id, parent: parentId ?? undefined, name: parentId === null ? MUSIC_FOLDER.name : name },
    child: [...folders.map(folderEntry), ...songs(theirs, call)],
  };
}

function albumDirectory({ id, name, artistId, songs: theirs }: Album, call: Call): Answer {
  return { id, parent: artistId, name, ...marksOf(id, call.state), child: songs(theirs, call) };
}

function byLetter<Named extends Artist | Folder>(
  items: readonly Named[],
): readonly (readonly [string, readonly Named[]])[] {
  const sorted = [...items].sort((a, b) => ORDER.compare(withoutArticle(a.name), withoutArticle(b.name)));
  const groups = groupedBy(sorted, ({ name }) => indexLetter(name));
  return [...groups].sort(([a], [b]) => ORDER.compare(a, b));
}

const ORDER = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

function genres(list: readonly Song[]): readonly Answer[] {
  const byGenre = new Map<string, { songs: number; albums: Set<Album> }>();
  for (const { labels, album } of list)
    for (const genre of labels.genres) {
      const known = byGenre.get(genre) ?? { songs: 0, albums: new Set() };
      byGenre.set(genre, { songs: known.songs + 1, albums: known.albums.add(album) });
    }
  return Array.from(byGenre, ([value, { songs: songCount, albums }]) => ({
    ...{ songCount, albumCount: albums.size, value },
  })).sort((a, b) => ORDER.compare(a.value, b.value));
}
