// Simulated time without promises: callbacks in order of their time, those of one moment in the order they were asked for.
import type { Clock } from '../../src/engine/ports';

interface Alarm {
  readonly atMs: number;
  readonly order: number;
  readonly callback: () => void;
}

/** A clock that goes from event to event. */
export class EventHeap implements Clock {
  readonly #alarms: Alarm[] = [];
  #nowMs = 0;
  #count = 0;

  nowMs(): number {
    return this.#nowMs;
  }

  /** Nobody sleeps here. */
  wallMs(): number {
    return this.#nowMs;
  }

  wakeAt(atMs: number, callback: () => void): void {
    const alarm = { atMs: Math.max(atMs, this.#nowMs), order: this.#count++, callback };
    let at = this.#alarms.length;
    for (let above = (at - 1) >> 1; at > 0 && isBefore(alarm, this.#alarms[above]!); above = (at - 1) >> 1) {
      this.#alarms[at] = this.#alarms[above]!;
      at = above;
    }
    this.#alarms[at] = alarm;
  }

  /** Goes on until nothing is left to happen before `endMs`. */
  runUntil(endMs: number): void {
    for (let next = this.#alarms[0]; next !== undefined && next.atMs <= endMs; next = this.#alarms[0]) {
      this.#removeFirst();
      this.#nowMs = next.atMs;
      next.callback();
    }
    this.#nowMs = endMs;
  }

  #removeFirst(): void {
    const last = this.#alarms.pop();
    const size = this.#alarms.length;
    if (last === undefined || size === 0) return;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below + 1 < size && isBefore(this.#alarms[below + 1]!, this.#alarms[below]!)) below += 1;
      if (below >= size || !isBefore(this.#alarms[below]!, last)) break;
      this.#alarms[at] = this.#alarms[below]!;
      at = below;
    }
    this.#alarms[at] = last;
  }
}

function isBefore(a: Alarm, b: Alarm): boolean {
  return a.atMs === b.atMs ? a.order < b.order : a.atMs < b.atMs;
}

/** A seeded random: numbers in [0, 1), the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
