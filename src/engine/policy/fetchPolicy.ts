// Which blocks to ask for, of whom, and when: one synchronous function of state. The driver (fetcher.ts) performs the
// actions and feeds what happens back as events; time comes in as `nowMs`.
//
// A track is wanted to be played (its blocks go to the page), to be prepared (its first blocks go to the page in case it is
// played), or as a prefetch (its head goes to the cache). It has a window, the bytes to be had now, in order of need; within
// it, held blocks are read from the cache and missing ones asked of the origin, in ranges, a few at a time. A play comes
// before all that may come: that begins when nothing of the play's window is missing or under way (comingPlan.ts). What
// fails is missing again and asked for after a pause that doubles; a play that makes no progress is given up with a reason,
// the others without a word. A prepared play is remembered all the same: when it is played, nothing is sent twice.
import { bytesOfBlocks } from '../../shared/blocks';
import type { ByteRange, Track } from '../../shared/track';
import { ComingPlan } from './comingPlan';
import type { FetchAction, FetchEvent } from './fetchMessages';
import type { Limits } from './limits';
import { Requests } from './requests';
import { isSameBytes, Wanted, type Request, type Source } from './wanted';

/** The fetch policy: tracks that are wanted, and the requests under way for them. */
export class FetchPolicy {
  readonly #limits: Limits;
  readonly #wanted = new Map<string, Wanted>();
  readonly #requests: Requests;
  readonly #coming: ComingPlan;
  /** Plays that will be wanted in a moment. */
  readonly #awaited = new Set<string>();
  #secondsLeft = Infinity;

  constructor(limits: Limits) {
    this.#limits = limits;
    this.#requests = new Requests(limits);
    this.#coming = new ComingPlan({ limits, requests: this.#requests });
  }

  /** Requests under way: what abandoning everything must bring to nothing. */
  get requestCount(): number {
    return this.#requests.count;
  }

  /** Whether anything is under way, or waits to be tried again. */
  get isBusy(): boolean {
    return this.requestCount > 0 || [...this.#wanted.values()].some((wanted) => wanted.failuresInARow > 0);
  }

  /** Whether a play misses anything, or is about to begin: nothing else may be had then. */
  get isPlayInNeed(): boolean {
    if (this.#awaited.size > 0) return true;
    for (const { purpose, isBusy } of this.#wanted.values()) if (purpose === 'play' && isBusy) return true;
    return false;
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
      case 'playAwaited':
        return this.#await(event.playId);
      case 'trackWanted':
        return this.#want(event);
      case 'preparedListed':
        return this.#coming.list(event, this.#wanted);
      case 'windowMoved':
        return this.#moveWindow(event.playId, event.window);
      case 'dropped':
        this.#drop(event.playId, event.range);
        return [];
      case 'playheadMoved':
        if (this.#wanted.get(event.playId)?.purpose === 'play') this.#secondsLeft = event.secondsLeft;
        return [];
      case 'blockArrived':
        return this.#arrive(event, nowMs);
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
        return this.#blame(event.track, event.message);
      case 'abandoned':
        return this.#abandon(event.playId);
      case 'resumed':
        return [...this.#wanted.values()].flatMap((wanted) => this.#resume(wanted));
      case 'timer':
        return [];
    }
  }

  #drop(playId: string, range: ByteRange): void {
    const wanted = this.#wanted.get(playId);
    wanted?.drop(range, wanted.isLocal ? 'missing' : 'held');
  }

  #await(playId: string): FetchAction[] {
    const cancelled = this.#abandon(playId);
    this.#awaited.add(playId);
    return cancelled;
  }

  #want(event: FetchEvent & { type: 'trackWanted' }): FetchAction[] {
    const { playId, track, purpose, held, isLocal = false } = event;
    if (purpose === 'play') this.#secondsLeft = Infinity;
    const prepared = this.#wanted.get(playId);
    if (purpose === 'play' && prepared?.purpose === 'prepare') return this.#begin(prepared);
    const known = this.#prefetchOf(track);
    const cancelled = this.#abandon(playId);
    if (known === undefined) {
      this.#wanted.set(playId, new Wanted({ track, playId, purpose, held, isLocal, limits: this.#limits }));
    } else if (purpose !== 'prefetch') {
      this.#wanted.delete(known.playId);
      this.#wanted.set(playId, known);
      known.show(playId, purpose);
    }
    return cancelled;
  }

  /** A prepared play is the play now. */
  #begin(prepared: Wanted): FetchAction[] {
    this.#awaited.delete(prepared.playId);
    prepared.play();
    return prepared.wrong === null ? [] : this.#giveUp(prepared, prepared.wrong);
  }

  #prefetchOf(track: Track): Wanted | undefined {
    for (const wanted of this.#wanted.values())
      if (wanted.purpose === 'prefetch' && isSameBytes(wanted.track, track)) return wanted;
    return undefined;
  }

  #moveWindow(playId: string, window: ByteRange): FetchAction[] {
    const wanted = this.#wanted.get(playId);
    if (wanted === undefined || wanted.purpose === 'prefetch') return [];
    wanted.move(window);
    if (wanted.isGivenUp) wanted.tryAgain();
    return [...wanted.requests]
      .filter(({ blocks }) => !wanted.isInWindow(blocks))
      .map((request) => this.#requests.cancel(request));
  }

  #arrive({ requestId, block }: { requestId: number; block: number }, nowMs: number): FetchAction[] {
    const request = this.#requests.get(requestId);
    if (request === undefined || block < request.blocks.first || block >= request.blocks.end) return [];
    const { wanted, source } = request;
    if (!wanted.arrive(request, block)) return [];
    if (source === 'origin') this.#note(request, block, nowMs);
    this.#endIfComplete(request);
    const { playId, track, purpose } = wanted;
    return [
      ...(purpose === 'prefetch' ? [] : [{ type: 'sendToPage', playId, block } as const]),
      ...(source === 'origin' ? [{ type: 'keep', track, block, purpose } as const] : []),
    ];
  }

  /** What the origin has sent once lies in the cache for whoever else wants it. */
  #note({ wanted, isBudgeted }: Request, block: number, nowMs: number): void {
    wanted.failuresInARow = 0;
    const { track } = wanted;
    const { start, end } = bytesOfBlocks(track.sizeBytes, { first: block, end: block + 1 });
    if (isBudgeted) this.#coming.spend(end - start, nowMs);
    if (wanted.isLocal || this.#wanted.size === 1) return;
    for (const other of this.#wanted.values())
      if (other !== wanted && isSameBytes(other.track, track)) other.hold(block);
  }

  #lose(requestId: number, block: number): FetchAction[] {
    const request = this.#requests.get(requestId);
    if (request?.source !== 'cache') return [];
    request.wanted.lose(request, block);
    this.#endIfComplete(request);
    return [];
  }

  #endIfComplete(request: Request): void {
    if (!request.wanted.isAwaiting(request)) this.#requests.end(request, 'missing');
  }

  #fail(failure: { requestId: number; message: string; isFinal: boolean }, nowMs: number): FetchAction[] {
    const request = this.#requests.get(failure.requestId);
    if (request === undefined) return [];
    const { wanted } = request;
    // What the cache can't give, for whatever reason, the origin can.
    this.#requests.end(request, 'missing');
    if (request.source === 'cache') return [];
    const { preparedRetries, retries, retryFirstMs, retryLongestMs } = this.#limits;
    wanted.failuresInARow += 1;
    const mostFailures = wanted.purpose === 'prepare' ? preparedRetries : retries;
    if (failure.isFinal || wanted.failuresInARow > mostFailures) return this.#giveUp(wanted, failure.message);
    const pauseMs = Math.min(retryFirstMs * 2 ** (wanted.failuresInARow - 1), retryLongestMs);
    wanted.notBeforeMs = nowMs + pauseMs;
    return [{ type: 'wakeAt', atMs: wanted.notBeforeMs }];
  }

  /** Bytes that have been handed on aren't the track's. */
  #blame(track: Track, message: string): FetchAction[] {
    const blamed = [...this.#wanted.values()].filter((wanted) => isSameBytes(wanted.track, track));
    return blamed.flatMap((wanted) => {
      wanted.wrong = message;
      return this.#giveUp(wanted, message);
    });
  }

  /** A prepared play that is given up stays known: what the page has of it counts when it is played. */
  #giveUp(wanted: Wanted, message: string): FetchAction[] {
    const { playId, purpose } = wanted;
    if (purpose === 'prepare') {
      wanted.isGivenUp = true;
      return this.#requests.cancelAllOf(wanted);
    }
    const cancelled = this.#abandon(playId);
    return purpose === 'play' ? [...cancelled, { type: 'giveUp', playId, message }] : cancelled;
  }

  #resume(wanted: Wanted): FetchAction[] {
    wanted.tryAgain();
    const lost = [...wanted.requests].filter(({ source }) => source === 'origin');
    return lost.map((request) => this.#requests.cancel(request));
  }

  #abandon(playId: string): FetchAction[] {
    this.#awaited.delete(playId);
    const wanted = this.#wanted.get(playId);
    if (wanted === undefined) return [];
    this.#wanted.delete(playId);
    return this.#requests.cancelAllOf(wanted);
  }

  #plan(nowMs: number): FetchAction[] {
    const plays = [...this.#wanted.values()].filter(({ purpose }) => purpose === 'play');
    const isAnyComing = plays.length < this.#wanted.size;
    const isHurried = isAnyComing && plays.some((play) => play.isWaiting);
    const actions = [
      ...(isHurried ? this.#coming.makeWay(this.#wanted) : []),
      ...plays.flatMap((play) => this.#planPlay(play, nowMs)),
    ];
    if (!isAnyComing || this.isPlayInNeed) return actions;
    return [
      ...actions,
      ...this.#coming.plan({ wanted: this.#wanted, secondsLeft: this.#secondsLeft, nowMs }),
    ];
  }

  #planPlay(wanted: Wanted, nowMs: number): FetchAction[] {
    const { cacheReads, originRequests } = this.#limits;
    const ask = (source: Source, atOnce: number): FetchAction[] =>
      this.#requests.askAll({ wanted, source, most: atOnce - wanted.countOf(source), isBudgeted: false });
    return [
      ...ask('cache', cacheReads),
      ...(wanted.notBeforeMs > nowMs ? [] : ask('origin', originRequests)),
    ];
  }
}
