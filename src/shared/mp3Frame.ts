// The header of an MPEG audio frame, layer III, and the tag of Xing and LAME that a first frame may carry in place of sound.
// Source: ISO/IEC 11172-3 and 13818-3, section 2.4.1.3; gabriel.mp3-tech.org/mp3infotag.html for the tag.
import { spells, textAt, viewOf } from './bytes';
import { id3SizeBytes } from './id3';

/** Bytes of a frame's header. */
export const FRAME_HEADER_BYTES = 4;
/** The longest frame, in bytes: 320 kbit/s at 32 kHz, or 160 kbit/s at 8 kHz, and a byte of padding. */
export const LONGEST_FRAME_BYTES = 1441;
/** What every decoder adds to the encoder's delay, in PCM frames. Source: LAME's technical FAQ. */
export const DECODER_DELAY_FRAMES = 529;
/** Up to here lies all of a frame that is looked at, in bytes: the latest tag ends at 36 + 120 + 24. */
export const TAG_BYTES = 180;

const KBITS_1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const KBITS_2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const RATES_1 = [44100, 48000, 32000];
/** How often the rates of a version go into those of version 1, by the two bits of the header; 1 is no version. */
const RATE_DIVISORS = [4, 0, 2, 1];
const LAYER_3 = 1;
const MONO = 3;
const ID3V1_BYTES = 128;
const APE_HEADER_BYTES = 32;

/** A frame, as its header says it. */
export interface Mp3Frame {
  readonly sizeBytes: number;
  /** Kilobits a second. */
  readonly kbits: number;
  readonly sampleRate: number;
  readonly channels: number;
  /** PCM frames in this MP3 frame. */
  readonly pcmFrames: number;
  /** Where a Xing tag lies, if this frame carries one: behind the side information. */
  readonly tagOffset: number;
}

/** What a Xing or Info tag says. */
export interface XingTag {
  /** Whether all frames have one bit rate: the tag is called Info then. */
  readonly isCbr: boolean;
  /** MP3 frames in the file, without the one of the tag. */
  readonly frameCount: number | null;
  /** PCM frames, as LAME declares them; null where the tag isn't LAME's. */
  readonly delayFrames: number | null;
  readonly paddingFrames: number | null;
  /** Bytes of the file from this frame on. */
  readonly sizeBytes: number | null;
  /** For each hundredth of the time where it lies, in 256ths of `sizeBytes`: an approximation. */
  readonly toc: Uint8Array | null;
}

/** Whether a frame of layer III may begin with these bytes. */
export function isMpegSync(bytes: Uint8Array, at = 0): boolean {
  const second = bytes[at + 1] ?? 0;
  return bytes[at] === 0xff && (second & 0xe0) === 0xe0 && ((second >> 1) & 3) === LAYER_3;
}

/** The frame that begins with these bytes, or null where none does. Free format (no bitrate) isn't known here. */
export function frameAt(bytes: Uint8Array, at = 0): Mp3Frame | null {
  if (!isMpegSync(bytes, at)) return null;
  const [second, third, fourth] = [bytes[at + 1] ?? 0, bytes[at + 2] ?? 0, bytes[at + 3] ?? 0];
  const divisor = RATE_DIVISORS[(second >> 3) & 3] ?? 0;
  const kbits = (divisor === 1 ? KBITS_1 : KBITS_2)[third >> 4] ?? 0;
  const sampleRate = (RATES_1[(third >> 2) & 3] ?? 0) / divisor;
  if (kbits === 0 || !(sampleRate > 0 && sampleRate < Infinity)) return null;
  const channels = fourth >> 6 === MONO ? 1 : 2;
  const pcmFrames = divisor === 1 ? 1152 : 576;
  const sizeBytes = Math.floor((pcmFrames * kbits * 125) / sampleRate) + ((third >> 1) & 1);
  return { sizeBytes, kbits, sampleRate, channels, pcmFrames, tagOffset: tagOffset(divisor === 1, channels) };
}

function tagOffset(isVersion1: boolean, channels: number): number {
  if (isVersion1) return FRAME_HEADER_BYTES + (channels === 1 ? 17 : 32);
  return FRAME_HEADER_BYTES + (channels === 1 ? 9 : 17);
}

/** Whether this frame carries a tag (Xing, Info or Fraunhofer's VBRI) in place of sound. */
export function isTagFrame(bytes: Uint8Array, { tagOffset: at }: Mp3Frame): boolean {
  return spells(bytes, at, 'Xing') || spells(bytes, at, 'Info') || spells(bytes, 36, 'VBRI');
}

/** What the tag of a frame says; `bytes` hold the frame as far as `TAG_BYTES`. Of VBRI nothing is taken. */
export function xingTagOf(bytes: Uint8Array, { tagOffset: at }: Mp3Frame): XingTag {
  const nothing = {
    ...{ isCbr: spells(bytes, at, 'Info'), frameCount: null, delayFrames: null, paddingFrames: null },
    ...{ sizeBytes: null, toc: null },
  };
  if (spells(bytes, 36, 'VBRI') || bytes.length < at + 12) return nothing;
  const flags = viewOf(bytes).getUint32(at + 4);
  const frameCount = (flags & 1) === 0 ? null : viewOf(bytes).getUint32(at + 8);
  const endOf = (fields: number): number =>
    at + 8 + [4, 4, 100, 4].slice(0, fields).reduce((sum, size, bit) => sum + ((flags >> bit) & 1) * size, 0);
  const hasToc = (flags & 6) === 6 && bytes.length >= endOf(3);
  const sizeBytes = hasToc ? viewOf(bytes).getUint32(endOf(1)) : null;
  const toc = hasToc ? bytes.slice(endOf(2), endOf(3)) : null;
  const lame = endOf(4);
  const said = { ...nothing, frameCount, sizeBytes, toc };
  if (bytes.length < lame + 24 || !/^[A-Za-z]/.test(textAt(bytes, lame, 4))) return said;
  const trims = viewOf(bytes).getUint32(lame + 20) & 0xffffff;
  return { ...said, delayFrames: trims >> 12, paddingFrames: trims & 0xfff };
}

/** The length of the tag (ID3, APE) that begins with these bytes, or 0 where none does. */
export function tagSizeBytes(bytes: Uint8Array): number {
  if (spells(bytes, 0, 'TAG')) return ID3V1_BYTES;
  if (!spells(bytes, 0, 'APETAGEX') || bytes.length < APE_HEADER_BYTES) return id3SizeBytes(bytes);
  return APE_HEADER_BYTES + viewOf(bytes).getUint32(12, true);
}

/** Whether two frames can belong to one stream. */
export function isLikeFrame(frame: Mp3Frame, first: Mp3Frame): boolean {
  return frame.sampleRate === first.sampleRate && frame.pcmFrames === first.pcmFrames;
}

/**
 * How far from the start of `bytes` it is to the next place where a frame (like `first`, if there was one) may lie; 0 where
 * one does, and another or a tag follows, or the bytes end with it. Look at twice the longest frame at least.
 */
export function bytesToFrame(bytes: Uint8Array, first: Mp3Frame | null): number {
  return isFrameConfirmed(bytes, first) ? 0 : nextSync(bytes);
}

/** How far to go until a frame may begin again, at least 1. */
function nextSync(bytes: Uint8Array): number {
  let at = bytes.indexOf(0xff, 1);
  while (at >= 0 && at + 1 < bytes.length && !isMpegSync(bytes, at)) at = bytes.indexOf(0xff, at + 1);
  return at < 0 ? bytes.length : at;
}

function isFrameConfirmed(bytes: Uint8Array, first: Mp3Frame | null): boolean {
  const frame = frameAt(bytes);
  if (frame === null || (first !== null && !isLikeFrame(frame, first))) return false;
  if (frame.sizeBytes + FRAME_HEADER_BYTES > bytes.length) return frame.sizeBytes === bytes.length;
  const next = frameAt(bytes, frame.sizeBytes);
  return next !== null ? isLikeFrame(next, frame) : tagSizeBytes(bytes.subarray(frame.sizeBytes)) > 0;
}
