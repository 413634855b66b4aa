// Which bytes of a track are to be had before the page has said anything: its start, and its head. Both are lists of ranges in
// order of need: what a demuxer has to know (an index may lie at the end of the file) stands before the sound.
import { firstWindowBytes } from '../../shared/firstWindow';
import { headRanges, type MediaInfo } from '../../shared/mediaInfo';
import type { ByteRange, Track } from '../../shared/track';
import type { Limits } from './limits';

/**
 * The first window of a play: its start ranges, with `leastBytes` of the first sound, which go on until the page's next
 * window has been answered; and as many first bytes of the file, which are all where nothing is known of the sound.
 */
export function startWindow(track: Track, leastBytes: number): readonly ByteRange[] {
  if (track.mediaInfo === null) return [{ start: 0, end: Math.min(leastBytes, track.sizeBytes) }];
  const sound = soundRange(track.mediaInfo);
  const end = Math.min(Math.max(sound.end, sound.start + leastBytes), track.sizeBytes);
  const before = track.mediaInfo.startRanges.filter(({ start }) => start !== sound.start);
  // A page that goes by the file alone counts on its first bytes, and wouldn't ask for them.
  return [...before, { start: sound.start, end }, { start: 0, end: Math.min(leastBytes, track.sizeBytes) }];
}

/** The first window of a play that begins, or a shorter one of a play that is prepared. */
export function firstWindow(
  track: Track,
  { isPrepared, limits }: { readonly isPrepared: boolean; readonly limits: Limits },
): readonly ByteRange[] {
  return startWindow(
    track,
    isPrepared ? firstWindowBytes(track, limits.preparedLeastBytes) : firstWindowBytes(track),
  );
}

/** The head, which is what sounds in the first seconds: by the seek table where there is one, else by the mean bitrate. Never less than the start. */
export function headWindow(track: Track, limits: Limits): readonly ByteRange[] {
  const { mediaInfo, durationSeconds, sizeBytes } = track;
  const leastBytes = firstWindowBytes(track);
  if (mediaInfo !== null)
    return [...startWindow(track, leastBytes), ...headRanges(mediaInfo, limits.headSeconds)];
  const rate = durationSeconds === null || durationSeconds === 0 ? 0 : sizeBytes / durationSeconds;
  const headBytes = Math.max(Math.ceil(rate * limits.headSeconds), leastBytes);
  return [{ start: 0, end: Math.min(headBytes, sizeBytes) }];
}

/** The start range that the first sound lies in. */
function soundRange({ audio, startRanges }: MediaInfo): ByteRange {
  const range = startRanges.find(({ start, end }) => start <= audio.start && audio.start < end);
  return range ?? { start: audio.start, end: audio.start };
}

/** Whether any of these ranges has a byte of that one. */
export function isTouched(ranges: readonly ByteRange[], { start, end }: ByteRange): boolean {
  return ranges.some((range) => start < range.end && range.start < end);
}

/** Whether one of these ranges goes as far as a position. It ends anywhere, and the block that it ends in comes whole. */
export function isReached(ranges: readonly ByteRange[], position: number, blockBytes: number): boolean {
  return ranges.some(
    ({ start, end }) => start <= position && position <= Math.ceil(end / blockBytes) * blockBytes,
  );
}
