// The have-map: one bit a block, the lowest bit of the first byte for block 0.
import type { BlockRange } from '../../shared/blocks';
import { blockBytes, type Geometry } from './layout';

/** An empty have-map. */
export function emptyHaveMap(geometry: Geometry): Uint8Array {
  return new Uint8Array(Math.ceil(geometry.blockCount / 8));
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

/** The bytes of the blocks of a range that are held. */
export function heldBytes(haveMap: Uint8Array, geometry: Geometry, range: BlockRange): number {
  let bytes = 0;
  for (let block = range.first; block < range.end; block++)
    if (hasBlock(haveMap, block)) bytes += blockBytes(geometry, block);
  return bytes;
}
