import { LRUCache } from 'lru-cache';
import type { BlockRange } from '../../shared/blocks';
import { hasBlock } from '../policy/haveMap';
import type { ContentFolder } from './contentFolder';
import { blockBytes, blocksOfExtent, HEAD_EXTENT } from './layout';
import { MOST_CONTENTS } from './limits';

/** A known content: what the index says of it, and its folder while it is at hand. */
export interface Entry {
  readonly contentKey: string;
  headBytes: number;
  bodyBytes: number;
  isOffline: boolean;
  folder: ContentFolder | null;
}

/** The known contents in order of use, and how much they hold together. */
export class Contents {
  /** One more than may be: the store evicts, not the package. */
  readonly #entries = new LRUCache<string, Entry>({ max: MOST_CONTENTS + 1 });
  #headBytes = 0;
  #bodyBytes = 0;
  #offlineBytes = 0;
  /** Told that what is held of a content may be other than before. */
  onChange: (contentKey: string) => void = () => undefined;

  /** A content, without counting it as used. */
  get(contentKey: string): Entry | undefined {
    return this.#entries.peek(contentKey);
  }

  /** Counts a content as used now. */
  touch(contentKey: string): void {
    this.#entries.get(contentKey);
  }

  /** Adds a content as the one used last. */
  add(about: Pick<Entry, 'contentKey' | 'headBytes' | 'bodyBytes' | 'isOffline'>): Entry {
    this.delete(about.contentKey);
    const entry: Entry = { ...about, folder: null };
    this.#entries.set(entry.contentKey, entry);
    this.#count(entry, 1);
    return entry;
  }

  /** Forgets a content. */
  delete(contentKey: string): void {
    const entry = this.#entries.peek(contentKey);
    if (entry === undefined) return;
    this.#count(entry, -1);
    this.#entries.delete(contentKey);
    this.onChange(contentKey);
  }

  /** Takes over what an entry's folder holds and how it is pinned. */
  update(entry: Entry, change: Partial<Pick<Entry, 'headBytes' | 'bodyBytes' | 'isOffline'>>): void {
    const isKnown = this.#entries.peek(entry.contentKey) === entry;
    if (isKnown) this.#count(entry, -1);
    Object.assign(entry, change);
    if (isKnown) this.#count(entry, 1);
    if (isKnown) this.onChange(entry.contentKey);
  }

  /** All contents, the one used longest ago first. */
  *leastRecentFirst(): Generator<Entry> {
    for (const key of this.#entries.rkeys()) {
      const entry = this.#entries.peek(key);
      if (entry !== undefined) yield entry;
    }
  }

  /** How many there are. */
  get count(): number {
    return this.#entries.size;
  }

  /** Bytes under the cap. */
  get heldBytes(): number {
    return this.#headBytes + this.#bodyBytes;
  }

  /** Bytes of heads under the cap. */
  get headBytes(): number {
    return this.#headBytes;
  }

  /** Bytes outside the cap. */
  get offlineBytes(): number {
    return this.#offlineBytes;
  }

  #count(entry: Entry, sign: 1 | -1): void {
    if (entry.isOffline) {
      this.#offlineBytes += sign * (entry.headBytes + entry.bodyBytes);
      return;
    }
    this.#headBytes += sign * entry.headBytes;
    this.#bodyBytes += sign * entry.bodyBytes;
  }
}

/** What a folder holds, head and body apart. */
export function holdingOf(folder: ContentFolder): { headBytes: number; bodyBytes: number } {
  const head = blocksOfExtent(folder.geometry, HEAD_EXTENT);
  return {
    headBytes: heldBytes(folder, head),
    bodyBytes: heldBytes(folder, { first: head.end, end: folder.geometry.blockCount }),
  };
}

function heldBytes({ haveMap, geometry }: ContentFolder, { first, end }: BlockRange): number {
  let bytes = 0;
  for (let block = first; block < end; block++)
    if (hasBlock(haveMap, block)) bytes += blockBytes(geometry, block);
  return bytes;
}
