// Notices when samples stop flowing though nobody asked: the device is gone, its clock stands still, the computer has slept.
// It compares the context's clock with the wall's each time it looks, so that it doesn't matter how seldom a hidden page
// gets to look. What it finds ends in a pause that keeps the position, and a sentence that says why.
import { LOST_CLOCK_SECONDS, WATCH_INTERVAL_MS } from './limits';

/** What the watch needs. */
export interface SoundWatchOptions {
  /** Wall time in milliseconds, which goes on while the computer sleeps. */
  readonly wallMs: () => number;
  /** The sound stopped: a sentence for the listener. */
  readonly onLost: (message: string) => void;
}

interface Look {
  readonly wallMs: number;
  readonly clockSeconds: number;
}

/** Watches the context that sounds. */
export class SoundWatch {
  readonly #options: SoundWatchOptions;
  #context: AudioContext | null = null;
  /** When the clock last kept pace. */
  #last: Look | null = null;
  /** Where the clock stood at the look before. */
  #clockSeconds = 0;
  #timer: number | undefined;

  constructor(options: SoundWatchOptions) {
    this.#options = options;
  }

  /** Watches this context while it sounds; none while nothing does. */
  follow(context: AudioContext | null): void {
    if (context === this.#context) return;
    this.stop();
    this.#context = context;
    if (context === null) return;
    context.addEventListener('error', this.#fail);
    context.addEventListener('statechange', this.#changeState);
    this.#last = null;
    this.#look();
    this.#timer = window.setInterval(() => {
      this.#look();
    }, WATCH_INTERVAL_MS);
  }

  /** Watches nothing. */
  stop(): void {
    window.clearInterval(this.#timer);
    this.#context?.removeEventListener('error', this.#fail);
    this.#context?.removeEventListener('statechange', this.#changeState);
    this.#context = null;
  }

  readonly #fail = (): void => {
    this.#lose('The sound device was lost. Check it, then press Play to go on.');
  };

  readonly #changeState = (): void => {
    const state: string = this.#context?.state ?? 'running';
    if (state !== 'running') this.#lose('The system has stopped the sound. Press Play to go on.');
  };

  #look(): void {
    const context = this.#context;
    if (context === null) return;
    const now = { wallMs: this.#options.wallMs(), clockSeconds: context.currentTime };
    const last = (this.#last ??= now);
    const wallSeconds = (now.wallMs - last.wallMs) / 1000;
    const clockSeconds = now.clockSeconds - last.clockSeconds;
    // While it keeps pace each look begins anew; one that stands still is held against the last time it moved.
    if (clockSeconds > wallSeconds / 2) this.#last = now;
    const isMoving = now.clockSeconds > this.#clockSeconds;
    this.#clockSeconds = now.clockSeconds;
    if (wallSeconds - clockSeconds < LOST_CLOCK_SECONDS) return;
    this.#lose(
      isMoving
        ? 'The computer slept. Press Play to go on.'
        : 'The sound device stands still. Check it, then press Play to go on.',
    );
  }

  #lose(message: string): void {
    this.stop();
    this.#options.onLost(message);
  }
}
