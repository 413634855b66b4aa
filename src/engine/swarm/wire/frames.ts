// Frames: a length in up to four bytes (an unsigned LEB128 varint), then so many bytes. What is said of a length is checked before
// anything is kept for it.
import { LENGTH_BYTES } from './limits';
import { WireError } from './wireError';

/** Bytes with their length before them. */
export function frameOf(message: Uint8Array): Uint8Array {
  const header: number[] = [];
  let left = message.length;
  for (; left >= 0x80; left >>>= 7) header.push((left & 0x7f) | 0x80);
  header.push(left);
  const frame = new Uint8Array(header.length + message.length);
  frame.set(header);
  frame.set(message, header.length);
  return frame;
}

/** Cuts what comes into frames. It keeps less than one frame. */
export class FrameReader {
  readonly #mostBytes: number;
  #header: number[] = [];
  #body: Uint8Array | null = null;
  #filled = 0;

  /** Frames may have up to `mostBytes` bytes. */
  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** Whether a frame has begun that isn't whole. */
  get isInside(): boolean {
    return this.#body !== null || this.#header.length > 0;
  }

  /** What is kept of a frame that isn't whole, in bytes. */
  get keptBytes(): number {
    return this.#body?.length ?? 0;
  }

  /**
   * Takes bytes as they come and hands out the frames that are whole with them; a frame may be a view of `bytes`.
   * @throws {WireError} when a frame says that it is too long.
   */
  *take(bytes: Uint8Array): Generator<Uint8Array> {
    let at = 0;
    while (at < bytes.length) {
      if (this.#body !== null) {
        at += this.#fill(this.#body, bytes.subarray(at));
        if (this.#filled < this.#body.length) return;
        const whole = this.#body;
        this.#body = null;
        yield whole;
        continue;
      }
      const length = this.#readLength(bytes[at++] ?? 0);
      if (length === null) continue;
      if (bytes.length - at >= length) {
        yield bytes.subarray(at, at + length);
        at += length;
        continue;
      }
      this.#body = new Uint8Array(length);
      this.#filled = 0;
    }
  }

  #fill(body: Uint8Array, bytes: Uint8Array): number {
    const more = bytes.subarray(0, body.length - this.#filled);
    body.set(more, this.#filled);
    this.#filled += more.length;
    return more.length;
  }

  /** Takes one byte of a length; the length, when this was its last one. */
  #readLength(byte: number): number | null {
    this.#header.push(byte);
    if (byte >= 0x80) {
      if (this.#header.length === LENGTH_BYTES)
        throw new WireError('The length of a frame has too many bytes.');
      return null;
    }
    const length = this.#header.reduce((sum, each, place) => sum + (each & 0x7f) * 2 ** (7 * place), 0);
    this.#header = [];
    if (length > this.#mostBytes) throw new WireError(`A frame of ${length} bytes is too long.`);
    return length;
  }
}
