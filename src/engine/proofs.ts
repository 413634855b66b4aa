// The manifests of the tracks that are wanted, or were lately: each is had from the store or else from the origin, and again where it
// was forgotten. What was used last is forgotten last.
import { LRUCache } from 'lru-cache';
import type { Track } from '../shared/track';
import type { BlockStore } from './blockStore';
import { sidecarOf } from './cacheEntry';
import { MOST_MANIFESTS } from './policy/peerLimits';
import type { Purpose } from './policy/wanted';
import type { Origin } from './ports';

/** What can be asked of a verified manifest. */
export interface ProvedManifest {
  readonly encoded: Uint8Array;
  readonly hashes: Uint8Array;
  isBlockRight(block: number, bytes: Uint8Array): boolean;
}

/**
 * Verifies an encoded manifest against a content id; made by the composition root out of manifest/.
 * @throws when it isn't the one.
 */
export type Prove = (encoded: Uint8Array, contentId: string) => ProvedManifest;

/** What manifests at hand may take, in bytes: `MOST_MANIFESTS` of tracks of 40 MB, each with its hashes a second time. */
const MOST_BYTES = 32 * 1024 * 1024;

/** What proofs are made of. */
export interface ProofsParts {
  readonly store: BlockStore;
  readonly prove: Prove;
  readonly warn: (text: string) => void;
  /** The manifest of a content is there and verified. */
  readonly onProved: (contentId: string) => void;
  /** What is wanted now. */
  readonly wanted: () => Iterable<{ readonly track: Track; readonly purpose: Purpose }>;
}

/** A manifest that was verified. */
interface Proved {
  readonly manifest: ProvedManifest;
  /** Whether the store can check the track's blocks. */
  readonly isStored: boolean;
}

/** Has manifests, and says by them which blocks are wrong. */
export class Proofs {
  readonly #parts: ProofsParts;
  /** By content id. */
  readonly #proved = new LRUCache<string, Proved>({ max: MOST_MANIFESTS, maxSize: MOST_BYTES });
  /** Those that are being had, by content id. */
  readonly #having = new Map<string, Promise<boolean>>();
  #origin: Origin | null = null;

  constructor(parts: ProofsParts) {
    this.#parts = parts;
  }

  /** Manifests come from this origin from now on. */
  useOrigin(origin: Origin | null): void {
    this.#origin = origin;
    this.#having.clear();
    this.#proved.clear();
  }

  /** What the manifest says of a block: `unknown` where there is none, none yet, or it was forgotten. */
  judge(track: Track, block: number, bytes: Uint8Array): 'right' | 'wrong' | 'unknown' {
    const proved = this.#provedOf(track);
    if (proved === undefined) return 'unknown';
    return proved.manifest.isBlockRight(block, bytes) ? 'right' : 'wrong';
  }

  /** As `prove`, but that the manifest is there is told where it was at hand, too: who was told before may have forgotten. */
  proveAndTell(track: Track): void {
    if (this.#tell(track)) return;
    void this.prove(track);
  }

  /** Has the manifest of a track and tells the store. Resolves to whether the store can check the track's blocks now. */
  prove(track: Track): Promise<boolean> {
    const { contentId } = track;
    if (contentId === null) return Promise.resolve(false);
    const known = this.#having.get(contentId);
    if (known !== undefined) return known;
    const proved = this.#provedOf(track);
    if (proved !== undefined) return Promise.resolve(proved.isStored);
    const having = this.#have(track, contentId)
      .catch((error: unknown) => {
        this.#parts.warn(
          `The manifest of “${track.title}” can't be had: ${error instanceof Error ? error.message : String(error)}.`,
        );
        return false;
      })
      .finally(() => {
        if (this.#having.get(contentId) === having) this.#having.delete(contentId);
      });
    this.#having.set(contentId, having);
    return having;
  }

  async #have(track: Track, contentId: string): Promise<boolean> {
    const held = await this.#parts.store.proof(contentId);
    const encoded = held?.manifest ?? (await this.#origin?.manifest(track, new AbortController().signal));
    if (encoded === undefined) return false;
    const manifest = this.#parts.prove(encoded, contentId);
    const size = encoded.length + manifest.hashes.length;
    this.#proved.set(contentId, { manifest, isStored: false }, { size });
    const proof = { manifest: encoded, hashes: manifest.hashes };
    this.#parts.onProved(contentId);
    // Of so many the first is forgotten, here and where it is told: never one of what plays or comes next.
    for (const { track: each, purpose } of this.#parts.wanted())
      if (purpose !== 'prepare' && each.contentId !== contentId) this.#tell(each);
    const description = { sizeBytes: track.sizeBytes, proof, sidecar: sidecarOf(track) };
    const isStored = (await this.#parts.store.describe(contentId, description)) === 'described';
    this.#proved.set(contentId, { manifest, isStored }, { size });
    return isStored;
  }

  /** Tells that the manifest of a track is at hand; false where it isn't. */
  #tell(track: Track): boolean {
    if (track.contentId === null || this.#provedOf(track) === undefined) return false;
    this.#parts.onProved(track.contentId);
    return true;
  }

  /** Using it, it is forgotten last. */
  #provedOf({ contentId }: Track): Proved | undefined {
    return contentId === null ? undefined : this.#proved.get(contentId);
  }
}
