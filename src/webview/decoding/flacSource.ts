// FLAC, frame by frame. mediabunny isn't used for it: it reads every picture in the header and walks the whole file up to a
// seek. A frame doesn't say how long it is, so it ends where one begins that bears the next number. To seek, the place is
// reckoned from two known ones on either side, looked at and reckoned again: two or three looks, whether or not there is a
// seek table to begin with. Frames stand alone, so nothing has to be decoded before. Source: RFC 9639, section 9.1.
import { viewOf } from '../../shared/bytes';
import {
  BLOCK_HEADER_BYTES,
  flacFrameAt,
  flacStreamOf,
  LONGEST_HEADER_BYTES,
  longestFrameBytesOf,
  STREAMINFO_BYTES,
  type FlacStream,
} from '../../shared/flacFrame';
import { ID3_HEADER_BYTES, id3SizeBytes } from '../../shared/id3';
import type { MediaInfo, SeekPoint } from '../../shared/mediaInfo';
import { FLAC_LOOK_BYTES, FLAC_LOOKS, MOST_HEADER_BLOCKS } from '../limits';
import type { FileBytes } from './fileBytes';
import type { SoundPacket, SoundSource } from './soundSource';

const MAGIC_BYTES = 4;
const LAST_BLOCK = 0x80;

interface Start {
  readonly file: FileBytes;
  readonly stream: FlacStream;
  readonly audioStart: number;
  readonly mediaInfo: MediaInfo | null;
}

/** A frame found in the file. */
interface Found extends SeekPoint {
  readonly blockFrames: number;
}

/** Reads the header of a FLAC file, or null where it isn't one. */
export async function openFlac(file: FileBytes, mediaInfo: MediaInfo | null): Promise<SoundSource | null> {
  const magicOffset = id3SizeBytes(await file.at(0, ID3_HEADER_BYTES));
  const infoOffset = magicOffset + MAGIC_BYTES;
  const block = await file.at(infoOffset, BLOCK_HEADER_BYTES + STREAMINFO_BYTES);
  if (block.length < BLOCK_HEADER_BYTES + STREAMINFO_BYTES || ((block[0] ?? 0) & 0x7f) !== 0) return null;
  const stream = flacStreamOf(viewOf(block));
  if (stream.sampleRate === 0 || stream.mostBlockFrames === 0) return null;
  const audioStart = mediaInfo?.audio.start ?? (await behindBlocks(file, infoOffset));
  const { sampleRate, channels } = stream;
  const said = stream.frames === 0 ? null : stream.frames;
  return {
    ...{ codec: 'flac', sampleRate, channels },
    frames: mediaInfo === null ? said : mediaInfo.frames,
    config: { codec: 'flac', sampleRate, numberOfChannels: channels, description: descriptionOf(block) },
    packets: (fromFrame) => packetsFrom({ file, stream, audioStart, mediaInfo }, fromFrame),
  };
}

/** `fLaC` and STREAMINFO as the only block. */
function descriptionOf(block: Uint8Array): Uint8Array<ArrayBuffer> {
  const description = new Uint8Array(MAGIC_BYTES + block.length);
  description.set([0x66, 0x4c, 0x61, 0x43]);
  description.set(block, MAGIC_BYTES);
  description[MAGIC_BYTES] = LAST_BLOCK;
  return description;
}

/** Passes over the metadata blocks, pictures and all; only their headers are read. */
async function behindBlocks(file: FileBytes, offset: number): Promise<number> {
  let at = offset;
  for (let blocks = 0; blocks < MOST_HEADER_BLOCKS; blocks++) {
    const header = await file.at(at, BLOCK_HEADER_BYTES);
    if (header.length < BLOCK_HEADER_BYTES) return at;
    at += BLOCK_HEADER_BYTES + (viewOf(header).getUint32(0) & 0xffffff);
    if (((header[0] ?? 0) & LAST_BLOCK) !== 0) return at;
  }
  return at;
}

async function* packetsFrom(start: Start, fromFrame: number): AsyncGenerator<SoundPacket, void> {
  let next: Found | null = await foundBefore(start, fromFrame);
  let lookBytes = FLAC_LOOK_BYTES;
  while (next !== null) {
    const current: Found = next;
    next = await followerOf(start, current, lookBytes);
    const end = next?.offset ?? start.file.sizeBytes;
    lookBytes = Math.max(FLAC_LOOK_BYTES / 4, Math.ceil((end - current.offset) * 1.25));
    if (current.frame + current.blockFrames <= fromFrame && next !== null) continue;
    const bytes = await start.file.at(current.offset, end - current.offset);
    yield { bytes, frame: current.frame, frames: current.blockFrames, isLast: next === null };
  }
}

/** The frame that `fromFrame` lies in, or one shortly before it. */
async function foundBefore(start: Start, fromFrame: number): Promise<Found | null> {
  const { mostBlockFrames } = start.stream;
  let [low, high] = bracketOf(start, fromFrame);
  let best: Found | null = null;
  for (let looks = 0; looks < FLAC_LOOKS && fromFrame - low.frame >= 2 * mostBlockFrames; looks++) {
    const from = guessBetween(low, high, fromFrame - mostBlockFrames);
    const found = await findFrame(start, { from, end: high.offset, after: low.frame });
    if (found !== null && found.frame <= fromFrame) low = best = found;
    else high = found ?? { ...high, offset: Math.floor((low.offset + high.offset) / 2) };
  }
  return best ?? findFrame(start, { from: low.offset, end: start.file.sizeBytes, after: -1 });
}

/** The known places on either side. */
function bracketOf(
  { file, stream, mediaInfo, audioStart }: Start,
  fromFrame: number,
): [SeekPoint, SeekPoint] {
  const end = {
    frame: Math.max(stream.frames, fromFrame + 1),
    offset: mediaInfo?.audio.end ?? file.sizeBytes,
  };
  if (mediaInfo === null) return [{ frame: 0, offset: audioStart }, end];
  const { frames, offsets } = mediaInfo.seekTable;
  const above = frames.findIndex((frame) => frame > fromFrame);
  const pointAt = (index: number): SeekPoint | null => {
    const [frame, offset] = [frames[index], offsets[index]];
    return frame === undefined || offset === undefined ? null : { frame, offset };
  };
  const low = pointAt(above < 0 ? frames.length - 1 : above - 1) ?? { frame: 0, offset: audioStart };
  return [low, (above < 0 ? null : pointAt(above)) ?? end];
}

function guessBetween(low: SeekPoint, high: SeekPoint, frame: number): number {
  const share = Math.max(0, frame - low.frame) / Math.max(1, high.frame - low.frame);
  return Math.min(high.offset - 1, Math.floor(low.offset + share * (high.offset - low.offset)));
}

interface Search {
  readonly from: number;
  readonly end: number;
  /** Frames with lower numbers aren't believed. */
  readonly after: number;
}

async function findFrame({ file, stream }: Start, { from, end, after }: Search): Promise<Found | null> {
  for (let at = from; at < end; at += FLAC_LOOK_BYTES) {
    const bytes = await file.at(at, FLAC_LOOK_BYTES + LONGEST_HEADER_BYTES);
    const found = scan(bytes, {
      stream,
      from: 0,
      fits: (frame) => frame > after && (stream.frames === 0 || frame < stream.frames),
    });
    if (found !== null) return { ...found, offset: at + found.offset };
  }
  return null;
}

/** The frame behind this one; where it is damaged or missing the next that bears a higher number; null at the end. */
async function followerOf(start: Start, current: Found, lookBytes: number): Promise<Found | null> {
  const { file, stream } = start;
  const longestBytes = longestFrameBytesOf(stream);
  const number = current.frame + current.blockFrames;
  let scannedBytes = LONGEST_HEADER_BYTES;
  for (let size = Math.min(lookBytes, longestBytes); ; size = Math.min(size * 2, longestBytes)) {
    const bytes = await file.at(current.offset, size + LONGEST_HEADER_BYTES);
    const found = scan(bytes, {
      stream,
      from: scannedBytes - LONGEST_HEADER_BYTES + 1,
      fits: (frame) => frame === number,
    });
    if (found !== null) return { ...found, offset: current.offset + found.offset };
    if (current.offset + bytes.length >= file.sizeBytes) return null;
    if (size === longestBytes) break;
    scannedBytes = bytes.length;
  }
  return findFrame(start, { from: current.offset + longestBytes, end: file.sizeBytes, after: number });
}

interface Scan {
  readonly stream: FlacStream;
  readonly from: number;
  readonly fits: (frame: number) => boolean;
}

function scan(bytes: Uint8Array, { stream, from, fits }: Scan): Found | null {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    if ((bytes[at + 1] ?? 0) >> 1 !== 0x7c) continue;
    const frame = flacFrameAt(bytes, at, stream);
    if (frame !== null && fits(frame.frame)) return { ...frame, offset: at };
  }
  return null;
}
