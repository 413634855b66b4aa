import { isBlockRight, verifyManifest, type Sha256 } from './manifest';

/** A manifest that was verified, and what can be asked of it. */
export interface VerifiedManifest {
  readonly encoded: Uint8Array;
  readonly hashes: Uint8Array;
  isBlockRight(block: number, bytes: Uint8Array): boolean;
}

/** Makes the function that verifies manifests with this hash. It throws `BadManifestError` for one that isn't the content id's. */
export function manifestProver(sha256: Sha256): (encoded: Uint8Array, contentId: string) => VerifiedManifest {
  return (encoded, contentId) => {
    const manifest = verifyManifest(encoded, contentId, sha256);
    return {
      encoded,
      hashes: manifest.hashes,
      isBlockRight: (index, bytes) => isBlockRight({ manifest, index, bytes, sha256 }),
    };
  };
}
