// The two audio contexts of the page. They are made and resumed in the first real gesture, synchronously; a context made
// later would stay locked on the desktop, so they are never closed, only suspended while nothing sounds.
import { IDLE_MS } from './limits';

const RATES = [44_100, 48_000] as const;

/** A context on loan. */
export interface Output {
  readonly context: AudioContext;
  /** To be called when everything is scheduled: a suspended context's time stands still until then. */
  readonly run: () => void;
  readonly release: () => void;
}

/** What may sound, once a gesture has unlocked it. */
export class Speakers {
  readonly #loans = new Map<AudioContext, number>();
  #idleTimer: number | undefined;

  /** Whether a gesture has made the contexts. Whether they run is another matter: sound is claimed only when it flows. */
  get isUnlocked(): boolean {
    return this.#loans.size > 0;
  }

  /** To be called inside a real gesture, with nothing awaited before. */
  unlock(): void {
    if (this.isUnlocked) {
      for (const [context, loans] of this.#loans) if (loans > 0) wake(context);
      return;
    }
    for (const sampleRate of RATES) {
      const context = new AudioContext({ sampleRate, latencyHint: 'interactive' });
      this.#loans.set(context, 0);
      wake(context);
    }
    this.#restWhenIdle();
  }

  /**
   * Lends the context of a track's own rate. Other rates get the one they fit into better and the browser's linear
   * resampling, with bad samples at the joints; a band-limited resampler follows (the issue on sound).
   */
  lend(sampleRate: number): Output | null {
    const rate = sampleRate % 11_025 === 0 ? 44_100 : 48_000;
    const context = [...this.#loans.keys()].find((each) => each.sampleRate === rate);
    if (context === undefined) return null;
    this.#count(context, 1);
    let isLent = true;
    const release = (): void => {
      if (isLent) this.#count(context, -1);
      isLent = false;
      this.#restWhenIdle();
    };
    const run = (): void => {
      wake(context);
    };
    return { context, run, release };
  }

  /** The page goes: nothing sounds after this. */
  dispose(): void {
    window.clearTimeout(this.#idleTimer);
    for (const context of this.#loans.keys()) void context.close();
    this.#loans.clear();
  }

  #count(context: AudioContext, by: number): void {
    this.#loans.set(context, (this.#loans.get(context) ?? 0) + by);
  }

  /** Suspends idle contexts after a while: from one track to the next they go on, which spares a restart of 10 ms. */
  #restWhenIdle(): void {
    window.clearTimeout(this.#idleTimer);
    this.#idleTimer = window.setTimeout(() => {
      for (const [context, loans] of this.#loans) if (loans === 0) void context.suspend();
    }, IDLE_MS);
  }
}

/** While it is locked this never settles, and that is fine. */
function wake(context: AudioContext): void {
  if (context.state !== 'running') void context.resume();
}
