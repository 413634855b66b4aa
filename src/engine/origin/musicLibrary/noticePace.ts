// How often what a library finds out is published and saved while it works: each time it is a longer while until the next one, as all that is
// known is told anew.
import { NOTICE_MS } from './limits';

/** The pace of one library. */
export class NoticePace {
  #sinceMs = performance.now();
  #gapMs = NOTICE_MS.least;

  /** Whether the last time is long ago; the next one is further off then. */
  isDue(): boolean {
    if (performance.now() - this.#sinceMs < this.#gapMs) return false;
    this.#gapMs = Math.min(2 * this.#gapMs, NOTICE_MS.most);
    return true;
  }

  /** It is published now. `isAll`: nothing is left to find out, so that what comes next is told soon again. */
  begin(isAll: boolean): void {
    this.#sinceMs = performance.now();
    if (isAll) this.#gapMs = NOTICE_MS.least;
  }
}
