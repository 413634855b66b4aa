// Runs: blocks that lie one behind the other in an extent, so that one call to the disk serves them all.
import { blockBytes, extentOf, placeInExtent, type Geometry } from './layout';

/** Blocks side by side in one extent. */
export interface Run {
  readonly extent: number;
  /** Where the run begins in its extent, in bytes. */
  readonly at: number;
  readonly sizeBytes: number;
  readonly blocks: readonly number[];
  blockBytes(block: number): number;
}

/** The runs of some blocks, given in order. */
export function runsOf(geometry: Geometry, blocks: readonly number[]): Run[] {
  const groups: number[][] = [];
  for (const block of blocks) {
    const group = groups.at(-1);
    const goesOn = group?.at(-1) === block - 1 && extentOf(geometry, block) === extentOf(geometry, block - 1);
    if (goesOn) group.push(block);
    else groups.push([block]);
  }
  return groups.map((group) => runOf(geometry, group));
}

function runOf(geometry: Geometry, blocks: readonly number[]): Run {
  const [first = 0] = blocks;
  return {
    extent: extentOf(geometry, first),
    at: placeInExtent(geometry, first),
    sizeBytes: blocks.reduce((sum, block) => sum + blockBytes(geometry, block), 0),
    blocks,
    blockBytes: (block) => blockBytes(geometry, block),
  };
}
