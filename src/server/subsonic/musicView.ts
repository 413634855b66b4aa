// The library as Subsonic's clients see it: artists, albums, songs and folders with ids that stay the same, made of one catalogue.
import { createHash } from 'node:crypto';
import { albumsOf, type Album as TracksTogether } from '../../engine/library/albums';
import { foldersOf, type Folder as TrackFolder } from '../../engine/library/folders';
import { compareNames, foldedName } from '../../engine/library/names';
import type { AudioFile } from '../../engine/origin/musicLibrary/audioFiles';
import type { Labels } from '../../engine/origin/musicLibrary/catalogue';
import type { MusicLibrary } from '../../engine/origin/musicLibrary/musicLibrary';
import type { Track } from '../../shared/track';
import { withoutArticle } from './articles';
import { groupedBy } from './grouped';

/** A track, and where it belongs. */
export interface Song {
  readonly id: string;
  readonly track: Track;
  readonly file: AudioFile;
  readonly labels: Labels;
  readonly album: Album;
  /** Its own artist where that one has albums here, else the album's. */
  readonly artistId: string;
  readonly folderId: string;
}

/** Songs that stand together. */
export interface Album {
  readonly id: string;
  readonly name: string;
  readonly artist: string;
  readonly artistId: string;
  readonly songs: Song[];
  readonly addedMs: number;
  readonly durationSeconds: number;
  /** The latest of its songs; 0 where nobody knows. */
  readonly year: number;
  readonly genres: readonly string[];
}

/** Who has albums here. */
export interface Artist {
  readonly id: string;
  readonly name: string;
  readonly albums: readonly Album[];
}

/** A folder of files. */
export interface Folder {
  readonly id: string;
  readonly name: string;
  /** Null for the folder of music itself. */
  readonly parentId: string | null;
  readonly folders: readonly Folder[];
  readonly songs: readonly Song[];
}

/** Everything of one catalogue. Lists are in the order of names. */
export interface MusicView {
  readonly songs: readonly Song[];
  readonly albums: readonly Album[];
  readonly artists: readonly Artist[];
  readonly root: Folder;
  readonly songsById: ReadonlyMap<string, Song>;
  readonly albumsById: ReadonlyMap<string, Album>;
  readonly artistsById: ReadonlyMap<string, Artist>;
  readonly foldersById: ReadonlyMap<string, Folder>;
  /** When it came about, in milliseconds of Unix time. */
  readonly madeMs: number;
}

/** Makes the view of a library, anew only after a change. */
export function viewing(library: MusicLibrary): () => MusicView {
  let version = '';
  let view: MusicView | null = null;
  return () => {
    if (view === null || version !== library.version) {
      version = library.version;
      view = makeView(library);
    }
    return view;
  };
}

function makeView(library: MusicLibrary): MusicView {
  const idOf = rememberingIds();
  const together = albumsOf(library.tracks);
  const artistKeys = new Set(together.map(({ artistKey }) => artistKey));
  const albums = together
    .map((each) => makeAlbum(each, { library, artistKeys, idOf }))
    .sort((a, b) => compareNames(a.name, b.name));
  const artists = artistsOf(albums);
  const songsById = new Map(albums.flatMap(({ songs }) => songs).map((song) => [song.id, song]));
  const songs = library.tracks.map(({ id }) => songsById.get(id)).filter((song) => song !== undefined);
  const foldersById = new Map<string, Folder>();
  const paths = foldersOf(library.tracks);
  const root = makeFolder(paths.get('') ?? NO_FOLDER, { songsById, foldersById, idOf, parentId: null });
  return {
    ...{ songs, albums, artists, root, songsById, foldersById, madeMs: Date.now() },
    albumsById: new Map(albums.map((album) => [album.id, album])),
    artistsById: new Map(artists.map((artist) => [artist.id, artist])),
  };
}

const NO_FOLDER: TrackFolder = { path: '', name: '', folders: [], tracks: [] };

interface AlbumParts {
  readonly library: MusicLibrary;
  readonly artistKeys: ReadonlySet<string>;
  readonly idOf: IdOf;
}

function makeAlbum(
  { key, name, artist, artistKey, tracks, addedMs }: TracksTogether,
  { library, artistKeys, idOf }: AlbumParts,
): Album {
  const songs: Song[] = [];
  const labels = tracks.map(({ id }) => library.labelsOf(id) ?? { genres: [], year: 0 });
  const album: Album = {
    id: idOf('al', key),
    ...{ name, artist, songs, addedMs },
    artistId: idOf('ar', artistKey),
    durationSeconds: tracks.reduce((sum, { durationSeconds }) => sum + (durationSeconds ?? 0), 0),
    year: labels.reduce((latest, { year }) => Math.max(latest, year), 0),
    genres: [...new Set(labels.flatMap(({ genres }) => genres))],
  };
  for (const [at, track] of tracks.entries()) {
    const file = library.fileOf(track.id);
    const own = foldedName(track.artist);
    const artistId = artistKeys.has(own) ? idOf('ar', own) : album.artistId;
    const folderId = idOf('fo', track.filing?.folder ?? '');
    const label = labels[at];
    if (file !== null && label !== undefined)
      songs.push({ id: track.id, track, file, labels: label, album, artistId, folderId });
  }
  return album;
}

function artistsOf(albums: readonly Album[]): readonly Artist[] {
  const byId = groupedBy(albums, ({ artistId }) => artistId);
  return Array.from(byId, ([id, theirs]) => ({ id, name: theirs[0]?.artist ?? '', albums: theirs })).sort(
    (a, b) => compareNames(withoutArticle(a.name), withoutArticle(b.name)),
  );
}

interface FolderParts {
  readonly songsById: ReadonlyMap<string, Song>;
  /** Takes each folder as it is made. */
  readonly foldersById: Map<string, Folder>;
  readonly idOf: IdOf;
  readonly parentId: string | null;
}

function makeFolder({ path, name, folders, tracks }: TrackFolder, parts: FolderParts): Folder {
  const id = parts.idOf('fo', path);
  const folder: Folder = {
    ...{ id, name, parentId: parts.parentId },
    folders: folders
      .map((each) => makeFolder(each, { ...parts, parentId: id }))
      .sort((a, b) => compareNames(a.name, b.name)),
    songs: tracks.map((track) => parts.songsById.get(track.id)).filter((song) => song !== undefined),
  };
  parts.foldersById.set(id, folder);
  return folder;
}

type IdOf = (kind: 'al' | 'ar' | 'fo', key: string) => string;

/** Ids that stay the same: hashes of keys. Artists and folders come again with every song, and each is hashed once. */
function rememberingIds(): IdOf {
  const known = new Map<string, string>();
  return (kind, key) => {
    const name = `${kind}-${key}`;
    const id = known.get(name) ?? `${kind}-${createHash('sha256').update(key).digest('hex').slice(0, 24)}`;
    known.set(name, id);
    return id;
  };
}
