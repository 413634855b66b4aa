// One going-through of a track: bytes in, sound out. It is made in the tick of the click, reads and decodes what comes
// whether or not it may sound yet, and starts as soon as it is wanted, unlocked and has a block.
import type { ByteRange, Track } from '../shared/track';
import { BlockAssembler } from './blockAssembler';
import { BlockBuffer } from './blockBuffer';
import { ByteWindow } from './byteWindow';
import { decodeTrack } from './decoder';
import { openFile } from './demuxer';
import type { DemuxedTrack } from './demuxer';
import { Disposables } from './disposables';
import {
  AHEAD_BYTES,
  AHEAD_SECONDS,
  DECODED_AHEAD_SECONDS,
  FIRST_WINDOW_BYTES,
  FIRST_WINDOW_MPEG_BYTES,
  KEEP_BEHIND_BYTES,
  REBUFFER_SECONDS,
} from './limits';
import { Playout } from './playout';
import type { Speakers } from './speakers';
import { UnplayableError, damaged, unknownFormat } from './unplayable';

/** What a play needs of its surroundings. */
export interface TrackPlayOptions {
  readonly track: Track;
  /** Where in the track to begin, in seconds. */
  readonly fromSeconds: number;
  readonly speakers: Speakers;
  /** Extends the credit for bytes. */
  readonly sendWindow: (window: ByteRange) => void;
  /** State or position changed. */
  readonly onChange: () => void;
  /** Samples begin to flow, so many seconds ago: before `onChange` says so. Also after an underrun and after a pause. */
  readonly onBegan: (soundedSeconds: number) => void;
}

/** How a play stands. `waiting`: no sample flows, because none is wanted, allowed or there. */
export type PlayPhase = 'waiting' | 'sounding' | 'ended' | 'failed';

/** A play and its pipeline. */
export class TrackPlay {
  readonly #options: TrackPlayOptions;
  readonly #disposables = new Disposables();
  readonly #assembler = new BlockAssembler();
  readonly #abort = new AbortController();
  readonly #buffer: BlockBuffer;
  readonly #window: ByteWindow;
  #playout: Playout | null = null;
  #sampleRate = 0;
  #isWanted = false;
  #isRebuffering = false;
  #phase: PlayPhase = 'waiting';
  #failure: string | null = null;
  #makeRoom: () => void = () => undefined;

  constructor(options: TrackPlayOptions) {
    this.#options = options;
    const { track, sendWindow } = options;
    this.#buffer = new BlockBuffer({
      sizeBytes: track.sizeBytes,
      keepBehindBytes: KEEP_BEHIND_BYTES,
      signal: this.#abort.signal,
      onRead: () => {
        this.#window.update();
      },
    });
    const firstBytes = track.mediaType === 'audio/mpeg' ? FIRST_WINDOW_MPEG_BYTES : FIRST_WINDOW_BYTES;
    const aheadBytes = aheadBytesOf(track);
    this.#window = new ByteWindow({ buffer: this.#buffer, firstBytes, aheadBytes, send: sendWindow });
    this.#disposables.add(() => {
      this.#abort.abort(new Error('The play is over.'));
      this.#makeRoom();
    });
    void this.#run();
  }

  get phase(): PlayPhase {
    return this.#phase;
  }

  /** Why it failed, as a sentence for the listener, or null. */
  get failure(): string | null {
    return this.#failure;
  }

  get positionSeconds(): number {
    return this.#options.fromSeconds + (this.#playout?.positionSeconds ?? 0);
  }

  /** Bytes of the track arrived. */
  receive(start: number, bytes: Uint8Array): void {
    this.#buffer.add(start, bytes);
    this.#window.update();
  }

  /** Lets it sound as soon as it can, or holds it. To be called again when the page has been unlocked. */
  want(isWanted: boolean): void {
    this.#isWanted = isWanted;
    if (isWanted) this.#startIfReady();
    else this.#hold();
  }

  /** Ends it with a ramp. */
  dispose(): void {
    this.#playout?.stop();
    this.#playout = null;
    this.#disposables.dispose();
  }

  async #run(): Promise<void> {
    const { track } = this.#options;
    const file = openFile(this.#buffer, { mediaType: track.mediaType, mediaInfo: null });
    this.#disposables.add(file.close);
    try {
      await this.#decode(await file.track);
    } catch (error) {
      if (this.#abort.signal.aborted) return;
      console.warn('Starling: a track could not be played.', error);
      this.#fail(error instanceof UnplayableError ? error : unknownFormat(track.mediaType));
    }
  }

  async #decode(track: DemuxedTrack): Promise<void> {
    const { signal } = this.#abort;
    signal.throwIfAborted();
    this.#sampleRate = track.sampleRate;
    const playout = this.#openPlayout();
    await decodeTrack({
      track,
      fromSeconds: this.#options.fromSeconds,
      signal,
      room: () => this.#room(playout),
      onPlanes: (planes) => {
        this.#assembler.push(planes);
        this.#feed(playout, playout.aheadFrames);
      },
    });
    signal.throwIfAborted();
    const rest = this.#assembler.takeAll();
    if (rest !== null) playout.append(rest);
    else if (playout.decodedFrames === 0) throw damaged(track.codec);
    playout.finish();
    this.#startIfReady();
  }

  #openPlayout(): Playout {
    const playout = new Playout(this.#sampleRate, {
      onBegan: (soundedSeconds) => {
        this.#began(soundedSeconds);
      },
      onBlockEnded: () => {
        this.#feed(playout, playout.blocksAhead > 1 ? playout.aheadFrames : 0);
        this.#makeRoom();
        this.#options.onChange();
      },
      onRanDry: () => {
        this.#isRebuffering = true;
        this.#enter('waiting');
        this.#startIfReady();
      },
      onEnded: () => {
        this.#enter('ended');
      },
    });
    this.#playout = playout;
    return playout;
  }

  /** Turns what is decoded into a block if one is due, with so many frames still ahead of it. */
  #feed(playout: Playout, aheadFrames: number): void {
    const planes = this.#assembler.takeDue(aheadFrames);
    if (planes === null) return;
    playout.append(planes);
    this.#window.hold();
    this.#startIfReady();
  }

  async #room(playout: Playout): Promise<void> {
    const fullFrames = DECODED_AHEAD_SECONDS * this.#sampleRate;
    while (playout.aheadFrames + this.#assembler.frames >= fullFrames && !this.#abort.signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#makeRoom = resolve;
      });
    }
  }

  #startIfReady(): void {
    const playout = this.#playout;
    if (playout === null || !this.#isWanted || playout.isRunning || this.#phase !== 'waiting') return;
    const neededFrames = this.#isRebuffering && !playout.isFinished ? REBUFFER_SECONDS * this.#sampleRate : 1;
    if (playout.aheadFrames < neededFrames) return;
    const output = this.#options.speakers.lend(this.#sampleRate);
    if (output === null) return;
    this.#isRebuffering = false;
    playout.start(output);
  }

  #began(soundedSeconds: number): void {
    this.#options.onBegan(soundedSeconds);
    this.#enter('sounding');
    this.#window.soundFlows();
  }

  #hold(): void {
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
