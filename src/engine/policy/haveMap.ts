// The have-map: which blocks of a track somebody has, one bit a block, the lowest bit of the first byte for block 0. It is
// 37 bytes for a mean track and never more than 512 (4,096 blocks). The bits behind the last block are zero, so that equal
// holdings are equal bytes. Source: streaming.md §3.3.
import type { BlockRange } from '../../shared/blocks';

/** An empty have-map of a track of so many blocks. */
export function emptyHaveMap(blockCount: number): Uint8Array {
  return new Uint8Array(Math.ceil(blockCount / 8));
}

/** The have-map of somebody who has all of so many blocks. */
export function fullHaveMap(blockCount: number): Uint8Array {
  const haveMap = emptyHaveMap(blockCount).fill(0xff);
  const spare = haveMap.length * 8 - blockCount;
  if (spare > 0) haveMap[haveMap.length - 1] = 0xff >> spare;
  return haveMap;
}

/** A have-map that somebody has sent, as one of our own, or null where it isn't one of a track of so many blocks. */
export function readHaveMap(bytes: Uint8Array, blockCount: number): Uint8Array | null {
  if (bytes.length !== Math.ceil(blockCount / 8)) return null;
  const spare = bytes.length * 8 - blockCount;
  return ((bytes.at(-1) ?? 0) & ~(0xff >> spare)) === 0 ? Uint8Array.from(bytes) : null;
}

/** Whether a block is held. */
export function hasBlock(haveMap: Uint8Array, block: number): boolean {
  return ((haveMap[block >> 3] ?? 0) & (1 << (block & 7))) !== 0;
}

/** Marks a block as held. */
export function addBlock(haveMap: Uint8Array, block: number): void {
  haveMap[block >> 3] = (haveMap[block >> 3] ?? 0) | (1 << (block & 7));
}

/** Marks a block as missing. */
export function forgetBlock(haveMap: Uint8Array, block: number): void {
  haveMap[block >> 3] = (haveMap[block >> 3] ?? 0) & ~(1 << (block & 7));
}

/** The blocks of a range that are held, in order. */
export function heldBlocks(haveMap: Uint8Array, { first, end }: BlockRange): number[] {
  const held: number[] = [];
  for (let block = first; block < end; block++) if (hasBlock(haveMap, block)) held.push(block);
  return held;
}

/** How many blocks are held. */
export function countBlocks(haveMap: Uint8Array): number {
  let count = 0;
  for (let bits of haveMap) for (; bits !== 0; bits &= bits - 1) count += 1;
  return count;
}
