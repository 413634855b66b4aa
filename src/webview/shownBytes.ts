// What the view shows of a play's bytes: which seconds of it are here, and where those came from that sound now.
import { offsetOfTime, timeOfOffset, type MediaInfo } from '../shared/mediaInfo';
import type { SoundSource } from '../shared/soundSource';
import type { Track } from '../shared/track';
import type { PlayBytes } from './playBytes';

/** A stretch of a track, in seconds. */
export interface Stretch {
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** A play, as far as its bytes are shown. */
export interface ShownPlay {
  readonly track: Track;
  /** Null where nothing is known: then a byte is taken to be as long as any other. */
  readonly mediaInfo: MediaInfo | null;
  readonly bytes: Pick<PlayBytes, 'buffer' | 'sources'>;
  readonly positionSeconds: number;
}

/** The stretches that can be played without another byte, in order. */
export function bufferedStretches({ track, mediaInfo, bytes }: ShownPlay): readonly Stretch[] {
  const secondsAt = (offset: number): number =>
    mediaInfo === null
      ? (offset / track.sizeBytes) * (track.durationSeconds ?? 0)
      : timeOfOffset(mediaInfo, offset);
  return bytes.buffer.received
    .map(({ start, end }) => ({ startSeconds: secondsAt(start), endSeconds: secondsAt(end) }))
    .filter(({ startSeconds, endSeconds }) => startSeconds < endSeconds);
}

/** Where the bytes came from that sound now; null where they aren't here. */
export function soundSource({ track, mediaInfo, bytes, positionSeconds }: ShownPlay): SoundSource | null {
  if (mediaInfo !== null) return bytes.sources.at(offsetOfTime(mediaInfo, positionSeconds));
  const { durationSeconds, sizeBytes } = track;
  if (durationSeconds === null || durationSeconds <= 0) return bytes.sources.at(0);
  return bytes.sources.at(
    Math.min(sizeBytes - 1, Math.floor((positionSeconds / durationSeconds) * sizeBytes)),
  );
}
