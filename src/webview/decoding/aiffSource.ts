// AIFF, which mediabunny doesn't read: chunks, one that says how the numbers are laid out and one that holds them. Only kinds
// that compress nothing. Source: Apple, Audio Interchange File Format 1.3 (1989) and AIFF-C (1991).
import { textAt, viewOf } from '../../shared/bytes';
import type { MediaInfo } from '../../shared/mediaInfo';
import type { ByteRange } from '../../shared/byteRange';
import { MOST_HEADER_BLOCKS, PCM_PACKET_FRAMES } from '../limits';
import { missingCodec } from '../unplayable';
import type { FileBytes } from './fileBytes';
import { sampleBytesOf } from './pcm';
import type { SoundPacket, SoundSource } from './soundSource';

/** By type of compression and bytes a sample. AIFF is AIFF-C with `NONE`. */
const CODECS: Readonly<Record<string, string>> = {
  ...{ 'NONE/1': 'pcm-s8', 'NONE/2': 'pcm-s16be', 'NONE/3': 'pcm-s24be', 'NONE/4': 'pcm-s32be' },
  ...{
    'twos/2': 'pcm-s16be',
    'sowt/2': 'pcm-s16',
    'sowt/3': 'pcm-s24',
    'sowt/4': 'pcm-s32',
    'raw /1': 'pcm-u8',
  },
  ...{ 'in24/3': 'pcm-s24be', 'in32/4': 'pcm-s32be', 'fl32/4': 'pcm-f32be', 'fl64/8': 'pcm-f64be' },
};
const CHUNK_HEADER_BYTES = 8;
const FORM_BYTES = 12;
const COMMON_BYTES = 22;

/** How the sound of a file is laid out. */
interface Layout {
  readonly codec: string;
  readonly sampleRate: number;
  readonly channels: number;
  readonly frames: number;
}

/** Reads the header of an AIFF file, or null where it says nothing of sound. */
export async function openAiff(file: FileBytes, mediaInfo: MediaInfo | null): Promise<SoundSource | null> {
  const found = mediaInfo === null ? await readChunks(file) : ofMediaInfo(mediaInfo);
  if (found === null) return null;
  const { layout, audio } = found;
  const { codec, sampleRate, channels, frames } = layout;
  const frameBytes = channels * sampleBytesOf(codec);
  return {
    ...{ codec, sampleRate, channels, frames, config: null },
    packets: (fromFrame) => packetsFrom(file, { audio, frameBytes }, fromFrame),
  };
}

function ofMediaInfo({ codec, sampleRate, channels, frames, audio }: MediaInfo): Found {
  const frameBytes = channels * sampleBytesOf(codec);
  return {
    layout: { codec, sampleRate, channels, frames: frames ?? (audio.end - audio.start) / frameBytes },
    audio,
  };
}

interface Found {
  readonly layout: Layout;
  readonly audio: ByteRange;
}

async function readChunks(file: FileBytes): Promise<Found | null> {
  const isCompressedKind = textAt(await file.at(8, 4), 0, 4) === 'AIFC';
  let layout: Layout | null = null;
  let sound: ByteRange | null = null;
  for (
    let at = FORM_BYTES, count = 0;
    count < MOST_HEADER_BLOCKS && (layout === null || sound === null);
    count++
  ) {
    const header = await file.at(at, CHUNK_HEADER_BYTES);
    if (header.length < CHUNK_HEADER_BYTES) break;
    const start = at + CHUNK_HEADER_BYTES;
    const end = start + viewOf(header).getUint32(4);
    const id = textAt(header, 0, 4);
    if (id === 'COMM') layout = layoutOf(await file.at(start, COMMON_BYTES), isCompressedKind);
    if (id === 'SSND') sound = { start: start + 8 + (await skippedBytes(file, start)), end };
    at = end + (end % 2);
  }
  if (layout === null || sound === null) return null;
  const end = Math.min(
    sound.end,
    file.sizeBytes,
    sound.start + layout.frames * layout.channels * sampleBytesOf(layout.codec),
  );
  return { layout, audio: { start: sound.start, end } };
}

async function skippedBytes(file: FileBytes, start: number): Promise<number> {
  const bytes = await file.at(start, 4);
  return bytes.length < 4 ? 0 : viewOf(bytes).getUint32(0);
}

function layoutOf(bytes: Uint8Array, isCompressedKind: boolean): Layout | null {
  if (bytes.length < 18) return null;
  const view = viewOf(bytes);
  const type = isCompressedKind ? textAt(bytes, 18, 4) : 'NONE';
  const isLaw = /^[au]law$/i.test(type);
  const kind = `${type.startsWith('FL') ? type.toLowerCase() : type}/${Math.ceil(view.getUint16(6) / 8)}`;
  const codec = isLaw ? type.toLowerCase() : CODECS[kind];
  if (codec === undefined) throw missingCodec(`AIFF of kind ${type.trim()}`);
  return { codec, channels: view.getUint16(0), frames: view.getUint32(2), sampleRate: extendedAt(view, 8) };
}

/** An 80-bit floating-point number: sign and exponent in 16 bits, then 64 bits of mantissa with its leading 1. */
function extendedAt(view: DataView, offset: number): number {
  return Math.round(Number(view.getBigUint64(offset + 2)) * 2 ** (view.getInt16(offset) - 16_383 - 63));
}

async function* packetsFrom(
  file: FileBytes,
  { audio, frameBytes }: { readonly audio: ByteRange; readonly frameBytes: number },
  fromFrame: number,
): AsyncGenerator<SoundPacket, void> {
  const frames = Math.floor((audio.end - audio.start) / frameBytes);
  for (let frame = Math.min(fromFrame, frames); frame < frames; frame += PCM_PACKET_FRAMES) {
    const count = Math.min(PCM_PACKET_FRAMES, frames - frame);
    const bytes = await file.at(audio.start + frame * frameBytes, count * frameBytes);
    yield { bytes, frame, frames: Math.floor(bytes.length / frameBytes), isLast: frame + count === frames };
  }
}
