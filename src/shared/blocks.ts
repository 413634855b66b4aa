// The block: the one unit that is requested, verified, cached and announced.
import type { ByteRange } from './track';

/** The smallest block, in bytes. Source: Kreitz & Niemelä 2010. */
const SMALLEST_BLOCK_BYTES = 16 * 1024;
/** No track has more blocks than this: blocks grow instead, so that manifests and have-maps stay small. */
const MOST_BLOCKS = 4096;

/** The block size of a track of `sizeBytes` bytes: 16 KiB, doubled until there are at most 4,096 blocks. */
export function blockSizeBytes(sizeBytes: number): number {
  let size = SMALLEST_BLOCK_BYTES;
  while (size * MOST_BLOCKS < sizeBytes) size *= 2;
  return size;
}

/** The number of blocks of a track of `sizeBytes` bytes. The last one may be shorter than the others. */
export function blockCount(sizeBytes: number): number {
  return Math.ceil(sizeBytes / blockSizeBytes(sizeBytes));
}

/** The bytes of the blocks `[first, end)` of a track of `sizeBytes` bytes. */
export function bytesOfBlocks(sizeBytes: number, blocks: BlockRange): ByteRange {
  const size = blockSizeBytes(sizeBytes);
  return { start: blocks.first * size, end: Math.min(blocks.end * size, sizeBytes) };
}

/** A half-open range of a track's blocks: `[first, end)`. */
export interface BlockRange {
  readonly first: number;
  readonly end: number;
}
