// What a file says of itself in its tags, read from its first bytes (and its last, where a container keeps them there).
import {
  parseFromTokenizer,
  type IAudioMetadata,
  type ICommonTagsResult,
  type ILyricsTag,
  type IOptions,
  type IPicture,
} from 'music-metadata';
import { cleanName } from '../../../shared/names';
import { VARIOUS_ARTISTS, type ReplayGain } from '../../../shared/track';
import type { AudioFile } from './audioFiles';
import { openFile, type FileBytes, type OpenFile } from './fileBytes';
import { FileWindow, type WindowFileInfo } from './fileWindow';

/** A track's tags. Strings are as the file has them, but clean. */
export interface Tags {
  readonly title: string | null;
  readonly artist: string | null;
  readonly album: string | null;
  /** Whose album it is. */
  readonly albumArtist: string | null;
  /** 0 where the tags don't say. */
  readonly disc: number;
  readonly number: number;
  /** In seconds, or null where it can't be told without reading the whole file. */
  readonly durationSeconds: number | null;
  readonly replayGain: ReplayGain | null;
  /** As the file names them, each once. */
  readonly genres: readonly string[];
  /** Of the release; 0 where the tags don't say. */
  readonly year: number;
}

/** As many pictures of the largest size are read out of one file: front, back, disc and artist. */
const MOST_PICTURES = 4;

/** The most genres of one file: longer lists are lists of something else. */
const MOST_GENRES = 20;
/** A year has four digits; tags of more hold dates or nonsense. */
const LAST_YEAR = 9_999;

/** Thrown when a file can't be played. The message is a clause that says why. */
export class NotAudioError extends Error {
  override readonly name = 'NotAudioError';
}

/**
 * Reads the tags of a file.
 * @throws {NotAudioError} when it is no audio, {FileChangedError} when it is gone.
 */
export async function readTags({ path, sizeBytes }: AudioFile, open: OpenFile = openFile): Promise<Tags> {
  const handle = await open(path);
  const metadata = await parse(handle, { path, size: sizeBytes }).finally(() => handle.close());
  if (!isSound(metadata)) throw new NotAudioError('it is no audio file, whatever its name says');
  const { common, format } = metadata;
  return {
    title: toName(common.title),
    artist: toName(common.artist),
    album: toName(common.album),
    albumArtist: toName(common.albumartist) ?? (common.compilation === true ? VARIOUS_ARTISTS : null),
    disc: common.disk.no ?? 0,
    number: common.track.no ?? 0,
    durationSeconds: format.duration !== undefined && format.duration > 0 ? format.duration : null,
    replayGain: replayGainOf(common),
    genres: genresOf(common.genre ?? []),
    year: yearOf(common.year),
  };
}

/**
 * Reads the pictures in a file's tags.
 * Throws what reading throws, also where the tags ask for more than a few pictures of `mostBytes` at once.
 */
export async function readPictures(
  { path, sizeBytes }: AudioFile,
  mostBytes: number,
): Promise<readonly IPicture[]> {
  const handle = await openFile(path);
  const mostAtOnceBytes = MOST_PICTURES * mostBytes;
  const parsing = parse(handle, { path, size: sizeBytes }, { mostAtOnceBytes });
  const { common } = await parsing.finally(() => handle.close());
  return common.picture ?? [];
}

/**
 * Reads the words of a song in a file's tags, in the order of the tags.
 * Throws what reading throws.
 */
export async function readLyrics({ path, sizeBytes }: AudioFile): Promise<readonly ILyricsTag[]> {
  const handle = await openFile(path);
  const { common } = await parse(handle, { path, size: sizeBytes }).finally(() => handle.close());
  return common.lyrics ?? [];
}

function genresOf(genres: readonly string[]): readonly string[] {
  const names = genres.map((genre) => toName(genre)).filter((name) => name !== null);
  return [...new Set(names)].slice(0, MOST_GENRES);
}

function yearOf(year: number | undefined): number {
  return year !== undefined && Number.isInteger(year) && year > 0 && year <= LAST_YEAR ? year : 0;
}

function replayGainOf(common: ICommonTagsResult): ReplayGain | null {
  const replayGain = {
    trackGainDb: common.replaygain_track_gain?.dB ?? null,
    trackPeak: common.replaygain_track_peak?.ratio ?? null,
    albumGainDb: common.replaygain_album_gain?.dB ?? null,
    albumPeak: common.replaygain_album_peak?.ratio ?? null,
  };
  return Object.values(replayGain).every((value) => value === null) ? null : replayGain;
}

/** How pictures are read, or null where they aren't. */
type Pictures = { readonly mostAtOnceBytes: number } | null;

/** Takes the file for what its name says, or else for what its bytes say: names lie now and then. */
async function parse(
  handle: FileBytes,
  fileInfo: WindowFileInfo,
  pictures: Pictures = null,
): Promise<IAudioMetadata> {
  try {
    const metadata = await parseAs(handle, fileInfo, pictures);
    if (isSound(metadata)) return metadata;
  } catch (error) {
    if (isOfFileSystem(error)) throw error;
  }
  try {
    return await parseAs(handle, { size: fileInfo.size }, pictures);
  } catch (cause) {
    if (isOfFileSystem(cause)) throw cause;
    throw new NotAudioError('it is no audio file, whatever its name says', { cause });
  }
}

function parseAs(handle: FileBytes, info: WindowFileInfo, pictures: Pictures): Promise<IAudioMetadata> {
  // Pictures may be megabytes each, and are read only for whoever asks for them. The parser writes into its options.
  const options: IOptions = { skipCovers: pictures === null };
  return parseFromTokenizer(new FileWindow(handle, info, pictures?.mostAtOnceBytes), options);
}

/** Any other error is about the content. */
function isOfFileSystem(error: unknown): boolean {
  return error instanceof Error && 'code' in error;
}

/** Parsers that were led astray find a container, but nothing in it. */
function isSound({ format }: IAudioMetadata): boolean {
  return format.container !== undefined && (format.sampleRate ?? 0) > 0;
}

function toName(text: string | undefined): string | null {
  const name = cleanName(text?.trim() ?? '');
  return name === '' ? null : name;
}
