import type { ProblemReport } from '../shared/report';
import type { Clock } from './ports';

/** Problems kept: more than these nobody reads in a report. */
const MOST_PROBLEMS = 20;

/** The latest problems, for the Doctor. */
export class RecentProblems {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #problems: { readonly atMs: number; readonly text: string }[] = [];

  constructor(clock: Pick<Clock, 'nowMs'>) {
    this.#clock = clock;
  }

  /** Remembers one. */
  add(text: string): void {
    this.#problems.push({ atMs: this.#clock.nowMs(), text });
    if (this.#problems.length > MOST_PROBLEMS) this.#problems.shift();
  }

  /** All that are remembered, oldest first. */
  get report(): readonly ProblemReport[] {
    const nowMs = this.#clock.nowMs();
    return this.#problems.map(({ atMs, text }) => ({ secondsAgo: (nowMs - atMs) / 1000, text }));
  }
}
