import type { BlockRange } from '../../shared/blocks';

/** Whether a range that somebody has sent is one of so many blocks, and not empty. */
export function isRange({ first, end }: BlockRange, blockCount: number): boolean {
  return Number.isInteger(first) && Number.isInteger(end) && first >= 0 && first < end && end <= blockCount;
}

/** Block numbers in order, as ranges. */
export function rangesOf(blocks: readonly number[]): readonly BlockRange[] {
  const ranges: { first: number; end: number }[] = [];
  for (const block of blocks) {
    const last = ranges.at(-1);
    if (last?.end === block) last.end += 1;
    else ranges.push({ first: block, end: block + 1 });
  }
  return ranges;
}
