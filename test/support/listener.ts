// A page that plays a track in simulated time as a real one does: it holds its sound until it has leave, plays what it has, stands
// still where it has nothing (an underrun) until a second is there again, keeps half a minute ahead by the window of the real page, and says where
// it is with each block of sound.
import { firstWindowBytes } from '../../src/shared/firstWindow';
import type { ByteRange, Track } from '../../src/shared/track';
import { blockCount, blockSizeBytes } from '../../src/shared/blocks';
import { ByteWindow } from '../../src/webview/byteWindow';
import type { EventHeap } from './eventHeap';
import type { SimulatedDriver } from './simulatedDriver';

/** Encoded music that is kept ahead, in seconds. Source: src/webview/byteWindow.ts. */
const AHEAD_SECONDS = 30;
/** What is decoded ahead of what sounds, in seconds, and what a reader takes at a time, in bytes. Source: src/webview/limits.ts. */
const DECODED_SECONDS = 15;
const READ_BYTES = 4 * 1024;
/** How often the page looks where it is, and how often it says so, in milliseconds: whenever another block of sound begins. */
const LOOK_MS = 50;
const TELL_MS = 2_700;
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
  readonly #window: ByteWindow;
  #clickedAtMs = 0;
  #saidAtMs = -Infinity;
  #soughtAtMs: number | null = null;
  #state: 'waiting' | 'playing' | 'dry' | 'paused' | 'over' = 'waiting';
  #isClicked = false;

  constructor(options: { playId: string; track: Track; heap: EventHeap; driver: () => SimulatedDriver }) {
    this.playId = options.playId;
    this.track = options.track;
    this.#heap = options.heap;
    this.#driver = options.driver;
    this.#has = Array.from({ length: blockCount(this.track.sizeBytes) }, () => false);
    this.#window = new ByteWindow({
      buffer: this.#buffer(),
      firstBytes: firstWindowBytes(this.track),
      aheadBytes: Math.ceil(AHEAD_SECONDS * this.#rate),
      send: (window) => this.#driver().moveWindow(this.playId, window),
    });
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
    if (this.#has.includes(true)) this.#window.soundFlows();
    this.#driver().awaitStart(this.playId);
    this.#lookLater();
  }

  /** A block has come. */
  take(block: number): void {
    this.#has[block] = true;
    // From the first block on the page reads by itself.
    if (this.#isClicked) this.#window.soundFlows();
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
    this.#window.reopen();
    this.#window.update();
    this.#tell();
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
    const end = this.#contiguousEnd(this.seconds * this.#rate);
    return end >= this.track.sizeBytes ? Infinity : end / this.#rate - this.seconds;
  }

  /** The first byte from `start` on that isn't there. */
  #contiguousEnd(start: number): number {
    const size = blockSizeBytes(this.track.sizeBytes);
    let block = Math.floor(start / size);
    if (this.#has[block] !== true) return start;
    while (block < this.#has.length && this.#has[block] === true) block += 1;
    return Math.min(block * size, this.track.sizeBytes);
  }

  /** The bytes of the page, and its reader: it goes on until enough is decoded, and waits where something is missing before that. */
  #buffer(): ConstructorParameters<typeof ByteWindow>[0]['buffer'] {
    const { sizeBytes } = this.track;
    const here = (): number => Math.floor(this.seconds * this.#rate);
    const goal = (): number => Math.min(sizeBytes, Math.floor(here() + DECODED_SECONDS * this.#rate));
    const read = (): number => Math.min(goal(), this.#contiguousEnd(here()));
    const rangeAt = (start: number): ByteRange => ({ start, end: Math.min(start + READ_BYTES, sizeBytes) });
    return {
      sizeBytes,
      get waitingFor() {
        return read() < goal() ? rangeAt(read()) : null;
      },
      get lastRead() {
        return rangeAt(read());
      },
      contiguousEnd: (start) => this.#contiguousEnd(start),
    };
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
    if (this.#state === 'playing' && this.#heap.nowMs() - this.#saidAtMs >= TELL_MS) this.#tell();
    this.#window.update();
  }

  #tell(): void {
    this.#saidAtMs = this.#heap.nowMs();
    this.#driver().movePlayhead(this.playId, this.#durationSeconds - this.seconds, this.isSounding);
  }
}
