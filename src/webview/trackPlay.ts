// One going-through of a track: bytes in, sound out. It is made in the tick of the click, or long before for a track that may
// come soon: then it gets its beginning ready and waits. It reads and decodes what comes whether or not it may sound yet, and
// starts as soon as it is wanted, unlocked and has a block; or at the very frame where the play before it ends.
import { firstWindowBytes } from '../shared/firstWindow';
import type { MediaInfo } from '../shared/mediaInfo';
import type { ByteRange, Track } from '../shared/track';
import { BlockBuffer } from './blockBuffer';
import { ByteWindow } from './byteWindow';
import { DecodePass } from './decodePass';
import {
  AHEAD_BYTES,
  AHEAD_SECONDS,
  DECODED_AHEAD_SECONDS,
  KEEP_BYTES,
  KEEP_HEAD_BYTES,
  PREPARED_SECONDS,
  REBUFFER_SECONDS,
} from './limits';
import type { Joint, Playout } from './playout';
import type { RateConverter } from './rateConverter';
import type { Output, Speakers } from './speakers';
import type { UnplayableError } from './unplayable';

/** What a play needs of its surroundings. */
export interface TrackPlayOptions {
  readonly track: Track;
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
  readonly #buffer: BlockBuffer;
  readonly #window: ByteWindow;
  #mediaInfo: MediaInfo | null | undefined;
  #pass: DecodePass | null = null;
  #fromSeconds: number;
  #level: number;
  /** What it sounds on, or is joined to. */
  #output: Output | null = null;
  #isActive = false;
  #isWanted = false;
  #isRebuffering = false;
  #isJoined = false;
  /** It goes on with another play's converter: its first frames are that one's. */
  #hasAdopted = false;
  #phase: PlayPhase = 'waiting';
  #failure: string | null = null;

  constructor(options: TrackPlayOptions) {
    this.#options = options;
    const { track, sendWindow, sendDropped } = options;
    this.#fromSeconds = options.fromSeconds;
    this.#level = options.level;
    this.#buffer = new BlockBuffer({
      sizeBytes: track.sizeBytes,
      keepBytes: KEEP_BYTES,
      keepHeadBytes: KEEP_HEAD_BYTES,
      signal: this.#abort.signal,
      onRead: () => {
        this.#window.update();
      },
      onDropped: sendDropped,
    });
    const firstBytes = firstWindowBytes(track);
    const aheadBytes = aheadBytesOf(track);
    this.#window = new ByteWindow({ buffer: this.#buffer, firstBytes, aheadBytes, send: sendWindow });
  }

  get phase(): PlayPhase {
    return this.#phase;
  }

  /** Why it failed, as a sentence for the listener, or null. */
  get failure(): string | null {
    return this.#failure;
  }

  get positionSeconds(): number {
    return this.#pass?.positionSeconds ?? this.#fromSeconds;
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
    if (this.#mediaInfo !== undefined) return;
    this.#mediaInfo = mediaInfo;
    this.#decode();
  }

  /** Bytes of the track arrived. */
  receive(start: number, bytes: Uint8Array): void {
    this.#buffer.add(start, bytes);
    this.#window.update();
  }

  /** It is to sound soon: no longer only its beginning is got ready. */
  #activate(): void {
    if (this.#isActive) return;
    this.#isActive = true;
    this.#pass?.wantMore();
  }

  /** Lets it sound as soon as it can, or holds it. To be called again when the page has been unlocked. */
  want(isWanted: boolean): void {
    this.#isWanted = isWanted;
    if (isWanted) this.#activate();
    if (isWanted) this.#startIfReady();
    else this.#hold();
  }

  /** Takes the gain of this track. */
  setLevel(level: number): void {
    this.#level = level;
    this.#playout?.setLevel(level);
  }

  /** Goes on at another place. */
  seek(seconds: number): void {
    if (this.#phase === 'failed') return;
    this.#endPass();
    this.#fromSeconds = seconds;
    this.#isRebuffering = false;
    this.#window.reopen();
    if (this.#phase !== 'waiting') this.#enter('waiting');
    if (this.#mediaInfo !== undefined) this.#decode();
  }

  /**
   * Lets it follow another play at a time of that one's context. False where it isn't ready or the time has come. Where it was
   * decoded for another rate, that is done anew, and it is ready a little later.
   */
  join(rate: number, joint: Joint): boolean {
    if (this.#isJoined) return true;
    this.#activate();
    this.#window.soundFlows();
    const playout = this.#playout;
    if (playout === null || !this.isReady) return false;
    if (playout.sampleRate !== rate) {
      this.#redecode(rate, null);
      return false;
    }
    this.#pass?.drain();
    this.#output = this.#options.speakers.lend(rate);
    this.#isJoined = this.#output !== null && playout.join(this.#output, joint);
    if (!this.#isJoined) this.#output?.release();
    return this.#isJoined;
  }

  /** Takes a joint back that hasn't come. */
  unjoin(): void {
    if (!this.#isJoined && !this.#hasAdopted) return;
    this.#isJoined = false;
    this.#playout?.stop();
    // Its first frames may be another play's, or may have sounded before anybody heard that it began.
    if (this.#hasAdopted || (this.#playout?.positionSeconds ?? 0) > 0) this.#redecode(null, null);
  }

  /** Goes on with the converter of the play before it, if it is decoded from and to the same rates. */
  adopt(converter: RateConverter): boolean {
    const own = this.#pass?.converter ?? null;
    if (!converter.hasMemory || own?.fromHz !== converter.fromHz || this.#phase !== 'waiting') return false;
    this.#redecode(converter.toHz, converter);
    this.#hasAdopted = true;
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
    this.#endPass();
    this.#abort.abort(new Error('The play is over.'));
  }

  get #playout(): Playout | null {
    return this.#pass?.playout ?? null;
  }

  #redecode(rate: number | null, converter: RateConverter | null): void {
    this.#endPass();
    this.#decode(rate, converter);
  }

  #decode(rate: number | null = null, converter: RateConverter | null = null): void {
    const pass = new DecodePass({
      buffer: this.#buffer,
      track: this.#options.track,
      mediaInfo: this.#mediaInfo ?? null,
      fromSeconds: this.#fromSeconds,
      rate,
      converter,
      aheadSeconds: () => (this.#isActive ? DECODED_AHEAD_SECONDS : PREPARED_SECONDS),
      level: () => this.#level,
      events: {
        onBlock: () => {
          this.#window.hold();
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
        onRanDry: () => {
          this.#isRebuffering = true;
          this.#enter('waiting');
          this.#startIfReady();
        },
        onEnded: () => {
          if (this.#isWanted || this.#phase === 'sounding') this.#enter('ended');
        },
      },
    });
    this.#pass = pass;
  }

  #endPass(): void {
    this.#isJoined = false;
    this.#hasAdopted = false;
    this.#pass?.dispose();
    this.#pass = null;
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
    this.#pass?.drain();
    playout.start(output);
    // What is prepared is scheduled now: nothing can queue in front of the first note any more.
    if (playout.aheadFrames >= (PREPARED_SECONDS / 2) * playout.sampleRate) this.#window.soundFlows();
  }

  #began(soundedSeconds: number): void {
    // Whoever is told that samples flow has to find it so; that it was joined tells the player why.
    this.#phase = 'sounding';
    this.#options.onBegan(soundedSeconds);
    this.#isJoined = false;
    this.#enter('sounding');
    this.#window.soundFlows();
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

/** How much encoded music is kept ahead: 30 s, where the length is known, but 2 MB at most. */
function aheadBytesOf(track: Track): number {
  const { sizeBytes, durationSeconds } = track;
  if (durationSeconds === null || durationSeconds <= 0) return AHEAD_BYTES;
  return Math.min(AHEAD_BYTES, Math.ceil((sizeBytes / durationSeconds) * AHEAD_SECONDS));
}
