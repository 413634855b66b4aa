// What WAV and AIFF have in common: chunks of an id, a length and a content, one of them uncompressed sound.
import { textAt } from '../../shared/bytes';
import type { MediaInfo, PcmCodec } from '../../shared/mediaInfo';
import type { ByteRange } from '../../shared/track';
import { wholeAt, type Scan } from './scan';
import { checkFormat, toMediaInfo } from './sound';
import { UnitList } from './unitList';

/** Bytes of a chunk's id and length. */
const CHUNK_HEADER_BYTES = 8;

/** A chunk of a RIFF or IFF file. */
export interface Chunk {
  readonly id: string;
  readonly header: ByteRange;
  readonly content: ByteRange;
  /** Where the next chunk begins: chunks have even lengths. */
  readonly next: number;
}

/** How uncompressed sound is laid out. */
export interface PcmFormat {
  readonly codec: PcmCodec;
  readonly sampleRate: number;
  readonly channels: number;
  /** Bytes of one PCM frame. */
  readonly frameBytes: number;
}

/** Uncompressed sound and what lies around it. */
export interface PcmSound {
  readonly container: 'wav' | 'aiff';
  readonly format: PcmFormat;
  readonly data: ByteRange;
  readonly headers: readonly ByteRange[];
}

/** Reads the header of the chunk at `offset`. */
export function* chunkAt(offset: number, isLittleEndian: boolean): Scan<Chunk> {
  const header = yield* wholeAt(offset, CHUNK_HEADER_BYTES);
  const start = offset + CHUNK_HEADER_BYTES;
  const end = start + header.getUint32(4, isLittleEndian);
  return {
    id: textAt(header, 0, 4),
    header: { start: offset, end: start },
    content: { start, end },
    next: end + ((end - start) & 1),
  };
}

/**
 * How PCM frames of this codec are laid out.
 * @throws {UnknownMediaError} when no player could take them.
 */
export function pcmFormat(codec: PcmCodec, sampleRate: number, channels: number): PcmFormat {
  checkFormat({ sampleRate, channels });
  const sampleBits = /\d+/.exec(codec)?.[0] ?? 8;
  return { codec, sampleRate, channels, frameBytes: (channels * Number(sampleBits)) / 8 };
}

/** Media info of uncompressed sound: every place can be computed, so that one point makes the whole seek table. */
export function pcmInfo({ container, format, data, headers }: PcmSound): MediaInfo {
  const { codec, sampleRate, channels, frameBytes } = format;
  const frames = Math.floor((data.end - data.start) / frameBytes);
  const units = new UnitList(sampleRate);
  for (const frame of [0, Math.ceil(sampleRate / 2)])
    if (frame < frames) units.add(frame, data.start + frame * frameBytes);
  return toMediaInfo({
    ...{ container, codec, sampleRate, channels, frames, headers, units },
    ...{ encoderDelayFrames: 0, encoderPaddingFrames: 0 },
    audio: { start: data.start, end: data.start + frames * frameBytes },
  });
}
