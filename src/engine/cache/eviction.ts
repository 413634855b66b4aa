// What goes when room is needed. Extents go one by one: the tail of the least recently used body first. Heads stay as long
// as they keep to their share of the cap; beyond it, or when no body is left, the least recently used content goes
// entirely. A head never goes before its own body. Source: streaming.md §3.1, §5.

/** What eviction looks at in a content. */
export interface Evictable {
  readonly contentKey: string;
  readonly headBytes: number;
  readonly bodyBytes: number;
}

/** The content that is to give up its last extent, or null where nothing can be given up. */
export function nextVictim<T extends Evictable>(
  leastRecentFirst: Iterable<T>,
  areHeadsOverShare: boolean,
): T | null {
  let firstHead: T | null = null;
  for (const content of leastRecentFirst) {
    if (content.bodyBytes > 0) return content;
    if (content.headBytes === 0) continue;
    if (areHeadsOverShare) return content;
    firstHead ??= content;
  }
  return firstHead;
}
