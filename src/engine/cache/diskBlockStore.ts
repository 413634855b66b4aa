// Blocks on the disk. A content's operations take turns (`Turns`), so that reading, writing, eviction and removal of one
// content never meet; contents don't wait for each other. Only `Room` looks across contents: a writer reserves room
// before its turn, never within it, so that no two wait for each other.
import type { BlockRange } from '../../shared/blocks';
import type { CacheUsage } from '../../shared/report';
import type {
  BlockHoldings,
  BlockPins,
  BlockSpace,
  BlockStore,
  ContentDescription,
  DescribeResult,
  HeldProof,
  Holding,
  PinKind,
  WriteResult,
} from '../blockStore';
import { hasBlock } from '../policy/haveMap';
import { isDescribable, isWritable } from './acceptance';
import type { ContentFolder } from './contentFolder';
import { holdingOf, type Entry } from './contents';
import { errorCode } from './fileSystem';
import { blockBytes, isRangeOf } from './layout';
import { DamagedContentError } from './metaFile';
import type { DiskBlockStoreOptions } from './options';
import { Shelf } from './shelf';

/** A block store in a folder that no other process uses. */
export class DiskBlockStore implements BlockStore, BlockPins, BlockHoldings, BlockSpace {
  readonly #shelf: Shelf;
  #isClosed = false;

  private constructor(shelf: Shelf) {
    this.#shelf = shelf;
  }

  /** Opens the store: finds what is kept, mends what is broken, evicts what is over the cap. Never fails. */
  static async open(options: DiskBlockStoreOptions): Promise<DiskBlockStore> {
    const shelf = new Shelf(options);
    await shelf.open();
    return new DiskBlockStore(shelf);
  }

  lookUp(contentKey: string): Promise<Holding | null> {
    return this.#inTurn(contentKey, null, (folder) => {
      const { headBytes, bodyBytes } = holdingOf(folder);
      return Promise.resolve({
        sizeBytes: folder.geometry.sizeBytes,
        hasManifest: folder.meta.manifestDigest !== null,
        sidecar: folder.meta.sidecar,
        haveMap: Uint8Array.from(folder.haveMap),
        heldBytes: headBytes + bodyBytes,
      });
    });
  }

  async describe(contentKey: string, description: ContentDescription): Promise<DescribeResult> {
    if (this.#isClosed || !isDescribable(contentKey, description)) return 'refused';
    const describing = this.#shelf.turns.take(contentKey, () => this.#describe(contentKey, description));
    const result = await this.#shelf.track(describing);
    await this.#shelf.keepToCount();
    return result;
  }

  proof(contentKey: string): Promise<HeldProof | null> {
    return this.#inTurn(contentKey, null, async (folder, entry) => {
      try {
        return await folder.proof();
      } catch (error) {
        // A proof that can't be had is survived: the content is forgotten and described anew.
        await this.#shelf.folders.giveUp(entry, error);
        return null;
      }
    });
  }

  read(contentKey: string, blocks: BlockRange): Promise<readonly (Uint8Array | null)[]> {
    return this.#inTurn(contentKey, [], async (folder, entry) => {
      if (!isRangeOf(folder.geometry, blocks)) return [];
      this.#shelf.contents.touch(contentKey);
      const outcome = await folder.read(blocks);
      this.#noteDamage(entry, outcome.damaged.length);
      return outcome.blocks;
    });
  }

  write(contentKey: string, first: number, blocks: readonly Uint8Array[]): Promise<WriteResult> {
    return this.#shelf.track(this.#reserveAndWrite(contentKey, first, blocks));
  }

  pin(contentKey: string, kind: PinKind): void {
    this.#shelf.pins.add(contentKey, kind);
    if (kind === 'offline') this.#shelf.setOffline(contentKey, true);
  }

  unpin(contentKey: string, kind: PinKind): void {
    this.#shelf.pins.remove(contentKey, kind);
    if (kind === 'offline') this.#shelf.setOffline(contentKey, false);
    else this.#shelf.shrinkSoon();
  }

  contentKeys(): readonly string[] {
    return Array.from(this.#shelf.contents.leastRecentFirst(), ({ contentKey }) => contentKey);
  }

  onHeldChange(listener: (contentKey: string) => void): void {
    this.#shelf.contents.onChange = listener;
  }

  async setCapBytes(capBytes: number): Promise<void> {
    this.#shelf.storing.resume();
    await this.#shelf.room.setCapBytes(capBytes);
  }

  usage(): CacheUsage {
    return this.#shelf.usage();
  }

  async flush(): Promise<void> {
    await this.#shelf.settle();
    if (!this.#isClosed) await this.#shelf.writeIndex(false);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#shelf.close();
  }

  /** Works on a content in its turn; `otherwise` where it isn't known or can't be had. */
  async #inTurn<T>(
    contentKey: string,
    otherwise: T,
    work: (folder: ContentFolder, entry: Entry) => Promise<T>,
  ): Promise<T> {
    if (this.#isClosed) return otherwise;
    return this.#shelf.turns.take(contentKey, async () => {
      const entry = this.#shelf.contents.get(contentKey);
      const folder = entry === undefined ? null : await this.#shelf.folders.of(entry);
      return entry === undefined || folder === null ? otherwise : work(folder, entry);
    });
  }

  #noteDamage(entry: Entry, blocks: number): void {
    if (blocks === 0 || entry.folder === null) return;
    this.#shelf.folders.noteDamage(entry, blocks);
    this.#shelf.contents.update(entry, holdingOf(entry.folder));
  }

  async #describe(contentKey: string, description: ContentDescription): Promise<DescribeResult> {
    const [entry, folder] = await this.#shelf.folders.for(contentKey, description.sizeBytes);
    this.#shelf.contents.touch(contentKey);
    const wrong = await folder.describe(description);
    this.#noteDamage(entry, wrong.length);
    try {
      await folder.save();
    } catch (error) {
      // Survived: what is known stays in memory, and is saved before the first block is.
      this.#shelf.storing.noteFailure(contentKey, error);
    }
    return 'described';
  }

  async #reserveAndWrite(
    contentKey: string,
    first: number,
    blocks: readonly Uint8Array[],
  ): Promise<WriteResult> {
    const wanted = await this.#inTurn(contentKey, null, (folder, entry) => {
      if (!isWritable(folder.geometry, first, blocks)) return Promise.resolve(null);
      this.#shelf.contents.touch(contentKey);
      return Promise.resolve({
        missingBytes: missingBytes(folder, first, blocks),
        isOffline: entry.isOffline,
      });
    });
    if (wanted === null) return 'refused';
    if (wanted.missingBytes === 0) return 'stored';
    const paused = this.#shelf.storing.paused(contentKey);
    if (paused !== null) return paused;
    const reservedBytes = wanted.isOffline ? 0 : wanted.missingBytes;
    return this.#shelf.withRoom(reservedBytes, contentKey, () =>
      this.#inTurn(contentKey, 'refused', (folder, entry) => this.#write({ folder, entry, first, blocks })),
    );
  }

  async #write(write: {
    readonly folder: ContentFolder;
    readonly entry: Entry;
    readonly first: number;
    readonly blocks: readonly Uint8Array[];
  }): Promise<WriteResult> {
    const { folder, entry, first, blocks } = write;
    try {
      await folder.write(first, blocks);
      this.#shelf.storing.noteSuccess(entry.contentKey);
      return 'stored';
    } catch (error) {
      // A disk that takes nothing is survived: playing goes on, and storing is tried again later.
      await this.#shelf.folders.close(entry);
      if (errorCode(error) === 'ENOENT') {
        await this.#shelf.folders.giveUp(entry, new DamagedContentError('it is gone'));
        return 'refused';
      }
      return this.#shelf.storing.noteFailure(entry.contentKey, error);
    } finally {
      this.#shelf.contents.update(entry, holdingOf(folder));
    }
  }
}

function missingBytes(folder: ContentFolder, first: number, blocks: readonly Uint8Array[]): number {
  const missing = blocks.map((_, at) => first + at).filter((block) => !hasBlock(folder.haveMap, block));
  return missing.reduce((sum, block) => sum + blockBytes(folder.geometry, block), 0);
}
