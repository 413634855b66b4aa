// The clock of the world, which a test may put forward: what is due then is done at once, and nobody has to wait.
import type { Clock } from '../../src/engine/ports';
import { realClock } from './realClock';

/** A clock that goes as the world's does, and is put forward. */
export class SteppedClock implements Clock {
  #aheadMs = 0;
  readonly #alarms = new Set<{ readonly atMs: number; readonly ring: () => void }>();

  nowMs(): number {
    return realClock.nowMs() + this.#aheadMs;
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
    if (atMs - this.nowMs() < 60_000) realClock.wakeAt(atMs - this.#aheadMs, ring);
  }

  /** Puts it forward by so many milliseconds. */
  step(ms: number): void {
    this.#aheadMs += ms;
    const due = [...this.#alarms].filter(({ atMs }) => atMs <= this.nowMs());
    for (const { ring } of due.sort((a, b) => a.atMs - b.atMs)) ring();
  }
}
