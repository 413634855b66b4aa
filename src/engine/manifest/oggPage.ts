// A page of Ogg, and the codecs that are known in it. Source: RFC 3533 (Ogg), RFC 7845 (Opus in Ogg), Vorbis I, section 4.2.
import { spells, viewOf } from '../../shared/bytes';
import { bytesAt, type Scan } from './scan';
import { checkFormat } from './sound';

/** Bytes of a page's header without its lacing values. */
const FIXED_HEADER_BYTES = 27;
const LONGEST_HEADER_BYTES = FIXED_HEADER_BYTES + 255;
/** What every page begins with: the name, and version 0. */
const CAPTURE = 'OggS\0';
const FLAG = { continued: 1, first: 2 };

/** A page, as its header says it. */
export interface OggPage {
  readonly offset: number;
  readonly bodyOffset: number;
  readonly end: number;
  readonly serial: number;
  readonly sequence: number;
  /** Where the codec has come to with the last packet that ends here; null where none does or nothing sensible is said. */
  readonly granule: number | null;
  /** How many packets end on this page. */
  readonly packetCount: number;
  /** Whether it begins within a packet. */
  readonly isContinued: boolean;
  /** Whether a stream begins with it. */
  readonly isFirst: boolean;
}

/** A stream of sound, as its first packet says it. */
export interface OggCodec {
  readonly codec: 'vorbis' | 'opus';
  readonly sampleRate: number;
  readonly channels: number;
  readonly headerPackets: number;
  /** PCM frames in front of the music; Vorbis has none. */
  readonly delayFrames: number;
  /** The most PCM frames that one packet can add. */
  readonly mostFramesPerPacket: number;
}

/** Reads the page at `offset`; null where there is none. */
export function* pageAt(offset: number): Scan<OggPage | null> {
  const bytes = yield* bytesAt(offset, LONGEST_HEADER_BYTES);
  if (!spells(bytes, 0, CAPTURE) || bytes.length < FIXED_HEADER_BYTES) return null;
  const view = viewOf(bytes);
  const flags = view.getUint8(5);
  const bodyOffset = offset + FIXED_HEADER_BYTES + view.getUint8(26);
  const lacing = bytes.subarray(FIXED_HEADER_BYTES, bodyOffset - offset);
  return {
    ...{ offset, bodyOffset, end: bodyOffset + lacing.reduce((sum, length) => sum + length, 0) },
    ...{ serial: view.getUint32(14, true), sequence: view.getUint32(18, true), granule: granuleOf(view) },
    packetCount: lacing.reduce((count, length) => count + (length < 255 ? 1 : 0), 0),
    isContinued: (flags & FLAG.continued) !== 0,
    isFirst: (flags & FLAG.first) !== 0,
  };
}

function granuleOf(view: DataView): number | null {
  const granule = view.getInt32(10, true) * 2 ** 32 + view.getUint32(6, true);
  return granule >= 0 && granule <= Number.MAX_SAFE_INTEGER ? granule : null;
}

/** The next place behind `offset` where a page may begin, or the end of the file. */
export function* findPage(offset: number): Scan<number> {
  for (let at = offset + 1; ;) {
    const bytes = yield* bytesAt(at, CAPTURE.length);
    if (bytes.length === 0 || spells(bytes, 0, CAPTURE)) return at;
    at += nextCapture(bytes);
  }
}

/** How far to go until a page begins, or may begin where the bytes end. */
function nextCapture(bytes: Uint8Array): number {
  let at = bytes.indexOf(0x4f, 1);
  while (at >= 0 && at + CAPTURE.length <= bytes.length && !spells(bytes, at, CAPTURE))
    at = bytes.indexOf(0x4f, at + 1);
  return at < 0 ? bytes.length : at;
}

/** The sound that begins with this packet, or null where it is none that is known. */
export function codecOf(packet: Uint8Array): OggCodec | null {
  if (spells(packet, 0, '\u0001vorbis') && packet.length >= 30) return vorbisOf(viewOf(packet));
  if (spells(packet, 0, 'OpusHead') && packet.length >= 19) return opusOf(viewOf(packet));
  return null;
}

function vorbisOf(header: DataView): OggCodec {
  const format = { sampleRate: header.getUint32(12, true), channels: header.getUint8(11) };
  checkFormat(format);
  const longBlockFrames = 2 ** (header.getUint8(28) >> 4);
  return {
    ...{ codec: 'vorbis', ...format, headerPackets: 3, delayFrames: 0 },
    mostFramesPerPacket: longBlockFrames / 2,
  };
}

function opusOf(header: DataView): OggCodec {
  const format = { sampleRate: 48_000, channels: header.getUint8(9) };
  checkFormat(format);
  return {
    ...{ codec: 'opus', ...format, headerPackets: 2, delayFrames: header.getUint16(10, true) },
    mostFramesPerPacket: 5760,
  };
}
