// WebCodecs' decoder, which works in threads of its own, with its errors as promises and its queue bounded. It drops a packet that
// it can't decode without a word and counts times on as if it had never been (MP3, FLAC; Chromium 132 to 156), or fails for
// good (AAC). But it works on one packet at a time: while an output is handed over, all that were taken up, less those
// before, is the one that it is of.
import { DECODE_QUEUE_PACKETS, FIRST_DECODE_QUEUE_PACKETS } from '../limits';
import { missingCodec } from '../unplayable';
import { BadPacketError, type OnPlanes, type PacketDecoder } from './packetDecoder';
import { framesOf, type Planes } from './planes';

/** What a native decoder is made of. */
export interface NativeDecoderOptions {
  readonly codec: string;
  readonly config: AudioDecoderConfig;
  readonly onPlanes: OnPlanes;
}

/** A decoder of Chromium's. */
export class NativeDecoder implements PacketDecoder {
  readonly #decoder: AudioDecoder;
  readonly #codec: string;
  #failure: DOMException | null = null;
  /** What outputs are handed over in, a plane for each channel. */
  #memory: Planes = [];
  #takenCount = 0;
  #nextIndex = 0;

  constructor({ codec, config, onPlanes }: NativeDecoderOptions) {
    this.#codec = codec;
    this.#decoder = new AudioDecoder({
      output: (data) => {
        const planes = this.#planesOf(data);
        data.close();
        onPlanes(planes, this.#indexOfOutput());
      },
      error: (error) => {
        this.#failure = error;
        this.#decoder.dispatchEvent(new Event('dequeue'));
      },
    });
    this.#decoder.configure(config);
  }

  async decode(bytes: Uint8Array): Promise<void> {
    while (this.#failure === null && this.#decoder.decodeQueueSize >= this.#mostQueued) {
      await new Promise((resolve) => {
        this.#decoder.addEventListener('dequeue', resolve, { once: true });
      });
    }
    this.#throwFailure();
    this.#takenCount++;
    // Outputs are placed by their packet, so that the time said here doesn't matter.
    this.#decoder.decode(new EncodedAudioChunk({ type: 'key', timestamp: 0, data: bytes }));
  }

  get #mostQueued(): number {
    return this.#nextIndex === 0 ? FIRST_DECODE_QUEUE_PACKETS : DECODE_QUEUE_PACKETS;
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

  /** Never one that was put out already, whatever the queue says. */
  #indexOfOutput(): number {
    const workedOn = this.#takenCount - this.#decoder.decodeQueueSize - 1;
    const index = Math.max(this.#nextIndex, workedOn);
    this.#nextIndex = index + 1;
    return index;
  }

  #planesOf(data: AudioData): Planes {
    const { numberOfChannels, numberOfFrames } = data;
    if (this.#memory.length !== numberOfChannels || framesOf(this.#memory) < numberOfFrames)
      this.#memory = Array.from({ length: numberOfChannels }, () => new Float32Array(numberOfFrames));
    return this.#memory.map((memory, planeIndex) => {
      const plane = memory.subarray(0, numberOfFrames);
      data.copyTo(plane, { planeIndex, format: 'f32-planar' });
      return plane;
    });
  }

  #throwFailure(): void {
    if (this.#failure === null) return;
    if (this.#failure.name === 'NotSupportedError') throw missingCodec(this.#codec);
    throw new BadPacketError(this.#failure.message);
  }
}
