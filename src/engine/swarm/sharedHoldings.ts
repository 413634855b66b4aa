// What the cache holds of the tracks of one origin: that, and nothing else, is told to the members of its swarm and served to them.
import { blockCount } from '../../shared/blocks';
import type { Track } from '../../shared/track';
import type { BlockHoldings, BlockStore } from '../blockStore';
import type { Clock } from '../ports';
import * as limits from './limits';

/** What is held of a content: which blocks; null for all, empty for none. */
export interface Held {
  readonly contentId: string;
  readonly sizeBytes: number;
  readonly haveMap: Uint8Array | null;
}

/** What shared holdings are made of. */
export interface SharedHoldingsParts {
  readonly clock: Pick<Clock, 'nowMs' | 'wakeAt'>;
  readonly store: Pick<BlockStore, 'lookUp' | 'read'> & Pick<BlockHoldings, 'contentKeys'>;
}

/** What is shared. */
export class SharedHoldings {
  readonly #parts: SharedHoldingsParts;
  /** Sizes of the contents of the origin, in bytes. */
  #sizes = new Map<string, number>();
  readonly #changed = new Set<string>();
  readonly #told = new Set<string>();
  #listener: (held: Held) => void = () => undefined;
  #tracks: readonly Track[] | null = null;
  #isTelling = false;
  #isStopped = false;

  constructor(parts: SharedHoldingsParts) {
    this.#parts = parts;
  }

  /** Calls back with whatever is held, and with every change of it. To be called before `share`. */
  onHeld(listener: (held: Held) => void): void {
    this.#listener = listener;
  }

  /** The tracks of the origin as they are now. */
  share(tracks: readonly Track[]): void {
    if (tracks === this.#tracks) return;
    this.#tracks = tracks;
    const sizes = new Map<string, number>();
    for (const { contentId, sizeBytes } of tracks) if (contentId !== null) sizes.set(contentId, sizeBytes);
    const [before, held] = [this.#sizes, new Set(this.#parts.store.contentKeys())];
    this.#sizes = sizes;
    const news = [...sizes.keys()].filter((contentId) => held.has(contentId) && !before.has(contentId));
    const gone = [...this.#told].filter((contentId) => !sizes.has(contentId));
    for (const contentId of [...news, ...gone]) this.#changed.add(contentId);
    void this.#tell();
  }

  /** What is held of a content may be other than before. */
  change(contentKey: string): void {
    if (!this.#sizes.has(contentKey) || this.#isStopped) return;
    if (this.#changed.size === 0) {
      const { clock } = this.#parts;
      clock.wakeAt(clock.nowMs() + limits.LOOK_AFTER_MS, () => void this.#tell());
    }
    this.#changed.add(contentKey);
  }

  /** How many blocks a content of the origin has; undefined for others. */
  blockCountOf(contentId: string): number | undefined {
    const sizeBytes = this.#sizes.get(contentId);
    return sizeBytes === undefined ? undefined : blockCount(sizeBytes);
  }

  /** The bytes of a block, checked on reading; null where it isn't held or isn't the origin's. */
  async read(contentId: string, block: number): Promise<Uint8Array | null> {
    if (!this.#sizes.has(contentId)) return null;
    const [bytes] = await this.#parts.store.read(contentId, { first: block, end: block + 1 });
    return bytes ?? null;
  }

  /** Tells nothing any more. */
  stop(): void {
    this.#isStopped = true;
  }

  /** One after the other: what plays needs the disk too. */
  async #tell(): Promise<void> {
    if (this.#isTelling) return;
    this.#isTelling = true;
    try {
      for (const contentId of this.#changed) {
        this.#changed.delete(contentId);
        const held = await this.#look(contentId);
        if (this.#isStopped) return;
        if (held !== null) this.#listener(held);
      }
    } finally {
      this.#isTelling = false;
    }
  }

  async #look(contentId: string): Promise<Held | null> {
    const sizeBytes = this.#sizes.get(contentId);
    const holding = sizeBytes === undefined ? null : await this.#parts.store.lookUp(contentId);
    const isHeld = holding !== null && holding.sizeBytes === sizeBytes && holding.heldBytes > 0;
    if (!isHeld)
      return this.#told.delete(contentId) ? { contentId, sizeBytes: sizeBytes ?? 0, haveMap: NONE } : null;
    this.#told.add(contentId);
    const isWhole = holding.heldBytes === sizeBytes;
    return { contentId, sizeBytes: holding.sizeBytes, haveMap: isWhole ? null : holding.haveMap };
  }
}

const NONE = new Uint8Array(0);
