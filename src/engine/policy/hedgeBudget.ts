import type { PeerLimits } from './peerLimits';

/** What is counted together, in bytes: fifty entries for the latest 50 MB. */
const SLOT_BYTES = 1_000_000;

/** How many bytes may be asked for twice. */
export class HedgeBudget {
  readonly #limits: Pick<PeerLimits, 'hedgeShare' | 'hedgeOfBytes' | 'hedgesAlways'>;
  /** The latest bytes, the oldest first. */
  readonly #slots: { bytes: number; hedgedBytes: number }[] = [{ bytes: 0, hedgedBytes: 0 }];
  #bytes = 0;
  #hedgedBytes = 0;

  constructor(limits: Pick<PeerLimits, 'hedgeShare' | 'hedgeOfBytes' | 'hedgesAlways'>) {
    this.#limits = limits;
  }

  /** Bytes have come, from wherever. */
  receive(bytes: number): void {
    this.#latest.bytes += bytes;
    this.#bytes += bytes;
    if (this.#latest.bytes >= SLOT_BYTES) this.#slots.push({ bytes: 0, hedgedBytes: 0 });
    while (this.#bytes > this.#limits.hedgeOfBytes) {
      const oldest = this.#slots.shift();
      this.#bytes -= oldest?.bytes ?? 0;
      this.#hedgedBytes -= oldest?.hedgedBytes ?? 0;
    }
  }

  /** Whether a play that has hedged so many blocks may hedge one more, of so many bytes. */
  allows(bytes: number, hedges: number): boolean {
    const { hedgesAlways, hedgeShare } = this.#limits;
    return hedges < hedgesAlways || this.#hedgedBytes + bytes <= this.#bytes * hedgeShare;
  }

  /** Bytes are asked for twice. */
  spend(bytes: number): void {
    this.#latest.hedgedBytes += bytes;
    this.#hedgedBytes += bytes;
  }

  get #latest(): { bytes: number; hedgedBytes: number } {
    const latest = this.#slots.at(-1);
    if (latest !== undefined) return latest;
    const begun = { bytes: 0, hedgedBytes: 0 };
    this.#slots.push(begun);
    return begun;
  }
}
