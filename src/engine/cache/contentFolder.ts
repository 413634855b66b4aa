// One content on the disk: its blocks in extent files, and what is known of them in memory while it is in use. Methods
// must not overlap: the store gives each content's callers turns.
//
// Extents, hashes and have-map are written at once, without waiting for one another: whatever a crash leaves of that, a
// block whose bit is set either matches its hash or is found out when it is read.
import { hash } from 'node:crypto';
import { join } from 'node:path';
import type { BlockRange } from '../../shared/blocks';
import type { ContentDescription, HeldProof } from '../blockStore';
import { addBlock, emptyHaveMap, forgetBlock, hasBlock, heldBlocks } from '../policy/haveMap';
import { BlocksFile } from './blocksFile';
import { ExtentFiles } from './extentFiles';
import type { FileSystem } from './fileSystem';
import { blocksOfExtent, extentOf, geometryOf, HASH_BYTES, placeInExtent, type Geometry } from './layout';
import { digestOf, DamagedContentError, readMeta, readPart, writeMeta, type ContentMeta } from './metaFile';
import { runsOf, type Run } from './runs';
import { inspectFolder } from './inspection';

/** What came of reading. */
export interface ReadOutcome {
  readonly blocks: readonly (Uint8Array | null)[];
  /** Blocks that were held but are damaged or lost, and forgotten now. */
  readonly damaged: readonly number[];
}

/** Where a content lies. */
export interface Place {
  readonly files: FileSystem;
  readonly folder: string;
}

/** A content and its folder. */
export class ContentFolder {
  readonly geometry: Geometry;
  /** One bit a block. Only this class changes it. */
  readonly haveMap: Uint8Array;
  #meta: ContentMeta;
  #hashes: Uint8Array;
  /** The manifest until it is on the disk. */
  #newManifest: Uint8Array | null = null;
  #isSaved: boolean;
  readonly #place: Place;
  readonly #extents: ExtentFiles;
  readonly #blocksFile: BlocksFile;

  private constructor(place: Place, known: { meta: ContentMeta; haveMap: Uint8Array; hashes: Uint8Array }) {
    this.#place = place;
    this.geometry = geometryOf(known.meta.sizeBytes);
    this.haveMap = known.haveMap;
    this.#meta = known.meta;
    this.#hashes = known.hashes;
    this.#isSaved = false;
    this.#extents = new ExtentFiles(place.files, place.folder);
    this.#blocksFile = new BlocksFile(place.files, place.folder);
  }

  /** A content that holds nothing yet. Nothing is on the disk before `save`. */
  static create(
    place: Place,
    about: { contentKey: string; sizeBytes: number; isOffline: boolean },
  ): ContentFolder {
    const geometry = geometryOf(about.sizeBytes);
    const meta: ContentMeta = {
      version: 1,
      ...about,
      blockSizeBytes: geometry.blockSizeBytes,
      sidecar: null,
      manifestDigest: null,
      hashesDigest: null,
    };
    const hashes = new Uint8Array(geometry.blockCount * HASH_BYTES);
    return new ContentFolder(place, { meta, haveMap: emptyHaveMap(geometry.blockCount), hashes });
  }

  /**
   * Finds a content in its folder, and mends what can be mended.
   * @throws {DamagedContentError} when it can't be used; errors of the file system when it can't be read now.
   */
  static async load(
    place: Place,
  ): Promise<{ folder: ContentFolder; lost: readonly number[]; foreign: readonly string[] }> {
    const meta = await readMeta(place.files, place.folder);
    const blocksFile = new BlocksFile(place.files, place.folder);
    const { haveMap, hashes } = await blocksFile.read(geometryOf(meta.sizeBytes));
    if (meta.hashesDigest !== null && digestOf(hashes) !== meta.hashesDigest)
      throw new DamagedContentError('its hashes are damaged');
    const folder = new ContentFolder(place, { meta, haveMap, hashes });
    folder.#isSaved = true;
    const { lost, foreign } = await inspectFolder(place, folder);
    await folder.#forget(lost);
    return { folder, lost, foreign };
  }

  /** What meta.json says, or is to say. */
  get meta(): ContentMeta {
    return this.#meta;
  }

  /** Whether everything that is known is on the disk. */
  get isSaved(): boolean {
    return this.#isSaved;
  }

  /** Takes what is told of the content. Returns the blocks that don't match the hashes and are forgotten. */
  async describe({ proof, sidecar }: ContentDescription): Promise<readonly number[]> {
    const isSame = proof === null || digestOf(proof.hashes) === this.#meta.hashesDigest;
    if (isSame && sidecar === this.#meta.sidecar && this.#isSaved) return [];
    this.#isSaved = false;
    this.#meta = { ...this.#meta, sidecar };
    if (isSame) return [];
    const wrong = this.#held().filter((block) => !isEqual(this.#hashOf(block), hashIn(proof.hashes, block)));
    this.#hashes = Uint8Array.from(proof.hashes);
    this.#newManifest = Uint8Array.from(proof.manifest);
    const manifestDigest = digestOf(this.#newManifest);
    this.#meta = { ...this.#meta, manifestDigest, hashesDigest: digestOf(this.#hashes) };
    await this.#forget(wrong);
    return wrong;
  }

  /** Remembers whether the content is wanted offline. */
  setOffline(isOffline: boolean): void {
    if (this.#meta.isOffline === isOffline) return;
    this.#meta = { ...this.#meta, isOffline };
    this.#isSaved = false;
  }

  /** Writes to the disk what isn't there yet, meta.json last. */
  async save(): Promise<void> {
    if (this.#isSaved) return;
    const { files, folder } = this.#place;
    await files.makeFolder(folder);
    const manifest = this.#newManifest;
    await allOf([
      this.#blocksFile.writeAll({ haveMap: this.haveMap, hashes: this.#hashes }),
      manifest === null ? Promise.resolve() : files.writeAtomically(join(folder, 'manifest'), manifest),
    ]);
    await writeMeta(files, folder, this.#meta);
    this.#newManifest = null;
    this.#isSaved = true;
  }

  /** What blocks are checked against. A manifest that is damaged is no manifest. */
  async proof(): Promise<HeldProof> {
    const hashes = Uint8Array.from(this.#hashes);
    if (this.#meta.manifestDigest === null) return { manifest: null, hashes };
    const { files, folder } = this.#place;
    const manifest = this.#newManifest ?? (await readPart(files, folder, 'manifest'));
    if (digestOf(manifest) !== this.#meta.manifestDigest)
      throw new DamagedContentError('its manifest is damaged');
    return { manifest: Uint8Array.from(manifest), hashes };
  }

  /** Reads and verifies blocks. The next run is on its way from the disk while one is verified; shorter runs than an extent gain nothing (measured). */
  async read(range: BlockRange): Promise<ReadOutcome> {
    const blocks = new Array<Uint8Array | null>(range.end - range.first).fill(null);
    const runs = runsOf(this.geometry, heldBlocks(this.haveMap, range));
    let coming = this.#readRun(runs[0]);
    for (const [at, run] of runs.entries()) {
      const bytes = await coming;
      coming = this.#readRun(runs[at + 1]);
      for (const block of run.blocks) blocks[block - range.first] = this.#verified(run, block, bytes);
    }
    const damaged = heldBlocks(this.haveMap, range).filter((block) => blocks[block - range.first] === null);
    await this.#forget(damaged);
    return { blocks, damaged };
  }

  /** Writes consecutive blocks that aren't held yet. What was written before an error stays. */
  async write(first: number, blocks: readonly Uint8Array[]): Promise<void> {
    await this.save();
    const missing = blocks.map((_, at) => first + at).filter((block) => !hasBlock(this.haveMap, block));
    for (const run of runsOf(this.geometry, missing)) {
      const parts = run.blocks.map((block) => blocks[block - first] ?? new Uint8Array(0));
      await this.#writeRun(run, parts);
    }
  }

  /** Removes an extent and forgets its blocks. */
  async dropExtent(extent: number): Promise<void> {
    await this.#extents.remove(extent);
    await this.#forget(heldBlocks(this.haveMap, blocksOfExtent(this.geometry, extent)));
  }

  /** The last extent that holds a block, or null. */
  lastExtent(): number | null {
    const last = this.#held().at(-1);
    return last === undefined ? null : extentOf(this.geometry, last);
  }

  /** Lets go of open files. */
  async close(): Promise<void> {
    await this.#extents.close();
    await this.#blocksFile.close();
  }

  #held(): number[] {
    return heldBlocks(this.haveMap, { first: 0, end: this.geometry.blockCount });
  }

  /** The bytes of a run, or none where the disk doesn't give them: then its blocks are damaged. */
  async #readRun(run: Run | undefined): Promise<Uint8Array> {
    if (run === undefined) return new Uint8Array(0);
    try {
      return await this.#extents.read(run.extent, run.at, run.sizeBytes);
    } catch {
      // An extent that is gone or unreadable is survived: its blocks don't verify, and the store counts and reports them.
      return new Uint8Array(0);
    }
  }

  #verified(run: Run, block: number, bytes: Uint8Array): Uint8Array | null {
    const start = placeInExtent(this.geometry, block) - run.at;
    const part = bytes.subarray(start, start + run.blockBytes(block));
    return isEqual(hash('sha256', part, 'buffer'), this.#hashOf(block)) ? part : null;
  }

  async #writeRun(run: Run, parts: readonly Uint8Array[]): Promise<void> {
    const haveMap = Uint8Array.from(this.haveMap);
    for (const block of run.blocks) addBlock(haveMap, block);
    await allOf([
      this.#extents.write(run.extent, run.at, parts),
      this.#meta.hashesDigest === null ? this.#remember(run, parts) : Promise.resolve(),
      this.#blocksFile.writeHaveMap(haveMap),
    ]);
    this.haveMap.set(haveMap);
  }

  async #remember(run: Run, parts: readonly Uint8Array[]): Promise<void> {
    const hashes = Buffer.concat(parts.map((part) => hash('sha256', part, 'buffer')));
    const [first = 0] = run.blocks;
    this.#hashes.set(hashes, first * HASH_BYTES);
    await this.#blocksFile.writeHashes(first, hashes);
  }

  async #forget(blocks: readonly number[]): Promise<void> {
    if (blocks.length === 0) return;
    for (const block of blocks) forgetBlock(this.haveMap, block);
    if (!this.#isSaved) return;
    try {
      await this.#blocksFile.writeHaveMap(this.haveMap);
    } catch {
      // Survived: a bit too many on the disk is found out again by its hash. A later write brings the map up to date.
      await this.#blocksFile.close();
    }
  }

  #hashOf(block: number): Uint8Array {
    return hashIn(this.#hashes, block);
  }
}

/** Waits for all, then throws the first error: nothing is under way any more when it is handled. */
async function allOf(works: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(works)) if (result.status === 'rejected') throw result.reason;
}

function hashIn(hashes: Uint8Array, block: number): Uint8Array {
  return hashes.subarray(block * HASH_BYTES, (block + 1) * HASH_BYTES);
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
