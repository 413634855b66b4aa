// The decoding of one play: from the place where it is to sound, once it is known what there is to know of the sound. A seek,
// or another context's rate, ends a pass and begins another (decodePass.ts) over the same bytes.
import type { MediaInfo } from '../shared/mediaInfo';
import type { Track } from '../shared/track';
import type { BlockBuffer } from './blockBuffer';
import { DecodePass, type PassEvents } from './decodePass';
import { DECODED_AHEAD_SECONDS, PREPARED_SECONDS } from './limits';
import type { Playout } from './playout';
import type { RateConverter } from './rateConverter';

/** What the decoding of a play is made of. */
export interface TrackDecodingOptions {
  readonly track: Track;
  readonly buffer: BlockBuffer;
  /** Where in the track to begin, in seconds. */
  readonly fromSeconds: number;
  /** Gain of this track: 1 is as recorded. */
  readonly level: number;
  readonly events: PassEvents;
}

/** The decoding of a play. */
export class TrackDecoding {
  readonly #options: TrackDecodingOptions;
  #mediaInfo: MediaInfo | null | undefined;
  #pass: DecodePass | null = null;
  #fromSeconds: number;
  #level: number;
  #isActive = false;
  #hasAdopted = false;

  constructor(options: TrackDecodingOptions) {
    this.#options = options;
    this.#fromSeconds = options.fromSeconds;
    this.#level = options.level;
  }

  /** Where decoded sound goes, once the header was read. */
  get playout(): Playout | null {
    return this.#pass?.playout ?? null;
  }

  /** The place in the track that sounds now or is to sound first. */
  get positionSeconds(): number {
    return this.#pass?.positionSeconds ?? this.#fromSeconds;
  }

  /** What is known of the sound, or null. */
  get mediaInfo(): MediaInfo | null {
    return this.#mediaInfo ?? null;
  }

  /** What is known of the sound, or that nothing is: decoding begins now. Said once, before the first bytes. */
  describe(mediaInfo: MediaInfo | null): void {
    if (this.#mediaInfo !== undefined) return;
    this.#mediaInfo = mediaInfo;
    this.begin();
  }

  /** It is to sound soon: no longer only its beginning is got ready. */
  activate(): void {
    if (this.#isActive) return;
    this.#isActive = true;
    this.#pass?.wantMore();
  }

  /** Takes the gain of this track. */
  setLevel(level: number): void {
    this.#level = level;
    this.playout?.setLevel(level);
  }

  /** Hands over everything that is decoded: it is to sound now. */
  drain(): void {
    this.#pass?.drain();
  }

  /** Ends what is under way: what begins next begins at another place. */
  moveTo(seconds: number): void {
    this.end();
    this.#fromSeconds = seconds;
  }

  /** Begins, if it is known what there is to know; nothing may be under way. */
  begin(): void {
    if (this.#mediaInfo !== undefined) this.#begin(null, null);
  }

  /** Begins again where it began, for a context of this rate; null: of the one that suits the track best. */
  beginAnew(rate: number | null): void {
    this.end();
    this.#begin(rate, null);
  }

  /** Begins again and goes on with the converter of another play, if it is decoded from and to the same rates. */
  adopt(converter: RateConverter): boolean {
    if (!converter.hasMemory || this.#pass?.converter?.fromHz !== converter.fromHz) return false;
    this.end();
    this.#begin(converter.toHz, converter);
    this.#hasAdopted = true;
    return true;
  }

  /** Whether it goes on with another play's converter: its first frames are that one's. */
  get hasAdopted(): boolean {
    return this.#hasAdopted;
  }

  /** Ends it with a ramp. */
  end(): void {
    this.#hasAdopted = false;
    this.#pass?.dispose();
    this.#pass = null;
  }

  #begin(rate: number | null, converter: RateConverter | null): void {
    const { track, buffer, events } = this.#options;
    this.#pass = new DecodePass({
      buffer,
      track,
      mediaInfo: this.#mediaInfo ?? null,
      fromSeconds: this.#fromSeconds,
      rate,
      converter,
      aheadSeconds: () => (this.#isActive ? DECODED_AHEAD_SECONDS : PREPARED_SECONDS),
      level: () => this.#level,
      events,
    });
  }
}
