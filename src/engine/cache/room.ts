// Room under the cap: whoever wants to store reserves first, one after another, and what isn't pinned gives way. Bytes
// reserved count as held until they are, so that the cap is kept at every moment and not only in the end.
import type { Contents, Entry } from './contents';
import { nextVictim } from './eviction';
import type { Pins } from './pins';
import { Turns } from './turns';

/** What room is made of. */
export interface RoomParts {
  readonly contents: Contents;
  readonly pins: Pins;
  /** The part of the cap that heads may fill before they are evicted like bodies. */
  readonly headShare: number;
  /** Evicts the last extent of a content; false where that isn't possible now. */
  readonly evict: (contentKey: string) => Promise<boolean>;
}

/** Keeps what is held under the cap. */
export class Room {
  #capBytes: number;
  #reservedBytes = 0;
  readonly #parts: RoomParts;
  readonly #turns = new Turns();

  constructor(capBytes: number, parts: RoomParts) {
    this.#capBytes = capBytes;
    this.#parts = parts;
  }

  /** The cap in bytes. */
  get capBytes(): number {
    return this.#capBytes;
  }

  /** Sets the cap and evicts down to it. */
  async setCapBytes(capBytes: number): Promise<void> {
    this.#capBytes = capBytes;
    await this.shrink();
  }

  /** Evicts what is over the cap. */
  async shrink(): Promise<void> {
    await this.#turns.take('room', () => this.#make(0, null));
  }

  /** Reserves room for bytes of a content, evicting others; false where there is none. What was reserved must be released. */
  reserve(sizeBytes: number, contentKey: string): Promise<boolean> {
    return this.#turns.take('room', async () => {
      if (!(await this.#make(sizeBytes, contentKey))) return false;
      this.#reservedBytes += sizeBytes;
      return true;
    });
  }

  /** Gives back what was reserved: the bytes are held now, or won't be. */
  release(sizeBytes: number): void {
    this.#reservedBytes -= sizeBytes;
  }

  /** Waits until nobody makes room. */
  idle(): Promise<void> {
    return this.#turns.idle();
  }

  async #make(sizeBytes: number, forKey: string | null): Promise<boolean> {
    if (this.#fits(sizeBytes)) return true;
    if (sizeBytes > 0 && !this.#canFit(sizeBytes, forKey)) return false;
    const stuck = new Set<string | null>([forKey]);
    while (!this.#fits(sizeBytes)) {
      const victim = nextVictim(this.#evictable(stuck), this.#areHeadsOverShare());
      if (victim === null) return false;
      if (!(await this.#parts.evict(victim.contentKey))) stuck.add(victim.contentKey);
    }
    return true;
  }

  #fits(sizeBytes: number): boolean {
    return this.#parts.contents.heldBytes + this.#reservedBytes + sizeBytes <= this.#capBytes;
  }

  /** Nothing is evicted for bytes that don't fit in any case. */
  #canFit(sizeBytes: number, forKey: string | null): boolean {
    let evictableBytes = 0;
    for (const { headBytes, bodyBytes } of this.#evictable(new Set([forKey])))
      evictableBytes += headBytes + bodyBytes;
    return this.#fits(sizeBytes - evictableBytes);
  }

  #areHeadsOverShare(): boolean {
    return this.#parts.contents.headBytes > this.#parts.headShare * this.#capBytes;
  }

  *#evictable(without: ReadonlySet<string | null>): Generator<Entry> {
    const { contents, pins } = this.#parts;
    for (const entry of contents.leastRecentFirst()) {
      const { contentKey, isOffline } = entry;
      if (!isOffline && !without.has(contentKey) && !pins.isPinned(contentKey)) yield entry;
    }
  }
}
