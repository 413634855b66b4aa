// What the disk store's operations share: contents, pins, room, folders, index; and the operations that come from within:
// eviction, keeping to the count, writing down the order of use.
import type { CacheUsage } from '../../shared/report';
import { PROFILES } from '../policy/limits';
import { Contents, holdingOf, type Entry } from './contents';
import { nodeFileSystem, patient } from './fileSystem';
import { Folders } from './folders';
import { writeIndex } from './indexFile';
import { contentsFolder, HEAD_EXTENT, indexFile } from './layout';
import { CHANGES_PER_INDEX, MOST_CONTENTS } from './limits';
import type { DiskBlockStoreOptions } from './options';
import { Pins } from './pins';
import { Problems, reasonOf } from './problems';
import { findContents, type Search } from './rebuild';
import { Room } from './room';
import { Storing } from './storing';
import { Turns } from './turns';

/** The state of a disk store. */
export class Shelf {
  readonly contents = new Contents();
  readonly pins = new Pins();
  readonly turns = new Turns();
  readonly folders: Folders;
  readonly room: Room;
  readonly storing: Storing;
  readonly #search: Search;
  readonly #underWay = new Set<Promise<unknown>>();
  #changes = 0;

  constructor(options: DiskBlockStoreOptions) {
    const problems = new Problems(options.onProblem);
    const files = patient(options.files ?? nodeFileSystem, options.wait);
    this.#search = { files, root: options.folder, problems };
    this.storing = new Storing(options.clock, problems);
    const { contents, pins, turns } = this;
    this.folders = new Folders({ search: this.#search, contents, pins, turns });
    this.room = new Room(options.capBytes, {
      contents,
      pins,
      headShare: options.headShare ?? PROFILES.modern.headShareOfCache,
      evict: (contentKey) => this.#evict(contentKey),
    });
  }

  /** Finds what is kept and brings it under the cap. */
  async open(): Promise<void> {
    const { files, root } = this.#search;
    await this.#survive(`The cache folder ${root} can't be made`, () =>
      files.makeFolder(contentsFolder(root)),
    );
    const { contents, damagedBlocks } = await findContents(this.#search);
    this.folders.damagedBlocks = damagedBlocks;
    for (const content of contents) {
      this.contents.add(content);
      if (content.isOffline) this.pins.add(content.contentKey, 'offline');
    }
    await this.#openIndex();
    await this.keepToCount();
    await this.room.shrink();
  }

  /** Lets `flush` wait for an operation. */
  track<T>(operation: Promise<T>): Promise<T> {
    this.#underWay.add(operation);
    const over = (): boolean => this.#underWay.delete(operation);
    operation.then(over, over);
    return operation;
  }

  /** Does something that needs room for a content, or answers that there is none. */
  async withRoom<T>(sizeBytes: number, contentKey: string, work: () => Promise<T>): Promise<T | 'full'> {
    if (!(await this.room.reserve(sizeBytes, contentKey))) return 'full';
    try {
      return await work();
    } finally {
      this.room.release(sizeBytes);
      this.shrinkSoon();
      this.#noteChange();
    }
  }

  /** Takes note of whether a content is wanted offline, here at once and in its folder soon. */
  setOffline(contentKey: string, isOffline: boolean): void {
    const known = this.contents.get(contentKey);
    if (known !== undefined) this.contents.update(known, { isOffline });
    void this.track(this.turns.take(contentKey, () => this.#saveOffline(contentKey)));
    this.shrinkSoon();
  }

  /** Evicts what is over the cap, without being waited for. */
  shrinkSoon(): void {
    void this.track(this.room.shrink());
  }

  /** Drops the contents used longest ago while there are too many. */
  async keepToCount(): Promise<void> {
    for (const entry of this.contents.leastRecentFirst()) {
      if (this.contents.count <= MOST_CONTENTS) return;
      if (this.pins.isPinned(entry.contentKey)) continue;
      await this.turns.take(entry.contentKey, () => this.folders.remove(entry));
    }
  }

  /** What is kept now. */
  usage(): CacheUsage {
    const { heldBytes, headBytes, offlineBytes, count } = this.contents;
    const { damagedBlocks } = this.folders;
    return {
      heldBytes,
      capBytes: this.room.capBytes,
      headBytes,
      offlineBytes,
      contents: count,
      damagedBlocks,
    };
  }

  /** Waits for everything that is under way. */
  async settle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
    await this.room.idle();
    await this.turns.idle();
  }

  /** Writes down the order of use; false where that failed. */
  async writeIndex(isClosed: boolean): Promise<boolean> {
    this.#changes = 0;
    const { files, root } = this.#search;
    const contents = Array.from(
      this.contents.leastRecentFirst(),
      ({ contentKey, headBytes, bodyBytes, isOffline }) => ({
        contentKey,
        headBytes,
        bodyBytes,
        isOffline,
      }),
    );
    return this.#survive("The list of the cache can't be written", () =>
      writeIndex(files, root, { version: 1, isClosed, contents }),
    );
  }

  /** Waits, writes down the order of use, lets go of every file. */
  async close(): Promise<void> {
    await this.settle();
    await this.folders.closeAll();
    await this.writeIndex(true);
  }

  /** An index that says "closed" must not outlive the first change. On a full disk it can at least be removed. */
  async #openIndex(): Promise<void> {
    const { files, root } = this.#search;
    if (await this.writeIndex(false)) return;
    await this.#survive("The old list of the cache can't be removed", () => files.remove(indexFile(root)));
  }

  #noteChange(): void {
    this.#changes += 1;
    if (this.#changes >= CHANGES_PER_INDEX) void this.track(this.writeIndex(false));
  }

  async #saveOffline(contentKey: string): Promise<void> {
    const entry = this.contents.get(contentKey);
    const folder = entry === undefined ? null : await this.folders.of(entry);
    folder?.setOffline(this.pins.isOffline(contentKey));
    await this.#survive("An offline mark can't be written", async () => folder?.save());
  }

  /** Evicts the last extent of a content, in its turn; false where that isn't possible now. */
  #evict(contentKey: string): Promise<boolean> {
    return this.turns.take(contentKey, async () => {
      const entry = this.contents.get(contentKey);
      if (entry === undefined) return true;
      if (this.pins.isPinned(contentKey)) return false;
      const folder = await this.folders.of(entry);
      if (folder === null) return this.contents.get(contentKey) === undefined;
      const extent = folder.lastExtent() ?? HEAD_EXTENT;
      const isGone = await this.#survive("Nothing can be evicted from the cache's folder", () =>
        folder.dropExtent(extent),
      );
      this.#update(entry);
      if (isGone && folder.lastExtent() === null) await this.folders.remove(entry);
      return isGone;
    });
  }

  #update(entry: Entry): void {
    if (entry.folder !== null) this.contents.update(entry, holdingOf(entry.folder));
  }

  /** Does what may fail without harm; a failure is told once. */
  async #survive(what: string, work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      // The cache is a convenience: whatever its folder refuses, playing goes on.
      this.#search.problems.tell(what, `${what}: ${reasonOf(error)}.`);
      return false;
    }
  }
}
