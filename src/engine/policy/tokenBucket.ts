/** How fast, and how much at once. */
export interface Pace {
  readonly perSecond: number;
  /** What may be taken at once after a rest. */
  readonly burst: number;
}

/** So much at a steady rate, and a burst at a time: rates of messages, and of bytes on the uplink. Begins full. */
export class TokenBucket {
  #pace: Pace;
  #tokens: number;
  #sinceMs = 0;

  constructor(pace: Pace) {
    this.#pace = pace;
    this.#tokens = pace.burst;
  }

  /** Takes `count` tokens and returns true, or leaves all and returns false where there are fewer. */
  take(count: number, nowMs: number): boolean {
    this.#fill(nowMs);
    if (this.#tokens < count) return false;
    this.#tokens -= count;
    return true;
  }

  /** Takes `count` tokens in any case: what is missing is owed. */
  spend(count: number, nowMs: number): void {
    this.#fill(nowMs);
    this.#tokens -= count;
  }

  /** In how many whole milliseconds there will be `count` tokens, or a full bucket where it holds fewer: 0 where there are now, Infinity where never. */
  waitMs(count: number, nowMs: number): number {
    this.#fill(nowMs);
    const missing = Math.min(count, this.#pace.burst) - this.#tokens;
    return missing <= 0 ? 0 : Math.ceil((missing / this.#pace.perSecond) * 1000);
  }

  /** From now on at another pace. */
  setPace(pace: Pace, nowMs: number): void {
    this.#fill(nowMs);
    this.#pace = pace;
    this.#tokens = Math.min(this.#tokens, pace.burst);
  }

  #fill(nowMs: number): void {
    const { perSecond, burst } = this.#pace;
    const passedMs = nowMs - this.#sinceMs;
    if (passedMs <= 0 && perSecond !== Infinity) return;
    this.#sinceMs = nowMs;
    const filled = perSecond === Infinity ? burst : this.#tokens + (passedMs / 1000) * perSecond;
    this.#tokens = Math.min(burst, filled);
  }
}
