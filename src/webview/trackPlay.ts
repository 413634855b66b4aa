// One going-through of a track: bytes in (playBytes.ts), decoded (trackDecoding.ts), sound out. It is made in the tick of the
// click, or long before for a track that may come soon: then it gets its beginning ready and waits. It reads and decodes what
// comes whether or not it may sound yet, and starts as soon as it is wanted, unlocked and has a block; or at the very frame
// where the play before it ends. When it sounds is decided here.
import type { MediaInfo } from '../shared/mediaInfo';
import type { ByteRange, Track } from '../shared/track';
import type { PassEvents } from './decodePass';
import { PREPARED_SECONDS, REBUFFER_SECONDS } from './limits';
import type { SoundSource } from '../shared/soundSource';
import { PlayBytes } from './playBytes';
import type { Joint, Playout } from './playout';
import type { RateConverter } from './rateConverter';
import type { ShownPlay } from './shownBytes';
import type { Output, Speakers } from './speakers';
import { TrackDecoding } from './trackDecoding';
import type { UnplayableError } from './unplayable';

/** What a play needs of its surroundings. */
export interface TrackPlayOptions {
  readonly track: Track;
  /** Whether it is got ready before anybody asks for it. */
  readonly isPrepared: boolean;
  /** Where in the track to begin, in seconds. */
  readonly fromSeconds: number;
  /** Gain of this track: 1 is as recorded. */
  readonly level: number;
  readonly speakers: Speakers;
  /** Extends the credit for bytes. */
  readonly sendWindow: (window: ByteRange) => void;
  /** These bytes were let go of. */
  readonly sendDropped: (range: ByteRange) => void;
  /** The play that is to follow this one without a joint, or null. Asked when the last sample is decoded. */
  readonly successor: () => TrackPlay | null;
  /** State or position changed. */
  readonly onChange: () => void;
  /** Samples begin to flow, so many seconds ago: before `onChange` says so. Also after an underrun, a seek and a pause. */
  readonly onBegan: (soundedSeconds: number) => void;
}

/** How a play stands. `waiting`: no sample flows, because none is wanted, allowed or there. */
export type PlayPhase = 'waiting' | 'sounding' | 'ended' | 'failed';

/** Where and when a play's last frame will have sounded. */
export interface PlayEnd {
  readonly output: Output;
  readonly time: number;
}

/** A play and its pipeline. */
export class TrackPlay {
  readonly #options: TrackPlayOptions;
  readonly #abort = new AbortController();
  readonly #bytes: PlayBytes;
  readonly #decoding: TrackDecoding;
  /** What it sounds on, or is joined to. */
  #output: Output | null = null;
  #isWanted = false;
  #isRebuffering = false;
  #isJoined = false;
  #phase: PlayPhase = 'waiting';
  #failure: string | null = null;

  constructor(options: TrackPlayOptions) {
    this.#options = options;
    const { track, isPrepared, sendWindow, sendDropped, fromSeconds, level } = options;
    const { signal } = this.#abort;
    this.#bytes = new PlayBytes({ track, isPrepared, sendWindow, sendDropped, signal });
    const { buffer } = this.#bytes;
    this.#decoding = new TrackDecoding({ track, buffer, fromSeconds, level, events: this.#passEvents() });
  }

  get phase(): PlayPhase {
    return this.#phase;
  }

  /** Why it failed, as a sentence for the listener, or null. */
  get failure(): string | null {
    return this.#failure;
  }

  get positionSeconds(): number {
    return this.#decoding.positionSeconds;
  }

  /** What the view shows of its bytes. */
  get shown(): ShownPlay {
    const { mediaInfo, positionSeconds } = this.#decoding;
    return { track: this.#options.track, mediaInfo, bytes: this.#bytes, positionSeconds };
  }

  /** Whether its beginning is decoded: it can sound at once. */
  get isReady(): boolean {
    return this.#phase === 'waiting' && (this.#playout?.blocksAhead ?? 0) > 0;
  }

  /** The context that it sounds on, or null. */
  get context(): AudioContext | null {
    return this.#phase === 'sounding' ? (this.#output?.context ?? null) : null;
  }

  /** Where it will end, once everything is decoded and scheduled; null before. */
  get end(): PlayEnd | null {
    const time = this.#playout?.endTime ?? null;
    return time === null || this.#output === null ? null : { output: this.#output, time };
  }

  /** Whether it is to follow another play at a time that is settled. */
  get isJoined(): boolean {
    return this.#isJoined;
  }

  /** What is known of the sound, or that nothing is: decoding begins now. Said once, before the first bytes. */
  describe(mediaInfo: MediaInfo | null): void {
    this.#decoding.describe(mediaInfo);
  }

  /** Bytes of the track arrived. */
  receive(start: number, bytes: Uint8Array, source: SoundSource): void {
    this.#bytes.receive(start, bytes, source);
  }

  /** Lets it sound as soon as it can, or holds it. To be called again when the page has been unlocked. */
  want(isWanted: boolean): void {
    this.#isWanted = isWanted;
    if (isWanted) this.#decoding.activate();
    if (isWanted) this.#startIfReady();
    else this.#hold();
  }

  /** Takes the gain of this track. */
  setLevel(level: number): void {
    this.#decoding.setLevel(level);
  }

  /** Goes on at another place. */
  seek(seconds: number): void {
    if (this.#phase === 'failed') return;
    this.#isJoined = false;
    this.#decoding.moveTo(seconds);
    this.#isRebuffering = false;
    this.#bytes.window.reopen();
    if (this.#phase !== 'waiting') this.#enter('waiting');
    this.#decoding.begin();
  }

  /**
   * Lets it follow another play at a time of that one's context. False where it isn't ready or the time has come. Where it was
   * decoded for another rate, that is done anew, and it is ready a little later.
   */
  join(rate: number, joint: Joint): boolean {
    if (this.#isJoined) return true;
    this.#decoding.activate();
    this.#bytes.window.soundFlows();
    const playout = this.#playout;
    if (playout === null || !this.isReady) return false;
    if (playout.sampleRate !== rate) {
      this.#decoding.beginAnew(rate);
      return false;
    }
    this.#decoding.drain();
    this.#output = this.#options.speakers.lend(rate);
    this.#isJoined = this.#output !== null && playout.join(this.#output, joint);
    if (!this.#isJoined) this.#output?.release();
    return this.#isJoined;
  }

  /** Begins, where its joint has come by the clock: the event that says so may be late. */
  catchUp(): void {
    const soundedSeconds = this.#playout?.soundedSeconds ?? 0;
    if (this.#isJoined && soundedSeconds > 0) this.#began(soundedSeconds);
  }

  /** Takes a joint back that hasn't come. */
  unjoin(): void {
    if (!this.#isJoined && !this.#decoding.hasAdopted) return;
    this.#isJoined = false;
    this.#playout?.stop();
    // Its first frames may be another play's, or may have sounded before anybody heard that it began.
    if (this.#decoding.hasAdopted || (this.#playout?.positionSeconds ?? 0) > 0)
      this.#decoding.beginAnew(null);
  }

  /** Goes on with the converter of the play before it, if it is decoded from and to the same rates. */
  adopt(converter: RateConverter): boolean {
    if (this.#phase !== 'waiting' || !this.#decoding.adopt(converter)) return false;
    this.#isJoined = false;
    return true;
  }

  /** Fades out from a time of its context on. */
  fadeOut(fromTime: number, seconds: number): void {
    this.#playout?.fadeOut(fromTime, seconds);
  }

  /** Takes that back. */
  cancelFadeOut(): void {
    this.#playout?.cancelFadeOut();
  }

  /** Ends it with a ramp. */
  dispose(): void {
    this.#isJoined = false;
    this.#decoding.end();
    this.#abort.abort(new Error('The play is over.'));
  }

  get #playout(): Playout | null {
    return this.#decoding.playout;
  }

  #passEvents(): PassEvents {
    return {
      onBlock: () => {
        this.#bytes.window.hold();
        this.#startIfReady();
        this.#options.onChange();
      },
      onLastDecoded: (last) => this.#options.successor()?.adopt(last) ?? false,
      onDecoded: () => {
        this.#startIfReady();
        this.#options.onChange();
      },
      onFailed: (error) => {
        this.#fail(error);
      },
      onBegan: (soundedSeconds) => {
        this.#began(soundedSeconds);
      },
      onBlockEnded: this.#options.onChange,
      // The end may be settled with it, and what follows can be joined.
      onSettled: this.#options.onChange,
      onRanDry: () => {
        this.#isRebuffering = true;
        this.#enter('waiting');
        this.#startIfReady();
      },
      onEnded: () => {
        if (this.#isWanted || this.#phase === 'sounding') this.#enter('ended');
      },
    };
  }

  #startIfReady(): void {
    const playout = this.#playout;
    if (playout === null || !this.#isWanted || playout.isRunning || this.#phase !== 'waiting') return;
    // Held within its last frames, it has nothing left though its last block is still there.
    if (playout.isFinished && playout.aheadFrames === 0) {
      this.#enter('ended');
      return;
    }
    const needed = this.#isRebuffering && !playout.isFinished ? REBUFFER_SECONDS * playout.sampleRate : 1;
    if (playout.aheadFrames < needed) return;
    const output = this.#options.speakers.lend(playout.sampleRate);
    if (output === null) return;
    this.#isRebuffering = false;
    this.#output = output;
    this.#decoding.drain();
    playout.start(output);
    // What is prepared is scheduled now: nothing can queue in front of the first note any more.
    if (playout.aheadFrames >= (PREPARED_SECONDS / 2) * playout.sampleRate) this.#bytes.window.soundFlows();
  }

  #began(soundedSeconds: number): void {
    // Whoever is told that samples flow has to find it so; that it was joined tells the player why.
    this.#phase = 'sounding';
    this.#options.onBegan(soundedSeconds);
    this.#isJoined = false;
    this.#enter('sounding');
    this.#bytes.window.soundFlows();
  }

  #hold(): void {
    this.#isJoined = false;
    this.#playout?.stop();
    if (this.#phase === 'sounding') this.#enter('waiting');
  }

  #fail(error: UnplayableError): void {
    this.#playout?.stop();
    this.#failure = error.message;
    this.#enter('failed');
  }

  #enter(phase: PlayPhase): void {
    this.#phase = phase;
    this.#options.onChange();
  }
}
