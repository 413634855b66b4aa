// A page that plays without a sound: its windows move as it would have them move. It sits before either driver.
import type { Clock } from '../../src/engine/ports';
import type { ByteRange, Track } from '../../src/shared/track';

/** What the page says to what stands behind it: the fetcher, or its simulated double. */
export interface PageLink {
  moveWindow(playId: string, window: ByteRange): void;
  movePlayhead(playId: string, secondsLeft: number, isSounding: boolean): void;
}

/** Bytes wanted ahead of the playhead. */
const AHEAD_BYTES = 250_000;
const TICK_MS = 1_000;

/** Plays one track. */
export class SimulatedPage {
  readonly playId: string;
  readonly track: Track;
  isPlaying = true;
  #atSeconds = 0;
  #isGone = false;
  readonly #clock: Clock;
  readonly #link: PageLink;

  constructor(options: { playId: string; track: Track; clock: Clock; link: PageLink }) {
    this.playId = options.playId;
    this.track = options.track;
    this.#clock = options.clock;
    this.#link = options.link;
    this.#tickLater();
  }

  /** The bytes wanted now. */
  get window(): ByteRange {
    const start = Math.floor((this.#atSeconds / this.#durationSeconds) * this.track.sizeBytes);
    return { start, end: Math.min(start + AHEAD_BYTES, this.track.sizeBytes) };
  }

  /** Jumps to a part of the track, 0 to 1. */
  seek(part: number): void {
    this.#atSeconds = part * this.#durationSeconds;
    this.#tell();
  }

  /** Says no more. */
  leave(): void {
    this.#isGone = true;
  }

  get #durationSeconds(): number {
    return this.track.durationSeconds ?? 60;
  }

  #tickLater(): void {
    this.#clock.wakeAt(this.#clock.nowMs() + TICK_MS, () => {
      if (this.#isGone) return;
      if (this.isPlaying) {
        this.#atSeconds = Math.min(this.#atSeconds + TICK_MS / 1000, this.#durationSeconds);
        this.#tell();
      }
      this.#tickLater();
    });
  }

  #tell(): void {
    this.#link.moveWindow(this.playId, this.window);
    this.#link.movePlayhead(this.playId, this.#durationSeconds - this.#atSeconds, this.isPlaying);
  }
}
