// A track's bytes by position, as they come: in any order, with holes. Readers take what is there or wait for it. Kept in
// chunks, so that what lies far from the reader can be let go; the head stays, since every seek reads the header again.
// Nothing is asked for here: `onRead` says where a reader is, and byteWindow.ts makes credit of that.
import type { ByteRange } from '../shared/track';

/** Unit of memory in bytes. */
const CHUNK_BYTES = 64 * 1024;

/** What a block buffer is made of. */
export interface BlockBufferOptions {
  /** Length of the whole file. */
  readonly sizeBytes: number;
  /** How far behind the reader, and how far ahead, bytes are kept. */
  readonly keepBytes: number;
  /** These first bytes are always kept. */
  readonly keepHeadBytes: number;
  /** Ends every wait, now and later. */
  readonly signal: AbortSignal;
  /** A reader takes this range, or starts to wait for it. */
  readonly onRead: () => void;
  /** These bytes were let go: they are to be had again when a reader comes there. */
  readonly onDropped: (range: ByteRange) => void;
}

interface Wait {
  readonly range: ByteRange;
  readonly resolve: (bytes: Uint8Array) => void;
  readonly reject: (reason: Error) => void;
}

/** The bytes of one track that have arrived, and those who wait for more. */
export class BlockBuffer {
  readonly sizeBytes: number;
  readonly #options: BlockBufferOptions;
  readonly #chunks = new Map<number, Uint8Array>();
  #received: readonly ByteRange[] = [];
  #waits: Wait[] = [];
  #lastRead: ByteRange = { start: 0, end: 0 };

  constructor(options: BlockBufferOptions) {
    this.sizeBytes = options.sizeBytes;
    this.#options = options;
    options.signal.addEventListener('abort', () => {
      this.cancelReads(abortError(options.signal));
    });
  }

  /** What is here: in order, disjoint. */
  get received(): readonly ByteRange[] {
    return this.#received;
  }

  /** The range that a reader waits for (the one that has waited longest), or null. */
  get waitingFor(): ByteRange | null {
    return this.#waits[0]?.range ?? null;
  }

  /** The range that was asked for last. */
  get lastRead(): ByteRange {
    return this.#lastRead;
  }

  /** The first position from `start` on that hasn't arrived. */
  contiguousEnd(start: number): number {
    return this.#received.find((range) => range.start <= start && start < range.end)?.end ?? start;
  }

  /** Keeps bytes that arrived and serves who waited for them. */
  add(start: number, bytes: Uint8Array): void {
    const end = Math.min(start + bytes.length, this.sizeBytes);
    if (start < 0 || start >= end) return;
    this.#copy({ start, end }, (chunk, inChunk) => {
      chunk.set(
        bytes.subarray(inChunk.position - start, inChunk.position - start + inChunk.length),
        inChunk.offset,
      );
    });
    this.#received = merged(this.#received, { start, end });
    this.#serve();
  }

  /** The bytes `[start, end)` if all of them are here, else null. */
  take(start: number, end: number): Uint8Array | null {
    this.#lastRead = { start, end };
    const bytes = this.#has({ start, end }) ? this.#slice({ start, end }) : null;
    if (bytes !== null) {
      this.#letGoAround(start);
      this.#options.onRead();
    }
    return bytes;
  }

  /** The bytes `[start, end)` as soon as all of them are here. Rejects when the play is over. */
  read(start: number, end: number): Promise<Uint8Array> {
    const bytes = this.take(start, end);
    if (bytes !== null) return Promise.resolve(bytes);
    const { signal, onRead } = this.#options;
    if (signal.aborted) return Promise.reject(abortError(signal));
    return new Promise((resolve, reject) => {
      this.#waits = [...this.#waits, { range: { start, end }, resolve, reject }];
      onRead();
    });
  }

  /** Ends every wait that there is now: its reader is gone. */
  cancelReads(reason: Error): void {
    for (const wait of this.#waits.splice(0)) wait.reject(reason);
  }

  #serve(): void {
    const served = this.#waits.filter((wait) => this.#has(wait.range));
    this.#waits = this.#waits.filter((wait) => !served.includes(wait));
    for (const wait of served) wait.resolve(this.#slice(wait.range));
  }

  #has(range: ByteRange): boolean {
    return range.end <= this.contiguousEnd(range.start);
  }

  #slice(range: ByteRange): Uint8Array {
    const bytes = new Uint8Array(range.end - range.start);
    this.#copy(range, (chunk, { offset, position, length }) => {
      bytes.set(chunk.subarray(offset, offset + length), position - range.start);
    });
    return bytes;
  }

  #copy(range: ByteRange, each: (chunk: Uint8Array, inChunk: InChunk) => void): void {
    for (let position = range.start; position < range.end;) {
      const index = Math.floor(position / CHUNK_BYTES);
      const offset = position - index * CHUNK_BYTES;
      const length = Math.min(CHUNK_BYTES - offset, range.end - position);
      const chunk = this.#chunks.get(index) ?? new Uint8Array(CHUNK_BYTES);
      this.#chunks.set(index, chunk);
      each(chunk, { offset, position, length });
      position += length;
    }
  }

  #letGoAround(position: number): void {
    const { keepBytes, keepHeadBytes } = this.#options;
    this.#letGo({ start: wholeChunks(keepHeadBytes), end: wholeChunks(position - keepBytes) });
    this.#letGo({ start: wholeChunks(position + keepBytes), end: Infinity });
  }

  /** Lets go of what has arrived of a range between two chunks. */
  #letGo(range: ByteRange): void {
    const gone = this.#received.map((received) => overlap(received, range)).filter(isSome);
    if (gone.length === 0) return;
    for (const index of this.#chunks.keys()) {
      const start = index * CHUNK_BYTES;
      if (range.start <= start && start < range.end) this.#chunks.delete(index);
    }
    this.#received = this.#received.flatMap(({ start, end }) =>
      [
        { start, end: Math.min(end, range.start) },
        { start: Math.max(start, range.end), end },
      ].filter(isSome),
    );
    for (const dropped of gone) this.#options.onDropped(dropped);
  }
}

function wholeChunks(bytes: number): number {
  return Math.max(0, Math.floor(bytes / CHUNK_BYTES) * CHUNK_BYTES);
}

function overlap(a: ByteRange, b: ByteRange): ByteRange {
  return { start: Math.max(a.start, b.start), end: Math.min(a.end, b.end) };
}

function isSome({ start, end }: ByteRange): boolean {
  return start < end;
}

/** A stretch of a range that lies in one chunk: where in the chunk, where in the file, how long. */
interface InChunk {
  readonly offset: number;
  readonly position: number;
  readonly length: number;
}

/** Disjoint ranges in order, and one more. */
function merged(ranges: readonly ByteRange[], added: ByteRange): readonly ByteRange[] {
  const touching = ranges.filter((range) => range.start <= added.end && added.start <= range.end);
  const start = Math.min(added.start, ...touching.map((range) => range.start));
  const end = Math.max(added.end, ...touching.map((range) => range.end));
  const before = ranges.filter((range) => range.end < added.start);
  const after = ranges.filter((range) => range.start > added.end);
  return [...before, { start, end }, ...after];
}

function abortError(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error('The play is over.');
}
