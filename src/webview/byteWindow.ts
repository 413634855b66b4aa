// Credit: how far the engine may send. It opens the first window itself when a play starts, and nothing is said until
// sound flows, so that nothing queues in front of the first note; only a reader that waits for what that window can't bring
// speaks up at once, unless there is a first block to begin with. Then the window's end stays ahead of the reader, by 30 s or 2 MB, and at most 256 KiB ahead of what has
// arrived. A reader elsewhere (an index at the end of the file) moves the window's start to where it waits.
import { blockSizeBytes } from '../shared/blocks';
import type { ByteRange } from '../shared/track';
import type { BlockBuffer } from './blockBuffer';
import { IN_FLIGHT_BYTES, WINDOW_STEP_BYTES } from './limits';

/** What a byte window is made of. */
export interface ByteWindowOptions {
  readonly buffer: Pick<BlockBuffer, 'sizeBytes' | 'waitingFor' | 'lastRead' | 'contiguousEnd'>;
  /** Length of the window that the engine opens of itself. */
  readonly firstBytes: number;
  /** How far ahead of the reader encoded music is kept. */
  readonly aheadBytes: number;
  readonly send: (window: ByteRange) => void;
}

/** The window of one play. */
export class ByteWindow {
  readonly #options: ByteWindowOptions;
  #window: ByteRange;
  /** `opening`: no block yet · `holding`: a block is there to begin with · `flowing`: sound has begun. */
  #stage: 'opening' | 'holding' | 'flowing' = 'opening';

  constructor(options: ByteWindowOptions) {
    this.#options = options;
    this.#window = { start: 0, end: Math.min(options.firstBytes, options.buffer.sizeBytes) };
  }

  /** The reader begins anew elsewhere: what it waits for there is spoken for at once, until there is a block. */
  reopen(): void {
    this.#stage = 'opening';
  }

  /** There is enough to begin with: what the reader waits for has time until sound flows. */
  hold(): void {
    if (this.#stage === 'opening') this.#stage = 'holding';
  }

  /** Sound flows: from now on the engine may send ahead. */
  soundFlows(): void {
    this.#stage = 'flowing';
    this.update();
  }

  /** To be called when bytes arrived, and when a reader took some or waits. */
  update(): void {
    const { buffer } = this.#options;
    const wait = buffer.waitingFor;
    if (this.#stage === 'holding' || (this.#stage === 'opening' && wait === null)) return;
    const reader = wait ?? buffer.lastRead;
    const missing = buffer.contiguousEnd(reader.start);
    const end = this.#endOfBlock(Math.min(this.#goal(reader), missing + IN_FLIGHT_BYTES));
    const soonEnd = missing + IN_FLIGHT_BYTES - WINDOW_STEP_BYTES;
    const needed = { start: missing, end: wait === null ? missing : Math.min(wait.end, soonEnd) };
    if (missing >= end || (this.#covers(needed) && !this.#isWorthSaying(end))) return;
    this.#move(reader, { start: missing, end });
  }

  /** Where the window should end at last: enough for who waits, and once sound flows what is to be kept ahead. */
  #goal(reader: ByteRange): number {
    const { buffer, aheadBytes, firstBytes } = this.#options;
    const ahead = this.#stage === 'flowing' ? aheadBytes : firstBytes;
    return Math.min(buffer.sizeBytes, Math.max(reader.end, reader.start + ahead));
  }

  /** What comes are whole blocks: a window that ended within one would be passed by it. */
  #endOfBlock(position: number): number {
    const { sizeBytes } = this.#options.buffer;
    const size = blockSizeBytes(sizeBytes);
    return Math.min(sizeBytes, Math.ceil(position / size) * size);
  }

  /** Nobody is in need: a message only for a whole step, or for the rest of the file. */
  #isWorthSaying(end: number): boolean {
    const growth = end - this.#window.end;
    return (
      this.#stage === 'flowing' &&
      (growth >= WINDOW_STEP_BYTES || (growth > 0 && end === this.#options.buffer.sizeBytes))
    );
  }

  #covers(range: ByteRange): boolean {
    return this.#window.start <= range.start && range.end <= this.#window.end;
  }

  /**
   * Begins where the reader is while it goes on in one piece, so that a window reads as "from here on": what is let go of behind
   * the reader isn't wanted again.
   */
  #move(reader: ByteRange, { start: missing, end }: ByteRange): void {
    const { start, end: before } = this.#window;
    const goesOn = start <= missing && missing <= before && end >= before;
    this.#window = { start: goesOn ? Math.max(start, Math.min(reader.start, missing)) : missing, end };
    this.#options.send(this.#window);
  }
}
