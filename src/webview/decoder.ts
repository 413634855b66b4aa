// From packets to samples. WebCodecs decodes in threads of its own; PCM is unpacked by mediabunny. Samples come trimmed to
// what the container declares: AAC's priming is dropped at the start (the first packet's time is negative), and what a
// decoder gives beyond the last packet's end is dropped. The delay in an MP3's LAME tag isn't read yet.
import { AudioSampleSink } from 'mediabunny';
import type { EncodedPacket } from 'mediabunny';
import type { DemuxedTrack } from './demuxer';
import { DECODE_QUEUE_PACKETS } from './limits';
import { damaged, missingCodec } from './unplayable';

/** Samples of one stretch: a plane for each channel, all of one length. */
export type Planes = readonly Float32Array<ArrayBuffer>[];

/** What decoding is made of. */
export interface DecodingOptions {
  readonly track: DemuxedTrack;
  /** Where to begin, in seconds: right to a packet, as a decoder needs one or two of them to find its way in. */
  readonly fromSeconds: number;
  /** Ends decoding. */
  readonly signal: AbortSignal;
  /** Resolves when more samples are wanted. */
  readonly room: () => Promise<void>;
  readonly onPlanes: (planes: Planes) => void;
}

/** Decodes the whole track as room is made. Resolves after the last sample. */
export async function decodeTrack(options: DecodingOptions): Promise<void> {
  await (options.track.codec.startsWith('pcm-') || /^[ua]law$/.test(options.track.codec)
    ? decodePcm(options)
    : decodePackets(options));
}

async function decodePcm({ track, fromSeconds, signal, room, onPlanes }: DecodingOptions): Promise<void> {
  for await (const sample of new AudioSampleSink(track.container).samples(fromSeconds)) {
    const planes = planesOf(sample);
    sample.close();
    await room();
    if (signal.aborted) return;
    onPlanes(planes);
  }
}

async function decodePackets({ track, fromSeconds, signal, room, onPlanes }: DecodingOptions): Promise<void> {
  const trim = new Trim(onPlanes);
  const decoder = new PacketDecoder(track, (planes) => {
    if (!signal.aborted) trim.push(planes);
  });
  try {
    let isFirst = true;
    for await (const { packet, isLast } of track.packets(fromSeconds)) {
      await room();
      if (signal.aborted) return;
      if (isFirst) trim.startAt(Math.round((fromSeconds - packet.timestamp) * track.sampleRate));
      if (isLast)
        trim.endAt(Math.round((packet.timestamp + packet.duration - fromSeconds) * track.sampleRate));
      isFirst = false;
      await decoder.decode(packet);
    }
    await decoder.flush();
  } finally {
    decoder.close();
  }
}

/** Drops what lies before the declared start and after the declared end. Counts in frames. */
class Trim {
  readonly #onPlanes: (planes: Planes) => void;
  #skipFrames = 0;
  #endFrame = Infinity;
  #frames = 0;

  constructor(onPlanes: (planes: Planes) => void) {
    this.#onPlanes = onPlanes;
  }

  startAt(skipFrames: number): void {
    this.#skipFrames = Math.max(0, skipFrames);
  }

  endAt(endFrame: number): void {
    this.#endFrame = endFrame;
  }

  push(planes: Planes): void {
    const frames = planes[0]?.length ?? 0;
    const from = Math.min(this.#skipFrames, frames);
    this.#skipFrames -= from;
    const to = Math.min(frames, from + this.#endFrame - this.#frames);
    if (to <= from) return;
    this.#frames += to - from;
    this.#onPlanes(from === 0 && to === frames ? planes : planes.map((plane) => plane.slice(from, to)));
  }
}

/** WebCodecs' decoder with its errors as promises and its queue bounded. */
class PacketDecoder {
  readonly #decoder: AudioDecoder;
  readonly #codec: string;
  #failure: DOMException | null = null;

  constructor(track: DemuxedTrack, onPlanes: (planes: Planes) => void) {
    this.#codec = track.codec;
    this.#decoder = new AudioDecoder({
      output: (data) => {
        const planes = planesOf(data);
        data.close();
        onPlanes(planes);
      },
      error: (error) => {
        this.#failure = error;
        this.#decoder.dispatchEvent(new Event('dequeue'));
      },
    });
    this.#decoder.configure(track.config);
  }

  async decode(packet: EncodedPacket): Promise<void> {
    while (this.#failure === null && this.#decoder.decodeQueueSize >= DECODE_QUEUE_PACKETS) {
      await new Promise((resolve) => {
        this.#decoder.addEventListener('dequeue', resolve, { once: true });
      });
    }
    this.#throwFailure();
    this.#decoder.decode(packet.toEncodedAudioChunk());
  }

  async flush(): Promise<void> {
    this.#throwFailure();
    await this.#decoder.flush().catch((error: unknown) => {
      this.#throwFailure();
      throw error;
    });
  }

  close(): void {
    if (this.#decoder.state !== 'closed') this.#decoder.close();
  }

  #throwFailure(): void {
    if (this.#failure === null) return;
    throw this.#failure.name === 'NotSupportedError' ? missingCodec(this.#codec) : damaged(this.#codec);
  }
}

/** The part of WebCodecs' and mediabunny's sample types that is needed here. */
interface Samples {
  readonly numberOfFrames: number;
  readonly numberOfChannels: number;
  copyTo(plane: Float32Array<ArrayBuffer>, options: { planeIndex: number; format: 'f32-planar' }): void;
}

function planesOf(samples: Samples): Planes {
  return Array.from({ length: samples.numberOfChannels }, (_, planeIndex) => {
    const plane = new Float32Array(samples.numberOfFrames);
    samples.copyTo(plane, { planeIndex, format: 'f32-planar' });
    return plane;
  });
}
