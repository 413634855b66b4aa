// From packets to samples, exact to the frame: output begins at the frame asked for and ends at the track's last playable one.
// Decoders say which of their packets an output is of, and it goes where that packet belongs. A packet that can't be decoded
// costs silence of its length and, where the decoder doesn't survive it, a fresh decoder that goes on behind it.
import type { DemuxedTrack } from './demuxer';
import { isPcm } from './decoding/containerSource';
import { mixDown } from './decoding/mixdown';
import { NativeDecoder } from './decoding/nativeDecoder';
import { openOpusDecoder } from './decoding/opusDecoder';
import { BadPacketError, type PacketDecoder } from './decoding/packetDecoder';
import { PcmDecoder } from './decoding/pcmDecoder';
import type { Planes } from './decoding/planes';
import type { ChannelOrder, SoundPacket } from './decoding/soundSource';
import { Timeline } from './decoding/timeline';
import { EARLY_END_SECONDS, MOST_BAD_PACKETS } from './limits';
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
  /** One plane for mono, two for everything else. They are lent: whoever keeps samples copies them. */
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
  /** The packets of this decoder that it hasn't put out, and the number of those before them. */
  #pending: SoundPacket[] = [];
  #doneCount = 0;
  /** How many packets nothing came of, in all and since the last good one. */
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
    for (let rest = [packet]; rest.length > 0;) rest = await this.#decodeFirst(rest);
  }

  /** Lets the decoder put out what it has. */
  async finish(): Promise<void> {
    while (this.#decoder !== null) {
      try {
        await this.#decoder.flush();
        this.close();
      } catch (error) {
        for (let rest = this.#without(error); rest.length > 0;) rest = await this.#decodeFirst(rest);
      }
    }
    if (!this.#options.signal.aborted) this.#judge();
  }

  close(): void {
    this.#decoder?.close();
    this.#decoder = null;
  }

  /** Returns the packets that are still to be decoded: the others, and after a failure also those that were under way. */
  async #decodeFirst([packet, ...others]: readonly SoundPacket[]): Promise<SoundPacket[]> {
    if (packet === undefined) return [];
    try {
      this.#decoder ??= await this.#open();
      this.#pending.push(packet);
      await this.#decoder.decode(packet.bytes);
      return others;
    } catch (error) {
      return [...this.#without(error), ...others];
    }
  }

  /** After a failure: the packets that weren't put out, without the bad one, which is the first of them. */
  #without(error: unknown): SoundPacket[] {
    if (!(error instanceof BadPacketError)) throw error;
    this.close();
    this.#skipped(1);
    const left = this.#pending.slice(1);
    this.#pending = [];
    this.#doneCount = 0;
    return left;
  }

  #skipped(packets: number): void {
    this.#badPackets += packets;
    this.#badInRow += packets;
    if (this.#badInRow > MOST_BAD_PACKETS) throw damaged(this.#options.track.codec);
  }

  async #open(): Promise<PacketDecoder> {
    const { track } = this.#options;
    const { codec, config } = track;
    const onPlanes = (planes: Planes, index: number): void => {
      this.#take(planes, index);
    };
    if (config === null || isPcm(codec)) return new PcmDecoder(track, onPlanes);
    const isMissing = isNativelyMissing(codec) || (codec === 'opus' && !(await isSupported(config)));
    if (!isMissing) return new NativeDecoder({ codec, config, onPlanes });
    if (codec !== 'opus' || !(config.description instanceof Uint8Array)) throw missingCodec(codec);
    this.#order = 'vorbis';
    return openOpusDecoder(config.description, onPlanes);
  }

  /** Takes what the packet with this number became. Nothing came of those before it; of the first one, Vorbis makes nothing. */
  #take(planes: Planes, index: number): void {
    const passed = this.#pending.splice(0, index - this.#doneCount + 1);
    const packet = passed.at(-1);
    if (packet === undefined) return;
    this.#badPackets +=
      passed.length - 1 - (this.#doneCount === 0 && this.#options.track.codec === 'vorbis' ? 1 : 0);
    this.#doneCount = index + 1;
    this.#hasOutput = true;
    this.#badInRow = 0;
    this.#timeline.put(planes, packet.frame);
  }

  /** Says what was wrong, if anything. */
  #judge(): void {
    const { track } = this.#options;
    if (!this.#hasOutput && this.#badPackets > 0) throw damaged(track.codec);
    if (this.#badPackets > 0) this.#tell(`${this.#badPackets} damaged packets were played as silence.`);
    const missingFrames = (track.frames ?? 0) - this.#timeline.nextFrame;
    if (missingFrames <= EARLY_END_SECONDS * track.sampleRate) return;
    this.#tell(`The file ends ${(missingFrames / track.sampleRate).toFixed(1)} s early.`);
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
