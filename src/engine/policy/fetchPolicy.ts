// Which blocks to ask for, of whom, and when: one synchronous function of state. The driver (engine.ts) performs the
// actions and feeds what happens back as events; time comes in as `nowMs`.
//
// A track is wanted for a play (its blocks go to the page) or as a prefetch (its head goes to the cache). It has a window,
// the bytes to be had now; within it, held blocks are read from the cache and missing ones asked of the origin, in order,
// in ranges, a few at a time. A play comes before a prefetch, which begins when little of the present track is left and
// nothing of the play's window is missing. What fails is missing again and asked for after a pause that doubles; a play
// that makes no progress is given up with a reason, a prefetch without a word.
import type { BlockRange } from '../../shared/blocks';
import type { ByteRange, Track } from '../../shared/track';
import type { Limits } from './limits';
import { isSameBytes, Wanted, type Purpose, type Request, type Source } from './wanted';

/** What happened. */
export type FetchEvent =
  /** A track is wanted. `held` is the cache's have-map of it, one bit a block, the lowest bit of the first byte for block 0; null where it holds none. */
  | {
      readonly type: 'trackWanted';
      readonly playId: string;
      readonly track: Track;
      readonly purpose: Purpose;
      readonly held: Uint8Array | null;
    }
  | { readonly type: 'windowMoved'; readonly playId: string; readonly window: ByteRange }
  /** So much of the track that plays is left. */
  | { readonly type: 'playheadMoved'; readonly playId: string; readonly secondsLeft: number }
  | { readonly type: 'blockArrived'; readonly requestId: number; readonly block: number }
  /** The cache doesn't have it after all: evicted since, or damaged. */
  | { readonly type: 'blockLost'; readonly requestId: number; readonly block: number }
  | { readonly type: 'requestDone'; readonly requestId: number }
  | {
      readonly type: 'requestFailed';
      readonly requestId: number;
      readonly message: string;
      readonly isFinal: boolean;
    }
  /** A block that came before it could be checked isn't the track's. */
  | { readonly type: 'bytesWrong'; readonly track: Track; readonly message: string }
  | { readonly type: 'abandoned'; readonly playId: string }
  | { readonly type: 'timer' };

/** What is to be done. Requests carry the reason for them. */
export type FetchAction =
  | {
      readonly type: 'readCache';
      readonly requestId: number;
      readonly track: Track;
      readonly blocks: BlockRange;
    }
  | {
      readonly type: 'askOrigin';
      readonly requestId: number;
      readonly track: Track;
      readonly blocks: BlockRange;
      readonly reason: 'head' | 'read-ahead' | 'prefetch';
    }
  | { readonly type: 'cancel'; readonly requestId: number }
  | { readonly type: 'sendToPage'; readonly playId: string; readonly block: number }
  /** Put the block that has just arrived into the cache. */
  | { readonly type: 'keep'; readonly track: Track; readonly block: number }
  | { readonly type: 'giveUp'; readonly playId: string; readonly message: string }
  | { readonly type: 'wakeAt'; readonly atMs: number };

/** The fetch policy: tracks that are wanted, and the requests under way for them. */
export class FetchPolicy {
  readonly #limits: Limits;
  readonly #wanted = new Map<string, Wanted>();
  readonly #requests = new Map<number, Request>();
  #nextRequestId = 1;
  #secondsLeft = Infinity;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Requests under way: what abandoning everything must bring to nothing. */
  get requestCount(): number {
    return this.#requests.size;
  }

  /** Whether a track is being prefetched: what is known of it then, and under way for it, serves its play. */
  isPrefetching(track: Track): boolean {
    return this.#prefetchOf(track) !== undefined;
  }

  /** Takes one event at `nowMs` (monotonic milliseconds) and says what is to be done. */
  handle(event: FetchEvent, nowMs: number): readonly FetchAction[] {
    return [...this.#take(event, nowMs), ...this.#plan(nowMs)];
  }

  #take(event: FetchEvent, nowMs: number): FetchAction[] {
    switch (event.type) {
      case 'trackWanted':
        return this.#want(event);
      case 'windowMoved':
        return this.#moveWindow(event.playId, event.window);
      case 'playheadMoved':
        if (this.#wanted.get(event.playId)?.purpose === 'play') this.#secondsLeft = event.secondsLeft;
        return [];
      case 'blockArrived':
        return this.#arrive(event.requestId, event.block);
      case 'blockLost':
        return this.#lose(event.requestId, event.block);
      case 'requestDone':
        return this.#fail(
          { requestId: event.requestId, message: 'it sent less than was asked for', isFinal: false },
          nowMs,
        );
      case 'requestFailed':
        return this.#fail(event, nowMs);
      case 'bytesWrong':
        return [...this.#wanted.values()]
          .filter(({ track }) => isSameBytes(track, event.track))
          .flatMap((wanted) => this.#giveUp(wanted, event.message));
      case 'abandoned':
        return this.#abandon(event.playId);
      case 'timer':
        return [];
    }
  }

  #want({ playId, track, purpose, held }: FetchEvent & { type: 'trackWanted' }): FetchAction[] {
    const known = this.#prefetchOf(track);
    if (purpose === 'play') this.#secondsLeft = Infinity;
    if (known === undefined) {
      const cancelled = this.#abandon(playId);
      this.#wanted.set(playId, new Wanted({ track, playId, purpose, held, limits: this.#limits }));
      return cancelled;
    }
    if (purpose === 'play') {
      this.#wanted.delete(known.playId);
      this.#wanted.set(playId, known);
      known.play(playId, this.#limits);
    }
    return [];
  }

  #prefetchOf(track: Track): Wanted | undefined {
    for (const wanted of this.#wanted.values())
      if (wanted.purpose === 'prefetch' && isSameBytes(wanted.track, track)) return wanted;
    return undefined;
  }

  #moveWindow(playId: string, window: ByteRange): FetchAction[] {
    const wanted = this.#wanted.get(playId);
    if (wanted?.purpose !== 'play') return [];
    wanted.window = window;
    return [...wanted.requests]
      .filter(({ blocks }) => !wanted.isInWindow(blocks))
      .map((request) => this.#cancel(request));
  }

  #arrive(requestId: number, block: number): FetchAction[] {
    const request = this.#requests.get(requestId);
    if (request === undefined || block < request.blocks.first || block >= request.blocks.end) return [];
    const { wanted, source } = request;
    if (!wanted.arrive(request, block)) return [];
    if (source === 'origin') wanted.failuresInARow = 0;
    this.#endIfComplete(request);
    const { playId, track, purpose } = wanted;
    return [
      ...(purpose === 'play' ? [{ type: 'sendToPage', playId, block } as const] : []),
      ...(source === 'origin' ? [{ type: 'keep', track, block } as const] : []),
    ];
  }

  #lose(requestId: number, block: number): FetchAction[] {
    const request = this.#requests.get(requestId);
    if (request?.source !== 'cache') return [];
    request.wanted.lose(request, block);
    this.#endIfComplete(request);
    return [];
  }

  #endIfComplete(request: Request): void {
    if (!request.wanted.isAwaiting(request)) this.#end(request, 'missing');
  }

  #end(request: Request, left: 'missing' | 'held'): void {
    this.#requests.delete(request.requestId);
    request.wanted.end(request, left);
  }

  #fail(failure: { requestId: number; message: string; isFinal: boolean }, nowMs: number): FetchAction[] {
    const request = this.#requests.get(failure.requestId);
    if (request === undefined) return [];
    const { wanted } = request;
    // What the cache can't give, for whatever reason, the origin can.
    this.#end(request, 'missing');
    if (request.source === 'cache') return [];
    wanted.failuresInARow += 1;
    if (failure.isFinal || wanted.failuresInARow > this.#limits.retries)
      return this.#giveUp(wanted, failure.message);
    const pauseMs = Math.min(
      this.#limits.retryFirstMs * 2 ** (wanted.failuresInARow - 1),
      this.#limits.retryLongestMs,
    );
    wanted.notBeforeMs = nowMs + pauseMs;
    return [{ type: 'wakeAt', atMs: wanted.notBeforeMs }];
  }

  #giveUp(wanted: Wanted, message: string): FetchAction[] {
    const { playId, purpose } = wanted;
    const cancelled = this.#abandon(playId);
    return purpose === 'play' ? [...cancelled, { type: 'giveUp', playId, message }] : cancelled;
  }

  #abandon(playId: string): FetchAction[] {
    const wanted = this.#wanted.get(playId);
    if (wanted === undefined) return [];
    this.#wanted.delete(playId);
    return [...wanted.requests].map((request) => this.#cancel(request));
  }

  #cancel(request: Request): FetchAction {
    this.#end(request, request.source === 'cache' ? 'held' : 'missing');
    return { type: 'cancel', requestId: request.requestId };
  }

  #plan(nowMs: number): FetchAction[] {
    const wanted = [...this.#wanted.values()];
    const plays = wanted.filter(({ purpose }) => purpose === 'play');
    const actions = plays.flatMap((play) => this.#planOne(play, nowMs));
    const isIdle = plays.every((play) => play.requests.size === 0 && play.next('origin', 1) === null);
    if (!isIdle || this.#secondsLeft > this.#limits.prefetchSecondsLeft) return actions;
    return [
      ...actions,
      ...wanted.filter(({ purpose }) => purpose === 'prefetch').flatMap((each) => this.#planOne(each, nowMs)),
    ];
  }

  #planOne(wanted: Wanted, nowMs: number): FetchAction[] {
    const { cacheReadBytes, cacheReads, originRequestBytes, originRequests } = this.#limits;
    // Held blocks of a prefetch are where they belong.
    const fromCache =
      wanted.purpose === 'play'
        ? this.#askAll({ wanted, source: 'cache', most: cacheReads, mostBytes: cacheReadBytes })
        : [];
    if (wanted.notBeforeMs > nowMs) return fromCache;
    return [
      ...fromCache,
      ...this.#askAll({ wanted, source: 'origin', most: originRequests, mostBytes: originRequestBytes }),
    ];
  }

  #askAll({
    wanted,
    source,
    most,
    mostBytes,
  }: {
    wanted: Wanted;
    source: Source;
    most: number;
    mostBytes: number;
  }): FetchAction[] {
    const actions: FetchAction[] = [];
    for (let underWay = wanted.countOf(source); underWay < most; underWay++) {
      const blocks = wanted.next(source, mostBytes);
      if (blocks === null) break;
      actions.push(this.#ask(wanted, source, blocks));
    }
    return actions;
  }

  #ask(wanted: Wanted, source: Source, blocks: BlockRange): FetchAction {
    const requestId = this.#nextRequestId++;
    const request = { requestId, wanted, source, blocks };
    this.#requests.set(requestId, request);
    wanted.begin(request);
    const { track, purpose, headBytes } = wanted;
    if (source === 'cache') return { type: 'readCache', requestId, track, blocks };
    const isHead = blocks.first * wanted.blockSizeBytes < headBytes;
    return {
      type: 'askOrigin',
      requestId,
      track,
      blocks,
      reason: purpose === 'prefetch' ? 'prefetch' : isHead ? 'head' : 'read-ahead',
    };
  }
}
