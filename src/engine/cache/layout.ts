// How a content lies on the disk:
//   contents/ab/ab12…/   named by a hash of the content key, so that no key can name another place
//     meta.json          key, sizes, sidecar, digests; replaced atomically; without it the folder is nothing
//     manifest           as it was given, where there is one
//     blocks             one bit a block held (the first 512 bytes), then 32 bytes of hash a block
//     0000.extent …      1 MiB of blocks each
//   index.json           contents in order of use
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { blockCount, blockSizeBytes, type BlockRange } from '../../shared/blocks';
import { EXTENT_BYTES } from './limits';

/** Bytes of a block's hash (SHA-256). */
export const HASH_BYTES = 32;
/** Where the hashes begin in the file `blocks`: behind one bit for each of at most 4,096 blocks. */
export const HASHES_AT = 512;
/** The extent that is a content's head. */
export const HEAD_EXTENT = 0;

/** How a content of some size is cut. */
export interface Geometry {
  readonly sizeBytes: number;
  readonly blockSizeBytes: number;
  readonly blockCount: number;
  readonly blocksPerExtent: number;
  readonly extentCount: number;
}

/** How a content of `sizeBytes` bytes is cut. */
export function geometryOf(sizeBytes: number): Geometry {
  const blockBytes = blockSizeBytes(sizeBytes);
  const blocks = blockCount(sizeBytes);
  const blocksPerExtent = Math.max(1, EXTENT_BYTES / blockBytes);
  return {
    sizeBytes,
    blockSizeBytes: blockBytes,
    blockCount: blocks,
    blocksPerExtent,
    extentCount: Math.ceil(blocks / blocksPerExtent),
  };
}

/** The length of a block in bytes: the last one may be shorter. */
export function blockBytes(geometry: Geometry, block: number): number {
  return Math.min(geometry.blockSizeBytes, geometry.sizeBytes - block * geometry.blockSizeBytes);
}

/** The extent in which a block lies. */
export function extentOf(geometry: Geometry, block: number): number {
  return Math.floor(block / geometry.blocksPerExtent);
}

/** The blocks of an extent. */
export function blocksOfExtent(geometry: Geometry, extent: number): BlockRange {
  const first = extent * geometry.blocksPerExtent;
  return { first, end: Math.min(first + geometry.blocksPerExtent, geometry.blockCount) };
}

/** Where a block begins in its extent, in bytes. */
export function placeInExtent(geometry: Geometry, block: number): number {
  return (block % geometry.blocksPerExtent) * geometry.blockSizeBytes;
}

/** Whether a range is one of this content. */
export function isRangeOf(geometry: Geometry, { first, end }: BlockRange): boolean {
  return (
    Number.isInteger(first) &&
    Number.isInteger(end) &&
    first >= 0 &&
    first <= end &&
    end <= geometry.blockCount
  );
}

/** The folder of all contents. */
export function contentsFolder(root: string): string {
  return join(root, 'contents');
}

/** The file of the index. */
export function indexFile(root: string): string {
  return join(root, 'index.json');
}

/** The name of a content's folder: 160 bits of a hash, so that a hostile key is harmless and paths stay short. */
export function folderName(contentKey: string): string {
  return createHash('sha256').update(contentKey).digest('hex').slice(0, 40);
}

/** The folder of the content whose folder has this name. */
export function contentFolder(root: string, name: string): string {
  return join(contentsFolder(root), name.slice(0, 2), name);
}

/** The name of an extent's file. */
export function extentName(extent: number): string {
  return `${String(extent).padStart(4, '0')}.extent`;
}

/** The extent whose file has this name, or null. */
export function extentOfName(name: string): number | null {
  const digits = /^(\d{4})\.extent$/.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
}
