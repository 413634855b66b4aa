import { blockCount, blockSizeBytes, type BlockRange } from '../../src/shared/blocks';
import type { ByteRange, Track } from '../../src/shared/track';

/** The numbers of the blocks in a range of blocks. */
export function blocksIn({ first, end }: BlockRange): number[] {
  return Array.from({ length: end - first }, (_, at) => first + at);
}

/** The numbers of the blocks that a range of bytes touches. */
export function blocksTouched({ sizeBytes }: Track, { start, end }: ByteRange): number[] {
  const size = blockSizeBytes(sizeBytes);
  if (start >= end) return [];
  return blocksIn({
    first: Math.floor(start / size),
    end: Math.min(Math.ceil(end / size), blockCount(sizeBytes)),
  });
}
