// Notices that the machine has slept. What was under way then is void: the other end has long hung up, and nobody says so.
//
// While something is under way it looks at the clocks every two seconds. Where it comes to look five seconds late, the
// machine slept. On some systems the monotonic clock stands still in sleep and on others it goes on, so both it and the
// wall clock are asked. While nothing is under way there is no timer: whoever begins something then has it look once, and
// there the two clocks' difference alone tells. A wall clock that is set forward looks like a sleep, which costs no more
// than asking again. Source: streaming.md §8.
import type { Clock } from './ports';

/** Between two looks, in milliseconds. */
const LOOK_MS = 2_000;
/** A gap longer than this was sleep, in milliseconds: no event loop that works is so late. */
const LONGEST_GAP_MS = 5_000;

/** Watches for sleep. */
export class SleepWatch {
  readonly #clock: Clock;
  readonly #onResumed: () => void;
  #lookedAt: { readonly nowMs: number; readonly wallMs: number };
  #isBusy = false;
  #isTimerSet = false;

  constructor(clock: Clock, onResumed: () => void) {
    this.#clock = clock;
    this.#onResumed = onResumed;
    this.#lookedAt = this.#times;
  }

  /** Something begins, after any time of rest. */
  begin(): void {
    const { nowMs, wallMs } = this.#elapsed();
    if (!this.#isTimerSet && wallMs - nowMs > LONGEST_GAP_MS) this.#onResumed();
  }

  /** Watches on while `isBusy`. */
  watch(isBusy: boolean): void {
    this.#isBusy = isBusy;
    if (!isBusy || this.#isTimerSet) return;
    this.#elapsed();
    this.#setTimer();
  }

  #setTimer(): void {
    this.#isTimerSet = true;
    this.#clock.wakeAt(this.#clock.nowMs() + LOOK_MS, () => {
      this.#isTimerSet = false;
      const { nowMs, wallMs } = this.#elapsed();
      if (!this.#isBusy) return;
      this.#setTimer();
      if (Math.max(nowMs, wallMs) > LOOK_MS + LONGEST_GAP_MS) this.#onResumed();
    });
  }

  /** What has gone by on each clock since the last look, which this is now. */
  #elapsed(): { readonly nowMs: number; readonly wallMs: number } {
    const before = this.#lookedAt;
    this.#lookedAt = this.#times;
    return {
      nowMs: this.#lookedAt.nowMs - before.nowMs,
      wallMs: this.#lookedAt.wallMs - before.wallMs,
    };
  }

  get #times(): { readonly nowMs: number; readonly wallMs: number } {
    return { nowMs: this.#clock.nowMs(), wallMs: this.#clock.wallMs() };
  }
}
