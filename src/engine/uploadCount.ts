import { localDay } from '../shared/localDay';
import type { Clock } from './ports';
import type { StatisticsCounter } from './statistics/counter';

/** What has gone out is told and kept so long after the first bytes that weren't, in milliseconds: a crash loses the counts of it. */
const TELL_AFTER_MS = 5_000;

/** What counting goes by. */
export interface UploadCountParts {
  readonly clock: Clock;
  readonly counter: Pick<StatisticsCounter, 'addSent'>;
  /** Tells the statistics, and keeps them. */
  readonly publish: () => void;
}

/** Counts what goes out to peers: bytes go in pieces, a few seconds of them are told at once. */
export class UploadCount {
  readonly #parts: UploadCountParts;
  #isToTell = false;

  constructor(parts: UploadCountParts) {
    this.#parts = parts;
  }

  /** Bytes have gone to a peer. */
  add(bytes: number): void {
    const { clock, counter } = this.#parts;
    counter.addSent(bytes, localDay(clock.wallMs()));
    if (this.#isToTell) return;
    this.#isToTell = true;
    clock.wakeAt(clock.nowMs() + TELL_AFTER_MS, () => this.tell());
  }

  /** Tells what has gone out and isn't told yet, if anything. */
  tell(): void {
    if (!this.#isToTell) return;
    this.#isToTell = false;
    this.#parts.publish();
  }
}
