// A block store in memory, for tests of what stands on one. It keeps the promises of the port, with the same geometry and
// the same order of eviction as the one on disk, and nothing else.
import { createHash } from 'node:crypto';
import type {
  BlockPins,
  BlockSpace,
  BlockStore,
  ContentDescription,
  DescribeResult,
  HeldProof,
  Holding,
  PinKind,
  WriteResult,
} from '../../src/engine/blockStore';
import { isDescribable, isWritable } from '../../src/engine/cache/acceptance';
import { nextVictim } from '../../src/engine/cache/eviction';
import { addBlock, emptyHaveMap } from '../../src/engine/policy/haveMap';
import {
  blockBytes,
  extentOf,
  geometryOf,
  HASH_BYTES,
  isRangeOf,
  type Geometry,
} from '../../src/engine/cache/layout';
import { Pins } from '../../src/engine/cache/pins';
import type { BlockRange } from '../../src/shared/blocks';
import type { CacheUsage } from '../../src/shared/report';

interface Content {
  readonly contentKey: string;
  readonly geometry: Geometry;
  readonly blocks: Map<number, Uint8Array>;
  readonly hashes: Uint8Array;
  manifest: Uint8Array | null;
  sidecar: string | null;
}

/** Blocks in memory. */
export class MemoryBlockStore implements BlockStore, BlockPins, BlockSpace {
  /** What the next writes answer instead of storing; empty: they store. */
  readonly refusals: WriteResult[] = [];
  /** In order of use: the content used last stands last. */
  readonly #contents = new Map<string, Content>();
  readonly #pins = new Pins();
  #capBytes: number;
  #damagedBlocks = 0;

  constructor(capBytes = Infinity) {
    this.#capBytes = capBytes;
  }

  lookUp(contentKey: string): Promise<Holding | null> {
    const content = this.#contents.get(contentKey);
    if (content === undefined) return Promise.resolve(null);
    const haveMap = emptyHaveMap(content.geometry.blockCount);
    for (const block of content.blocks.keys()) addBlock(haveMap, block);
    const { geometry, manifest, sidecar } = content;
    return Promise.resolve({
      sizeBytes: geometry.sizeBytes,
      hasManifest: manifest !== null,
      sidecar,
      haveMap,
      heldBytes: sumOf(content),
    });
  }

  describe(contentKey: string, description: ContentDescription): Promise<DescribeResult> {
    if (!isDescribable(contentKey, description)) return Promise.resolve('refused');
    const { sizeBytes, proof, sidecar } = description;
    const known = this.#contents.get(contentKey);
    const content = known?.geometry.sizeBytes === sizeBytes ? known : newContent(contentKey, sizeBytes);
    this.#use(content);
    content.sidecar = sidecar;
    if (proof === null) return Promise.resolve('described');
    content.manifest = Uint8Array.from(proof.manifest);
    content.hashes.set(proof.hashes);
    for (const block of content.blocks.keys()) this.#verified(content, block);
    return Promise.resolve('described');
  }

  proof(contentKey: string): Promise<HeldProof | null> {
    const content = this.#contents.get(contentKey);
    return Promise.resolve(
      content === undefined ? null : { manifest: content.manifest, hashes: Uint8Array.from(content.hashes) },
    );
  }

  read(contentKey: string, range: BlockRange): Promise<readonly (Uint8Array | null)[]> {
    const content = this.#contents.get(contentKey);
    if (content === undefined || !isRangeOf(content.geometry, range)) return Promise.resolve([]);
    this.#use(content);
    const blocks = Array.from({ length: range.end - range.first }, (_, at) => range.first + at);
    return Promise.resolve(blocks.map((block) => this.#verified(content, block)));
  }

  write(contentKey: string, first: number, blocks: readonly Uint8Array[]): Promise<WriteResult> {
    const content = this.#contents.get(contentKey);
    if (content === undefined || !isWritable(content.geometry, first, blocks))
      return Promise.resolve('refused');
    this.#use(content);
    const refusal = this.refusals.shift();
    if (refusal !== undefined) return Promise.resolve(refusal);
    const missing = blocks.map((bytes, at) => ({ block: first + at, bytes }));
    const wanted = missing.filter(({ block }) => !content.blocks.has(block));
    const wantedBytes = wanted.reduce((sum, { bytes }) => sum + bytes.length, 0);
    if (!this.#makeRoom(wantedBytes, content)) return Promise.resolve('full');
    for (const { block, bytes } of wanted) {
      content.blocks.set(block, Uint8Array.from(bytes));
      if (content.manifest === null) content.hashes.set(hashOf(bytes), block * HASH_BYTES);
    }
    return Promise.resolve('stored');
  }

  pin(contentKey: string, kind: PinKind): void {
    this.#pins.add(contentKey, kind);
  }

  unpin(contentKey: string, kind: PinKind): void {
    this.#pins.remove(contentKey, kind);
    this.#makeRoom(0, null);
  }

  setCapBytes(capBytes: number): Promise<void> {
    this.#capBytes = capBytes;
    this.#makeRoom(0, null);
    return Promise.resolve();
  }

  usage(): CacheUsage {
    return {
      heldBytes: this.#sum(sumOf, false),
      capBytes: this.#capBytes,
      headBytes: this.#sum(headOf, false),
      offlineBytes: this.#sum(sumOf, true),
      contents: this.#contents.size,
      damagedBlocks: this.#damagedBlocks,
    };
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#contents.clear();
    return Promise.resolve();
  }

  /** Flips a bit of a block that is held. */
  damage(contentKey: string, block: number): void {
    const bytes = this.#contents.get(contentKey)?.blocks.get(block);
    if (bytes !== undefined) bytes[0] = (bytes[0] ?? 0) ^ 1;
  }

  #use(content: Content): void {
    this.#contents.delete(content.contentKey);
    this.#contents.set(content.contentKey, content);
  }

  #verified({ blocks, hashes }: Content, block: number): Uint8Array | null {
    const bytes = blocks.get(block);
    if (bytes === undefined) return null;
    const hash = hashes.subarray(block * HASH_BYTES, (block + 1) * HASH_BYTES);
    if (Buffer.compare(hashOf(bytes), hash) === 0) return Uint8Array.from(bytes);
    blocks.delete(block);
    this.#damagedBlocks += 1;
    return null;
  }

  #makeRoom(bytes: number, forContent: Content | null): boolean {
    if (forContent !== null && this.#pins.isOffline(forContent.contentKey)) return true;
    const others = [...this.#contents.values()].filter(
      (content) => content !== forContent && !this.#pins.isPinned(content.contentKey),
    );
    const fits = (freeable: number): boolean => this.#sum(sumOf, false) + bytes - freeable <= this.#capBytes;
    if (bytes > 0 && !fits(others.reduce((sum, content) => sum + sumOf(content), 0))) return false;
    while (!fits(0)) {
      const evictable = others.map((content) => ({
        content,
        contentKey: content.contentKey,
        headBytes: headOf(content),
        bodyBytes: sumOf(content) - headOf(content),
      }));
      const victim = nextVictim(evictable, this.#sum(headOf, false) > 0.1 * this.#capBytes);
      if (victim === null) return false;
      this.#evict(victim.content);
    }
    return true;
  }

  #evict({ contentKey, geometry, blocks }: Content): void {
    const last = extentOf(geometry, Math.max(...blocks.keys()));
    for (const block of blocks.keys()) if (extentOf(geometry, block) === last) blocks.delete(block);
    if (blocks.size === 0) this.#contents.delete(contentKey);
  }

  #sum(bytesOf: (content: Content) => number, isOffline: boolean): number {
    const counted = [...this.#contents.values()].filter(
      ({ contentKey }) => this.#pins.isOffline(contentKey) === isOffline,
    );
    return counted.reduce((sum, content) => sum + bytesOf(content), 0);
  }
}

function newContent(contentKey: string, sizeBytes: number): Content {
  const geometry = geometryOf(sizeBytes);
  const hashes = new Uint8Array(geometry.blockCount * HASH_BYTES);
  return { contentKey, geometry, blocks: new Map(), hashes, manifest: null, sidecar: null };
}

function sumOf({ geometry, blocks }: Content): number {
  return [...blocks.keys()].reduce((sum, block) => sum + blockBytes(geometry, block), 0);
}

function headOf({ geometry, blocks }: Content): number {
  const head = [...blocks.keys()].filter((block) => extentOf(geometry, block) === 0);
  return head.reduce((sum, block) => sum + blockBytes(geometry, block), 0);
}

function hashOf(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest();
}
