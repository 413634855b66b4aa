// Media info as it comes from outside: from an origin over the wire, or from an index on disk.
import * as v from 'valibot';
import type { Codec, Container, MediaInfo, SeekTable } from '../../shared/mediaInfo';
import type { ByteRange } from '../../shared/track';

/** The largest track, in bytes (64 GiB), as for manifests. */
const LARGEST_TRACK_BYTES = 2 ** 36;
/** The longest track, in seconds: four weeks. */
const LONGEST_SECONDS = 28 * 24 * 3600;
/** Rates beyond this are no sound, in Hz. */
const HIGHEST_SAMPLE_RATE = 768_000;
const MOST_FRAMES = LONGEST_SECONDS * HIGHEST_SAMPLE_RATE;
/** The longest seek table, in points. */
const MOST_POINTS = 1200;
/** The most start ranges: what lies before a sound may be in pieces, but files have a few dozen. */
const MOST_RANGES = 4200;

const CONTAINERS = ['mp3', 'ogg', 'flac', 'wav', 'aiff', 'mp4'] as const satisfies Container[];
const CODECS = [
  ...(['mp3', 'vorbis', 'opus', 'flac', 'aac', 'alac', 'alaw', 'ulaw'] as const),
  ...(['pcm-u8', 'pcm-s8', 'pcm-s16', 'pcm-s24', 'pcm-s32', 'pcm-f32', 'pcm-f64'] as const),
  ...(['pcm-s16be', 'pcm-s24be', 'pcm-s32be', 'pcm-f32be', 'pcm-f64be'] as const),
] satisfies Codec[];

const whole = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));
const Offset = whole(0, LARGEST_TRACK_BYTES);
const Range = v.pipe(
  v.object({ start: Offset, end: Offset }),
  v.check(({ start, end }: ByteRange) => start < end),
);
/** Checked by hand: a catalogue has millions of these numbers. */
const rising = (least: number, most: number) =>
  v.custom<readonly number[]>((value) => isRising(value, { least, most }));

const Points = v.pipe(
  v.object({ frames: rising(-MOST_FRAMES, MOST_FRAMES), offsets: rising(0, LARGEST_TRACK_BYTES) }),
  v.check(({ frames, offsets }: SeekTable) => frames.length === offsets.length && frames.length > 0),
);

/** Media info that makes sense; what isn't named here is left out. */
export const MediaInfoFormat = v.object({
  version: v.literal(1),
  container: v.picklist(CONTAINERS),
  codec: v.picklist(CODECS),
  durationSeconds: v.pipe(v.number(), v.gtValue(0), v.maxValue(LONGEST_SECONDS)),
  sampleRate: whole(1000, HIGHEST_SAMPLE_RATE),
  channels: whole(1, 32),
  bitrateBps: whole(0, Number.MAX_SAFE_INTEGER),
  encoderDelayFrames: v.nullable(whole(0, MOST_FRAMES)),
  encoderPaddingFrames: v.nullable(whole(0, MOST_FRAMES)),
  frames: v.nullable(whole(1, MOST_FRAMES)),
  audio: Range,
  startRanges: v.pipe(v.array(Range), v.maxLength(MOST_RANGES), v.check(isDisjoint)),
  seekTable: Points,
});

/** Media info out of JSON for a file of `sizeBytes` bytes, or null where it makes no sense. */
export function parseMediaInfo(json: string, sizeBytes: number): MediaInfo | null {
  try {
    const parsed = v.safeParse(MediaInfoFormat, JSON.parse(json));
    return parsed.success && fitsInto(parsed.output, sizeBytes) ? parsed.output : null;
  } catch {
    return null; // Garbled text is expected here: the track can be played without.
  }
}

/** Whether all that media info speaks of lies within a file of `sizeBytes` bytes. */
export function fitsInto({ audio, startRanges, seekTable }: MediaInfo, sizeBytes: number): boolean {
  const ends = [audio.end, startRanges.at(-1)?.end ?? 0, seekTable.offsets.at(-1) ?? 0];
  return Math.max(...ends) <= sizeBytes;
}

function isRising(value: unknown, { least, most }: { least: number; most: number }): boolean {
  if (!Array.isArray(value) || value.length > MOST_POINTS) return false;
  let last = least - 1;
  return value.every((each: unknown) => {
    const isNext = Number.isSafeInteger(each) && (each as number) > last && (each as number) <= most;
    last = each as number;
    return isNext;
  });
}

function isDisjoint(ranges: ByteRange[]): boolean {
  return ranges.every(({ start }, index) => start >= (ranges[index - 1]?.end ?? 0));
}
