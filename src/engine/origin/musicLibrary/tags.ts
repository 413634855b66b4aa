// What a file says of itself in its tags, read from its first bytes (and its last, where a container keeps them there).
import { parseFromTokenizer, type IAudioMetadata, type ICommonTagsResult } from 'music-metadata';
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
}

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
  };
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

/** Takes the file for what its name says, or else for what its bytes say: names lie now and then. */
async function parse(handle: FileBytes, fileInfo: WindowFileInfo): Promise<IAudioMetadata> {
  try {
    const metadata = await parseAs(handle, fileInfo);
    if (isSound(metadata)) return metadata;
  } catch (error) {
    if (isOfFileSystem(error)) throw error;
  }
  try {
    return await parseAs(handle, { size: fileInfo.size });
  } catch (cause) {
    if (isOfFileSystem(cause)) throw cause;
    throw new NotAudioError('it is no audio file, whatever its name says', { cause });
  }
}

function parseAs(handle: FileBytes, fileInfo: WindowFileInfo): Promise<IAudioMetadata> {
  // Covers aren't read: they may be megabytes each, and nothing shows them yet. The parser writes into its options.
  return parseFromTokenizer(new FileWindow(handle, fileInfo), { skipCovers: true });
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
