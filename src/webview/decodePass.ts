// One decoding of a track from a place on: header, packets, samples at the context's rate, blocks in a playout. A seek, or
// another context, is a new pass over the same bytes. It reads on by itself; how far ahead is asked of its owner, for a play
// that may come soon needs half a second and one that sounds needs fifteen.
import type { MediaInfo } from '../shared/mediaInfo';
import type { Track } from '../shared/track';
import { BlockAssembler } from './blockAssembler';
import type { BlockBuffer } from './blockBuffer';
import { decodeTrack, type Planes } from './decoder';
import { openFile, type DemuxedTrack } from './demuxer';
import { Disposables } from './disposables';
import { Playout, type PlayoutEvents } from './playout';
import { RateConverter } from './rateConverter';
import { contextRate } from './speakers';
import { UnplayableError, damaged, unknownFormat } from './unplayable';

/** What a pass tells. */
export interface PassEvents extends PlayoutEvents {
  /** There is sound, or more of it. */
  onBlock: () => void;
  /** The last sample is decoded. True where another pass goes on with the converter: then it keeps what is left in it. */
  onLastDecoded: (converter: RateConverter) => boolean;
  /** Everything is in the playout. */
  onDecoded: () => void;
  onFailed: (error: UnplayableError) => void;
}

/** What a pass is made of. */
export interface PassOptions {
  readonly buffer: BlockBuffer;
  readonly track: Track;
  readonly mediaInfo: MediaInfo | null;
  readonly fromSeconds: number;
  /** The rate of the context that it is for; null for the one that suits the track best. */
  readonly rate: number | null;
  /** What the pass before it converted rates with: the sound goes on in it without a joint. */
  readonly converter: RateConverter | null;
  /** How much decoded sound is wanted ahead, in seconds. */
  readonly aheadSeconds: () => number;
  readonly level: () => number;
  readonly events: PassEvents;
}

/** A pass and its playout. */
export class DecodePass {
  readonly #options: PassOptions;
  readonly #abort = new AbortController();
  readonly #disposables = new Disposables();
  readonly #assembler = new BlockAssembler();
  #playout: Playout | null = null;
  #converter: RateConverter | null = null;
  #makeRoom: () => void = () => undefined;

  constructor(options: PassOptions) {
    this.#options = options;
    this.#disposables.add(() => {
      const reason = new Error('The pass is over.');
      this.#abort.abort(reason);
      options.buffer.cancelReads(reason);
      this.#makeRoom();
    });
    void this.#run();
  }

  /** Where decoded sound goes, once the header was read. */
  get playout(): Playout | null {
    return this.#playout;
  }

  /** What changes the rate, once the header was read. */
  get converter(): RateConverter | null {
    return this.#converter;
  }

  /** The place in the track that sounds now or is to sound first. */
  get positionSeconds(): number {
    return this.#options.fromSeconds + (this.#playout?.positionSeconds ?? 0);
  }

  /** Hands over everything that is decoded: it is to sound now, and short blocks would need short waits. */
  drain(): void {
    const planes = this.#assembler.takeAll();
    if (planes !== null) this.#playout?.append(planes);
  }

  /** More is wanted than before. */
  wantMore(): void {
    this.#makeRoom();
  }

  /** Ends it with a ramp. */
  dispose(): void {
    this.#playout?.stop();
    this.#disposables.dispose();
  }

  async #run(): Promise<void> {
    const { track, buffer, events, mediaInfo } = this.#options;
    const file = openFile(buffer, { mediaType: track.mediaType, mediaInfo });
    this.#disposables.add(file.close);
    try {
      await this.#decode(await file.track);
    } catch (error) {
      if (this.#abort.signal.aborted) return;
      console.warn('Starling: a track could not be played.', error);
      events.onFailed(error instanceof UnplayableError ? error : unknownFormat(track.mediaType));
    }
  }

  async #decode(track: DemuxedTrack): Promise<void> {
    const { signal } = this.#abort;
    signal.throwIfAborted();
    const { fromSeconds } = this.#options;
    const playout = this.#openPlayout(this.#options.rate ?? contextRate(track.sampleRate));
    const converter = this.#options.converter ?? new RateConverter(track.sampleRate, playout.sampleRate);
    this.#converter = converter;
    await decodeTrack({
      track,
      fromSeconds,
      signal,
      room: () => this.#room(playout),
      onPlanes: (planes) => {
        this.#assembler.push(converter.push(planes));
        this.#feed(playout, playout.aheadFrames);
      },
    });
    signal.throwIfAborted();
    if (!this.#options.events.onLastDecoded(converter)) this.#assembler.push(converter.flush());
    const rest = this.#assembler.takeAll();
    if (rest !== null) playout.append(rest);
    else if (playout.decodedFrames === 0 && fromSeconds === 0) throw damaged(track.codec);
    playout.finish();
    this.#options.events.onDecoded();
  }

  #openPlayout(sampleRate: number): Playout {
    const { events, fromSeconds, level } = this.#options;
    const playout = new Playout({
      sampleRate,
      isInTheMiddle: fromSeconds > 0,
      events: {
        ...events,
        onBlockEnded: () => {
          this.#feed(playout, playout.blocksAhead > 1 ? playout.aheadFrames : 0);
          this.#makeRoom();
          events.onBlockEnded();
        },
      },
    });
    playout.setLevel(level());
    this.#playout = playout;
    return playout;
  }

  /** Turns what is decoded into a block if one is due, with so many frames still ahead of it. */
  #feed(playout: Playout, aheadFrames: number): void {
    const planes: Planes | null = this.#assembler.takeDue(aheadFrames);
    if (planes === null) return;
    playout.append(planes);
    this.#options.events.onBlock();
  }

  async #room(playout: Playout): Promise<void> {
    while (this.#isFull(playout) && !this.#abort.signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#makeRoom = resolve;
      });
    }
  }

  #isFull(playout: Playout): boolean {
    return playout.aheadFrames + this.#assembler.frames >= this.#options.aheadSeconds() * playout.sampleRate;
  }
}
