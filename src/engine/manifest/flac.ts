// FLAC: metadata blocks, then frames. STREAMINFO says the rest; the walk over the frames gives a seek table that is finer and
// surer than the file's own, and says how much of the sound is really there.
import type { MediaInfo } from '../../shared/mediaInfo';
import type { ByteRange } from '../../shared/track';
import {
  BLOCK_HEADER_BYTES,
  flacFrameAt,
  flacStreamOf,
  LONGEST_HEADER_BYTES,
  longestFrameBytesOf,
  STREAMINFO_BYTES,
  type FlacFrame,
  type FlacStream,
} from '../../shared/flacFrame';
import { bytesAt, UnknownMediaError, wholeAt, type Scan, type ScanContext } from './scan';
import { addHeader, checkFormat, toMediaInfo } from './sound';
import { UnitList } from './unitList';

const MAGIC_BYTES = 4;

/** Scans a FLAC file whose `fLaC` lies at `start`, behind an ID3v2 tag if it isn't 0. */
export function* scanFlac(context: ScanContext, start: number): Scan<MediaInfo> {
  const stream = yield* streamInfoAt(start + MAGIC_BYTES);
  const headers: ByteRange[] = [{ start: 0, end: Math.min(start, 10) }];
  headers.push({ start, end: start + MAGIC_BYTES + BLOCK_HEADER_BYTES + STREAMINFO_BYTES });
  const audioStart = yield* blocksFrom(start + MAGIC_BYTES, headers);
  const walk = new Walk(stream, context);
  for (let at = audioStart; at < context.sizeBytes;) at = yield* walk.from(at);
  return walk.mediaInfo(headers);
}

function* streamInfoAt(offset: number): Scan<FlacStream> {
  const header = yield* wholeAt(offset, BLOCK_HEADER_BYTES + STREAMINFO_BYTES);
  if ((header.getUint32(0) & 0x7fffffff) !== STREAMINFO_BYTES)
    throw new UnknownMediaError('This FLAC file does not begin with STREAMINFO.');
  const stream = flacStreamOf(header);
  checkFormat(stream);
  return stream;
}

/** Passes over the metadata blocks and returns where the frames begin. Their headers have to be read, their contents not. */
function* blocksFrom(offset: number, headers: ByteRange[]): Scan<number> {
  for (let at = offset; ;) {
    const header = (yield* wholeAt(at, BLOCK_HEADER_BYTES)).getUint32(0);
    addHeader(headers, { start: at, end: at + BLOCK_HEADER_BYTES });
    at += BLOCK_HEADER_BYTES + (header & 0xffffff);
    if (header >>> 31 === 1) return at;
  }
}

/** Going from frame to frame, and what was counted on the way. */
class Walk {
  readonly #stream: FlacStream;
  readonly #context: ScanContext;
  readonly #units: UnitList;
  readonly #longestFrameBytes: number;
  /** The PCM frame that the next FLAC frame has to begin with, and where the last one lies. */
  #nextFrame = 0;
  #lastOffset = 0;
  #frames = 0;

  constructor(stream: FlacStream, context: ScanContext) {
    this.#stream = stream;
    this.#context = context;
    this.#units = new UnitList(stream.sampleRate);
    this.#longestFrameBytes = longestFrameBytesOf(stream);
  }

  /** Takes what begins at `offset` if it is a frame, and returns the next place where one may begin. */
  *from(offset: number): Scan<number> {
    const bytes = yield* bytesAt(offset, LONGEST_HEADER_BYTES);
    const isAtEnd = offset + bytes.length >= this.#context.sizeBytes;
    const end = isAtEnd ? bytes.length : bytes.length - LONGEST_HEADER_BYTES + 1;
    for (let at = bytes.indexOf(0xff); at >= 0 && at < end; at = bytes.indexOf(0xff, at + 1))
      this.#look(bytes, at, offset);
    return offset + end;
  }

  mediaInfo(headers: readonly ByteRange[]): MediaInfo {
    const { sampleRate, channels, frames } = this.#stream;
    if (frames !== 0 && frames !== this.#frames)
      this.#context.note(`The sound ends after ${this.#frames} of ${frames} PCM frames.`);
    return toMediaInfo({
      ...{ container: 'flac', codec: 'flac', sampleRate, channels, frames: this.#frames, headers },
      ...{ encoderDelayFrames: 0, encoderPaddingFrames: 0, units: this.#units },
      audio: { start: this.#units.start ?? 0, end: this.#context.sizeBytes },
    });
  }

  #look(bytes: Uint8Array, at: number, offset: number): void {
    if ((bytes[at + 1] ?? 0) >> 1 !== 0x7c) return;
    const frame = flacFrameAt(bytes, at, this.#stream);
    if (frame === null || !this.#isNext(frame, offset + at)) return;
    this.#units.add(frame.frame, offset + at);
    this.#nextFrame = this.#frames = frame.frame + frame.blockFrames;
    this.#lastOffset = offset + at;
  }

  /** Whether this frame goes on where the last one ends, or further on if more bytes have gone by than a frame can have. */
  #isNext({ frame }: FlacFrame, offset: number): boolean {
    if (frame === this.#nextFrame) return true;
    const isDamaged = this.#frames > 0 && offset - this.#lastOffset > this.#longestFrameBytes;
    return isDamaged && frame > this.#nextFrame;
  }
}
