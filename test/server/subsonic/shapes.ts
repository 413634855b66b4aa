// The published shapes of OpenSubsonic's answers, and a check of an answer against them, out of JSON or XML.
// Source: opensubsonic/open-subsonic-api, content/en/docs/Responses and openapi/schemas (2026); of Subsonic 1.16.1 its XSD.
import assert from 'node:assert/strict';

/** What a value is; a name of a shape, or a list of it in brackets. Behind the name of a field `?` says that it may be missing. */
type Shape = Readonly<Record<string, string>>;

const MARKS: Shape = { 'starred?': 'date', 'userRating?': 'rating' };
const CHILD: Shape = {
  ...{ id: 'text', 'parent?': 'text', isDir: 'flag', title: 'text', 'album?': 'text', 'artist?': 'text' },
  ...{ 'track?': 'int', 'year?': 'int', 'genre?': 'text', 'coverArt?': 'text', 'size?': 'int' },
  ...{ 'contentType?': 'text', 'suffix?': 'text', 'duration?': 'int', 'bitRate?': 'int' },
  ...{ 'bitDepth?': 'int', 'samplingRate?': 'int', 'channelCount?': 'int', 'path?': 'text' },
  ...{ 'isVideo?': 'flag', 'playCount?': 'int', 'discNumber?': 'int', 'created?': 'date', 'played?': 'date' },
  ...{ 'albumId?': 'text', 'artistId?': 'text', 'type?': 'text', 'mediaType?': 'text' },
  ...{ 'genres?': '[ItemGenre]', 'artists?': '[ArtistReference]', 'albumArtists?': '[ArtistReference]' },
  ...{ 'displayArtist?': 'text', 'displayAlbumArtist?': 'text', 'replayGain?': 'ReplayGain' },
  ...MARKS,
};
const ALBUM: Shape = {
  ...{ id: 'text', name: 'text', songCount: 'int', duration: 'int', created: 'date' },
  ...{ 'artist?': 'text', 'artistId?': 'text', 'coverArt?': 'text', 'playCount?': 'int', 'played?': 'date' },
  ...{ 'year?': 'int', 'genre?': 'text', 'genres?': '[ItemGenre]', 'artists?': '[ArtistReference]' },
  ...{ 'displayArtist?': 'text', ...MARKS },
};
const ARTIST: Shape = { id: 'text', name: 'text', 'coverArt?': 'text', 'albumCount?': 'int', ...MARKS };
const PLAYLIST: Shape = {
  ...{ id: 'text', name: 'text', songCount: 'int', duration: 'int', created: 'date', changed: 'date' },
  ...{ 'comment?': 'text', 'owner?': 'text', 'public?': 'flag', 'readonly?': 'flag', 'coverArt?': 'text' },
};
const ROLES = [
  ...['scrobblingEnabled', 'adminRole', 'settingsRole', 'downloadRole', 'uploadRole', 'playlistRole'],
  ...['coverArtRole', 'commentRole', 'podcastRole', 'streamRole', 'jukeboxRole', 'shareRole'],
  'videoConversionRole',
];
const ENVELOPE: Shape = {
  ...{ status: 'text', version: 'text', type: 'text', serverVersion: 'text', openSubsonic: 'flag' },
  'xmlns?': 'text',
};

const SHAPES: Readonly<Record<string, Shape>> = {
  Child: CHILD,
  ItemGenre: { name: 'text' },
  ArtistReference: { id: 'text', name: 'text' },
  ReplayGain: {
    'trackGain?': 'number',
    'albumGain?': 'number',
    'trackPeak?': 'number',
    'albumPeak?': 'number',
  },
  AlbumID3: ALBUM,
  AlbumWithSongs: { ...ALBUM, 'song?': '[Child]' },
  ArtistID3: ARTIST,
  ArtistWithAlbums: { ...ARTIST, 'album?': '[AlbumID3]' },
  Extension: { name: 'text', versions: '[int]' },
  License: { valid: 'flag' },
  MusicFolders: { 'musicFolder?': '[MusicFolder]' },
  MusicFolder: { id: 'int', 'name?': 'text' },
  Indexes: { ignoredArticles: 'text', lastModified: 'int', 'index?': '[Index]', 'child?': '[Child]' },
  Index: { name: 'text', 'artist?': '[ArtistID3]' },
  Artists: { ignoredArticles: 'text', 'index?': '[Index]' },
  Directory: { id: 'text', 'parent?': 'text', name: 'text', 'child?': '[Child]', ...MARKS },
  Genres: { 'genre?': '[Genre]' },
  Genre: { value: 'text', songCount: 'int', albumCount: 'int' },
  AlbumList: { 'album?': '[Child]' },
  AlbumList2: { 'album?': '[AlbumID3]' },
  Songs: { 'song?': '[Child]' },
  Found2: { 'artist?': '[ArtistID3]', 'album?': '[Child]', 'song?': '[Child]' },
  Found3: { 'artist?': '[ArtistID3]', 'album?': '[AlbumID3]', 'song?': '[Child]' },
  Playlists: { 'playlist?': '[Playlist]' },
  Playlist: PLAYLIST,
  PlaylistWithSongs: { ...PLAYLIST, 'entry?': '[Child]' },
  PlayQueue: {
    ...{ username: 'text', changed: 'date', changedBy: 'text' },
    ...{ 'current?': 'text', 'position?': 'int', 'entry?': '[Child]' },
  },
  ScanStatus: { scanning: 'flag', 'count?': 'int' },
  User: { username: 'text', ...Object.fromEntries(ROLES.map((role) => [role, 'flag'])), 'folder?': '[int]' },
  TokenInfo: { username: 'text' },
  LyricsList: { 'structuredLyrics?': '[StructuredLyrics]' },
  StructuredLyrics: {
    ...{ lang: 'text', synced: 'flag', line: '[Line]' },
    ...{ 'displayArtist?': 'text', 'displayTitle?': 'text', 'offset?': 'number' },
  },
  Line: { value: 'text', 'start?': 'number' },
  // Starling's own (docs/server.md).
  StarlingSwarm: {
    'address?': '[Address]',
    'swarm?': 'text',
    'originPeerId?': 'text',
    'originKey?': 'text',
    'port?': 'int',
    'stunPort?': 'int',
    'webSockets?': 'flag',
    'credential?': 'text',
    'countsForMs?': 'int',
  },
  Address: { value: 'text' },
  StarlingTracks: { 'track?': '[StarlingTrack]' },
  StarlingTrack: { id: 'text', revision: 'text', size: 'int', 'contentId?': 'text', 'mediaInfo?': 'text' },
};

/** What each method answers with, beside the envelope: name and shape; nothing for those that only do something. */
export const ANSWERS = {
  ping: {},
  getLicense: { license: 'License' },
  getOpenSubsonicExtensions: { openSubsonicExtensions: '[Extension]' },
  tokenInfo: { tokenInfo: 'TokenInfo' },
  getUser: { user: 'User' },
  getScanStatus: { scanStatus: 'ScanStatus' },
  startScan: { scanStatus: 'ScanStatus' },
  getMusicFolders: { musicFolders: 'MusicFolders' },
  getIndexes: { indexes: 'Indexes' },
  getMusicDirectory: { directory: 'Directory' },
  getArtists: { artists: 'Artists' },
  getArtist: { artist: 'ArtistWithAlbums' },
  getAlbum: { album: 'AlbumWithSongs' },
  getSong: { song: 'Child' },
  getGenres: { genres: 'Genres' },
  getAlbumList: { albumList: 'AlbumList' },
  getAlbumList2: { albumList2: 'AlbumList2' },
  getRandomSongs: { randomSongs: 'Songs' },
  getSongsByGenre: { songsByGenre: 'Songs' },
  getStarred: { starred: 'Found2' },
  getStarred2: { starred2: 'Found3' },
  search2: { searchResult2: 'Found2' },
  search3: { searchResult3: 'Found3' },
  getPlaylists: { playlists: 'Playlists' },
  getPlaylist: { playlist: 'PlaylistWithSongs' },
  createPlaylist: { playlist: 'PlaylistWithSongs' },
  updatePlaylist: {},
  deletePlaylist: {},
  star: {},
  unstar: {},
  setRating: {},
  scrobble: {},
  savePlayQueue: {},
  getPlayQueue: { playQueue: 'PlayQueue' },
  getLyricsBySongId: { lyricsList: 'LyricsList' },
  getStarlingSwarm: { starlingSwarm: 'StarlingSwarm' },
  getStarlingTracks: { starlingTracks: 'StarlingTracks' },
} as const satisfies Readonly<Record<string, Shape>>;

/** Throws where an answer isn't what is published: what it lacks, has of another kind, or has beyond. */
export function checkAnswer(method: keyof typeof ANSWERS, answer: unknown, format: 'json' | 'xml'): void {
  check(answer, { ...ENVELOPE, ...ANSWERS[method] }, { format, path: method });
}

interface Place {
  readonly format: 'json' | 'xml';
  readonly path: string;
}

function check(value: unknown, shape: Shape, { format, path }: Place): void {
  // What has neither attributes nor content is an empty text to the parser of XML; text alone is a text.
  const node =
    format === 'xml' && typeof value === 'string' ? (value === '' ? {} : { '#text': value }) : value;
  assert.ok(typeof node === 'object' && node !== null && !Array.isArray(node), `${path} is no object`);
  const left = new Map<string, unknown>(Object.entries(node));
  for (const [key, kind] of Object.entries(shape)) {
    const bare = key.replace('?', '');
    const name = format === 'xml' && bare === 'value' ? '#text' : bare;
    const field = left.get(name);
    left.delete(name);
    // An empty text is nothing at all in XML.
    if (field === undefined && (bare !== key || name === '#text')) continue;
    checkField(field, kind, { format, path: `${path}.${name}` });
  }
  assert.deepEqual([...left.keys()], [], `${path} has more than is published`);
}

function checkField(field: unknown, kind: string, place: Place): void {
  const { format, path } = place;
  if (kind.startsWith('[')) {
    const items = format === 'xml' && !Array.isArray(field) ? [field] : field;
    assert.ok(Array.isArray(items), `${path} is no list`);
    for (const [at, item] of items.entries())
      checkField(item, kind.slice(1, -1), { format, path: `${path}[${at}]` });
    return;
  }
  const shape = SHAPES[kind];
  if (shape !== undefined) check(field, shape, place);
  else assert.ok(isOfKind(field, kind, format), `${path} is no ${kind}: ${JSON.stringify(field)}`);
}

const TEXTS: Readonly<Record<string, RegExp>> = {
  text: /^[^]*$/,
  int: /^-?\d+$/,
  rating: /^[1-5]$/,
  number: /^-?\d+(\.\d+)?$/,
  flag: /^(true|false)$/,
  date: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/,
};

function isOfKind(field: unknown, kind: string, format: Place['format']): boolean {
  const pattern = TEXTS[kind];
  if (pattern === undefined) throw new Error(`There is no shape ${kind}.`);
  if (format === 'xml' || kind === 'text' || kind === 'date')
    return typeof field === 'string' && pattern.test(field);
  if (kind === 'flag') return typeof field === 'boolean';
  return typeof field === 'number' && pattern.test(String(field));
}
