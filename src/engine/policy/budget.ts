/** An hour, in milliseconds. */
const HOUR_MS = 3_600_000;
/** What was spent within so many milliseconds is forgotten together: 60 entries, and at most a minute too late. */
const SLOT_MS = 60_000;

/** So many bytes in any hour, and no more. */
export class HourlyBudget {
  readonly #bytesAnHour: number;
  /** What was spent, by slot, the oldest first. */
  readonly #spent: { readonly slot: number; bytes: number }[] = [];

  constructor(bytesAnHour: number) {
    this.#bytesAnHour = bytesAnHour;
  }

  /** What may still be spent at `nowMs`, in bytes. */
  leftBytes(nowMs: number): number {
    while ((this.#spent[0]?.slot ?? Infinity) < this.#oldestSlot(nowMs)) this.#spent.shift();
    return this.#spent.reduce((left, { bytes }) => left - bytes, this.#bytesAnHour);
  }

  /** Notes that bytes were spent. */
  spend(bytes: number, nowMs: number): void {
    const slot = Math.floor(nowMs / SLOT_MS);
    const last = this.#spent.at(-1);
    if (last?.slot === slot) last.bytes += bytes;
    else this.#spent.push({ slot, bytes });
  }

  /** When there is more to spend than now, in milliseconds; `nowMs` itself where nothing was spent. */
  moreAtMs(nowMs: number): number {
    const oldest = this.#spent[0];
    return oldest === undefined ? nowMs : (oldest.slot + 1) * SLOT_MS + HOUR_MS;
  }

  /** The first slot that isn't wholly more than an hour ago. */
  #oldestSlot(nowMs: number): number {
    return Math.floor((nowMs - HOUR_MS) / SLOT_MS);
  }
}
