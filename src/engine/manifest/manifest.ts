// The manifest: what every block of a track hashes to. It certifies itself: its own hash is the track's content id, so it
// can be taken from anyone. Encoded as DAG-CBOR, which has exactly one right form for each manifest. Hashes come injected.
import { code as DAG_CBOR, decode, encode } from '@ipld/dag-cbor';
import { CID } from 'multiformats/cid';
import { create as createMultihash } from 'multiformats/hashes/digest';
import { blockCount, blockSizeBytes } from '../../shared/blocks';

/** The hashes of a track's blocks. */
export interface Manifest {
  readonly version: 1;
  readonly sizeBytes: number;
  readonly blockSizeBytes: number;
  /** The SHA-256 of every block, one after the other: 32 bytes a block. */
  readonly hashes: Uint8Array;
}

/** SHA-256 of some bytes: 32 bytes. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

/** The bytes of one SHA-256. */
export const HASH_BYTES = 32;

/** The largest track, in bytes: 64 GiB, so that a block stays below 16 MiB; two hours at 24 bit and 192 kHz are 8 GB. */
const LARGEST_TRACK_BYTES = 2 ** 36;
/** The longest manifest taken, in bytes: 4,096 hashes and room for the rest (names, numbers: 65 bytes at most). */
const LONGEST_MANIFEST_BYTES = 4096 * HASH_BYTES + 128;
/** The number of SHA-256 in the table of multihashes. */
const SHA2_256 = 0x12;

/** Thrown when what should be a manifest is none, or isn't the one that was asked for. */
export class BadManifestError extends Error {
  override readonly name = 'BadManifestError';
}

/** The one encoded form of a manifest. */
export function encodeManifest(manifest: Manifest): Uint8Array {
  const { version, sizeBytes, blockSizeBytes, hashes } = manifest;
  return encode({ version, sizeBytes, blockSizeBytes, hashes });
}

/**
 * Takes a manifest from bytes that anyone may have made.
 * @throws {BadManifestError} when anything about it is wrong, or when it isn't in its one encoded form.
 */
export function decodeManifest(encoded: Uint8Array): Manifest {
  if (encoded.length > LONGEST_MANIFEST_BYTES)
    throw new BadManifestError(`${encoded.length} bytes are too long for a manifest.`);
  const manifest = toManifest(decodeCbor(encoded));
  if (!isSame(encodeManifest(manifest), encoded))
    throw new BadManifestError('The manifest is not in its one encoded form.');
  return manifest;
}

/** The content id of an encoded manifest: CIDv1, dag-cbor, sha2-256, in base 32. */
export function contentIdOf(encoded: Uint8Array, sha256: Sha256): string {
  return CID.createV1(DAG_CBOR, createMultihash(SHA2_256, sha256(encoded))).toString();
}

/**
 * Takes the manifest of `contentId` from bytes that anyone may have made.
 * @throws {BadManifestError} when the bytes are no manifest or another one's.
 */
export function verifyManifest(encoded: Uint8Array, contentId: string, sha256: Sha256): Manifest {
  const manifest = decodeManifest(encoded);
  if (contentIdOf(encoded, sha256) !== contentId)
    throw new BadManifestError(`The manifest is not the one of ${contentId}.`);
  return manifest;
}

/** The SHA-256 that block `index` has to have. */
export function blockHash(manifest: Manifest, index: number): Uint8Array {
  return manifest.hashes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES);
}

/** A block as it came, and what says whether it is right. */
export interface BlockCheck {
  readonly manifest: Manifest;
  readonly index: number;
  readonly bytes: Uint8Array;
  readonly sha256: Sha256;
}

/** Whether `bytes` are block `index` of the manifest's track. A wrong length or index is told without hashing. */
export function isBlockRight({ manifest, index, bytes, sha256 }: BlockCheck): boolean {
  const bytesLeft = manifest.sizeBytes - index * manifest.blockSizeBytes;
  if (!(Number.isInteger(index) && index >= 0 && bytesLeft > 0)) return false;
  if (bytes.length !== Math.min(bytesLeft, manifest.blockSizeBytes)) return false;
  return isSame(sha256(bytes), blockHash(manifest, index));
}

function decodeCbor(encoded: Uint8Array): unknown {
  try {
    return decode<unknown>(encoded);
  } catch (cause) {
    throw new BadManifestError('The manifest is not DAG-CBOR.', { cause });
  }
}

function toManifest(value: unknown): Manifest {
  if (typeof value !== 'object' || value === null) throw new BadManifestError('The manifest is no map.');
  const { version, sizeBytes, blockSizeBytes: size, hashes } = value as Record<string, unknown>;
  if (version !== 1) throw new BadManifestError('The manifest has a version that is not known here.');
  if (typeof sizeBytes !== 'number' || !isTrackSize(sizeBytes))
    throw new BadManifestError('The manifest says no size that a track could have.');
  if (size !== blockSizeBytes(sizeBytes))
    throw new BadManifestError(`A track of ${sizeBytes} bytes has no such blocks.`);
  if (!(hashes instanceof Uint8Array) || hashes.length !== blockCount(sizeBytes) * HASH_BYTES)
    throw new BadManifestError(`A track of ${sizeBytes} bytes has ${blockCount(sizeBytes)} hashes.`);
  return { version, sizeBytes, blockSizeBytes: size, hashes };
}

/** Whether a track can have this many bytes: at least one, at most 64 GiB. */
export function isTrackSize(sizeBytes: number): boolean {
  return Number.isInteger(sizeBytes) && sizeBytes > 0 && sizeBytes <= LARGEST_TRACK_BYTES;
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
