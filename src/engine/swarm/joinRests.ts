// Origins whose swarm isn't tried for a while: they have none for us, no room, or can't be reached.
import type { Clock, Origin } from '../ports';
import * as limits from './limits';

/** What the rests are made of. */
export interface JoinRestsParts {
  readonly clock: Clock;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  /** A rest is over: the origin may be tried again. */
  readonly onOver: () => void;
}

/** An origin that isn't asked before a time. */
interface Rest {
  readonly untilMs: number;
  readonly failures: number;
}

/** The origins that rest. */
export class JoinRests {
  readonly #parts: JoinRestsParts;
  readonly #rests = new Map<Origin, Rest>();

  constructor(parts: JoinRestsParts) {
    this.#parts = parts;
  }

  /** Whether this one rests now. */
  has(origin: Origin): boolean {
    return this.#parts.clock.nowMs() < (this.#rests.get(origin)?.untilMs ?? -Infinity);
  }

  /** Leaves an origin alone, the longer the more often it couldn't be joined; without a failure it has no swarm for us. */
  begin(origin: Origin, hasFailed: boolean): void {
    const { clock, random, onOver } = this.#parts;
    const failures = hasFailed ? (this.#rests.get(origin)?.failures ?? 0) + 1 : 0;
    const growingMs = Math.min(limits.JOIN_AGAIN_MS * 2 ** (failures - 1), limits.JOIN_AGAIN_AT_MOST_MS);
    const waitMs = hasFailed ? growingMs * (0.5 + random()) : limits.JOIN_AGAIN_AT_MOST_MS;
    const untilMs = clock.nowMs() + waitMs;
    this.#rests.set(origin, { untilMs, failures });
    clock.wakeAt(untilMs, onOver);
  }

  /** It has been joined: the next failure is its first. */
  end(origin: Origin): void {
    this.#rests.delete(origin);
  }

  /** Forgets all but these: others aren't used any more. */
  keep(used: ReadonlySet<Origin>): void {
    for (const origin of this.#rests.keys()) if (!used.has(origin)) this.#rests.delete(origin);
  }

  /** Nobody rests any more. */
  clear(): void {
    this.#rests.clear();
  }
}
