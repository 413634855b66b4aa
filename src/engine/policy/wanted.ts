// One track that is wanted, and how each of its blocks stands: the bookkeeping of the fetch policy.
import { blockCount, blockSizeBytes, bytesOfBlocks, type BlockRange } from '../../shared/blocks';
import type { ByteRange, Track } from '../../shared/track';
import type { Limits } from './limits';
import { headWindow, startWindow } from './windows';

/** Where a block can come from. */
export type Source = 'cache' | 'origin';

// How a block stands; any other number is the request that it is on its way by.
/** Only the origin has it. */
const MISSING = 0;
/** The cache has it. */
const HELD = -1;
/** The page has it, or for a prefetch the cache. */
const DONE = -2;

/**
 * What a track is wanted for: to be played now, to be at the page (and in the cache) in case it is played, or to be in the
 * cache when its turn comes.
 */
export type Purpose = 'play' | 'prepare' | 'prefetch';

/** A request under way for a track that is wanted. */
export interface Request {
  /** 1 or more. */
  readonly requestId: number;
  readonly wanted: Wanted;
  readonly source: Source;
  readonly blocks: BlockRange;
  /** Whether its bytes are under the hourly budget. */
  readonly isBudgeted: boolean;
}

/** A track that is wanted. */
export class Wanted {
  readonly track: Track;
  readonly blockSizeBytes: number;
  /** Whether it is never in the cache, because it lies on this disk anyway. */
  readonly isLocal: boolean;
  playId: string;
  purpose: Purpose;
  failuresInARow = 0;
  /** No request to the origin before this time, in milliseconds. */
  notBeforeMs = 0;
  /** Not tried any more until it is played. */
  isGivenUp = false;
  /** Why it can't be played at all, as a clause, or null: bytes that the page has aren't the track's. */
  wrong: string | null = null;
  /** The requests under way for it. */
  readonly requests = new Set<Request>();
  readonly #blocks: Int32Array;
  readonly #start: readonly ByteRange[];
  readonly #head: readonly ByteRange[];
  /** The bytes to be had now, in order of need. */
  #window: readonly ByteRange[];
  #isMoved = false;
  /** Whether the window holds a block that the source might be asked for: false once one was looked for in vain. */
  readonly #mayHave = { cache: true, origin: true };

  constructor(options: {
    track: Track;
    playId: string;
    purpose: Purpose;
    held: Uint8Array | null;
    isLocal: boolean;
    limits: Limits;
  }) {
    const { track, playId, purpose, held, isLocal, limits } = options;
    this.isLocal = isLocal;
    this.track = track;
    this.playId = playId;
    this.purpose = purpose;
    this.blockSizeBytes = blockSizeBytes(track.sizeBytes);
    this.#start = startWindow(track);
    this.#head = headWindow(track, limits);
    this.#window = purpose === 'prefetch' ? this.#head : this.#start;
    this.#blocks = Int32Array.from({ length: blockCount(track.sizeBytes) }, (_, block) =>
      isHeld(held, block) ? HELD : MISSING,
    );
  }

  /** Whether the page has said which bytes it takes. */
  get isMoved(): boolean {
    return this.#isMoved;
  }

  /** Whether a prepared play is to have its whole head. */
  get isHeadDue(): boolean {
    return this.purpose === 'prepare' && this.#window === this.#head;
  }

  set isHeadDue(isDue: boolean) {
    const window = isDue ? this.#head : this.#start;
    if (this.purpose === 'prepare' && !this.#isMoved && this.#window !== window) this.#look(window);
  }

  /** The page takes these bytes from now on. */
  move(window: ByteRange): void {
    this.#look([window]);
    this.#isMoved = true;
  }

  /**
   * Turns a prefetch into a play that is played or prepared: what the prefetch has brought lies in the cache, what it has
   * asked for goes on, and nothing waits.
   */
  show(playId: string, purpose: 'play' | 'prepare'): void {
    this.playId = playId;
    this.purpose = purpose;
    this.#look(this.#start);
    this.tryAgain();
    for (let block = 0; block < this.#blocks.length; block++) {
      if (this.#blocks[block] === DONE) this.#put(block, HELD);
    }
  }

  /** Turns a prepared play into the play: what it has, has asked for and has sent stays, and nothing waits. */
  play(): void {
    this.isHeadDue = false;
    this.purpose = 'play';
    this.tryAgain();
  }

  /** What has failed is forgotten. */
  tryAgain(): void {
    this.failuresInARow = 0;
    this.notBeforeMs = 0;
    this.isGivenUp = this.wrong !== null;
  }

  /** How many requests to `source` are under way. */
  countOf(source: Source): number {
    let count = 0;
    for (const request of this.requests) if (request.source === source) count += 1;
    return count;
  }

  /** Marks the blocks of a request as on their way. */
  begin(request: Request): void {
    this.requests.add(request);
    this.#blocks.fill(request.requestId, request.blocks.first, request.blocks.end);
  }

  /** A block of a request has come. Returns whether it was awaited. */
  arrive({ requestId }: Request, block: number): boolean {
    if (this.#blocks[block] !== requestId) return false;
    this.#blocks[block] = DONE;
    return true;
  }

  /** The cache doesn't have a block that it was asked for. */
  lose({ requestId }: Request, block: number): void {
    if (this.#blocks[block] === requestId) this.#put(block, MISSING);
  }

  /** The cache has a block, or will have in a moment. */
  hold(block: number): void {
    if (this.#blocks[block] === MISSING) this.#put(block, HELD);
  }

  /** The page no longer has these bytes. */
  drop({ start, end }: ByteRange, left: 'missing' | 'held'): void {
    const last = Math.min(Math.ceil(end / this.blockSizeBytes), this.#blocks.length);
    for (let block = Math.floor(start / this.blockSizeBytes); block < last; block++) {
      if (this.#blocks[block] === DONE) this.#put(block, left === 'held' ? HELD : MISSING);
    }
  }

  /** Ends a request: what hasn't come of it is to be had elsewhere, or again. */
  end(request: Request, left: 'missing' | 'held'): void {
    this.requests.delete(request);
    const { requestId, blocks } = request;
    for (let block = blocks.first; block < blocks.end; block++) {
      if (this.#blocks[block] === requestId) this.#put(block, left === 'held' ? HELD : MISSING);
    }
  }

  /** Whether anything of a request is still to come. */
  isAwaiting({ requestId, blocks }: Request): boolean {
    // Blocks come in order as a rule: the last one tells.
    for (let block = blocks.end - 1; block >= blocks.first; block--) {
      if (this.#blocks[block] === requestId) return true;
    }
    return false;
  }

  /** Whether these blocks touch the window. */
  isInWindow(blocks: BlockRange): boolean {
    const range = bytesOfBlocks(this.track.sizeBytes, blocks);
    return this.#window.some((part) => range.start < part.end && part.start < range.end);
  }

  /** Whether these blocks begin within the head. */
  isHead({ first }: BlockRange): boolean {
    const range = bytesOfBlocks(this.track.sizeBytes, { first, end: first + 1 });
    return this.#head.some((part) => range.start < part.end && part.start < range.end);
  }

  /** Whether anything of the window is missing or under way. */
  get isBusy(): boolean {
    if (this.requests.size > 0 || this.next('origin', 1) !== null) return true;
    // Held blocks of a prefetch are where they belong.
    return this.purpose !== 'prefetch' && this.next('cache', 1) !== null;
  }

  /** Whether the very first bytes of the window are still to come from the origin: somebody waits for them. */
  get isWaiting(): boolean {
    const [first] = this.#window;
    if (first === undefined || first.start >= first.end) return false;
    const block = Math.floor(first.start / this.blockSizeBytes);
    if (this.#blocks[block] === MISSING) return true;
    for (const { requestId, source } of this.requests)
      if (source === 'origin' && this.#blocks[block] === requestId) return true;
    return false;
  }

  /** The first run of blocks within the window that `source` is to be asked for, at most `mostBytes` long; or null. */
  next(source: Source, mostBytes: number): BlockRange | null {
    if (!this.#mayHave[source]) return null;
    const wanted = source === 'cache' ? HELD : MISSING;
    for (const range of this.#window) {
      const blocks = this.#nextWithin(range, wanted, mostBytes);
      if (blocks !== null) return blocks;
    }
    this.#mayHave[source] = false;
    return null;
  }

  #look(window: readonly ByteRange[]): void {
    this.#window = window;
    this.#mayHave.cache = this.#mayHave.origin = true;
  }

  #put(block: number, state: typeof HELD | typeof MISSING): void {
    this.#blocks[block] = state;
    this.#mayHave[state === HELD ? 'cache' : 'origin'] = true;
  }

  #nextWithin(range: ByteRange, wanted: number, mostBytes: number): BlockRange | null {
    // A range with nothing in it lies within a block all the same.
    if (range.start >= range.end) return null;
    const rangeEnd = Math.min(Math.ceil(range.end / this.blockSizeBytes), this.#blocks.length);
    let first = Math.floor(range.start / this.blockSizeBytes);
    while (first < rangeEnd && this.#blocks[first] !== wanted) first += 1;
    if (first >= rangeEnd) return null;
    const furthest = Math.min(rangeEnd, first + Math.max(1, Math.floor(mostBytes / this.blockSizeBytes)));
    let end = first;
    while (end < furthest && this.#blocks[end] === wanted) end += 1;
    return { first, end };
  }
}

/** Whether two tracks are the same bytes: a file that has changed keeps its id. */
export function isSameBytes(a: Track, b: Track): boolean {
  return (
    a.id === b.id && a.revision === b.revision && a.sizeBytes === b.sizeBytes && a.contentId === b.contentId
  );
}

function isHeld(held: Uint8Array | null, block: number): boolean {
  return (((held?.[block >> 3] ?? 0) >> (block & 7)) & 1) === 1;
}
