/** So much at a steady rate, and a burst at a time: rates of messages, and of bytes on the uplink. */
export class TokenBucket {
  readonly #burst: number;
  #perSecond: number;
  #tokens: number;
  #sinceMs = 0;

  /** `burst` is what may be taken at once after a rest; 0 a second with `burst` tokens is that much once. */
  constructor({ perSecond, burst }: { readonly perSecond: number; readonly burst: number }) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#tokens = burst;
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

  /** In how many milliseconds there will be `count` tokens: 0 where there are now, Infinity where never. */
  waitMs(count: number, nowMs: number): number {
    this.#fill(nowMs);
    if (this.#tokens >= count) return 0;
    return ((Math.min(count, this.#burst) - this.#tokens) / this.#perSecond) * 1000;
  }

  /** From now on at another rate. */
  setRate(perSecond: number, nowMs: number): void {
    this.#fill(nowMs);
    this.#perSecond = perSecond;
  }

  #fill(nowMs: number): void {
    const seconds = Math.max(0, nowMs - this.#sinceMs) / 1000;
    this.#sinceMs = Math.max(nowMs, this.#sinceMs);
    if (this.#perSecond === Infinity) this.#tokens = this.#burst;
    else this.#tokens = Math.min(this.#burst, this.#tokens + seconds * this.#perSecond);
  }
}
