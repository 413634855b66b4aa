// Plain numbers to samples from −1 to 1, a plane for each channel.
import { viewOf } from '../../shared/bytes';
import type { Planes } from './planes';

type Read = (view: DataView, at: number) => number;

const READS: Readonly<Record<string, readonly [sampleBytes: number, Read]>> = {
  'pcm-u8': [1, (view, at) => (view.getUint8(at) - 128) / 2 ** 7],
  'pcm-s8': [1, (view, at) => view.getInt8(at) / 2 ** 7],
  'pcm-s16': [2, (view, at) => view.getInt16(at, true) / 2 ** 15],
  'pcm-s16be': [2, (view, at) => view.getInt16(at) / 2 ** 15],
  'pcm-s24': [3, (view, at) => (view.getInt8(at + 2) * 2 ** 16 + view.getUint16(at, true)) / 2 ** 23],
  'pcm-s24be': [3, (view, at) => (view.getInt16(at) * 2 ** 8 + view.getUint8(at + 2)) / 2 ** 23],
  'pcm-s32': [4, (view, at) => view.getInt32(at, true) / 2 ** 31],
  'pcm-s32be': [4, (view, at) => view.getInt32(at) / 2 ** 31],
  'pcm-f32': [4, (view, at) => view.getFloat32(at, true)],
  'pcm-f32be': [4, (view, at) => view.getFloat32(at)],
  'pcm-f64': [8, (view, at) => view.getFloat64(at, true)],
  'pcm-f64be': [8, (view, at) => view.getFloat64(at)],
  ulaw: [1, (view, at) => fromULaw(view.getUint8(at))],
  alaw: [1, (view, at) => fromALaw(view.getUint8(at))],
};

/** Bytes of one sample of one channel. */
export function sampleBytesOf(codec: string): number {
  return READS[codec]?.[0] ?? 2;
}

/** Whole frames of `bytes` as planes; a frame that is cut off is left out. */
export function unpackPcm(
  bytes: Uint8Array,
  { codec, channels }: { codec: string; channels: number },
): Planes {
  const [sampleBytes, read] = READS[codec] ?? [0, null];
  if (read === null) throw new Error(`${codec} is no PCM codec.`);
  const view = viewOf(bytes);
  const frames = Math.floor(bytes.length / (sampleBytes * channels));
  return Array.from({ length: channels }, (_, channel) => {
    const plane = new Float32Array(frames);
    for (let frame = 0, at = channel * sampleBytes; frame < frames; frame++, at += sampleBytes * channels)
      plane[frame] = read(view, at);
    return plane;
  });
}

/** ITU-T G.711, µ-law: inverted bits of sign, exponent and mantissa over a bias of 33 (132 in 16 bits). */
function fromULaw(byte: number): number {
  const bits = ~byte & 0xff;
  const magnitude = (((bits & 15) * 8 + 132) << ((bits >> 4) & 7)) - 132;
  return ((bits & 0x80) === 0 ? magnitude : -magnitude) / 2 ** 15;
}

/** ITU-T G.711, A-law: every other bit inverted. */
function fromALaw(byte: number): number {
  const bits = byte ^ 0x55;
  const exponent = (bits >> 4) & 7;
  const base = (bits & 15) * 16 + 8;
  const magnitude = exponent === 0 ? base : (base + 256) << (exponent - 1);
  return ((bits & 0x80) === 0 ? -magnitude : magnitude) / 2 ** 15;
}
