// MP3: frames walked one by one from the first to the last, since nothing else says exactly how many there are or where
// they lie. Tags in front, behind and between (ID3, APE) are passed over. Where a frame should begin and none does, the
// next place is searched where two of the right kind follow one another.
import type { MediaInfo } from '../../shared/mediaInfo';
import type { ByteRange } from '../../shared/track';
import {
  bytesToFrame,
  DECODER_DELAY_FRAMES,
  FRAME_HEADER_BYTES,
  frameAt,
  isLikeFrame,
  isTagFrame,
  LONGEST_FRAME_BYTES,
  TAG_BYTES,
  tagSizeBytes,
  xingTagOf,
  type Mp3Frame,
  type XingTag,
} from '../../shared/mp3Frame';
import { bytesAt, UnknownMediaError, type Scan, type ScanContext } from './scan';
import { toMediaInfo } from './sound';
import { UnitList } from './unitList';

/** A frame's header and the latest place of a tag's name in it. */
const LOOK_BYTES = 40;

/** Scans an MP3 file whose leading ID3v2 tags end at `start`. */
export function* scanMp3(context: ScanContext, start: number): Scan<MediaInfo> {
  const offset = yield* findFrame(start, null);
  const first = frameAt(yield* bytesAt(offset, TAG_BYTES));
  if (first === null) throw new UnknownMediaError('There are no MP3 frames in this file.');
  const walk = new Walk(first, context);
  const headers: ByteRange[] = [{ start: 0, end: Math.min(start, 10) }];
  walk.tag = xingTagAt(yield* bytesAt(offset, TAG_BYTES), first);
  if (walk.tag !== null) headers.push({ start: offset, end: offset + first.sizeBytes });
  for (let at: number | null = offset; at !== null;) at = yield* walk.from(at);
  return walk.mediaInfo(headers);
}

function xingTagAt(bytes: Uint8Array, frame: Mp3Frame): XingTag | null {
  return isTagFrame(bytes, frame) ? xingTagOf(bytes, frame) : null;
}

/** Going from frame to frame, and what was counted on the way. */
class Walk {
  tag: XingTag | null = null;
  readonly #first: Mp3Frame;
  readonly #context: ScanContext;
  readonly #units: UnitList;
  #frameCount = 0;
  #audio: ByteRange = { start: 0, end: 0 };

  constructor(first: Mp3Frame, context: ScanContext) {
    this.#first = first;
    this.#context = context;
    this.#units = new UnitList(first.sampleRate);
  }

  /** Walks from a frame at `offset` as long as frame follows frame, then over what lies between; null at the end. */
  *from(offset: number): Scan<number | null> {
    for (let at = offset; ;) {
      const bytes = yield* bytesAt(at, LOOK_BYTES);
      const frame = frameAt(bytes);
      if (frame === null || !isLikeFrame(frame, this.#first)) return yield* this.#nextFrom(at, bytes);
      if (at + frame.sizeBytes > this.#context.sizeBytes) {
        this.#context.note('The last MP3 frame is cut off.');
        return null;
      }
      if (!isTagFrame(bytes, frame)) this.#add(at, frame);
      at += frame.sizeBytes;
    }
  }

  mediaInfo(headers: readonly ByteRange[]): MediaInfo {
    const { sampleRate, channels, pcmFrames } = this.#first;
    const isWhole =
      this.tag === null || this.tag.frameCount === null || this.tag.frameCount === this.#frameCount;
    if (!isWhole)
      this.#context.note(`There are ${this.#frameCount} MP3 frames, not ${this.tag?.frameCount ?? 0}.`);
    const delay = this.tag?.delayFrames ?? null;
    const padding = isWhole ? (this.tag?.paddingFrames ?? null) : null;
    const end = this.#frameCount * pcmFrames - (padding ?? (delay === null ? 0 : DECODER_DELAY_FRAMES));
    return toMediaInfo({
      ...{ container: 'mp3', codec: 'mp3', sampleRate, channels, headers, units: this.#units },
      ...{ encoderDelayFrames: delay, encoderPaddingFrames: padding, frames: end - (delay ?? 0) },
      audio: this.#audio,
    });
  }

  #add(offset: number, { sizeBytes, pcmFrames }: Mp3Frame): void {
    const delay = this.tag?.delayFrames ?? null;
    const skipped = delay === null ? 0 : delay + DECODER_DELAY_FRAMES;
    this.#units.add(this.#frameCount * pcmFrames - skipped, offset);
    const start = this.#frameCount === 0 ? offset : this.#audio.start;
    this.#audio = { start, end: offset + sizeBytes };
    this.#frameCount++;
  }

  /** Where to go on when `bytes` at `offset` are no frame: behind a tag, or where frames follow one another again. */
  *#nextFrom(offset: number, bytes: Uint8Array): Scan<number | null> {
    const tagBytes = tagSizeBytes(bytes);
    if (tagBytes > 0) return offset + tagBytes;
    const found = yield* findFrame(offset, this.#first);
    if (found >= this.#context.sizeBytes) return null;
    this.#context.note(`${found - offset} bytes at ${offset} are no MP3 frames.`);
    return found;
  }
}

/**
 * The first place from `offset` on where a frame (like the first one, if there was one) lies and another follows, or the
 * file ends; the end of the file where there is none.
 */
function* findFrame(offset: number, first: Mp3Frame | null): Scan<number> {
  for (let at = offset; ;) {
    const bytes = yield* bytesAt(at, LONGEST_FRAME_BYTES + FRAME_HEADER_BYTES);
    if (bytes.length === 0) return at;
    const skippedBytes = bytesToFrame(bytes, first);
    if (skippedBytes === 0) return at;
    at += skippedBytes;
  }
}
