// A disk store in a temporary folder, and the harm that can be done to it.
import { mkdtemp, open as openFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiskBlockStore } from '../../../src/engine/cache/diskBlockStore';
import { nodeFileSystem, type FileSystem } from '../../../src/engine/cache/fileSystem';
import {
  contentFolder,
  extentName,
  extentOf,
  folderName,
  geometryOf,
  placeInExtent,
} from '../../../src/engine/cache/layout';

/** An error as the file system gives it. */
function diskError(code: string): Error {
  return Object.assign(new Error(`${code}: injected`), { code });
}

/** A file system in which calls can be made to fail. */
class FaultyFiles implements FileSystem {
  /** Says which error a call shall give, or null. */
  fault: (call: keyof FileSystem | 'read' | 'write' | 'close', path: string) => string | null = () => null;
  readonly calls: string[] = [];
  readonly #open = new Set<{ close(): Promise<void> }>();

  /** Closes what a killed process had open, as the system does. */
  async closeAll(): Promise<void> {
    for (const file of this.#open) await file.close();
    this.#open.clear();
  }

  async open(path: string, mode: 'read' | 'write'): ReturnType<FileSystem['open']> {
    const file = await this.#try('open', path, () => nodeFileSystem.open(path, mode));
    this.#open.add(file);
    return {
      read: (into, at) => this.#try('read', path, () => file.read(into, at)),
      write: (parts, at) => this.#try('write', path, () => file.write(parts, at)),
      close: () =>
        this.#try('close', path, () => {
          this.#open.delete(file);
          return file.close();
        }),
    };
  }
  readFile(path: string): Promise<Uint8Array> {
    return this.#try('readFile', path, () => nodeFileSystem.readFile(path));
  }
  writeAtomically(path: string, bytes: Uint8Array): Promise<void> {
    return this.#try('writeAtomically', path, () => nodeFileSystem.writeAtomically(path, bytes));
  }
  makeFolder(path: string): Promise<void> {
    return this.#try('makeFolder', path, () => nodeFileSystem.makeFolder(path));
  }
  list(path: string): Promise<readonly string[]> {
    return this.#try('list', path, () => nodeFileSystem.list(path));
  }
  remove(path: string): Promise<void> {
    return this.#try('remove', path, () => nodeFileSystem.remove(path));
  }

  async #try<T>(call: Parameters<FaultyFiles['fault']>[0], path: string, work: () => Promise<T>): Promise<T> {
    this.calls.push(call);
    const code = this.fault(call, path);
    if (code !== null) throw diskError(code);
    return work();
  }
}

/** A folder with a store in it that is opened again and again. */
export class DiskWorld {
  readonly files = new FaultyFiles();
  readonly problems: string[] = [];
  readonly waits: number[] = [];
  nowMs = 0;
  store!: DiskBlockStore;
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** A world with an open store. */
  static async open(capBytes = 100 * 1024 * 1024, folder?: string): Promise<DiskWorld> {
    const world = new DiskWorld(folder ?? (await mkdtemp(join(tmpdir(), 'starling-cache-'))));
    await world.start(capBytes);
    return world;
  }

  /** Opens the store as a new process would. A store that was open before is simply left: a crash, unless it was closed. */
  async start(capBytes = 100 * 1024 * 1024): Promise<void> {
    await this.files.closeAll();
    this.problems.length = 0;
    this.store = await DiskBlockStore.open({
      folder: this.folder,
      capBytes,
      clock: { nowMs: () => this.nowMs },
      onProblem: (text) => this.problems.push(text),
      files: this.files,
      wait: (ms) => {
        this.waits.push(ms);
        return Promise.resolve();
      },
    });
  }

  /** The path of something of a content. */
  path(contentKey: string, name = ''): string {
    return join(contentFolder(this.folder, folderName(contentKey)), name);
  }

  /** The path of the extent in which a block of a content lies, and the place of it. */
  placeOf(contentKey: string, sizeBytes: number, block: number): { path: string; at: number } {
    const geometry = geometryOf(sizeBytes);
    const path = this.path(contentKey, extentName(extentOf(geometry, block)));
    return { path, at: placeInExtent(geometry, block) };
  }

  /** Flips a bit of a block where it lies. */
  async damage(contentKey: string, block: number): Promise<void> {
    const holding = await this.store.lookUp(contentKey);
    const { path, at } = this.placeOf(contentKey, holding?.sizeBytes ?? 1, block);
    await flipBit(path, at);
  }

  /** Does something during which the process is killed: after so many calls to the file system nothing works any more. */
  async kill(afterCalls: number, work: () => Promise<unknown>): Promise<void> {
    const end = this.files.calls.length + afterCalls;
    this.files.fault = () => (this.files.calls.length > end ? 'EIO' : null);
    await work();
    await this.store.flush();
    this.files.fault = () => null;
  }

  /** Leaves nothing behind. */
  async dispose(): Promise<void> {
    this.files.fault = () => null;
    await this.store.close();
    await this.files.closeAll();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Flips a bit of a file. */
export async function flipBit(path: string, at: number): Promise<void> {
  const file = await openFile(path, 'r+');
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, at);
  byte[0]! ^= 1;
  await file.write(byte, 0, 1, at);
  await file.close();
}
