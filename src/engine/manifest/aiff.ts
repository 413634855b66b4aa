// AIFF and its uncompressed AIFF-C kinds: `COMM` says how the sound is laid out, `SSND` is the sound; either may come first.
// Source: Apple, Audio Interchange File Format 1.3 (1989) and AIFF-C (1991).
import { textAt } from '../../shared/bytes';
import type { MediaInfo, PcmCodec } from '../../shared/mediaInfo';
import type { ByteRange } from '../../shared/track';
import { chunkAt, pcmFormat, pcmInfo, type Chunk, type PcmFormat } from './pcm';
import { bytesAt, UnknownMediaError, wholeAt, type Scan, type ScanContext } from './scan';
import { addHeader } from './sound';

/** By type of AIFF-C compression (those that compress nothing) and bits a sample. AIFF is AIFF-C with `NONE`. */
const CODECS: Readonly<Record<string, PcmCodec>> = {
  'NONE/8': 'pcm-s8',
  'NONE/16': 'pcm-s16be',
  'NONE/24': 'pcm-s24be',
  'NONE/32': 'pcm-s32be',
  'twos/16': 'pcm-s16be',
  'sowt/16': 'pcm-s16',
  'sowt/24': 'pcm-s24',
  'sowt/32': 'pcm-s32',
  'raw /8': 'pcm-u8',
  'in24/24': 'pcm-s24be',
  'in32/32': 'pcm-s32be',
  'fl32/32': 'pcm-f32be',
  'fl64/64': 'pcm-f64be',
  'alaw/8': 'alaw',
  'ulaw/8': 'ulaw',
};

interface Common extends PcmFormat {
  /** PCM frames, as said. */
  readonly frames: number;
}

/** Scans an AIFF file; its first 12 bytes were seen already. */
export function* scanAiff(context: ScanContext): Scan<MediaInfo> {
  const headers: ByteRange[] = [{ start: 0, end: 12 }];
  const isCompressedKind = textAt(yield* bytesAt(8, 4), 0, 4) === 'AIFC';
  let common: Common | null = null;
  let sound: ByteRange | null = null;
  for (let offset = 12; common === null || sound === null;) {
    const chunk = yield* chunkAt(offset, false);
    addHeader(headers, chunk.header);
    if (chunk.id === 'COMM') common = yield* commonOf(chunk, isCompressedKind);
    if (chunk.id === 'COMM') headers.push(chunk.content);
    if (chunk.id === 'SSND') sound = yield* soundOf(chunk);
    offset = chunk.next;
  }
  return pcmInfo({ container: 'aiff', format: common, data: dataOf(common, sound, context), headers });
}

function* commonOf({ content }: Chunk, isCompressedKind: boolean): Scan<Common> {
  const view = yield* wholeAt(content.start, isCompressedKind ? 22 : 18);
  const type = isCompressedKind ? textAt(view, 18, 4) : 'NONE';
  const sampleBits = /LAW$/i.test(type) ? 8 : Math.ceil(view.getUint16(6) / 8) * 8;
  const kind = `${/^(FL|[AU]LAW)/.test(type) ? type.toLowerCase() : type}/${sampleBits}`;
  const codec = CODECS[kind];
  if (codec === undefined) throw new UnknownMediaError(`AIFF of kind and bits ${kind} is not known here.`);
  return { ...pcmFormat(codec, extendedAt(view, 8), view.getUint16(0)), frames: view.getUint32(2) };
}

/** An 80-bit floating-point number: sign and exponent in 16 bits, then 64 bits of mantissa with the leading 1 written out. */
function extendedAt(view: DataView, offset: number): number {
  const exponent = view.getInt16(offset) - 16383;
  return Math.round(Number(view.getBigUint64(offset + 2)) * 2 ** (exponent - 63));
}

function* soundOf({ content }: Chunk): Scan<ByteRange> {
  const skippedBytes = (yield* wholeAt(content.start, 8)).getUint32(0);
  return { start: content.start + 8 + skippedBytes, end: content.end };
}

function dataOf(
  { frames, frameBytes }: Common,
  sound: ByteRange,
  { sizeBytes, note }: ScanContext,
): ByteRange {
  const end = Math.min(sound.start + frames * frameBytes, sound.end);
  if (end > sizeBytes) note(`The file ends ${end - sizeBytes} bytes before its sound does.`);
  return { start: sound.start, end: Math.min(end, sizeBytes) };
}
