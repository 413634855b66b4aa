import type { FetchAction } from './fetchMessages';

/** When the policy is to be woken though nothing happens. */
export class Alarm {
  #wantedMs = Infinity;
  #setMs = Infinity;

  /** At this time at the latest, in milliseconds. What is past has been thought of already. */
  want(atMs: number, nowMs: number): void {
    if (atMs > nowMs) this.#wantedMs = Math.min(this.#wantedMs, atMs);
  }

  /** What has to be asked for that: null where it is set for that time or before. */
  set(nowMs: number): FetchAction | null {
    const atMs = this.#wantedMs;
    this.#wantedMs = Infinity;
    if (this.#setMs <= nowMs) this.#setMs = Infinity;
    if (atMs === Infinity || atMs >= this.#setMs) return null;
    this.#setMs = atMs;
    return { type: 'wakeAt', atMs };
  }
}
