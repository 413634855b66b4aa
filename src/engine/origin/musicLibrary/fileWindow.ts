// A file as the reader of tags wants it, which asks for a few bytes at a time, at the front and at the end and at the front
// again. They come out of two windows: stretches of the file that were read at once.
import { AbstractTokenizer, EndOfStreamError, type IFileInfo, type IReadChunkOptions } from 'strtok3';
import { mediaTypeOf } from './audioFiles';
import type { FileBytes } from './fileBytes';
import { END_WINDOW_BYTES, WINDOW_BYTES } from './limits';

interface Window {
  readonly start: number;
  readonly bytes: Uint8Array;
}

/** What is known of a file: its size in bytes, and by `path` which parser is to be tried; without a path its bytes say. */
export type WindowFileInfo = Pick<IFileInfo, 'path'> & { readonly size: number };

/** A tokenizer over an open file that reads a window at a time. It doesn't close the file. */
export class FileWindow extends AbstractTokenizer {
  readonly fileInfo: WindowFileInfo;
  readonly #handle: FileBytes;
  readonly #mostAtOnceBytes: number;
  /** The one that was read last stands last. */
  #windows: readonly Window[] = [];

  /** Whoever asks for more than `mostAtOnceBytes` at once is refused: lengths in a file may say anything. */
  constructor(handle: FileBytes, fileInfo: WindowFileInfo, mostAtOnceBytes = Infinity) {
    super();
    this.#handle = handle;
    this.#mostAtOnceBytes = mostAtOnceBytes;
    this.fileInfo = fileInfo;
  }

  async readBuffer(into: Uint8Array, options?: IReadChunkOptions): Promise<number> {
    const wanted = this.normalizeOptions(into, options);
    const length = await this.#copy(into, wanted);
    this.position = wanted.position + length;
    return length;
  }

  peekBuffer(into: Uint8Array, options?: IReadChunkOptions): Promise<number> {
    return this.#copy(into, this.normalizeOptions(into, options));
  }

  /** Has the parser look for old tags at the end, which only MP3 has: that's another read from the disk. */
  supportsRandomAccess(): boolean {
    const { path } = this.fileInfo;
    return path === undefined || mediaTypeOf(path) === 'audio/mpeg';
  }

  setPosition(position: number): void {
    this.position = position;
  }

  /** Copies the bytes that are wanted; fewer only where the file ends before them, and only where that may be. */
  async #copy(
    into: Uint8Array,
    { position, length, mayBeLess }: { position: number; length: number; mayBeLess?: boolean },
  ): Promise<number> {
    if (length > this.#mostAtOnceBytes) throw new EndOfStreamError();
    let copied = 0;
    while (copied < length) {
      const at = position + copied;
      const { start, bytes } = this.#windowAt(at) ?? (await this.#readWindow(at, length - copied));
      if (at >= start + bytes.length) break;
      const part = bytes.subarray(at - start, at - start + length - copied);
      into.set(part, copied);
      copied += part.length;
    }
    if (copied < length && mayBeLess !== true) throw new EndOfStreamError();
    return copied;
  }

  #windowAt(at: number): Window | undefined {
    return this.#windows.find(({ start, bytes }) => at >= start && at < start + bytes.length);
  }

  /** Reads the window from `at` on, or the end of the file, which is asked for from behind. */
  async #readWindow(at: number, wantedBytes: number): Promise<Window> {
    const { size } = this.fileInfo;
    const start = Math.max(0, Math.min(at, size - END_WINDOW_BYTES));
    const length = Math.max(WINDOW_BYTES, wantedBytes);
    const buffer = Buffer.allocUnsafeSlow(Math.max(0, Math.min(length, size - start)));
    const { bytesRead } = await this.#handle.read(buffer, { position: start });
    const window = { start, bytes: buffer.subarray(0, bytesRead) };
    this.#windows = [...this.#windows.slice(-1), window];
    return window;
  }
}
