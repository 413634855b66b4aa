// The folders of the known contents: loaded when they are needed, let go when many others were. Called within the turn of
// the content.
import { LRUCache } from 'lru-cache';
import { ContentFolder } from './contentFolder';
import { holdingOf, type Contents, type Entry } from './contents';
import { contentFolder, folderName } from './layout';
import { MOST_LOADED } from './limits';
import { DamagedContentError } from './metaFile';
import type { Pins } from './pins';
import { reasonOf } from './problems';
import { giveUpFolder, loadFolder, type Search } from './rebuild';
import type { Turns } from './turns';

/** What folders are found by. */
export interface FoldersParts {
  readonly search: Search;
  readonly contents: Contents;
  readonly pins: Pins;
  readonly turns: Turns;
}

/** The folders of contents, as many in memory as are in use. */
export class Folders {
  readonly #parts: FoldersParts;
  readonly #loaded = new LRUCache<string, Entry>({
    max: MOST_LOADED,
    disposeAfter: (entry, _key, reason) => {
      if (reason === 'evict') void this.#parts.turns.take(entry.contentKey, () => this.#unload(entry));
    },
  });
  /** Damaged or lost blocks found so far. */
  damagedBlocks = 0;

  constructor(parts: FoldersParts) {
    this.#parts = parts;
  }

  /** The folder of a known content, or null where it can't be had: then the content is forgotten if it is damaged. */
  async of(entry: Entry): Promise<ContentFolder | null> {
    try {
      entry.folder ??= await this.#load(entry);
    } catch (error) {
      await this.giveUp(entry, error); // Survived: without its folder a content is simply missing.
      return null;
    }
    this.#loaded.set(entry.contentKey, entry);
    return entry.folder;
  }

  /** The folder of a content of this size, known or new. */
  async for(contentKey: string, sizeBytes: number): Promise<[Entry, ContentFolder]> {
    const { contents, pins, search } = this.#parts;
    const known = contents.get(contentKey);
    const folder = known === undefined ? null : await this.of(known);
    if (known !== undefined && folder?.geometry.sizeBytes === sizeBytes) return [known, folder];
    if (known !== undefined) await this.remove(known);
    const place = { files: search.files, folder: contentFolder(search.root, folderName(contentKey)) };
    // Asked only now, as pins come at any time: what comes from here on finds the entry.
    const isOffline = pins.isOffline(contentKey);
    const entry = contents.add({ contentKey, headBytes: 0, bodyBytes: 0, isOffline });
    entry.folder = ContentFolder.create(place, { contentKey, sizeBytes, isOffline });
    this.#loaded.set(contentKey, entry);
    return [entry, entry.folder];
  }

  /** Counts and names blocks of a content that were damaged, and takes note of what it holds now. */
  noteDamage({ contentKey }: Entry, blocks: number): void {
    if (blocks === 0) return;
    this.damagedBlocks += blocks;
    const path = this.#path(contentKey);
    this.#parts.search.problems.tell(
      `damage ${path}`,
      `Damaged blocks (${blocks} or more) in ${path}; they are fetched again.`,
    );
  }

  /** Forgets a content that can't be used; one that only can't be read now stays. */
  async giveUp(entry: Entry, why: unknown): Promise<void> {
    await this.close(entry);
    await giveUpFolder(this.#parts.search, this.#path(entry.contentKey), why);
    if (why instanceof DamagedContentError) this.#forget(entry);
  }

  /** Removes a content. */
  async remove(entry: Entry): Promise<void> {
    if (this.#parts.contents.get(entry.contentKey) !== entry) return;
    const path = this.#path(entry.contentKey);
    await this.close(entry);
    this.#forget(entry);
    try {
      await this.#parts.search.files.remove(path);
    } catch (error) {
      // Survived: what is left is found and removed at the next start, or replaced.
      this.#parts.search.problems.tell(`stuck ${path}`, `${path} can't be removed: ${reasonOf(error)}.`);
    }
  }

  /** Lets go of a content's open files. */
  async close(entry: Entry): Promise<void> {
    try {
      await entry.folder?.close();
    } catch (error) {
      // A file that can't be closed is given up: what it holds is verified on reading.
      const path = this.#path(entry.contentKey);
      this.#parts.search.problems.tell(
        `close ${path}`,
        `A file in ${path} can't be closed: ${reasonOf(error)}.`,
      );
    }
  }

  /** Lets go of every open file. */
  async closeAll(): Promise<void> {
    for (const entry of this.#loaded.values()) await this.close(entry);
  }

  async #load(entry: Entry): Promise<ContentFolder> {
    const { folder, lostBlocks } = await loadFolder(this.#parts.search, folderName(entry.contentKey));
    this.damagedBlocks += lostBlocks;
    this.#parts.contents.update(entry, holdingOf(folder));
    return folder;
  }

  async #unload(entry: Entry): Promise<void> {
    if (this.#loaded.has(entry.contentKey)) return;
    await this.close(entry);
    if (entry.folder?.isSaved === false) this.#forget(entry);
    entry.folder = null;
  }

  #forget(entry: Entry): void {
    this.#loaded.delete(entry.contentKey);
    this.#parts.contents.delete(entry.contentKey);
    entry.folder = null;
  }

  #path(contentKey: string): string {
    return contentFolder(this.#parts.search.root, folderName(contentKey));
  }
}
