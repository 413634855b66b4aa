import type { PinKind } from '../blockStore';

/** Counts pins. */
export class Pins {
  readonly #counts = new Map<string, Record<PinKind, number>>();

  /** Adds a pin. */
  add(contentKey: string, kind: PinKind): void {
    const counts = this.#counts.get(contentKey) ?? { playing: 0, serving: 0, offline: 0 };
    counts[kind] = kind === 'offline' ? 1 : counts[kind] + 1;
    this.#counts.set(contentKey, counts);
  }

  /** Takes a pin away, if there is one. */
  remove(contentKey: string, kind: PinKind): void {
    const counts = this.#counts.get(contentKey);
    if (counts === undefined) return;
    counts[kind] = Math.max(0, counts[kind] - 1);
    if (!this.isPinned(contentKey)) this.#counts.delete(contentKey);
  }

  /** Whether a content is pinned in any way. */
  isPinned(contentKey: string): boolean {
    const counts = this.#counts.get(contentKey);
    return counts !== undefined && counts.playing + counts.serving + counts.offline > 0;
  }

  /** Whether a content is wanted offline. */
  isOffline(contentKey: string): boolean {
    return (this.#counts.get(contentKey)?.offline ?? 0) > 0;
  }
}
