// Songs, albums, artists and folders as answers. Source: OpenSubsonic, responses Child, AlbumID3, ArtistID3, Artist.
import { posix } from 'node:path';
import type { Codec } from '../../shared/mediaInfo';
import { UNFILED, type ReplayGain } from '../../shared/track';
import type { Answer } from './answer';
import type { Album, Artist, Folder, Song } from './musicView';
import type { UserState } from './userState';

const BIT_DEPTH = /^pcm-[a-z](\d+)/;

/** A song. */
export function songEntry(song: Song, state: UserState): Answer {
  const { id, track, file, labels, album, artistId, folderId } = song;
  const { disc, number, addedMs } = track.filing ?? UNFILED;
  const info = track.mediaInfo;
  return {
    ...{ id, parent: folderId, isDir: false, title: track.title, album: track.album, artist: track.artist },
    track: known(number),
    discNumber: known(disc),
    ...yearAndGenres(labels.year, labels.genres),
    ...{ coverArt: id, size: track.sizeBytes, contentType: track.mediaType },
    suffix: posix.extname(file.name).slice(1).toLowerCase(),
    duration: track.durationSeconds === null ? undefined : Math.round(track.durationSeconds),
    bitRate: info === null ? undefined : Math.round(info.bitrateBps / 1000),
    bitDepth: info === null ? undefined : bitDepthOf(info.codec),
    samplingRate: info?.sampleRate,
    channelCount: info?.channels,
    ...{ path: file.name, isVideo: false, type: 'music', mediaType: 'song' },
    created: dateOf(addedMs),
    ...{ albumId: album.id, artistId },
    artists: [{ id: artistId, name: track.artist }],
    displayArtist: track.artist,
    albumArtists: [{ id: album.artistId, name: album.artist }],
    displayAlbumArtist: album.artist,
    replayGain: loudness(track.replayGain),
    ...marksOf(id, state),
    ...playsOf([song], state),
  };
}

/** An album as tags have it. */
export function albumEntry(album: Album, state: UserState): Answer {
  return { ...albumFacts(album, state), name: album.name, songCount: album.songs.length };
}

/** An album as a folder, for clients that browse by folders. */
export function albumFolderEntry(album: Album, state: UserState): Answer {
  const { name, artistId } = album;
  return {
    ...albumFacts(album, state),
    ...{ parent: artistId, isDir: true, title: name, album: name, mediaType: 'album' },
  };
}

function albumFacts(album: Album, state: UserState): Answer {
  const { id, artist, artistId, songs } = album;
  return {
    ...{ id, artist, artistId, coverArt: id },
    duration: Math.round(album.durationSeconds),
    created: dateOf(album.addedMs),
    ...yearAndGenres(album.year, album.genres),
    artists: [{ id: artistId, name: artist }],
    displayArtist: artist,
    ...marksOf(id, state),
    ...playsOf(songs, state),
  };
}

/** An artist as tags have it. */
export function artistEntry({ id, name, albums }: Artist, state: UserState): Answer {
  return { id, name, coverArt: id, albumCount: albums.length, ...marksOf(id, state) };
}

/** A folder within another one. */
export function folderEntry({ id, name, parentId }: Folder): Answer {
  return { id, parent: parentId ?? undefined, isDir: true, title: name, coverArt: id };
}

/** A time as answers have it: ISO 8601. */
export function dateOf(ms: number): string {
  return new Date(ms).toISOString();
}

/** When something was starred, and how it was rated, where it was. */
export function marksOf(id: string, { stars, ratings }: UserState): Answer {
  const starredMs = stars.get(id);
  return { starred: starredMs === undefined ? undefined : dateOf(starredMs), userRating: ratings.get(id) };
}

function playsOf(songs: readonly Song[], { plays }: UserState): Answer {
  const theirs = songs.map(({ id }) => plays.get(id)).filter((each) => each !== undefined);
  const lastMs = theirs.reduce((last, each) => Math.max(last, each.lastMs), 0);
  return {
    playCount: theirs.reduce((sum, { count }) => sum + count, 0),
    played: theirs.length === 0 ? undefined : dateOf(lastMs),
  };
}

function yearAndGenres(year: number, genres: readonly string[]): Answer {
  return { year: known(year), genre: genres[0], genres: genres.map((name) => ({ name })) };
}

function loudness(replayGain: ReplayGain | null): Answer {
  if (replayGain === null) return {};
  const { trackGainDb, trackPeak, albumGainDb, albumPeak } = replayGain;
  return {
    trackGain: trackGainDb ?? undefined,
    albumGain: albumGainDb ?? undefined,
    trackPeak: trackPeak ?? undefined,
    albumPeak: albumPeak ?? undefined,
  };
}

function bitDepthOf(codec: Codec): number | undefined {
  const [, bits] = BIT_DEPTH.exec(codec) ?? [];
  return bits === undefined ? undefined : Number(bits);
}

/** Numbers of tags that don't say are 0. */
function known(value: number): number | undefined {
  return value > 0 ? value : undefined;
}
