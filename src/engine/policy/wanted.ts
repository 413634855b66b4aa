// One track that is wanted, and how each of its blocks stands: the bookkeeping of the fetch policy.
import { blockCount, blockSizeBytes, bytesOfBlocks, type BlockRange } from '../../shared/blocks';
import type { ByteRange, Track } from '../../shared/track';
import type { Limits } from './limits';

/** Where a block can come from. */
export type Source = 'cache' | 'origin';

// How a block stands; any other number is the request that it is on its way by.
/** Only the origin has it. */
const MISSING = 0;
/** The cache has it. */
const HELD = -1;
/** The page has it, or for a prefetch the cache. */
const DONE = -2;

/** What a track is wanted for: to be played now, or to be in the cache when its turn comes. */
export type Purpose = 'play' | 'prefetch';

/** A request under way for a track that is wanted. */
export interface Request {
  /** 1 or more. */
  readonly requestId: number;
  readonly wanted: Wanted;
  readonly source: Source;
  readonly blocks: BlockRange;
}

/** A track that is wanted. */
export class Wanted {
  readonly track: Track;
  readonly blockSizeBytes: number;
  /** The bytes `[0, headBytes)` are the head. */
  readonly headBytes: number;
  playId: string;
  purpose: Purpose;
  /** The bytes to be had now. */
  window: ByteRange;
  failuresInARow = 0;
  /** No request to the origin before this time, in milliseconds. */
  notBeforeMs = 0;
  /** The requests under way for it. */
  readonly requests = new Set<Request>();
  readonly #blocks: Int32Array;

  constructor(options: {
    track: Track;
    playId: string;
    purpose: Purpose;
    held: Uint8Array | null;
    limits: Limits;
  }) {
    const { track, playId, purpose, held, limits } = options;
    this.track = track;
    this.playId = playId;
    this.purpose = purpose;
    this.blockSizeBytes = blockSizeBytes(track.sizeBytes);
    this.headBytes = headBytesOf(track, limits);
    this.window = { start: 0, end: purpose === 'play' ? firstWindowBytes(track, limits) : this.headBytes };
    this.#blocks = Int32Array.from({ length: blockCount(track.sizeBytes) }, (_, block) =>
      isHeld(held, block) ? HELD : MISSING,
    );
  }

  /** Turns a prefetch into a play: what the prefetch has brought lies in the cache, what it has asked for goes on, and nothing waits. */
  play(playId: string, limits: Limits): void {
    this.playId = playId;
    this.purpose = 'play';
    this.window = { start: 0, end: firstWindowBytes(this.track, limits) };
    this.failuresInARow = 0;
    this.notBeforeMs = 0;
    for (let block = 0; block < this.#blocks.length; block++) {
      if (this.#blocks[block] === DONE) this.#blocks[block] = HELD;
    }
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
    if (this.#blocks[block] === requestId) this.#blocks[block] = MISSING;
  }

  /** Ends a request: what hasn't come of it is to be had elsewhere, or again. */
  end(request: Request, left: 'missing' | 'held'): void {
    this.requests.delete(request);
    const { requestId, blocks } = request;
    for (let block = blocks.first; block < blocks.end; block++) {
      if (this.#blocks[block] === requestId) this.#blocks[block] = left === 'held' ? HELD : MISSING;
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
    return range.start < this.window.end && this.window.start < range.end;
  }

  /** The first run of blocks within the window that `source` is to be asked for, at most `mostBytes` long; or null. */
  next(source: Source, mostBytes: number): BlockRange | null {
    // A window with nothing in it lies within a block all the same.
    if (this.window.start >= this.window.end) return null;
    const wanted = source === 'cache' ? HELD : MISSING;
    const windowEnd = Math.min(Math.ceil(this.window.end / this.blockSizeBytes), this.#blocks.length);
    let first = Math.floor(this.window.start / this.blockSizeBytes);
    while (first < windowEnd && this.#blocks[first] !== wanted) first += 1;
    if (first >= windowEnd) return null;
    const furthest = Math.min(windowEnd, first + Math.max(1, Math.floor(mostBytes / this.blockSizeBytes)));
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

/** The first bytes of a track that go to the page before it has said anything. */
function firstWindowBytes(track: Track, limits: Limits): number {
  const bytes = track.mediaType === 'audio/mpeg' ? limits.firstWindowMp3Bytes : limits.firstWindowBytes;
  return Math.min(bytes, track.sizeBytes);
}

/** The head by the mean bitrate; never less than the first window. */
function headBytesOf(track: Track, limits: Limits): number {
  const rate =
    track.durationSeconds === null || track.durationSeconds === 0
      ? 0
      : track.sizeBytes / track.durationSeconds;
  return Math.min(
    Math.max(Math.ceil(rate * limits.headSeconds), firstWindowBytes(track, limits)),
    track.sizeBytes,
  );
}

function isHeld(held: Uint8Array | null, block: number): boolean {
  return (((held?.[block >> 3] ?? 0) >> (block & 7)) & 1) === 1;
}
