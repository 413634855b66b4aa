// Which tracks make an album. Tags say whose it is (album artist); where they don't, the tracks of one album name in one folder
// belong together: to their artist, to the one whom all their artists begin with (“A”, “A feat. B”), or to various artists.
import { UNKNOWN_ALBUM, UNKNOWN_ARTIST, UNFILED, VARIOUS_ARTISTS, type Track } from '../../shared/track';
import { foldedName } from './names';

/** Tracks that stand together. */
export interface Album {
  readonly key: string;
  readonly name: string;
  readonly artist: string;
  readonly artistKey: string;
  /** By disc, number and the catalogue's order. */
  readonly tracks: readonly Track[];
  /** When the latest of them came, in milliseconds of Unix time. */
  readonly addedMs: number;
}

/** The albums of a catalogue, in no order. */
export function albumsOf(tracks: readonly Track[]): readonly Album[] {
  const fold = rememberingFolds();
  const owners = ownersOf(tracks, fold);
  const albums = new Map<string, { name: string; artist: string; artistKey: string; tracks: Track[] }>();
  for (const track of tracks) {
    const name = nameOr(track.album, UNKNOWN_ALBUM);
    const { filing } = track;
    const owner = filing === undefined ? undefined : owners.get(folderAlbumOf(track));
    const artist = filing?.albumArtist ?? owner ?? artistOf(track);
    const artistKey = fold(artist);
    const key = `${artistKey}\n${fold(name)}`;
    const album = albums.get(key);
    if (album === undefined) albums.set(key, { name, artist, artistKey, tracks: [track] });
    else album.tracks.push(track);
  }
  return Array.from(albums, ([key, { name, artist, artistKey, tracks: found }]) => ({
    ...{ key, name, artist, artistKey },
    tracks: inOrder(found),
    addedMs: found.reduce((latest, { filing }) => Math.max(latest, filing?.addedMs ?? 0), 0),
  }));
}

/** Names come again with every track: each is folded once. */
function rememberingFolds(): (name: string) => string {
  const folds = new Map<string, string>();
  return (name) => {
    const known = folds.get(name);
    if (known !== undefined) return known;
    const folded = foldedName(name);
    folds.set(name, folded);
    return folded;
  };
}

/** Whose the albums are whose tags don't say: by folder and name. Tracks without an album, and
 * those of which nobody knows the folder, are each their artist's. */
function ownersOf(tracks: readonly Track[], fold: (name: string) => string): ReadonlyMap<string, string> {
  const artists = new Map<string, string[]>();
  for (const track of tracks) {
    if (track.filing?.albumArtist !== null || isUnknownAlbum(track)) continue;
    const key = folderAlbumOf(track);
    const artist = artistOf(track);
    const known = artists.get(key);
    if (known === undefined) artists.set(key, [artist]);
    else if (!known.includes(artist)) known.push(artist);
  }
  return new Map(Array.from(artists, ([key, names]) => [key, ownerAmong(names, fold)]));
}

function ownerAmong(artists: readonly string[], fold: (name: string) => string): string {
  const shortest = artists.reduce((short, artist) => (artist.length < short.length ? artist : short));
  const beginning = fold(shortest);
  const isTheirs = artists.every((artist) => {
    const folded = fold(artist);
    return folded === beginning || (folded.startsWith(beginning) && !isLetter(folded[beginning.length]));
  });
  return isTheirs ? shortest : VARIOUS_ARTISTS;
}

function isLetter(character: string | undefined): boolean {
  return /[\p{L}\p{N}]/u.test(character ?? '');
}

function folderAlbumOf({ album, filing }: Track): string {
  return `${filing?.folder ?? ''}\n${album}`;
}

function isUnknownAlbum({ album }: Track): boolean {
  return nameOr(album, UNKNOWN_ALBUM) === UNKNOWN_ALBUM;
}

function artistOf({ artist }: Track): string {
  return nameOr(artist, UNKNOWN_ARTIST);
}

function nameOr(name: string, fallback: string): string {
  return name.trim() === '' ? fallback : name;
}

/** By disc and number; the catalogue's order, which mostly is that already, where those are the same. */
function inOrder(tracks: readonly Track[]): readonly Track[] {
  const compare = (a: Track, b: Track): number => {
    const [one, other] = [a.filing ?? UNFILED, b.filing ?? UNFILED];
    return one.disc - other.disc || one.number - other.number;
  };
  return [...tracks].sort(compare);
}
