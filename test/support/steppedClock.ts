// The clock of the world, which a test may put forward: what is due then is done at once, and nobody has to wait.
import type { Clock } from '../../src/engine/ports';
import { realClock } from './realClock';

/** A clock that goes as the world's does, or so many times slower, and is put forward. */
export class SteppedClock implements Clock {
  readonly #slowness: number;
  readonly #begunMs = realClock.nowMs();
  #aheadMs = 0;
  readonly #alarms = new Set<{ readonly atMs: number; readonly ring: () => void }>();

  constructor({ slowness = 1 } = {}) {
    this.#slowness = slowness;
  }

  nowMs(): number {
    return this.#begunMs + (realClock.nowMs() - this.#begunMs) / this.#slowness + this.#aheadMs;
  }

  wallMs(): number {
    return realClock.wallMs() + this.#aheadMs;
  }

  wakeAt(atMs: number, callback: () => void): void {
    const ring = (): void => {
      if (this.#alarms.delete(alarm)) callback();
    };
    const alarm = { atMs, ring };
    this.#alarms.add(alarm);
    // What is far off comes by being put forward, or not at all.
    const leftMs = atMs - this.nowMs();
    if (leftMs < 60_000) realClock.wakeAt(realClock.nowMs() + leftMs * this.#slowness, ring);
  }

  /** Puts it forward by so many milliseconds. */
  step(ms: number): void {
    this.#aheadMs += ms;
    const due = [...this.#alarms].filter(({ atMs }) => atMs <= this.nowMs());
    for (const { ring } of due.sort((a, b) => a.atMs - b.atMs)) ring();
  }
}
