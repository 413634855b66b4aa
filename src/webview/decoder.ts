// From packets to samples, exact to the frame: output begins at the frame asked for and ends at the track's last playable one.
// Every decoder puts out samples in the order of its packets, so that counting says where each belongs, given the place of
// the packet that it began with. A packet that can't be decoded costs a decoder: a fresh one goes on behind it, and the hole
// is silence.
import type { DemuxedTrack } from './demuxer';
import { isPcm } from './decoding/containerSource';
import { mixDown } from './decoding/mixdown';
import { NativeDecoder } from './decoding/nativeDecoder';
import { openOpusDecoder } from './decoding/opusDecoder';
import { BadPacketError, type PacketDecoder } from './decoding/packetDecoder';
import { PcmDecoder } from './decoding/pcmDecoder';
import { framesOf, type Planes } from './decoding/planes';
import type { ChannelOrder, SoundPacket } from './decoding/soundSource';
import { Timeline } from './decoding/timeline';
import { MOST_BAD_PACKETS } from './limits';
import { isNativelyMissing } from './nativeCodecs';
import { damaged, missingCodec } from './unplayable';

export type { Planes } from './decoding/planes';

/** What decoding is made of. */
export interface DecodingOptions {
  readonly track: DemuxedTrack;
  /** Where to begin, in seconds: output begins with frame round(fromSeconds × rate). */
  readonly fromSeconds: number;
  /** Ends decoding. */
  readonly signal: AbortSignal;
  /** Resolves when more samples are wanted. */
  readonly room: () => Promise<void>;
  /** One plane for mono, two for everything else. */
  readonly onPlanes: (planes: Planes) => void;
  /** Is told once of each kind what is wrong with the file though it plays; the console is by default. */
  readonly onProblem?: (problem: string) => void;
}

/** Decodes the whole track as room is made. Resolves after the last sample. */
export async function decodeTrack(options: DecodingOptions): Promise<void> {
  const { track, fromSeconds, signal, room } = options;
  const fromFrame = Math.round(fromSeconds * track.sampleRate);
  const decoding = new Decoding(options, fromFrame);
  try {
    for await (const packet of track.packets(fromFrame)) {
      await room();
      if (signal.aborted) return;
      await decoding.decode(packet);
      if (decoding.isComplete) break;
    }
    await decoding.finish();
  } finally {
    decoding.close();
  }
}

class Decoding {
  readonly #options: DecodingOptions;
  readonly #timeline: Timeline;
  #decoder: PacketDecoder | null = null;
  #order: ChannelOrder = 'wave';
  /** Where the decoder's next output belongs, and the packets that it hasn't put out. */
  #frame = 0;
  #pending: SoundPacket[] = [];
  #badPackets = 0;
  #badInRow = 0;
  #hasOutput = false;

  constructor(options: DecodingOptions, fromFrame: number) {
    this.#options = options;
    const { track, signal, onPlanes } = options;
    this.#timeline = new Timeline({
      fromFrame,
      endFrame: track.frames,
      sampleRate: track.sampleRate,
      onPlanes: (planes) => {
        if (!signal.aborted) onPlanes(mixDown(planes, this.#order));
      },
    });
  }

  get isComplete(): boolean {
    return this.#timeline.isComplete;
  }

  async decode(packet: SoundPacket): Promise<void> {
    if (packet.isLast) this.#timeline.endAt(packet.frame + packet.frames);
    const last = this.#pending.at(-1);
    const expectedFrame = last === undefined ? this.#frame : last.frame + last.frames;
    if (this.#decoder !== null && packet.frame !== expectedFrame) await this.#end();
    await this.#feed([packet]);
  }

  async finish(): Promise<void> {
    await this.#end();
    const { track, signal } = this.#options;
    if (signal.aborted) return;
    if (!this.#hasOutput && this.#badPackets > 0) throw damaged(track.codec);
    if (this.#badPackets > 0) this.#tell(`${this.#badPackets} damaged packets were played as silence.`);
    if (track.frames === null || this.isComplete) return;
    this.#tell(`The file ends after ${this.#timeline.nextFrame} of ${track.frames} frames.`);
  }

  close(): void {
    this.#decoder?.close();
    this.#decoder = null;
  }

  /** Lets the decoder put out what it has, and lets go of it. */
  async #end(): Promise<void> {
    while (this.#decoder !== null) {
      try {
        await this.#decoder.flush();
        this.#pending = [];
        this.close();
      } catch (error) {
        await this.#feed(this.#without(error));
      }
    }
  }

  /** Decodes packets, with a fresh decoder behind each bad one. */
  async #feed(packets: SoundPacket[]): Promise<void> {
    for (let rest = packets; rest.length > 0;) {
      const [packet, ...others] = rest;
      if (packet === undefined) return;
      try {
        await this.#begin(packet);
        this.#pending.push(packet);
        await this.#decoder?.decode(packet.bytes);
        rest = others;
      } catch (error) {
        rest = [...this.#without(error), ...others];
      }
    }
  }

  /** The packets that are left after a failure: those that weren't put out, without the bad one. */
  #without(error: unknown): SoundPacket[] {
    if (!(error instanceof BadPacketError)) throw error;
    this.close();
    this.#badPackets++;
    this.#badInRow++;
    if (this.#badInRow > MOST_BAD_PACKETS) throw damaged(this.#options.track.codec);
    const left = this.#pending.slice(1);
    this.#pending = [];
    return left;
  }

  /** Makes a decoder that begins with this packet, if there is none. Vorbis puts out nothing for its first packet. */
  async #begin({ frame, frames }: SoundPacket): Promise<void> {
    if (this.#decoder !== null) return;
    const { codec } = this.#options.track;
    this.#frame = codec === 'vorbis' ? frame + frames : frame;
    this.#decoder = await this.#open();
  }

  async #open(): Promise<PacketDecoder> {
    const { track } = this.#options;
    const { codec, config } = track;
    const onPlanes = (planes: Planes): void => {
      this.#take(planes);
    };
    if (config === null || isPcm(codec)) return new PcmDecoder(track, onPlanes);
    const isMissing = isNativelyMissing(codec) || (codec === 'opus' && !(await isSupported(config)));
    if (!isMissing) return new NativeDecoder({ codec, config, onPlanes });
    if (codec !== 'opus' || !(config.description instanceof Uint8Array)) throw missingCodec(codec);
    this.#order = 'vorbis';
    return openOpusDecoder(config.description, onPlanes);
  }

  #take(planes: Planes): void {
    this.#hasOutput = true;
    this.#badInRow = 0;
    this.#timeline.put(planes, this.#frame);
    this.#frame += framesOf(planes);
    const isPutOut = ({ frame, frames }: SoundPacket): boolean => frame + frames <= this.#frame;
    while (this.#pending[0] !== undefined && isPutOut(this.#pending[0])) this.#pending.shift();
  }

  #tell(problem: string): void {
    const { onProblem } = this.#options;
    if (onProblem === undefined) console.warn(`Starling: ${problem}`);
    else onProblem(problem);
  }
}

async function isSupported(config: AudioDecoderConfig): Promise<boolean> {
  const { supported } = await AudioDecoder.isConfigSupported(config);
  return supported === true;
}
