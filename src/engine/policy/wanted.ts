// One track that is wanted, and how each of its blocks stands: the bookkeeping of the fetch policy.
import { blockCount, blockSizeBytes, bytesOfBlocks, type BlockRange } from '../../shared/blocks';
import type { ByteRange, Track } from '../../shared/track';
import { BlockStates, DONE, HELD, MISSING } from './blockStates';
import type { Limits } from './limits';
import { byteAtSeconds, secondsAtByte } from './pace';
import { Playhead } from './playhead';
import { firstWindow, headWindow, isReached, isTouched } from './windows';

/** Where a block can come from. */
export type Source = 'cache' | 'peer' | 'origin';

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
  /** Who was asked, where it is a peer. */
  readonly peerId: string | null;
  readonly blocks: BlockRange;
  /** Whether its bytes are under the hourly budget. */
  readonly isBudgeted: boolean;
  readonly askedAtMs: number;
  /** What was under way from the same source when it was asked, in bytes. */
  readonly aheadBytes: number;
  /** How its first block was expected to arrive when it was asked for, in milliseconds after that; and each further one after the one before. */
  readonly expectedMs: number;
  readonly expectedStepMs: number;
  /** Whether its blocks were on their way already. */
  readonly isHedge: boolean;
}

/** A track that is wanted. */
export class Wanted {
  readonly track: Track;
  readonly blockSizeBytes: number;
  /** Whether it is never in the cache, because it lies on this disk anyway. */
  readonly isLocal: boolean;
  readonly blocks: BlockStates;
  readonly playhead: Playhead;
  playId: string;
  purpose: Purpose;
  failuresInARow = 0;
  /** No request to the origin before this time, in milliseconds. */
  notBeforeMs = 0;
  /** Why the origin can't give it, as a clause, or null; peers may. */
  originFailure: string | null = null;
  /** Not tried any more until it is played. */
  isGivenUp = false;
  /** Why it can't be played at all, as a clause, or null: bytes that the page has aren't the track's. */
  wrong: string | null = null;
  /** Blocks that have been asked for twice. */
  hedges = 0;
  /** What the cache held from the first sound on without a gap when it was first wanted, in milliseconds. */
  readonly heldAtFirstMs: number;
  /** The requests under way for it. */
  readonly requests = new Set<Request>();
  readonly #counts: Record<Source, number> = { cache: 0, peer: 0, origin: 0 };
  readonly #limits: Limits;
  /** What the page counts on before it has said anything: a prepared play that is played keeps the shorter one. */
  #start: readonly ByteRange[];
  readonly #head: readonly ByteRange[];
  /** The bytes to be had now, in order of need. */
  #window: readonly ByteRange[];
  #isMoved = false;
  /** Whether the window holds a block that the cache, or anybody else, might be asked for: false once one was looked for in vain. */
  readonly #mayHave = { held: true, missing: true };

  constructor(options: {
    track: Track;
    playId: string;
    purpose: Purpose;
    held: Uint8Array | null;
    isLocal: boolean;
    limits: Limits;
  }) {
    const { track, playId, purpose, held, isLocal, limits } = options;
    this.track = track;
    this.playId = playId;
    this.purpose = purpose;
    this.isLocal = isLocal;
    this.blockSizeBytes = blockSizeBytes(track.sizeBytes);
    this.playhead = new Playhead(track);
    this.#limits = limits;
    this.#head = headWindow(track, limits);
    this.#start = firstWindow(track, { isPrepared: purpose === 'prepare', limits });
    this.#window = purpose === 'prefetch' ? this.#head : this.#start;
    this.blocks = new BlockStates(blockCount(track.sizeBytes), held, (state) => {
      if (state === HELD) this.#mayHave.held = true;
      else if (state === MISSING) this.#mayHave.missing = true;
    });
    this.heldAtFirstMs = this.#heldMs();
  }

  /** Whether the page has said which bytes it takes. */
  get isMoved(): boolean {
    return this.#isMoved;
  }

  /** The bytes to be had now, in order of need. */
  get window(): readonly ByteRange[] {
    return this.#window;
  }

  /** Whether a prepared play is to have its whole head. */
  get isHeadDue(): boolean {
    return this.purpose === 'prepare' && this.#window === this.#head;
  }

  set isHeadDue(isDue: boolean) {
    const window = isDue ? this.#head : this.#start;
    if (this.purpose === 'prepare' && !this.#isMoved && this.#window !== window) this.#look(window);
  }

  /** The page takes these bytes from now on. Where they don't go on from the window before, it will play there. Returns whether it jumps so. */
  move(window: ByteRange, nowMs: number): boolean {
    const isJump =
      !isReached(this.#window, window.start, this.blockSizeBytes) && !this.#isPlayedOnTo(window.start, nowMs);
    if (isJump) this.playhead.jump(window.start, nowMs);
    this.#look([window]);
    this.#isMoved = true;
    return isJump;
  }

  /**
   * Turns a prefetch into a play that is played or prepared: what the prefetch has brought lies in the cache, what it has
   * asked for goes on, and nothing waits.
   */
  show(playId: string, purpose: 'play' | 'prepare'): void {
    this.playId = playId;
    this.purpose = purpose;
    this.#start = firstWindow(this.track, { isPrepared: purpose === 'prepare', limits: this.#limits });
    this.#look(this.#start);
    this.tryAgain();
    for (let block = 0; block < this.blocks.count; block++)
      if (this.blocks.at(block) === DONE) this.blocks.put(block, HELD);
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
    this.originFailure = null;
    this.isGivenUp = this.wrong !== null;
  }

  /** How many requests to `source` are under way. */
  countOf(source: Source): number {
    return this.#counts[source];
  }

  /** Marks the blocks of a request as on their way. */
  begin(request: Request): void {
    const { requestId, source, blocks, isHedge } = request;
    this.requests.add(request);
    this.#counts[source] += 1;
    if (isHedge) this.blocks.hedge(requestId, blocks.first);
    else this.blocks.begin(requestId, blocks.first, blocks.end);
  }

  /** Whether a block of a request is still to come. */
  awaits({ requestId }: Request, block: number): boolean {
    return this.blocks.isUnderWay(block, requestId);
  }

  /** A block that was awaited has come, for the page or only for the cache. Returns the other requests that were to bring it. */
  arrive({ requestId }: Request, block: number, isForPage: boolean): readonly number[] {
    return this.blocks.arrive(requestId, block, isForPage || this.purpose === 'prefetch' ? DONE : HELD);
  }

  /** A source doesn't have a block that it was asked for. */
  lose({ requestId }: Request, block: number): void {
    this.blocks.leave(requestId, block, MISSING);
  }

  /** The cache has a block, or will have in a moment. */
  hold(block: number): void {
    if (this.blocks.at(block) === MISSING) this.blocks.put(block, HELD);
  }

  /** The page no longer has these bytes. */
  drop({ start, end }: ByteRange, left: 'missing' | 'held'): void {
    const last = Math.min(Math.ceil(end / this.blockSizeBytes), this.blocks.count);
    for (let block = Math.floor(start / this.blockSizeBytes); block < last; block++)
      if (this.blocks.at(block) === DONE) this.blocks.put(block, left === 'held' ? HELD : MISSING);
  }

  /** Ends a request: what hasn't come of it is to be had elsewhere, or again. */
  end(request: Request, left: 'missing' | 'held'): void {
    const { requestId, source, blocks } = request;
    if (this.requests.delete(request)) this.#counts[source] -= 1;
    for (let block = blocks.first; block < blocks.end; block++)
      this.blocks.leave(requestId, block, left === 'held' ? HELD : MISSING);
  }

  /** Whether anything of a request is still to come. */
  isAwaiting({ requestId, blocks }: Request): boolean {
    // Blocks come in order as a rule: the last one tells.
    for (let block = blocks.end - 1; block >= blocks.first; block--)
      if (this.blocks.isUnderWay(block, requestId)) return true;
    return false;
  }

  /** Whether these blocks touch the window. */
  isInWindow(blocks: BlockRange): boolean {
    return isTouched(this.#window, bytesOfBlocks(this.track.sizeBytes, blocks));
  }

  /** Whether the blocks of a request lie before the window. */
  isBehind({ blocks }: Request): boolean {
    return blocks.end * this.blockSizeBytes <= (this.#window[0]?.start ?? 0);
  }

  /** Whether these blocks begin within the head. */
  isHead({ first }: BlockRange): boolean {
    return isTouched(this.#head, bytesOfBlocks(this.track.sizeBytes, { first, end: first + 1 }));
  }

  /** Whether any block is still to come from elsewhere than the cache. */
  get isMissingAnything(): boolean {
    return this.blocks.find(MISSING, 0, this.blocks.count) < this.blocks.count;
  }

  /** Whether anything of the window is missing or under way. */
  get isBusy(): boolean {
    for (const request of this.requests)
      if (request.source !== 'peer' || (this.isInWindow(request.blocks) && this.isAwaiting(request)))
        return true;
    if (this.next('origin', 1) !== null) return true;
    // Held blocks of a prefetch are where they belong.
    return this.purpose !== 'prefetch' && this.next('cache', 1) !== null;
  }

  /** Whether the very first bytes of the window are still to come from elsewhere than the cache: somebody waits for them. */
  get isWaiting(): boolean {
    const [first] = this.#window;
    if (first === undefined || first.start >= first.end) return false;
    const block = Math.floor(first.start / this.blockSizeBytes);
    if (this.blocks.at(block) === MISSING) return true;
    for (const { requestId, source } of this.requests)
      if (source !== 'cache' && this.blocks.at(block) === requestId) return true;
    return false;
  }

  /** The first run of blocks within the window, before the byte `end`, that `source` is to be asked for, at most `mostBytes` long; or null. */
  next(source: Source, mostBytes: number, end = Infinity): BlockRange | null {
    const kind = source === 'cache' ? 'held' : 'missing';
    if (!this.#mayHave[kind]) return null;
    for (const range of this.#window) {
      const part = range.end <= end ? range : { start: range.start, end };
      const blocks = this.#nextWithin(part, kind === 'held' ? HELD : MISSING, mostBytes);
      if (blocks !== null) return blocks;
    }
    if (end === Infinity) this.#mayHave[kind] = false;
    return null;
  }

  /** Whether the page has all from the playhead up to there, and needs nothing until it comes there: it has been elsewhere before, or got more ready. */
  #isPlayedOnTo(position: number, nowMs: number): boolean {
    const at = this.playhead.byte(nowMs);
    const first = Math.floor(at / this.blockSizeBytes);
    const end = Math.floor(position / this.blockSizeBytes);
    return at <= position && this.blocks.endOfRun(DONE, first, end) >= end;
  }

  #heldMs(): number {
    const sound = byteAtSeconds(this.track, 0);
    const gap = this.blocks.endOfRun(HELD, Math.floor(sound / this.blockSizeBytes), this.blocks.count);
    return secondsAtByte(this.track, gap * this.blockSizeBytes) * 1000;
  }

  #look(window: readonly ByteRange[]): void {
    this.#window = window;
    this.#mayHave.held = this.#mayHave.missing = true;
  }

  #nextWithin(range: ByteRange, wanted: number, mostBytes: number): BlockRange | null {
    // A range with nothing in it lies within a block all the same.
    if (range.start >= range.end) return null;
    const rangeEnd = Math.min(Math.ceil(range.end / this.blockSizeBytes), this.blocks.count);
    const first = this.blocks.find(wanted, Math.floor(range.start / this.blockSizeBytes), rangeEnd);
    if (first >= rangeEnd) return null;
    const most = Math.max(1, Math.floor(mostBytes / this.blockSizeBytes));
    return { first, end: this.blocks.endOfRun(wanted, first, Math.min(rangeEnd, first + most)) };
  }
}
