// Ogg, MP4, WAV and ADTS through mediabunny. In Ogg it would bisect the file to seek (450 KB); with a seek table it is given
// the headers and the rest of the file from a page on instead, as if there were nothing between: times are right, as they
// come from the page's own granule.
import { ADTS, CustomSource, EncodedPacketSink, Input, MP4, OGG, WAVE } from 'mediabunny';
import type { EncodedPacket, InputAudioTrack, InputFormat } from 'mediabunny';
import { viewOf } from '../../shared/bytes';
import { seekPointOfTime, type MediaInfo } from '../../shared/mediaInfo';
import type { BlockBuffer } from '../blockBuffer';
import {
  AAC_PREROLL_SECONDS,
  DEMUXER_CACHE_BYTES,
  OPUS_PREROLL_SECONDS,
  VORBIS_PREROLL_SECONDS,
} from '../limits';
import { missingCodec } from '../unplayable';
import type { SoundPacket, SoundSource } from './soundSource';

/** Formats by what a file of this type most likely is. The type is only a hint: names and servers err. */
const LIKELY: readonly (readonly [RegExp, InputFormat])[] = [
  [/ogg|opus|vorbis/, OGG],
  [/wav/, WAVE],
  [/mp4|m4a/, MP4],
  [/aac/, ADTS],
];

/** What a container is opened with. */
export interface ContainerOptions {
  readonly buffer: BlockBuffer;
  readonly mediaType: string;
  readonly mediaInfo: MediaInfo | null;
  /** Is given everything that has to be ended with the file. */
  readonly onInput: (input: Input) => void;
}

/** A place in an Ogg file where its pages go on behind the headers. */
interface Cut {
  readonly headersEnd: number;
  readonly offset: number;
}

interface Opened {
  readonly container: InputAudioTrack;
  readonly codec: string;
  readonly sampleRate: number;
  /** PCM frames in front of the music that Opus's header declares. */
  readonly delayFrames: number;
}

/** Reads a container's header, or null where it is none that is known. */
export async function openContainer(options: ContainerOptions): Promise<SoundSource | null> {
  const input = openInput(options, null);
  if (!(await input.canRead())) return null;
  const container = await input.getPrimaryAudioTrack();
  if (container === null) return null;
  const codec = await container.getCodec();
  const config = await container.getDecoderConfig();
  if (codec === null || config === null) throw missingCodec(await codecTag(container));
  const { sampleRate, numberOfChannels: channels } = config;
  return {
    ...{ codec, sampleRate, channels, frames: options.mediaInfo?.frames ?? null },
    config: isPcm(codec) ? null : codec === 'opus' ? withoutSkip(config) : config,
    packets: (fromFrame) =>
      packetsFrom(options, { container, codec, sampleRate, delayFrames: delayOf(config) }, fromFrame),
  };
}

/** Whether a codec is plain numbers. */
export function isPcm(codec: string): boolean {
  return codec.startsWith('pcm-') || codec === 'alaw' || codec === 'ulaw';
}

function delayOf({ description }: AudioDecoderConfig): number {
  return description instanceof Uint8Array && description.length >= 12
    ? viewOf(description).getUint16(10, true)
    : 0;
}

/** Opus's decoder would drop the encoder's delay itself, also in mid-file; what is dropped is ours to decide. */
function withoutSkip(config: AudioDecoderConfig): AudioDecoderConfig {
  if (!(config.description instanceof Uint8Array)) return config;
  const description = config.description.slice();
  description.fill(0, 10, 12);
  return { ...config, description };
}

/** What the container calls a codec that mediabunny doesn't know. */
async function codecTag(container: InputAudioTrack): Promise<string> {
  const id = await container.getInternalCodecId();
  return typeof id === 'string' ? id : 'this track’s codec';
}

function openInput({ buffer, mediaType, onInput }: ContainerOptions, cut: Cut | null): Input {
  const missingBytes = cut === null ? 0 : cut.offset - cut.headersEnd;
  const read = (start: number, end: number): Uint8Array | Promise<Uint8Array> =>
    buffer.take(start, end) ?? buffer.read(start, end);
  const source = new CustomSource({
    getSize: () => buffer.sizeBytes - missingBytes,
    read: async (start, end) => {
      if (cut === null || end <= cut.headersEnd) return read(start, end);
      if (start >= cut.headersEnd) return read(start + missingBytes, end + missingBytes);
      const [head, tail] = await Promise.all([
        read(start, cut.headersEnd),
        read(cut.offset, end + missingBytes),
      ]);
      const both = new Uint8Array(end - start);
      both.set(head);
      both.set(tail, head.length);
      return both;
    },
    maxCacheSize: DEMUXER_CACHE_BYTES,
  });
  const input = new Input({ source, formats: formatsFor(mediaType) });
  onInput(input);
  return input;
}

function formatsFor(mediaType: string): InputFormat[] {
  const likely = LIKELY.filter(([pattern]) => pattern.test(mediaType)).map(([, format]) => format);
  return [...likely, ...LIKELY.map(([, format]) => format).filter((format) => !likely.includes(format))];
}

async function* packetsFrom(
  options: ContainerOptions,
  opened: Opened,
  fromFrame: number,
): AsyncGenerator<SoundPacket, void> {
  const { codec, sampleRate } = opened;
  const startFrame = fromFrame - prerollFramesOf(codec, sampleRate);
  const cut = cutFor(options, startFrame, sampleRate);
  const container = cut === null ? opened.container : await openInput(options, cut).getPrimaryAudioTrack();
  if (container === null) return;
  const sink = new EncodedPacketSink(container);
  let packet = await firstPacket(sink, cut === null ? startFrame / sampleRate : 0);
  // mediabunny cuts what lies before 0 off the times of Opus packets: from the first on, they are counted.
  let frame = codec === 'opus' && packet !== null && isFirst(packet) ? -opened.delayFrames : null;
  while (packet !== null) {
    const next = await sink.getNextPacket(packet);
    const current = toSoundPacket(packet, { codec, sampleRate, frame, isLast: next === null });
    if (frame !== null) frame = frame >= 0 ? null : current.frame + current.frames;
    if (next === null || Math.round(next.timestamp * sampleRate) > startFrame) yield current;
    packet = next;
  }
}

function isFirst({ timestamp }: EncodedPacket): boolean {
  return timestamp <= 0;
}

async function firstPacket(sink: EncodedPacketSink, fromSeconds: number): Promise<EncodedPacket | null> {
  return (fromSeconds > 0 ? await sink.getPacket(fromSeconds) : null) ?? (await sink.getFirstPacket());
}

function prerollFramesOf(codec: string, sampleRate: number): number {
  const seconds: Readonly<Record<string, number>> = {
    opus: OPUS_PREROLL_SECONDS,
    vorbis: VORBIS_PREROLL_SECONDS,
    aac: AAC_PREROLL_SECONDS,
  };
  return Math.ceil((seconds[codec] ?? 0) * sampleRate);
}

/** Where to cut an Ogg file for a seek, or null where it is read from its start or there is no table. */
function cutFor({ mediaInfo }: ContainerOptions, startFrame: number, sampleRate: number): Cut | null {
  if (mediaInfo?.container !== 'ogg' || mediaInfo.frames === null) return null;
  const { frames, offsets } = mediaInfo.seekTable;
  const point = seekPointOfTime(mediaInfo, startFrame / sampleRate);
  // The last page's granule says where the sound ends, not where its packets do: never begin with it.
  const isLast = point.offset === offsets.at(-1);
  const offset = isLast ? (offsets.at(-2) ?? mediaInfo.audio.start) : point.offset;
  if (startFrame <= (frames[0] ?? 0) || offset <= mediaInfo.audio.start) return null;
  return { headersEnd: mediaInfo.audio.start, offset };
}

interface Placing {
  readonly codec: string;
  readonly sampleRate: number;
  /** Where it begins, if its own time isn't to be believed. */
  readonly frame: number | null;
  readonly isLast: boolean;
}

function toSoundPacket(packet: EncodedPacket, { codec, sampleRate, frame, isLast }: Placing): SoundPacket {
  const start = frame ?? Math.round(packet.timestamp * sampleRate);
  const end = Math.round((packet.timestamp + packet.duration) * sampleRate);
  const frames = codec === 'opus' && !isLast ? opusFramesOf(packet.data) : end - start;
  return { bytes: packet.data, frame: start, frames, isLast };
}

/** PCM frames of an Opus packet at 48 kHz. Source: RFC 6716, section 3.1. */
function opusFramesOf(bytes: Uint8Array): number {
  const [toc = 0, second = 0] = bytes;
  const config = toc >> 3;
  const silk = [480, 960, 1920, 2880][config % 4] ?? 0;
  const each = config < 12 ? silk : config < 16 ? 480 * (1 + (config % 2)) : 120 * 2 ** (config % 4);
  return each * ([1, 2, 2, second & 63][toc & 3] ?? 1);
}
