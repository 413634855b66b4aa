import type { Clock } from '../ports';
import { isDiskFull } from './fileSystem';
import { STORING_PAUSE_MS } from './limits';
import { reasonOf, type Problems } from './problems';

/** Whether storing is worth trying: not for a while after the disk was full, or after a content's folder failed. */
export class Storing {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #problems: Problems;
  /** Until when nothing is stored, or nothing of a content. */
  #fullUntilMs = -Infinity;
  readonly #failedUntilMs = new Map<string, number>();

  constructor(clock: Pick<Clock, 'nowMs'>, problems: Problems) {
    this.#clock = clock;
    this.#problems = problems;
  }

  /** What to answer instead of storing, or null where storing is to be tried. */
  paused(contentKey: string): 'full' | 'failed' | null {
    const nowMs = this.#clock.nowMs();
    if (nowMs < this.#fullUntilMs) return 'full';
    return nowMs < (this.#failedUntilMs.get(contentKey) ?? -Infinity) ? 'failed' : null;
  }

  /** Tells a failure once and pauses. */
  noteFailure(contentKey: string, error: unknown): 'full' | 'failed' {
    const untilMs = this.#clock.nowMs() + STORING_PAUSE_MS;
    if (isDiskFull(error)) {
      this.#fullUntilMs = untilMs;
      this.#problems.tell('full', 'The disk is full: playing goes on, nothing more is kept.');
      return 'full';
    }
    this.#failedUntilMs.set(contentKey, untilMs);
    this.#problems.tell('failed', `The cache can't be written: ${reasonOf(error)}. Playing goes on.`);
    return 'failed';
  }

  /** Something of a content was stored: the disk has room. */
  noteSuccess(contentKey: string): void {
    this.#fullUntilMs = -Infinity;
    this.#failedUntilMs.delete(contentKey);
  }

  /** Storing is worth a try again. */
  resume(): void {
    this.#fullUntilMs = -Infinity;
    this.#failedUntilMs.clear();
  }
}
