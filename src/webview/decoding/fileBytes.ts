// The bytes of a track for readers of ours: what is there at once, what isn't when it comes.
import type { BlockBuffer } from '../blockBuffer';

/** Reads of one file, clipped to its end. */
export class FileBytes {
  readonly #buffer: BlockBuffer;

  constructor(buffer: BlockBuffer) {
    this.#buffer = buffer;
  }

  get sizeBytes(): number {
    return this.#buffer.sizeBytes;
  }

  /** Up to `sizeBytes` bytes from `offset` on; fewer only where the file ends. Waits for what isn't there. */
  async at(offset: number, sizeBytes: number): Promise<Uint8Array> {
    const start = Math.min(offset, this.#buffer.sizeBytes);
    const end = Math.min(start + sizeBytes, this.#buffer.sizeBytes);
    if (end <= start) return new Uint8Array(0);
    return this.#buffer.take(start, end) ?? (await this.#buffer.read(start, end));
  }
}
