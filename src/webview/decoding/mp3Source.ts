// MP3, frame by frame. mediabunny isn't used for it: it gives no LAME tag, walks the whole file up to a seek and looks 64 KiB
// ahead of each frame. A decoder that begins in mid-file needs the frames before: a frame's data may lie up to 511 bytes back
// (the bit reservoir), and its transform overlaps with the one before. Source: ISO/IEC 11172-3, section 2.4.3.
import { ID3_HEADER_BYTES, id3SizeBytes } from '../../shared/id3';
import { seekPointOfTime, type MediaInfo, type SeekPoint } from '../../shared/mediaInfo';
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
import { MP3_PREROLL_PACKETS, MP3_SEARCH_BYTES } from '../limits';
import type { FileBytes } from './fileBytes';
import type { SoundPacket, SoundSource } from './soundSource';

/** How far back a frame's data may begin, in bytes. */
const RESERVOIR_BYTES = 511;

/** Where the MP3 frames of a file begin, and what the first says. */
interface Start {
  readonly file: FileBytes;
  readonly first: Mp3Frame;
  readonly tag: XingTag | null;
  /** The first frame of sound. */
  readonly point: SeekPoint;
  readonly mediaInfo: MediaInfo | null;
}

/** Reads the header of an MP3 file, or null where none is found. */
export async function openMp3(file: FileBytes, mediaInfo: MediaInfo | null): Promise<SoundSource | null> {
  const offset = await findFrame(file, {
    from: await behindTags(file),
    like: null,
    withinBytes: MP3_SEARCH_BYTES,
  });
  if (offset === null) return null;
  const bytes = await file.at(offset, TAG_BYTES);
  const first = frameAt(bytes);
  if (first === null) return null;
  const tag = isTagFrame(bytes, first) ? xingTagOf(bytes, first) : null;
  const delayFrames = mediaInfo === null ? (tag?.delayFrames ?? null) : mediaInfo.encoderDelayFrames;
  const point = {
    frame: delayFrames === null ? 0 : -delayFrames - DECODER_DELAY_FRAMES,
    offset: tag === null ? offset : offset + first.sizeBytes,
  };
  const { sampleRate, channels } = first;
  return {
    ...{ codec: 'mp3', sampleRate, channels },
    frames: mediaInfo === null ? framesOf(first, tag) : mediaInfo.frames,
    config: { codec: 'mp3', sampleRate, numberOfChannels: channels },
    packets: (fromFrame) => packetsFrom({ file, first, tag, point, mediaInfo }, fromFrame),
  };
}

async function behindTags(file: FileBytes): Promise<number> {
  let offset = 0;
  for (let sizeBytes = -1; sizeBytes !== 0; offset += sizeBytes)
    sizeBytes = id3SizeBytes(await file.at(offset, ID3_HEADER_BYTES));
  return offset;
}

/** The playable length where a tag says it all, else null. */
function framesOf({ pcmFrames }: Mp3Frame, tag: XingTag | null): number | null {
  if (tag === null) return null;
  if (tag.frameCount === null || tag.delayFrames === null || tag.paddingFrames === null) return null;
  return tag.frameCount * pcmFrames - tag.delayFrames - tag.paddingFrames;
}

async function* packetsFrom(start: Start, fromFrame: number): AsyncGenerator<SoundPacket, void> {
  const { file, first } = start;
  const prerollFrames = prerollOf(first) * first.pcmFrames;
  const point = await pointBefore(start, fromFrame - prerollFrames);
  let frame = point.frame;
  let held: SoundPacket | null = null;
  for await (const bytes of framesFrom(file, point.offset, first)) {
    const isNeeded = frame + first.pcmFrames > fromFrame - prerollFrames;
    if (held !== null) yield held;
    held = isNeeded ? { bytes, frame, frames: first.pcmFrames, isLast: false } : null;
    frame += first.pcmFrames;
  }
  if (held !== null) yield { ...held, isLast: true };
}

/** So many MP3 frames are decoded before the one that is to sound: more where frames are so short that the reservoir spans many. */
function prerollOf({ sizeBytes }: Mp3Frame): number {
  return Math.max(MP3_PREROLL_PACKETS, Math.ceil(RESERVOIR_BYTES / sizeBytes) + 2);
}

/** Where to begin for `frame`: by the seek table, else by what the first frame says of the whole. */
async function pointBefore(start: Start, frame: number): Promise<SeekPoint> {
  const { first, mediaInfo, point } = start;
  if (frame <= point.frame) return point;
  if (mediaInfo !== null) return seekPointOfTime(mediaInfo, frame / first.sampleRate);
  return guessedPoint(start, frame);
}

/** Exact where all frames have one bit rate; by the tag's table of contents else, which is right to some tenths of a second. */
async function guessedPoint(start: Start, frame: number): Promise<SeekPoint> {
  const { file, first, point, tag } = start;
  const index = Math.floor((frame - point.frame) / first.pcmFrames);
  const guess = point.offset + (offsetInToc(tag, index) ?? index * meanFrameBytes(first));
  // A byte before the guess: frames of one bit rate differ by a byte.
  const offset = await findFrame(file, {
    from: Math.max(point.offset, Math.floor(guess) - 1),
    like: first,
    withinBytes: MP3_SEARCH_BYTES,
  });
  return offset === null ? point : { frame: point.frame + index * first.pcmFrames, offset };
}

function offsetInToc(tag: XingTag | null, index: number): number | null {
  if (tag === null || tag.isCbr || tag.toc === null || tag.sizeBytes === null || tag.frameCount === null)
    return null;
  const hundredth = Math.min(99, (index / tag.frameCount) * 100);
  const low = tag.toc[Math.floor(hundredth)] ?? 0;
  const high = tag.toc[Math.floor(hundredth) + 1] ?? 256;
  return ((low + (high - low) * (hundredth % 1)) / 256) * tag.sizeBytes;
}

function meanFrameBytes({ pcmFrames, kbits, sampleRate }: Mp3Frame): number {
  return (pcmFrames * kbits * 125) / sampleRate;
}

/** The bytes of one frame after the other. What lies between frames (tags, damage) is passed over. */
async function* framesFrom(
  file: FileBytes,
  offset: number,
  like: Mp3Frame,
): AsyncGenerator<Uint8Array, void> {
  for (let at: number | null = offset; at !== null;) {
    const bytes: Uint8Array = await file.at(at, LONGEST_FRAME_BYTES);
    const frame = frameAt(bytes);
    if (frame === null || !isLikeFrame(frame, like)) {
      at = await findFrame(file, { from: at + tagSizeBytes(bytes), like, withinBytes: Infinity });
      continue;
    }
    if (frame.sizeBytes > bytes.length) return; // cut off
    if (!isTagFrame(bytes, frame)) yield bytes.subarray(0, frame.sizeBytes);
    at += frame.sizeBytes;
  }
}

interface Search {
  readonly from: number;
  readonly like: Mp3Frame | null;
  readonly withinBytes: number;
}

/** The next place where a frame lies and another follows, or null. */
async function findFrame(file: FileBytes, { from, like, withinBytes }: Search): Promise<number | null> {
  for (let at = from; at < Math.min(file.sizeBytes, from + withinBytes);) {
    const bytes = await file.at(at, LONGEST_FRAME_BYTES + FRAME_HEADER_BYTES);
    const step = bytesToFrame(bytes, like);
    if (step === 0) return at;
    at += step;
  }
  return null;
}
