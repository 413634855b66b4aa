// Pictures of tracks, from outside: what one is, by its own bytes alone. Only what browsers show as plain pixels is taken; an SVG
// is a program. Sizes in pixels are read from the header, so that nobody has to unpack a picture to learn that it is too large.
// Sources: PNG (W3C, 11.2.2), GIF89a (section 18), JPEG (ITU-T T.81, B.2.2), WebP (RFC 9649, 2.4 to 2.7).
import { createHash } from 'node:crypto';
import type { Cover } from '../ports';

/** The largest picture taken, in bytes: scans of 1,500 pixels have one or two million. */
export const MOST_PICTURE_BYTES = 4 * 1024 * 1024;
/** The longest side, and the most pixels: 64 MB unpacked. */
const LONGEST_SIDE = 8_192;
const MOST_PIXELS = 4_096 * 4_096;

type Size = readonly [width: number, height: number];

/** The picture that these bytes are, or null where they are none that is shown. */
export function coverOf(bytes: Uint8Array): Cover | null {
  if (bytes.length > MOST_PICTURE_BYTES) return null;
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (const [mediaType, read] of Object.entries(HEADERS)) {
    const [width, height] = sizeIn(view, read);
    if (!(width > 0 && height > 0)) continue;
    if (Math.max(width, height) > LONGEST_SIDE || width * height > MOST_PIXELS) return null;
    return { id: createHash('sha256').update(bytes).digest('hex'), mediaType, bytes };
  }
  return null;
}

const HEADERS: Readonly<Record<string, (bytes: Buffer) => Size | null>> = {
  'image/jpeg': jpegSize,
  'image/png': pngSize,
  'image/webp': webpSize,
  'image/gif': gifSize,
};

function sizeIn(bytes: Buffer, read: (bytes: Buffer) => Size | null): Size {
  try {
    return read(bytes) ?? [0, 0];
  } catch (error) {
    if (error instanceof RangeError) return [0, 0]; // It ends within its header.
    throw error;
  }
}

function pngSize(bytes: Buffer): Size | null {
  const isPng = bytes.readUInt32BE(0) === 0x89504e47 && bytes.toString('latin1', 12, 16) === 'IHDR';
  return isPng ? [bytes.readUInt32BE(16), bytes.readUInt32BE(20)] : null;
}

function gifSize(bytes: Buffer): Size | null {
  const isGif = /^GIF8[79]a$/.test(bytes.toString('latin1', 0, 6));
  return isGif ? [bytes.readUInt16LE(6), bytes.readUInt16LE(8)] : null;
}

/** The first frame header: SOF0 to SOF15, of which three numbers are other markers. */
function jpegSize(bytes: Buffer): Size | null {
  if (bytes.readUInt16BE(0) !== 0xffd8) return null;
  for (let at = 2; bytes.readUInt8(at) === 0xff;) {
    const marker = bytes.readUInt8(at + 1);
    const isFiller = marker === 0xff;
    const isAlone = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return [bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5)];
    at += isFiller ? 1 : isAlone ? 2 : 2 + bytes.readUInt16BE(at + 2);
  }
  return null;
}

function webpSize(bytes: Buffer): Size | null {
  if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WEBP') return null;
  switch (bytes.toString('latin1', 12, 16)) {
    case 'VP8 ':
      return [bytes.readUInt16LE(26) & 0x3fff, bytes.readUInt16LE(28) & 0x3fff];
    case 'VP8L': {
      const packed = bytes.readUInt32LE(21);
      return [1 + (packed & 0x3fff), 1 + ((packed >>> 14) & 0x3fff)];
    }
    case 'VP8X':
      return [1 + bytes.readUIntLE(24, 3), 1 + bytes.readUIntLE(27, 3)];
    default:
      return null;
  }
}
