// Makes the manifest of a track while its bytes go by, in pieces of any length. Only a running hash is kept, never bytes.
import { blockCount, blockSizeBytes } from '../../shared/blocks';
import {
  BadManifestError,
  contentIdOf,
  encodeManifest,
  HASH_BYTES,
  isTrackSize,
  type Manifest,
} from './manifest';

/** A SHA-256 that takes its bytes piece by piece; `digest` ends it. */
export interface RunningHash {
  update(bytes: Uint8Array): void;
  digest(): Uint8Array;
}

/** Begins a SHA-256. */
export type CreateHash = () => RunningHash;

/** A manifest, its encoded form and the content id that this form has. */
export interface BuiltManifest {
  readonly manifest: Manifest;
  readonly encoded: Uint8Array;
  readonly contentId: string;
}

/** What a builder has to know beforehand. */
export interface ManifestBuilderOptions {
  /** The track's length in bytes; it decides the block size. */
  readonly sizeBytes: number;
  readonly createHash: CreateHash;
}

/** Builds the manifest of one track from its bytes in order. */
export class ManifestBuilder {
  readonly #sizeBytes: number;
  readonly #blockSizeBytes: number;
  readonly #createHash: CreateHash;
  readonly #hashes: Uint8Array;
  #block: RunningHash;
  #takenBytes = 0;

  /**
   * Begins a manifest.
   * @throws {BadManifestError} when no track can have `sizeBytes` bytes.
   */
  constructor({ sizeBytes, createHash }: ManifestBuilderOptions) {
    if (!isTrackSize(sizeBytes)) throw new BadManifestError(`A track can't be ${sizeBytes} bytes long.`);
    this.#sizeBytes = sizeBytes;
    this.#blockSizeBytes = blockSizeBytes(sizeBytes);
    this.#createHash = createHash;
    this.#hashes = new Uint8Array(blockCount(sizeBytes) * HASH_BYTES);
    this.#block = createHash();
  }

  /**
   * Takes the next bytes of the track.
   * @throws {BadManifestError} when there are more than the track has.
   */
  push(bytes: Uint8Array): void {
    if (this.#takenBytes + bytes.length > this.#sizeBytes)
      throw new BadManifestError(`The track is longer than ${this.#sizeBytes} bytes.`);
    for (let at = 0; at < bytes.length;) {
      const end = Math.min(bytes.length, at + this.#blockEnd() - this.#takenBytes);
      this.#block.update(bytes.subarray(at, end));
      this.#takenBytes += end - at;
      at = end;
      if (this.#takenBytes % this.#blockSizeBytes === 0) this.#endBlock();
    }
  }

  /**
   * Ends the track. Call it once.
   * @throws {BadManifestError} when there were fewer bytes than the track has.
   */
  finish(): BuiltManifest {
    if (this.#takenBytes < this.#sizeBytes)
      throw new BadManifestError(`The track ends after ${this.#takenBytes} of ${this.#sizeBytes} bytes.`);
    if (this.#takenBytes % this.#blockSizeBytes !== 0) this.#endBlock();
    const manifest = {
      version: 1,
      sizeBytes: this.#sizeBytes,
      blockSizeBytes: this.#blockSizeBytes,
      hashes: this.#hashes,
    } as const;
    const encoded = encodeManifest(manifest);
    return { manifest, encoded, contentId: contentIdOf(encoded, (bytes) => this.#hash(bytes)) };
  }

  /** Where the block that is being hashed ends, if it is a whole one. */
  #blockEnd(): number {
    return (Math.floor(this.#takenBytes / this.#blockSizeBytes) + 1) * this.#blockSizeBytes;
  }

  #endBlock(): void {
    const index = Math.ceil(this.#takenBytes / this.#blockSizeBytes) - 1;
    this.#hashes.set(this.#block.digest(), index * HASH_BYTES);
    this.#block = this.#createHash();
  }

  #hash(bytes: Uint8Array): Uint8Array {
    const hash = this.#createHash();
    hash.update(bytes);
    return hash.digest();
  }
}
