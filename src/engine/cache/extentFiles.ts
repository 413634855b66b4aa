import { join } from 'node:path';
import { errorCode, type FileSystem, type OpenFile, type OpenMode } from './fileSystem';
import { extentName } from './layout';

/**
 * The extent files of one content. The one used last stays open: blocks come and go in order, and opening costs as much as
 * reading a block. Not for use by two at once.
 */
export class ExtentFiles {
  readonly #files: FileSystem;
  readonly #folder: string;
  #open: { readonly extent: number; readonly mode: OpenMode; readonly file: OpenFile } | null = null;

  constructor(files: FileSystem, folder: string) {
    this.#files = files;
    this.#folder = folder;
  }

  /** Reads `sizeBytes` bytes from the place `at` of an extent; fewer where the file is shorter. */
  async read(extent: number, at: number, sizeBytes: number): Promise<Uint8Array> {
    const file = await this.#use(extent, 'read');
    const bytes = Buffer.allocUnsafeSlow(sizeBytes);
    return bytes.subarray(0, await file.read(bytes, at));
  }

  /** Writes parts one behind the other from the place `at` of an extent on. */
  async write(extent: number, at: number, parts: readonly Uint8Array[]): Promise<void> {
    const file = await this.#use(extent, 'write');
    await file.write(parts, at);
  }

  /** Removes an extent's file. */
  async remove(extent: number): Promise<void> {
    if (this.#open?.extent === extent) await this.close();
    await this.#files.remove(join(this.#folder, extentName(extent)));
  }

  /** Lets go of the file that is open. */
  async close(): Promise<void> {
    const open = this.#open;
    this.#open = null;
    await open?.file.close();
  }

  async #use(extent: number, mode: OpenMode): Promise<OpenFile> {
    const open = this.#open;
    if (open?.extent === extent && (open.mode === mode || open.mode === 'write')) return open.file;
    await this.close();
    const file = await this.#openFile(join(this.#folder, extentName(extent)), mode);
    this.#open = { extent, mode, file };
    return file;
  }

  async #openFile(path: string, mode: OpenMode): Promise<OpenFile> {
    try {
      return await this.#files.open(path, mode);
    } catch (error) {
      // A folder in an extent's place is survived: it is replaced when there is something to write.
      if (mode === 'read' || errorCode(error) !== 'EISDIR') throw error;
      await this.#files.remove(path);
      return this.#files.open(path, mode);
    }
  }
}
