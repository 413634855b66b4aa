import { blockSizeBytes } from '../shared/blocks';
import type { Track } from '../shared/track';

/** Cuts a run of bytes that begins with a block into whole blocks. */
export class BlockCutter {
  readonly #sizeBytes: number;
  readonly #trackBytes: number;
  readonly #onBlock: (block: number, bytes: Uint8Array) => void;
  #block: number;
  #current: Uint8Array;
  #filled = 0;

  constructor(track: Track, firstBlock: number, onBlock: (block: number, bytes: Uint8Array) => void) {
    this.#trackBytes = track.sizeBytes;
    this.#sizeBytes = blockSizeBytes(track.sizeBytes);
    this.#onBlock = onBlock;
    this.#block = firstBlock;
    this.#current = this.#empty();
  }

  /** Takes bytes that follow those taken before; whole blocks go to `onBlock` at once. What goes past the track's end is dropped. */
  push(bytes: Uint8Array): void {
    let rest = bytes;
    while (rest.length > 0 && this.#current.length > 0) {
      const part = rest.subarray(0, this.#current.length - this.#filled);
      this.#current.set(part, this.#filled);
      this.#filled += part.length;
      rest = rest.subarray(part.length);
      if (this.#filled === this.#current.length) this.#finish();
    }
  }

  #finish(): void {
    this.#onBlock(this.#block, this.#current);
    this.#block += 1;
    this.#filled = 0;
    this.#current = this.#empty();
  }

  #empty(): Uint8Array {
    const start = this.#block * this.#sizeBytes;
    return new Uint8Array(Math.max(0, Math.min(this.#sizeBytes, this.#trackBytes - start)));
  }
}
