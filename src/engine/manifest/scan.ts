// A scan reads a file from front to back and says what it is. It is a generator: it yields which bytes it wants next and
// is resumed with them, so that it reads like a parser of a file in memory, while the file goes by in pieces of any
// length and only what is wanted is ever held.
import { textAt, viewOf } from '../../shared/bytes';

/** Bytes wanted next. Wants may go on or stay, never back behind the offset of the one before. */
export interface Want {
  readonly offset: number;
  /** How many bytes have to be there, at least 1. */
  readonly sizeBytes: number;
}

/**
 * A scan that ends with a `Result`. It is resumed with the bytes from `offset` on, at least as many as wanted and often
 * more (whatever is at hand), fewer only where the file ends. They are lent: copy what has to last.
 */
export type Scan<Result> = Generator<Want, Result, Uint8Array>;

/** What a scan knows of its file beforehand, and where it says what is odd about it. */
export interface ScanContext {
  /** Length of the file in bytes. */
  readonly sizeBytes: number;
  /** Notes a problem that the file can be played with, as a sentence. */
  readonly note: (problem: string) => void;
}

/** Thrown when a file is no audio that is known here, or too damaged to say anything of it. */
export class UnknownMediaError extends Error {
  override readonly name = 'UnknownMediaError';
}

/** Wants `sizeBytes` bytes at `offset`. */
export function* bytesAt(offset: number, sizeBytes: number): Scan<Uint8Array> {
  return yield { offset, sizeBytes };
}

/**
 * Wants `sizeBytes` bytes at `offset` and takes no fewer.
 * @throws {UnknownMediaError} when the file ends before that.
 */
export function* wholeAt(offset: number, sizeBytes: number): Scan<DataView> {
  const bytes = yield { offset, sizeBytes };
  if (bytes.length < sizeBytes)
    throw new UnknownMediaError(`The file ends at byte ${offset + bytes.length}, within its headers.`);
  return viewOf(bytes);
}

/** Bytes as a reader of an error message wants to see them: printable ASCII, a dot for everything else. */
export function printable(bytes: Uint8Array | DataView, length: number): string {
  return textAt(bytes, 0, length).replaceAll(/[^ -~]/g, '.');
}

/** A big-endian 64-bit number, or Infinity where it can't be counted to exactly. */
export function countAt(view: DataView, offset: number, isLittleEndian = false): number {
  const count = view.getBigUint64(offset, isLittleEndian);
  return count > BigInt(Number.MAX_SAFE_INTEGER) ? Infinity : Number(count);
}
