// One track that is wanted, and how each of its blocks stands: the bookkeeping of the fetch policy.
import { blockCount, blockSizeBytes, bytesOfBlocks, type BlockRange } from '../../shared/blocks';
import type { ByteRange, Track } from '../../shared/track';
import type { Limits } from './limits';

/** Where a block can come from. */
export type Source = 'cache' | 'origin';

/**
 * How a block stands. `missing`: only the origin has it · `held`: the cache has it · `asked`: on its way ·
 * `done`: the page has it, or for a prefetch the cache.
 */
type BlockState = 'missing' | 'held' | 'asked' | 'done';

/** What a track is wanted for: to be played now, or to be in the cache when its turn comes. */
export type Purpose = 'play' | 'prefetch';

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
  readonly #blocks: BlockState[];

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
    this.#blocks = Array.from({ length: blockCount(track.sizeBytes) }, (_, block) =>
      isHeld(held, block) ? 'held' : 'missing',
    );
  }

  /** Turns a prefetch into a play: what the prefetch has brought lies in the cache, what it has asked for goes on. */
  play(playId: string, limits: Limits): void {
    this.playId = playId;
    this.purpose = 'play';
    this.window = { start: 0, end: firstWindowBytes(this.track, limits) };
    this.#blocks.forEach((state, block) => {
      if (state === 'done') this.#blocks[block] = 'held';
    });
  }

  /** Marks blocks as asked for. */
  ask(blocks: BlockRange): void {
    this.#blocks.fill('asked', blocks.first, blocks.end);
  }

  /** A block has come. Returns whether it was awaited. */
  arrive(block: number): boolean {
    if (this.#blocks[block] !== 'asked') return false;
    this.#blocks[block] = 'done';
    return true;
  }

  /** What hasn't come of these blocks is to be had elsewhere, or again. */
  release(blocks: BlockRange, to: 'missing' | 'held'): void {
    for (let block = blocks.first; block < blocks.end; block++) {
      if (this.#blocks[block] === 'asked') this.#blocks[block] = to;
    }
  }

  /** Whether any of these blocks is still on its way. */
  isAwaiting(blocks: BlockRange): boolean {
    return this.#blocks.slice(blocks.first, blocks.end).includes('asked');
  }

  /** Whether these blocks touch the window. */
  isInWindow(blocks: BlockRange): boolean {
    const range = bytesOfBlocks(this.track.sizeBytes, blocks);
    return range.start < this.window.end && this.window.start < range.end;
  }

  /** The first run of blocks within the window that `source` is to be asked for, at most `mostBytes` long; or null. */
  next(source: Source, mostBytes: number): BlockRange | null {
    const wanted: BlockState = source === 'cache' ? 'held' : 'missing';
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
