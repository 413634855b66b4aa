// The bytes of one play: those that have come, by position, and the credit for more.
import { firstWindowBytes, preparedWindowBytes } from '../shared/firstWindow';
import type { ByteRange, Track } from '../shared/track';
import type { SoundSource } from '../shared/soundSource';
import { BlockBuffer } from './blockBuffer';
import { ByteSources } from './byteSources';
import { ByteWindow } from './byteWindow';
import { AHEAD_BYTES, AHEAD_SECONDS, KEEP_BYTES, KEEP_HEAD_BYTES } from './limits';

/** What the bytes of a play are made of. */
export interface PlayBytesOptions {
  readonly track: Track;
  /** Whether it is got ready before anybody asks for it: then the engine opens a shorter window of itself. */
  readonly isPrepared: boolean;
  /** Ends every wait, now and later. */
  readonly signal: AbortSignal;
  /** Extends the credit for bytes. */
  readonly sendWindow: (window: ByteRange) => void;
  /** These bytes were let go of. */
  readonly sendDropped: (range: ByteRange) => void;
}

/** The bytes of a play. */
export class PlayBytes {
  readonly buffer: BlockBuffer;
  readonly window: ByteWindow;
  readonly sources = new ByteSources();

  constructor({ track, isPrepared, signal, sendWindow, sendDropped }: PlayBytesOptions) {
    this.buffer = new BlockBuffer({
      sizeBytes: track.sizeBytes,
      keepBytes: KEEP_BYTES,
      keepHeadBytes: KEEP_HEAD_BYTES,
      signal,
      onRead: () => {
        this.window.update();
      },
      onDropped: sendDropped,
    });
    this.window = new ByteWindow({
      buffer: this.buffer,
      firstBytes: isPrepared ? preparedWindowBytes(track) : firstWindowBytes(track),
      aheadBytes: aheadBytesOf(track),
      send: sendWindow,
    });
  }

  /** Bytes of the track arrived. */
  receive(start: number, bytes: Uint8Array, source: SoundSource): void {
    this.sources.add({ start, end: start + bytes.length }, source);
    this.buffer.add(start, bytes);
    this.window.update();
  }
}

/** How much encoded music is kept ahead: 30 s, where the length is known, but 2 MB at most. */
function aheadBytesOf(track: Track): number {
  const { sizeBytes, durationSeconds } = track;
  if (durationSeconds === null || durationSeconds <= 0) return AHEAD_BYTES;
  return Math.min(AHEAD_BYTES, Math.ceil((sizeBytes / durationSeconds) * AHEAD_SECONDS));
}
