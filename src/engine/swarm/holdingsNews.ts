// Tells others what we have: the tracker of every change, and peers of contents that they have asked about. Changes are told
// together, a second after the first: while a track is downloaded, each block is one.
import type { Holding } from '../policy/trackerMessages';
import type { Clock } from '../ports';
import * as limits from './limits';
import type { TrackerClient } from './tracker';
import type { Uploads } from './uploads';
import type { BlocksMessage } from './wire/blocksMessages';

/** What telling needs. */
export interface HoldingsNewsParts {
  readonly clock: Pick<Clock, 'nowMs' | 'wakeAt'>;
  readonly tracker: TrackerClient | null;
  readonly uploads: Pick<Uploads, 'own' | 'load'>;
  readonly send: (peerId: string, message: BlocksMessage) => void;
}

const NONE = new Uint8Array(0);

/** What we have, and who wants to know. */
export class HoldingsNews {
  readonly #parts: HoldingsNewsParts;
  readonly #held = new Set<string>();
  readonly #changed = new Set<string>();
  /** By peer: the contents that it has asked about, the oldest first. */
  readonly #interests = new Map<string, Set<string>>();
  #isSharing = true;

  constructor(parts: HoldingsNewsParts) {
    this.#parts = parts;
  }

  /** All that is served. */
  get all(): readonly Holding[] {
    return [...this.#held].map((contentId) => this.#holdingOf(contentId));
  }

  /** Which blocks of a content are served; null for all of them, undefined for none. */
  haveMapOf(contentId: string): Uint8Array | null | undefined {
    return this.#isSharing ? this.#parts.uploads.own.haveMapOf(contentId) : undefined;
  }

  /** What is held of a content has changed. */
  change(contentId: string): void {
    if (this.#parts.uploads.own.haveMapOf(contentId) === undefined) this.#held.delete(contentId);
    else this.#held.add(contentId);
    this.#tellSoon([contentId]);
  }

  /** Whether anything is shared. */
  setSharing(isSharing: boolean): void {
    if (isSharing === this.#isSharing) return;
    this.#isSharing = isSharing;
    this.#tellSoon(this.#held);
  }

  /** A peer has asked about contents. */
  noteInterest(peerId: string, contentIds: readonly string[]): void {
    const interests = this.#interests.get(peerId) ?? new Set<string>();
    this.#interests.set(peerId, interests);
    for (const contentId of contentIds) {
      interests.delete(contentId);
      interests.add(contentId);
      const [oldest] = interests;
      if (interests.size > limits.CONTENTS_OF_INTEREST && oldest !== undefined) interests.delete(oldest);
    }
  }

  /** A peer is gone. */
  forget(peerId: string): void {
    this.#interests.delete(peerId);
  }

  #tellSoon(contentIds: Iterable<string>): void {
    const { clock } = this.#parts;
    for (const contentId of contentIds) {
      if (this.#changed.size === 0) clock.wakeAt(clock.nowMs() + limits.TELL_AFTER_MS, () => this.#tell());
      this.#changed.add(contentId);
    }
  }

  #tell(): void {
    const { tracker, uploads, send } = this.#parts;
    const holdings = [...this.#changed].map((contentId) => this.#holdingOf(contentId));
    this.#changed.clear();
    tracker?.announce(holdings, uploads.load);
    for (const [peerId, interests] of this.#interests)
      for (const holding of holdings)
        if (interests.has(holding.contentId)) send(peerId, { type: 'have', ...holding });
  }

  #holdingOf(contentId: string): Holding {
    const haveMap = this.haveMapOf(contentId);
    return { contentId, haveMap: haveMap === undefined ? NONE : haveMap };
  }
}
