// The shortest round trip to one peer within the last ten minutes, which is taken for the way without any queue. Minutes are
// forgotten one by one, so that a new way (another network) is the floor ten minutes later at the latest.
// Source: RFC 6817 §3.4.2 (base delay, a history of 10 minutes).

const MINUTE_MS = 60_000;
const MINUTES = 10;

/** The floor of the delay on the way to one peer. */
export class DelayFloor {
  /** The shortest round trip of each of the last minutes, the latest last, in milliseconds. */
  readonly #minutes: { readonly minute: number; shortestMs: number }[] = [];

  /** The floor, in milliseconds; Infinity before the first measurement. */
  get floorMs(): number {
    return this.#minutes.reduce((least, { shortestMs }) => Math.min(least, shortestMs), Infinity);
  }

  /** Takes a measured round trip; returns how much of it packets have waited, in milliseconds. */
  note(roundTripMs: number, nowMs: number): number {
    const minute = Math.floor(nowMs / MINUTE_MS);
    const last = this.#minutes.at(-1);
    if (last?.minute === minute) last.shortestMs = Math.min(last.shortestMs, roundTripMs);
    else this.#minutes.push({ minute, shortestMs: roundTripMs });
    while ((this.#minutes[0]?.minute ?? Infinity) <= minute - MINUTES) this.#minutes.shift();
    return roundTripMs - this.floorMs;
  }
}
