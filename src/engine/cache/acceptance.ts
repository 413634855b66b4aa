// What is taken from outside: keys, sizes and lengths come from catalogues and peers.
import type { ContentDescription } from '../blockStore';
import { blockBytes, geometryOf, HASH_BYTES, type Geometry } from './layout';
import { LARGEST_CONTENT_BYTES, LONGEST_KEY, LONGEST_MANIFEST_BYTES, LONGEST_SIDECAR } from './limits';

/** Whether a content can be what is said of it. */
export function isDescribable(
  contentKey: string,
  { sizeBytes, proof, sidecar }: ContentDescription,
): boolean {
  if (contentKey.length === 0 || contentKey.length > LONGEST_KEY) return false;
  if (!Number.isInteger(sizeBytes) || sizeBytes < 1 || sizeBytes > LARGEST_CONTENT_BYTES) return false;
  if (sidecar !== null && sidecar.length > LONGEST_SIDECAR) return false;
  if (proof === null) return true;
  const hashesBytes = geometryOf(sizeBytes).blockCount * HASH_BYTES;
  return proof.hashes.length === hashesBytes && proof.manifest.length <= LONGEST_MANIFEST_BYTES;
}

/** Whether these can be whole blocks of a content from `first` on. */
export function isWritable(geometry: Geometry, first: number, blocks: readonly Uint8Array[]): boolean {
  if (!Number.isInteger(first) || first < 0 || first + blocks.length > geometry.blockCount) return false;
  return blocks.every((bytes, at) => bytes.length === blockBytes(geometry, first + at));
}
