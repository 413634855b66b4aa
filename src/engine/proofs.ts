// The manifests of the tracks that are wanted now: had once each, from the store or else from the origin.
import type { Track } from '../shared/track';
import type { BlockStore } from './blockStore';
import { sidecarOf } from './cacheEntry';
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

/** Manifests kept at once: what is wanted now, and a few tracks around it. */
const MOST_MANIFESTS = 32;

/** What proofs are made of. */
export interface ProofsParts {
  readonly store: BlockStore;
  readonly prove: Prove;
  readonly warn: (text: string) => void;
  /** The manifest of a content is there and verified. */
  readonly onProved: (contentId: string) => void;
}

/** Has manifests, and says by them which blocks are wrong. */
export class Proofs {
  readonly #parts: ProofsParts;
  /** By content id: those that were had and verified. */
  readonly #manifests = new Map<string, ProvedManifest>();
  readonly #having = new Map<string, Promise<boolean>>();
  #origin: Origin | null = null;

  constructor(parts: ProofsParts) {
    this.#parts = parts;
  }

  /** Manifests come from this origin from now on. */
  useOrigin(origin: Origin | null): void {
    this.#origin = origin;
    this.#having.clear();
  }

  /** What the manifest says of a block: `unknown` where there is none, or none yet. */
  judge(track: Track, block: number, bytes: Uint8Array): 'right' | 'wrong' | 'unknown' {
    const manifest = track.contentId === null ? undefined : this.#manifests.get(track.contentId);
    if (manifest === undefined) return 'unknown';
    return manifest.isBlockRight(block, bytes) ? 'right' : 'wrong';
  }

  /** Has the manifest of a track and tells the store. Resolves to whether the store can check the track's blocks now. */
  prove(track: Track, key: string): Promise<boolean> {
    const { contentId } = track;
    if (contentId === null) return Promise.resolve(false);
    const known = this.#having.get(contentId);
    if (known !== undefined) return known;
    const having = this.#have(track, { contentId, key }).catch((error: unknown) => {
      this.#parts.warn(
        `The manifest of “${track.title}” can't be had: ${error instanceof Error ? error.message : String(error)}.`,
      );
      this.#having.delete(contentId);
      return false;
    });
    this.#having.set(contentId, having);
    this.#forgetOldest();
    return having;
  }

  async #have(track: Track, { contentId, key }: { contentId: string; key: string }): Promise<boolean> {
    const held = await this.#parts.store.proof(key);
    const encoded = held?.manifest ?? (await this.#origin?.manifest(track, new AbortController().signal));
    if (encoded === undefined) return false;
    const manifest = this.#parts.prove(encoded, contentId);
    this.#manifests.set(contentId, manifest);
    const proof = { manifest: encoded, hashes: manifest.hashes };
    this.#parts.onProved(contentId);
    const description = { sizeBytes: track.sizeBytes, proof, sidecar: sidecarOf(track) };
    return (await this.#parts.store.describe(key, description)) === 'described';
  }

  #forgetOldest(): void {
    const [oldest] = this.#having.keys();
    if (this.#having.size <= MOST_MANIFESTS || oldest === undefined) return;
    this.#having.delete(oldest);
    this.#manifests.delete(oldest);
  }
}
