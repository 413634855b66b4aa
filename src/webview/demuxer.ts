// Finds the packets of a track in its bytes: mediabunny over our block buffer. Only what is needed for the first sound is
// read; the length of the whole isn't asked for, since that would read the end of an Ogg file first.
import { ADTS, CustomSource, EncodedPacketSink, FLAC, Input, MP3, MP4, OGG, WAVE } from 'mediabunny';
import type { EncodedPacket, InputAudioTrack, InputFormat } from 'mediabunny';
import type { BlockBuffer } from './blockBuffer';
import { DEMUXER_CACHE_BYTES } from './limits';
import { missingCodec, unknownFormat } from './unplayable';

/** A packet, and whether another follows. */
export interface TrackPacket {
  readonly packet: EncodedPacket;
  readonly isLast: boolean;
}

/** A track whose header was read. */
export interface DemuxedTrack {
  readonly codec: string;
  readonly sampleRate: number;
  readonly config: AudioDecoderConfig;
  /** The container's own track, for mediabunny's PCM decoder. */
  readonly container: InputAudioTrack;
  /** The packets from the one that sounds at `fromSeconds` on. */
  readonly packets: (fromSeconds: number) => AsyncGenerator<TrackPacket, void>;
}

/** A file that is being read. Closing it ends every read. */
export interface OpenFile {
  readonly track: Promise<DemuxedTrack>;
  readonly close: () => void;
}

/** Formats by what a file of this type most likely is. The type is only a hint: names and servers err. */
const LIKELY: readonly (readonly [RegExp, InputFormat])[] = [
  [/ogg|opus|vorbis/, OGG],
  [/mpeg|mp3/, MP3],
  [/flac/, FLAC],
  [/wav/, WAVE],
  [/mp4|m4a/, MP4],
  [/aac/, ADTS],
];

/** Begins to read a track's header. */
export function openFile(buffer: BlockBuffer, mediaType: string): OpenFile {
  const source = new CustomSource({
    getSize: () => buffer.sizeBytes,
    read: (start, end) => buffer.take(start, end) ?? buffer.read(start, end),
    maxCacheSize: DEMUXER_CACHE_BYTES,
  });
  const input = new Input({ source, formats: formatsFor(mediaType) });
  return {
    track: readHeader(input, mediaType),
    close: () => {
      input.dispose();
    },
  };
}

function formatsFor(mediaType: string): InputFormat[] {
  const likely = LIKELY.filter(([pattern]) => pattern.test(mediaType)).map(([, format]) => format);
  return [...likely, ...LIKELY.map(([, format]) => format).filter((format) => !likely.includes(format))];
}

async function readHeader(input: Input, mediaType: string): Promise<DemuxedTrack> {
  if (!(await input.canRead())) throw unknownFormat(mediaType);
  const container = await input.getPrimaryAudioTrack();
  if (container === null) throw unknownFormat(mediaType);
  const codec = await container.getCodec();
  const config = await container.getDecoderConfig();
  if (codec === null || config === null) throw missingCodec(await codecTag(container));
  return {
    codec,
    config,
    container,
    sampleRate: config.sampleRate,
    packets: (fromSeconds) => packetsOf(new EncodedPacketSink(container), fromSeconds),
  };
}

/** What the container calls a codec that mediabunny doesn't know. */
async function codecTag(container: InputAudioTrack): Promise<string> {
  const id = await container.getInternalCodecId();
  return typeof id === 'string' ? id : 'this track’s codec';
}

/** Packets in order, each held back until it is known whether another follows: the last one carries the track's end. */
async function* packetsOf(sink: EncodedPacketSink, fromSeconds: number): AsyncGenerator<TrackPacket, void> {
  let packet = (fromSeconds > 0 ? await sink.getPacket(fromSeconds) : null) ?? (await sink.getFirstPacket());
  while (packet !== null) {
    const next = await sink.getNextPacket(packet);
    yield { packet, isLast: next === null };
    packet = next;
  }
}
