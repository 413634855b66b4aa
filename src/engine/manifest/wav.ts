// WAV, and RF64 or BW64 for files above 4 GiB: `fmt ` says how the sound is laid out, `data` is the sound.
// Source: Microsoft's Multimedia Programming Interface 1.0; EBU Tech 3306 for RF64.
import type { MediaInfo, PcmCodec } from '../../shared/mediaInfo';
import type { ByteRange } from '../../shared/track';
import { chunkAt, pcmFormat, pcmInfo, type Chunk, type PcmFormat } from './pcm';
import { countAt, UnknownMediaError, wholeAt, type Scan, type ScanContext } from './scan';
import { addHeader } from './sound';

/** By format tag and bits a sample. */
const CODECS: Readonly<Record<string, PcmCodec>> = {
  '1/8': 'pcm-u8',
  '1/16': 'pcm-s16',
  '1/24': 'pcm-s24',
  '1/32': 'pcm-s32',
  '3/32': 'pcm-f32',
  '3/64': 'pcm-f64',
  '6/8': 'alaw',
  '7/8': 'ulaw',
};
/** The real tag lies further on, in the sub-format. */
const EXTENSIBLE_TAG = 0xfffe;
/** The length of a `data` that was still being written, or that is given in `ds64`. */
const UNKNOWN_LENGTH = 0xffffffff;

/** Scans a WAV file; its first 12 bytes were seen already. */
export function* scanWav(context: ScanContext): Scan<MediaInfo> {
  const headers: ByteRange[] = [{ start: 0, end: 12 }];
  let format: PcmFormat | null = null;
  let longDataBytes: number | null = null;
  for (let offset = 12; ;) {
    const chunk = yield* chunkAt(offset, true);
    addHeader(headers, chunk.header);
    if (chunk.id === 'data') {
      if (format === null)
        throw new UnknownMediaError('This WAV file does not say how its sound is laid out.');
      return pcmInfo({ container: 'wav', format, data: dataOf(chunk, longDataBytes, context), headers });
    }
    if (chunk.id === 'fmt ') format = yield* formatOf(chunk);
    if (chunk.id === 'ds64') longDataBytes = countAt(yield* wholeAt(chunk.content.start, 16), 8, true);
    if (chunk.id === 'fmt ' || chunk.id === 'ds64') headers.push(chunk.content);
    offset = chunk.next;
  }
}

function* formatOf({ content }: Chunk): Scan<PcmFormat> {
  const view = yield* wholeAt(content.start, Math.min(Math.max(16, content.end - content.start), 40));
  const tag = view.getUint16(0, true);
  const isExtensible = tag === EXTENSIBLE_TAG && content.end - content.start >= 26;
  const kind = `${isExtensible ? view.getUint16(24, true) : tag}/${view.getUint16(14, true)}`;
  const codec = CODECS[kind];
  if (codec === undefined) throw new UnknownMediaError(`WAV of format and bits ${kind} is not known here.`);
  const format = pcmFormat(codec, view.getUint32(4, true), view.getUint16(2, true));
  if (view.getUint16(12, true) === format.frameBytes) return format;
  throw new UnknownMediaError(`WAV with ${view.getUint16(12, true)} bytes a frame is not known here.`);
}

/** Where the sound lies. A length that nobody knew, or that goes beyond the file, ends where the file does. */
function dataOf(
  { content }: Chunk,
  longDataBytes: number | null,
  { sizeBytes, note }: ScanContext,
): ByteRange {
  const saidBytes = content.end - content.start;
  const isKnown = saidBytes !== UNKNOWN_LENGTH && saidBytes !== 0;
  const dataBytes = isKnown ? saidBytes : (longDataBytes ?? Infinity);
  const end = Math.min(content.start + dataBytes, sizeBytes);
  if (dataBytes !== Infinity && content.start + dataBytes > sizeBytes)
    note(`The file ends ${content.start + dataBytes - sizeBytes} bytes before its sound does.`);
  return { start: content.start, end };
}
