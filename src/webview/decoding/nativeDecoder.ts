// WebCodecs' decoder, which works in threads of its own, with its errors as promises and its queue bounded.
import { DECODE_QUEUE_PACKETS } from '../limits';
import { missingCodec } from '../unplayable';
import { BadPacketError, type PacketDecoder } from './packetDecoder';
import type { Planes } from './planes';

/** What a native decoder is made of. */
export interface NativeDecoderOptions {
  readonly codec: string;
  readonly config: AudioDecoderConfig;
  readonly onPlanes: (planes: Planes) => void;
}

/** A decoder of Chromium's. */
export class NativeDecoder implements PacketDecoder {
  readonly #decoder: AudioDecoder;
  readonly #codec: string;
  #failure: DOMException | null = null;

  constructor({ codec, config, onPlanes }: NativeDecoderOptions) {
    this.#codec = codec;
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
    this.#decoder.configure(config);
  }

  async decode(bytes: Uint8Array): Promise<void> {
    while (this.#failure === null && this.#decoder.decodeQueueSize >= DECODE_QUEUE_PACKETS) {
      await new Promise((resolve) => {
        this.#decoder.addEventListener('dequeue', resolve, { once: true });
      });
    }
    this.#throwFailure();
    // Outputs are placed by counting, so that the time said here doesn't matter.
    this.#decoder.decode(new EncodedAudioChunk({ type: 'key', timestamp: 0, data: bytes }));
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
    if (this.#failure.name === 'NotSupportedError') throw missingCodec(this.#codec);
    throw new BadPacketError(this.#failure.message);
  }
}

function planesOf(data: AudioData): Planes {
  return Array.from({ length: data.numberOfChannels }, (_, planeIndex) => {
    const plane = new Float32Array(data.numberOfFrames);
    data.copyTo(plane, { planeIndex, format: 'f32-planar' });
    return plane;
  });
}
