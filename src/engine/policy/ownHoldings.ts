import { blockCount, blockSizeBytes } from '../../shared/blocks';
import { hasBlock } from './haveMap';

interface HeldContent {
  readonly sizeBytes: number;
  /** Null for all of it. */
  readonly haveMap: Uint8Array | null;
}

/** What we hold and may serve, by content. Grows with the own cache only. */
export class OwnHoldings {
  readonly #contents = new Map<string, HeldContent>();

  /** Takes the latest word on a content; a have-map without any block forgets it. */
  set(contentId: string, { sizeBytes, haveMap }: HeldContent): void {
    if (haveMap === null || haveMap.some((bits) => bits !== 0))
      this.#contents.set(contentId, {
        sizeBytes,
        haveMap: haveMap === null ? null : Uint8Array.from(haveMap),
      });
    else this.#contents.delete(contentId);
  }

  /** Whether a block may be served. */
  has(contentId: string, block: number): boolean {
    const content = this.#contents.get(contentId);
    return content !== undefined && (content.haveMap === null || hasBlock(content.haveMap, block));
  }

  /** What is held of a content: which blocks, null for all of them; undefined for none. */
  haveMapOf(contentId: string): Uint8Array | null | undefined {
    return this.#contents.get(contentId)?.haveMap;
  }

  /** How many blocks a content has; null where nothing of it is held. */
  blockCount(contentId: string): number | null {
    const content = this.#contents.get(contentId);
    return content === undefined ? null : blockCount(content.sizeBytes);
  }

  /** The length of a block of a content that is held, in bytes. */
  blockBytes(contentId: string, block: number): number {
    const sizeBytes = this.#contents.get(contentId)?.sizeBytes ?? 0;
    const size = blockSizeBytes(sizeBytes);
    return Math.min(size, sizeBytes - block * size);
  }
}
