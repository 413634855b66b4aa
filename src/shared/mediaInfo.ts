// Media info: what a player has to know of a track's sound before its bytes are there. Plain JSON, vouched for by the
// origin. All frames are *PCM frames* (one sample of every channel) at `sampleRate`, and they are counted on one timeline,
// the playable one: frame 0 is the first that the listener is to hear, `frames` is the first that isn't there any more.
// What an encoder put in front of the music lies before 0. As JSON: 4 KB for four minutes, at most 22.
import type { ByteRange } from './byteRange';

/** What holds the sound. */
export type Container = 'mp3' | 'ogg' | 'flac' | 'wav' | 'aiff' | 'mp4';

/**
 * Sound as plain numbers: signed, unsigned or floating-point, bits a sample, big-endian where it ends in `be` (else
 * little-endian); or 8 bits by one of two laws. The names are mediabunny's.
 */
export type PcmCodec =
  | ('pcm-u8' | 'pcm-s8' | 'pcm-s16' | 'pcm-s24' | 'pcm-s32' | 'pcm-f32' | 'pcm-f64')
  | ('pcm-s16be' | 'pcm-s24be' | 'pcm-s32be' | 'pcm-f32be' | 'pcm-f64be' | 'alaw' | 'ulaw');

/** What the sound is coded with. */
export type Codec = 'mp3' | 'vorbis' | 'opus' | 'flac' | 'aac' | 'alac' | PcmCodec;

/**
 * Places where decoding can begin, at most one a second and at most 1,200: point `i` is the unit of the container (MP3 or
 * FLAC frame, Ogg page, MP4 sample) that begins at byte `offsets[i]` and with PCM frame `frames[i]`. The frame is exact,
 * given a decoder that has seen what lies before the point; one that begins there has to pre-roll. Both lists rise. The
 * first point is the first unit, so its frame is below 0 where the encoder put something in front of the music.
 */
export interface SeekTable {
  readonly frames: readonly number[];
  readonly offsets: readonly number[];
}

/** What is known of a track's sound. */
export interface MediaInfo {
  readonly version: 1;
  readonly container: Container;
  readonly codec: Codec;
  /** Playable length in seconds. */
  readonly durationSeconds: number;
  /** PCM frames a second, as decoders give them (Opus: always 48,000). */
  readonly sampleRate: number;
  readonly channels: number;
  /** Mean of `audio` over the duration, in bits a second. */
  readonly bitrateBps: number;
  /**
   * PCM frames that the encoder put in front of the music: LAME tag (without the decoder's own 529), Opus pre-skip, MP4
   * edit list or iTunSMPB. 0 where the codec needs none, null where it does and the file doesn't say.
   */
  readonly encoderDelayFrames: number | null;
  /** PCM frames behind the music; null where the file doesn't say, or lacks its end. The end is `frames` in any case. */
  readonly encoderPaddingFrames: number | null;
  /** Playable PCM frames, exact, or null where the file doesn't tell exactly. */
  readonly frames: number | null;
  /** From the first unit of sound to the end of the last one. Tags may lie before and behind. */
  readonly audio: ByteRange;
  /** What has to be there before the first sample, the first half second of sound included. Sorted, disjoint. */
  readonly startRanges: readonly ByteRange[];
  readonly seekTable: SeekTable;
}

/** A place where decoding can begin. */
export interface SeekPoint {
  readonly frame: number;
  readonly offset: number;
}

/** The length of the head, in seconds. Source: Kreitz & Niemelä 2010. */
const HEAD_SECONDS = 15;
/** Ranges closer than this are joined, in bytes: the smallest block, and nothing below it is asked for on its own. */
const JOINED_GAP_BYTES = 16 * 1024;

/** The head: what has to be there to play the first `seconds` seconds. Sorted, disjoint. */
export function headRanges(mediaInfo: MediaInfo, seconds = HEAD_SECONDS): readonly ByteRange[] {
  const { audio, startRanges } = mediaInfo;
  return joinRanges([...startRanges, { start: audio.start, end: offsetOfTime(mediaInfo, seconds) }]);
}

/**
 * The byte that playing has come to at `timeSeconds`: exact at the points of the seek table, linear between them, within
 * `audio` for any time. For deadlines and buffers; decoding begins at a `seekPointOfTime`.
 */
export function offsetOfTime(mediaInfo: MediaInfo, timeSeconds: number): number {
  const frame = timeSeconds * mediaInfo.sampleRate;
  const [a, b] = lineAt(mediaInfo, mediaInfo.seekTable.frames, frame);
  return within(mediaInfo.audio, Math.round(between([a.frame, b.frame], [a.offset, b.offset], frame)));
}

/**
 * The time at which playing needs the byte at `offset`, in seconds: the other way round of `offsetOfTime`, from 0 to the
 * duration for any offset.
 */
export function timeOfOffset(mediaInfo: MediaInfo, offset: number): number {
  const [a, b] = lineAt(mediaInfo, mediaInfo.seekTable.offsets, offset);
  const frame = between([a.offset, b.offset], [a.frame, b.frame], offset);
  return within({ start: 0, end: mediaInfo.durationSeconds }, frame / mediaInfo.sampleRate);
}

/** The last place at or before `timeSeconds` where decoding can begin; the first of all for times before it. */
export function seekPointOfTime({ audio, sampleRate, seekTable }: MediaInfo, timeSeconds: number): SeekPoint {
  const index = Math.max(0, lastAtOrBefore(seekTable.frames, timeSeconds * sampleRate));
  return { frame: seekTable.frames[index] ?? 0, offset: seekTable.offsets[index] ?? audio.start };
}

/** Ranges in order, without empty ones; those that touch or nearly touch (16 KiB) become one. */
export function joinRanges(ranges: readonly ByteRange[]): readonly ByteRange[] {
  const joined: ByteRange[] = [];
  for (const range of ranges.toSorted((a, b) => a.start - b.start)) {
    if (range.end <= range.start) continue;
    const last = joined.at(-1);
    if (last === undefined || range.start > last.end + JOINED_GAP_BYTES) joined.push(range);
    else joined[joined.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
  }
  return joined;
}

/** The two points, or point and end, on either side of `value` in the list `of` one of the table's two columns. */
function lineAt(mediaInfo: MediaInfo, column: readonly number[], value: number): [SeekPoint, SeekPoint] {
  const index = Math.max(0, lastAtOrBefore(column, value));
  return [pointAt(mediaInfo, index), pointAt(mediaInfo, index + 1)];
}

/** Point `index` of the table; the one behind the last is the end of the sound. */
function pointAt({ audio, durationSeconds, sampleRate, seekTable }: MediaInfo, index: number): SeekPoint {
  const [frame, offset] = [seekTable.frames[index], seekTable.offsets[index]];
  if (frame !== undefined && offset !== undefined) return { frame, offset };
  return index === 0
    ? { frame: 0, offset: audio.start }
    : { frame: durationSeconds * sampleRate, offset: audio.end };
}

/** The value in `to` that lies where `value` lies in `from`, on a straight line through both ends. */
function between(from: readonly [number, number], to: readonly [number, number], value: number): number {
  const width = from[1] - from[0];
  return width <= 0 ? to[0] : to[0] + ((value - from[0]) / width) * (to[1] - to[0]);
}

function within({ start, end }: ByteRange, value: number): number {
  return Math.min(Math.max(value, start), end);
}

/** The index of the last element of a rising list that is at most `value`, or −1. */
function lastAtOrBefore(rising: readonly number[], value: number): number {
  let low = 0;
  let high = rising.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rising[middle] ?? Infinity) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
