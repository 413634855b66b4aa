// The header of a FLAC frame. Frames don't say how long they are, so the next one is searched: sync code, fields that fit the
// stream, a number that fits, and the header's checksum. Source: RFC 9639, section 9.1.

/** The longest header of a frame, in bytes: 4, a number of 7, block size and rate of 2 each, the checksum. */
export const LONGEST_HEADER_BYTES = 16;
/** Bytes of a metadata block's header, and of the content of the first, STREAMINFO. */
export const BLOCK_HEADER_BYTES = 4;
/** See `BLOCK_HEADER_BYTES`. */
export const STREAMINFO_BYTES = 34;
/** Bytes of a frame that aren't samples: header, footer and the headers of 8 subframes, with room to spare. */
const FRAME_OVERHEAD_BYTES = 128;
/** The shortest header: 4, a number of 1, the checksum. */
const SHORTEST_HEADER_BYTES = 6;

/** What all frames of a stream have in common. */
export interface FlacStream {
  readonly sampleRate: number;
  readonly channels: number;
  readonly bitsPerSample: number;
  /** PCM frames in a FLAC frame; the least is that of all but the last where they are fixed. */
  readonly leastBlockFrames: number;
  readonly mostBlockFrames: number;
  /** PCM frames in the file, or 0 where it isn't said. */
  readonly frames: number;
}

/** A frame, as its header says it. */
export interface FlacFrame {
  /** The PCM frame that it begins with. */
  readonly frame: number;
  readonly blockFrames: number;
}

const RATES = [88200, 176400, 192000, 8000, 16000, 22050, 24000, 32000, 44100, 48000, 96000];
const BITS = [0, 8, 12, 0, 16, 20, 24, 32];
const CRC8 = crc8Table();

/** What STREAMINFO says; `block` begins with its header. */
export function flacStreamOf(block: DataView): FlacStream {
  const packed = block.getBigUint64(14);
  return {
    leastBlockFrames: block.getUint16(4),
    mostBlockFrames: block.getUint16(6),
    sampleRate: Number(packed >> 44n),
    channels: Number((packed >> 41n) & 7n) + 1,
    bitsPerSample: Number((packed >> 36n) & 31n) + 1,
    frames: Number(packed & 0xfffffffffn),
  };
}

/** No frame of `stream` is longer, in bytes. */
export function longestFrameBytesOf({ mostBlockFrames, channels, bitsPerSample }: FlacStream): number {
  return mostBlockFrames * channels * Math.ceil((bitsPerSample + 1) / 8) + FRAME_OVERHEAD_BYTES;
}

/** The frame of `stream` that begins at `at`, or null where none does. */
export function flacFrameAt(bytes: Uint8Array, at: number, stream: FlacStream): FlacFrame | null {
  const header = bytes.subarray(at, at + LONGEST_HEADER_BYTES);
  const [first = 0, second = 0, third = 0, fourth = 0] = header;
  if (header.length < SHORTEST_HEADER_BYTES || first !== 0xff || second >> 1 !== 0x7c) return null;
  if (!isOfStream(fourth, stream)) return null;
  const number = codedNumberAt(header, 4);
  if (number === null) return null;
  const blockFrames = blockFramesOf(header, third >> 4, number.end);
  const rateAt = number.end + extraBytes(third >> 4);
  const crcAt = rateAt + ((third & 15) === 12 ? 1 : (third & 15) > 12 ? 2 : 0);
  if (!isRateOf(header, rateAt, stream) || crc8(header.subarray(0, crcAt)) !== header[crcAt]) return null;
  if (blockFrames < 1 || blockFrames > stream.mostBlockFrames) return null;
  const isFixed = (second & 1) === 0;
  return { frame: isFixed ? number.value * stream.mostBlockFrames : number.value, blockFrames };
}

function isOfStream(fourth: number, { channels, bitsPerSample }: FlacStream): boolean {
  const assignment = fourth >> 4;
  const frameChannels = assignment < 8 ? assignment + 1 : assignment < 11 ? 2 : 0;
  const bits = BITS[(fourth >> 1) & 7] ?? 0;
  return frameChannels === channels && (bits === 0 || bits === bitsPerSample) && (fourth & 1) === 0;
}

function isRateOf(header: Uint8Array, at: number, { sampleRate }: FlacStream): boolean {
  const rateCode = (header[2] ?? 0) & 15;
  const short = header[at] ?? 0;
  const long = short * 256 + (header[at + 1] ?? 0);
  if (rateCode === 0) return true;
  if (rateCode < 12) return RATES[rateCode - 1] === sampleRate;
  return [short * 1000, long, long * 10, -1][rateCode - 12] === sampleRate;
}

/** The number of a frame or PCM frame, coded as UTF-8 would be if it went on to 36 bits. */
function codedNumberAt(header: Uint8Array, at: number): { value: number; end: number } | null {
  const lead = header[at] ?? 0xff;
  if (lead < 0x80) return { value: lead, end: at + 1 };
  const length = Math.clz32(~(lead << 24));
  if (length < 2 || length > 7) return null;
  let value = length === 7 ? 0 : lead & (0x7f >> length);
  for (let index = 1; index < length; index++) {
    const next = header[at + index] ?? 0;
    if (next >> 6 !== 2) return null;
    value = value * 64 + (next & 0x3f);
  }
  return { value, end: at + length };
}

function extraBytes(blockCode: number): number {
  return blockCode === 6 ? 1 : blockCode === 7 ? 2 : 0;
}

function blockFramesOf(header: Uint8Array, blockCode: number, at: number): number {
  if (blockCode === 0) return 0;
  if (blockCode === 1) return 192;
  if (blockCode < 6) return 576 * 2 ** (blockCode - 2);
  if (blockCode === 6) return (header[at] ?? 0) + 1;
  if (blockCode === 7) return (header[at] ?? 0) * 256 + (header[at + 1] ?? 0) + 1;
  return 2 ** blockCode;
}

function crc8(bytes: Uint8Array): number {
  return bytes.reduce((crc, byte) => CRC8[crc ^ byte] ?? 0, 0);
}

/** The table of CRC-8 with the polynomial x⁸ + x² + x + 1. */
function crc8Table(): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x80) === 0 ? crc << 1 : ((crc << 1) ^ 0x07) & 0xff;
    return crc;
  });
}
