// The file `blocks`: the have-map and the hashes of a content, written in place as blocks come. A torn write harms nothing:
// a bit too many is found by the block's hash, a bit too few is a block to be fetched again.
import { join } from 'node:path';
import { emptyHaveMap } from '../policy/haveMap';
import type { FileSystem, OpenFile } from './fileSystem';
import { HASH_BYTES, HASHES_AT, type Geometry } from './layout';
import { readPart } from './metaFile';

/** What a content's file `blocks` holds. */
export interface BlocksState {
  readonly haveMap: Uint8Array;
  readonly hashes: Uint8Array;
}

/** The file `blocks` of one content; stays open once it was written to. */
export class BlocksFile {
  readonly #files: FileSystem;
  readonly #folder: string;
  #open: Promise<OpenFile> | null = null;

  constructor(files: FileSystem, folder: string) {
    this.#files = files;
    this.#folder = folder;
  }

  /** Reads the file; what is missing at its end counts as zeros. */
  async read(geometry: Geometry): Promise<BlocksState> {
    const bytes = await readPart(this.#files, this.#folder, 'blocks');
    const haveMap = emptyHaveMap(geometry.blockCount);
    haveMap.set(bytes.subarray(0, Math.min(haveMap.length, HASHES_AT)));
    const spare = haveMap.length * 8 - geometry.blockCount;
    haveMap[haveMap.length - 1] = (haveMap.at(-1) ?? 0) & (0xff >> spare);
    const hashes = new Uint8Array(geometry.blockCount * HASH_BYTES);
    hashes.set(bytes.subarray(HASHES_AT, HASHES_AT + hashes.length));
    return { haveMap, hashes };
  }

  /** Writes all of it, in place: what a torn write leaves is found out by digest and hashes. */
  async writeAll({ haveMap, hashes }: BlocksState): Promise<void> {
    const padded = new Uint8Array(HASHES_AT);
    padded.set(haveMap);
    await (await this.#use()).write([padded, hashes], 0);
  }

  /** Writes the have-map in its place. */
  async writeHaveMap(haveMap: Uint8Array): Promise<void> {
    await (await this.#use()).write([haveMap], 0);
  }

  /** Writes the hashes of the blocks from `first` on in their place. */
  async writeHashes(first: number, hashes: Uint8Array): Promise<void> {
    await (await this.#use()).write([hashes], HASHES_AT + first * HASH_BYTES);
  }

  /** Lets go of the file. */
  async close(): Promise<void> {
    const open = this.#open;
    this.#open = null;
    await (await open)?.close();
  }

  async #use(): Promise<OpenFile> {
    this.#open ??= this.#files.open(join(this.#folder, 'blocks'), 'write');
    try {
      return await this.#open;
    } catch (error) {
      this.#open = null;
      throw error;
    }
  }
}
