// Length-prefixed binary frames between host and engine. A frame is
//   u32le length of what follows | u32le length of the header | header: the message as JSON in UTF-8 | its `bytes`, raw
// so that a block of audio is never escaped or copied into text. UTF-8 is handed in: this room sees the language only.

/** Encodes and decodes UTF-8. */
export interface Utf8 {
  encode(text: string): Uint8Array;
  decode(bytes: Uint8Array): string;
}

/** The longest frame taken, in bytes: a snapshot of a queue of 100,000 tracks fits, a garbled length doesn't pass. */
const LONGEST_FRAME_BYTES = 64 * 1024 * 1024;
const LENGTH_BYTES = 4;

/** Thrown when the other end sends what is no frame. The connection can't be used any further. */
export class BadFrameError extends Error {
  override readonly name = 'BadFrameError';
}

/** Puts a message in a frame. A `bytes` property that is a `Uint8Array` goes raw behind the header. */
export function encodeFrame(message: object, utf8: Utf8): Uint8Array {
  const { bytes, ...rest } = message as { bytes?: unknown };
  const tail = bytes instanceof Uint8Array ? bytes : new Uint8Array(0);
  const header = utf8.encode(JSON.stringify(rest));
  const frame = new Uint8Array(2 * LENGTH_BYTES + header.length + tail.length);
  const view = new DataView(frame.buffer);
  view.setUint32(0, frame.length - LENGTH_BYTES, true);
  view.setUint32(LENGTH_BYTES, header.length, true);
  frame.set(header, 2 * LENGTH_BYTES);
  frame.set(tail, 2 * LENGTH_BYTES + header.length);
  return frame;
}

/** Cuts a stream of bytes into messages, however it was split on the way. */
export class FrameReader {
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;

  readonly #utf8: Utf8;

  constructor(utf8: Utf8) {
    this.#utf8 = utf8;
  }

  /**
   * Takes what came and returns the messages that are whole now, unchecked: the caller validates them.
   * @throws {BadFrameError} when a length can't be right or a header isn't JSON.
   */
  push(bytes: Uint8Array): unknown[] {
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    const messages: unknown[] = [];
    for (let frame = this.#take(); frame !== null; frame = this.#take()) messages.push(this.#parse(frame));
    return messages;
  }

  #take(): Uint8Array | null {
    if (this.#waitingBytes < LENGTH_BYTES) return null;
    const length = u32(this.#joined(LENGTH_BYTES), 0);
    if (length < LENGTH_BYTES || length > LONGEST_FRAME_BYTES)
      throw new BadFrameError(`A frame can't be ${length} bytes long.`);
    const end = LENGTH_BYTES + length;
    if (this.#waitingBytes < end) return null;
    const joined = this.#joined(end);
    this.#waiting[0] = joined.subarray(end);
    this.#waitingBytes -= end;
    return joined.subarray(LENGTH_BYTES, end);
  }

  /** The first piece, joined with as many of the next as it needs to hold `bytes` bytes. */
  #joined(bytes: number): Uint8Array {
    const [first] = this.#waiting;
    if (first !== undefined && first.length >= bytes) return first;
    const all = new Uint8Array(this.#waitingBytes);
    let at = 0;
    for (const piece of this.#waiting) {
      all.set(piece, at);
      at += piece.length;
    }
    this.#waiting = [all];
    return all;
  }

  #parse(frame: Uint8Array): unknown {
    const headerEnd = LENGTH_BYTES + u32(frame, 0);
    if (headerEnd > frame.length) throw new BadFrameError('A header is longer than its frame.');
    const message = parseJson(this.#utf8.decode(frame.subarray(LENGTH_BYTES, headerEnd)));
    return frame.length === headerEnd
      ? message
      : { ...message, bytes: Uint8Array.from(frame.subarray(headerEnd)) };
  }
}

function u32(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at, true);
}

function parseJson(text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new BadFrameError('A header is not JSON.', { cause });
  }
  if (typeof value !== 'object' || value === null) throw new BadFrameError('A header is not an object.');
  return value;
}
