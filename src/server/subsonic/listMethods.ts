// Methods that list albums and songs: by date, by genre, by chance, by what was played and starred; and search.
import { SubsonicError, type Answer } from './answer';
import type { Call, Method, Methods } from './call';
import { albumEntry, albumFolderEntry, artistEntry, songEntry } from './entries';
import { MOST_FOUND, MOST_LISTED } from './limits';
import type { Album, Song } from './musicView';
import { pageOf, type Page, type Pages } from './songSearch';
import type { UserState } from './userState';

/** Methods that list and search. */
export const LIST_METHODS: Methods<Method> = {
  getAlbumList: (call) => ({
    albumList: { album: albumPage(call).map((album) => albumFolderEntry(album, call.state)) },
  }),
  getAlbumList2: (call) => ({
    albumList2: { album: albumPage(call).map((album) => albumEntry(album, call.state)) },
  }),
  getRandomSongs: (call) => ({ randomSongs: { song: songs(atRandom(filtered(call), sizeOf(call)), call) } }),
  getSongsByGenre: (call) => {
    const genre = call.parameters.required('genre');
    const page = { offset: offsetOf(call, 'offset'), count: sizeOf(call, 'count') };
    const all = call.view.songs.filter((song) => isOfGenre(song.labels.genres, genre));
    return { songsByGenre: { song: songs(pageOf(all, page), call) } };
  },
  getStarred: (call) => ({ starred: starred(call, albumFolderEntry) }),
  getStarred2: (call) => ({ starred2: starred(call, albumEntry) }),
  search2: (call) => ({ searchResult2: searchResult(call, albumFolderEntry) }),
  search3: (call) => ({ searchResult3: searchResult(call, albumEntry) }),
};

type AlbumEntry = (album: Album, state: UserState) => Answer;

function songs(list: readonly Song[], { state }: Call): readonly Answer[] {
  return list.map((song) => songEntry(song, state));
}

function sizeOf({ parameters }: Call, name = 'size'): number {
  return parameters.whole(name, { least: 0, most: MOST_LISTED, fallback: 10 });
}

function offsetOf({ parameters }: Call, name: string): number {
  return parameters.whole(name, { least: 0, most: Number.MAX_SAFE_INTEGER, fallback: 0 });
}

function albumPage(call: Call): readonly Album[] {
  const page = { offset: offsetOf(call, 'offset'), count: sizeOf(call) };
  const type = call.parameters.required('type');
  if (type === 'random') return atRandom(call.view.albums, page.count);
  return pageOf(albumsBy(type, call), page);
}

function albumsBy(type: string, call: Call): readonly Album[] {
  const { view, state } = call;
  switch (type) {
    case 'newest':
      return highestFirst(view.albums, ({ addedMs }) => addedMs);
    case 'highest':
      return highestFirst(view.albums, ({ id }) => state.ratings.get(id) ?? 0, 1);
    case 'frequent':
      return highestFirst(view.albums, (album) => sumOfPlays(album, state), 1);
    case 'recent':
      return highestFirst(view.albums, (album) => lastPlayMs(album, state), 1);
    case 'starred':
      return highestFirst(view.albums, ({ id }) => state.stars.get(id) ?? 0, 1);
    case 'alphabeticalByName':
      return view.albums;
    case 'alphabeticalByArtist':
      return view.artists.flatMap(({ albums }) => albums);
    case 'byYear':
      return albumsByYear(call);
    case 'byGenre': {
      const genre = call.parameters.required('genre');
      return view.albums.filter(({ genres }) => isOfGenre(genres, genre));
    }
    default:
      throw new SubsonicError('generic', `There is no list of albums by “${type.slice(0, 40)}”.`);
  }
}

/** From one year to the other, backwards where the first is the later one. */
function albumsByYear({ view, parameters }: Call): readonly Album[] {
  parameters.required('fromYear');
  parameters.required('toYear');
  const bounds = { least: 0, most: 9_999, fallback: 0 };
  const [from, to] = [parameters.whole('fromYear', bounds), parameters.whole('toYear', bounds)];
  const within = view.albums.filter(({ year }) => year >= Math.min(from, to) && year <= Math.max(from, to));
  return within.sort((a, b) => (from <= to ? a.year - b.year : b.year - a.year));
}

function highestFirst(
  albums: readonly Album[],
  rankOf: (album: Album) => number,
  least = -Infinity,
): readonly Album[] {
  return albums
    .map((album) => ({ album, rank: rankOf(album) }))
    .filter(({ rank }) => rank >= least)
    .sort((a, b) => b.rank - a.rank)
    .map(({ album }) => album);
}

function sumOfPlays({ songs: theirs }: Album, { plays }: UserState): number {
  return theirs.reduce((sum, { id }) => sum + (plays.get(id)?.count ?? 0), 0);
}

function lastPlayMs({ songs: theirs }: Album, { plays }: UserState): number {
  return theirs.reduce((last, { id }) => Math.max(last, plays.get(id)?.lastMs ?? 0), 0);
}

function filtered({ view, parameters }: Call): readonly Song[] {
  const genre = parameters.text('genre') ?? '';
  const fromYear = parameters.whole('fromYear', { least: 0, most: 9_999, fallback: 0 });
  const toYear = parameters.whole('toYear', { least: 0, most: 9_999, fallback: 9_999 });
  return view.songs.filter(
    ({ labels: { genres, year } }) =>
      (genre === '' || isOfGenre(genres, genre)) && year >= fromYear && year <= toYear,
  );
}

function isOfGenre(genres: readonly string[], genre: string): boolean {
  return genres.some((each) => each.toLowerCase() === genre.toLowerCase());
}

/** As many as wanted, each at most once: the first steps of a shuffle by Fisher and Yates. */
function atRandom<Item>(items: readonly Item[], count: number): readonly Item[] {
  const shuffled = [...items];
  const most = Math.min(count, shuffled.length);
  for (let at = 0; at < most; at++) {
    const other = at + Math.floor(Math.random() * (shuffled.length - at));
    [shuffled[at], shuffled[other]] = [shuffled[other] as Item, shuffled[at] as Item];
  }
  return shuffled.slice(0, most);
}

/** What the user has starred, the latest first. */
function starred({ view, state }: Call, entryOf: AlbumEntry): Answer {
  const ids = [...state.stars].sort(([, a], [, b]) => b - a).map(([id]) => id);
  const those = <Item>(items: ReadonlyMap<string, Item>): Item[] =>
    ids.map((id) => items.get(id)).filter((item) => item !== undefined);
  return {
    artist: those(view.artistsById).map((artist) => artistEntry(artist, state)),
    album: those(view.albumsById).map((album) => entryOf(album, state)),
    song: those(view.songsById).map((song) => songEntry(song, state)),
  };
}

function searchResult(call: Call, entryOf: AlbumEntry): Answer {
  const { desk, view, state, parameters } = call;
  const query = parameters.text('query');
  if (query === null) throw new SubsonicError('missingParameter', 'Required parameter “query” is missing.');
  const { artists, albums, songs: hits } = desk.search.find(view, query, pagesOf(call));
  return {
    artist: artists.map((artist) => artistEntry(artist, state)),
    album: albums.map((album) => entryOf(album, state)),
    song: songs(hits, call),
  };
}

function pagesOf(call: Call): Pages {
  const pageFor = (kind: string): Page => ({
    offset: offsetOf(call, `${kind}Offset`),
    count: call.parameters.whole(`${kind}Count`, { least: 0, most: MOST_FOUND, fallback: 20 }),
  });
  return { artists: pageFor('artist'), albums: pageFor('album'), songs: pageFor('song') };
}
