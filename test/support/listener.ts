// A page that plays a track in simulated time as a real one does: it holds its sound until it has leave, plays what it has, stands
// still where it has nothing (an underrun) until a second is there again, and keeps half a minute ahead.
import type { Track } from '../../src/shared/track';
import { blockCount, blockSizeBytes } from '../../src/shared/blocks';
import type { EventHeap } from './eventHeap';
import type { SimulatedDriver } from './simulatedDriver';

/** Encoded music that is kept ahead, in seconds. Source: src/webview/byteWindow.ts. */
const AHEAD_SECONDS = 30;
/** How often the page looks where it is, and how often it says so, in milliseconds. */
const LOOK_MS = 50;
const TELL_MS = 1_000;
/** What has to be there to go on after an underrun, in seconds. */
const AGAIN_SECONDS = 1;

/** Plays one track. */
export class Listener {
  readonly playId: string;
  readonly track: Track;
  /** From the click to the first sound, in milliseconds, or null. */
  latencyMs: number | null = null;
  /** From each seek to the sound there, in milliseconds. */
  readonly seeksMs: number[] = [];
  underruns = 0;
  seconds = 0;
  readonly #heap: EventHeap;
  readonly #driver: () => SimulatedDriver;
  readonly #has: boolean[];
  #clickedAtMs = 0;
  #soughtAtMs: number | null = null;
  #saidAtMs = -Infinity;
  #state: 'waiting' | 'playing' | 'dry' | 'paused' | 'over' = 'waiting';
  #isClicked = false;
  #isWindowMoved = false;

  constructor(options: { playId: string; track: Track; heap: EventHeap; driver: () => SimulatedDriver }) {
    this.playId = options.playId;
    this.track = options.track;
    this.#heap = options.heap;
    this.#driver = options.driver;
    this.#has = Array.from({ length: blockCount(this.track.sizeBytes) }, () => false);
  }

  get isOver(): boolean {
    return this.#state === 'over';
  }

  get isSounding(): boolean {
    return this.#state === 'playing';
  }

  /** Clicks on the track. */
  click(): void {
    this.#clickedAtMs = this.#heap.nowMs();
    this.#isClicked = true;
    this.#driver().want(this.playId, this.track, 'play');
    // What is prepared is there already.
    if (this.#has.includes(true)) this.#readOn();
    this.#driver().awaitStart(this.playId);
    this.#lookLater();
  }

  /** A block has come. */
  take(block: number): void {
    this.#has[block] = true;
    if (this.#isClicked && !this.#isWindowMoved) this.#readOn();
  }

  /** The policy gives leave to sound. */
  start(): void {
    if (this.#state !== 'waiting') return;
    this.latencyMs ??= this.#heap.nowMs() - this.#clickedAtMs;
    if (this.#soughtAtMs !== null) this.seeksMs.push(this.#heap.nowMs() - this.#soughtAtMs);
    this.#soughtAtMs = null;
    this.#state = 'playing';
    this.#tell();
  }

  /** Goes elsewhere in the track. */
  seek(seconds: number): void {
    this.seconds = seconds;
    this.#soughtAtMs = this.#heap.nowMs();
    this.#state = 'waiting';
    this.#moveWindow();
    this.#driver().movePlayhead(this.playId, this.#durationSeconds - this.seconds, false);
    this.#driver().awaitStart(this.playId);
  }

  pause(): void {
    this.#state = 'paused';
    this.#tell();
  }

  goOn(): void {
    this.#state = 'playing';
    this.#tell();
  }

  /** Goes away. */
  leave(): void {
    this.#state = 'over';
    this.#driver().abandon(this.playId);
  }

  get #durationSeconds(): number {
    return this.track.durationSeconds ?? 0;
  }

  get #rate(): number {
    return this.track.sizeBytes / this.#durationSeconds;
  }

  /** What is there from here on without a gap, in seconds; Infinity to the end. */
  get #bufferedSeconds(): number {
    const size = blockSizeBytes(this.track.sizeBytes);
    let block = Math.floor((this.seconds * this.#rate) / size);
    while (block < this.#has.length && this.#has[block] === true) block += 1;
    return block >= this.#has.length ? Infinity : (block * size) / this.#rate - this.seconds;
  }

  #lookLater(): void {
    this.#heap.wakeAt(this.#heap.nowMs() + LOOK_MS, () => {
      if (this.#state === 'over') return;
      this.#look();
      this.#lookLater();
    });
  }

  #look(): void {
    if (this.#state === 'playing') {
      const stepSeconds = LOOK_MS / 1000;
      this.seconds += Math.max(0, Math.min(stepSeconds, this.#bufferedSeconds));
      if (this.seconds >= this.#durationSeconds) {
        this.#state = 'over';
        return;
      }
      if (this.#bufferedSeconds <= 0) {
        this.underruns += 1;
        this.#state = 'dry';
        this.#tell();
      }
    } else if (this.#state === 'dry' && this.#bufferedSeconds >= AGAIN_SECONDS) {
      this.#state = 'playing';
      this.#tell();
    }
    if (this.#isWindowMoved && this.#heap.nowMs() - this.#saidAtMs >= TELL_MS) this.#tell();
  }

  /** From the first block on the page reads by itself. */
  #readOn(): void {
    this.#isWindowMoved = true;
    this.#moveWindow();
  }

  #moveWindow(): void {
    const start = Math.floor(this.seconds * this.#rate);
    const end = Math.min(this.track.sizeBytes, Math.ceil(start + AHEAD_SECONDS * this.#rate));
    this.#driver().moveWindow(this.playId, { start, end });
  }

  #tell(): void {
    this.#saidAtMs = this.#heap.nowMs();
    this.#moveWindow();
    this.#driver().movePlayhead(this.playId, this.#durationSeconds - this.seconds, this.isSounding);
  }
}
