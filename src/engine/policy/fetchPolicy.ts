// Which blocks to ask for, of whom, and when: one synchronous function of state. The driver (engine.ts) performs the
// actions and feeds what happens back as events; time comes in as `nowMs`.
//
// A block of a play is missing, asked or sent. A play has a window, the bytes that the page takes now; missing blocks in it
// are asked of the origin in order, in ranges of at most `originRequestBytes`, `originRequests` at a time. What fails is
// missing again and is asked for after a pause that doubles; a play that makes no progress is given up with a reason.
import { blockCount, blockSizeBytes, bytesOfBlocks, type BlockRange } from '../../shared/blocks';
import type { ByteRange, Track } from '../../shared/track';
import type { Limits } from './limits';

/** What happened. */
export type FetchEvent =
  | { readonly type: 'trackWanted'; readonly playId: string; readonly track: Track }
  | { readonly type: 'windowMoved'; readonly playId: string; readonly window: ByteRange }
  | { readonly type: 'blockArrived'; readonly requestId: number; readonly block: number }
  | { readonly type: 'requestDone'; readonly requestId: number }
  | {
      readonly type: 'requestFailed';
      readonly requestId: number;
      readonly message: string;
      readonly isFinal: boolean;
    }
  | { readonly type: 'abandoned'; readonly playId: string }
  | { readonly type: 'timer' };

/** What is to be done. Requests carry the reason for them. */
export type FetchAction =
  | {
      readonly type: 'askOrigin';
      readonly requestId: number;
      readonly track: Track;
      readonly blocks: BlockRange;
      readonly reason: 'head' | 'read-ahead';
    }
  | { readonly type: 'cancel'; readonly requestId: number }
  | { readonly type: 'sendToPage'; readonly playId: string; readonly block: number }
  | { readonly type: 'giveUp'; readonly playId: string; readonly message: string }
  | { readonly type: 'wakeAt'; readonly atMs: number };

type BlockState = 'missing' | 'asked' | 'sent';

interface Request {
  readonly requestId: number;
  readonly play: PlayState;
  readonly blocks: BlockRange;
}

interface PlayState {
  readonly playId: string;
  readonly track: Track;
  readonly blocks: BlockState[];
  /** The bytes `[0, headBytes)` are the head: what sounds first. */
  readonly headBytes: number;
  window: ByteRange;
  failuresInARow: number;
  /** No request before this time, in milliseconds. */
  notBeforeMs: number;
}

/** The fetch policy: plays that are wanted, and the requests under way for them. */
export class FetchPolicy {
  readonly #limits: Limits;
  readonly #plays = new Map<string, PlayState>();
  readonly #requests = new Map<number, Request>();
  #nextRequestId = 1;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Takes one event at `nowMs` (monotonic milliseconds) and says what is to be done. */
  handle(event: FetchEvent, nowMs: number): readonly FetchAction[] {
    return [...this.#take(event, nowMs), ...this.#plan(nowMs)];
  }

  #take(event: FetchEvent, nowMs: number): FetchAction[] {
    switch (event.type) {
      case 'trackWanted':
        return this.#want(event.playId, event.track);
      case 'windowMoved':
        return this.#moveWindow(event.playId, event.window);
      case 'blockArrived':
        return this.#arrive(event.requestId, event.block);
      case 'requestDone':
        return this.#fail(
          { requestId: event.requestId, message: 'the origin sent less than was asked for', isFinal: false },
          nowMs,
        );
      case 'requestFailed':
        return this.#fail(event, nowMs);
      case 'abandoned':
        return this.#abandon(event.playId);
      case 'timer':
        return [];
    }
  }

  #want(playId: string, track: Track): FetchAction[] {
    const isMp3 = track.mediaType === 'audio/mpeg';
    const headBytes = Math.min(
      isMp3 ? this.#limits.firstWindowMp3Bytes : this.#limits.firstWindowBytes,
      track.sizeBytes,
    );
    const blocks = Array.from({ length: blockCount(track.sizeBytes) }, (): BlockState => 'missing');
    this.#plays.set(playId, {
      playId,
      track,
      blocks,
      headBytes,
      window: { start: 0, end: headBytes },
      failuresInARow: 0,
      notBeforeMs: 0,
    });
    return [];
  }

  #moveWindow(playId: string, window: ByteRange): FetchAction[] {
    const play = this.#plays.get(playId);
    if (play !== undefined) play.window = window;
    return [];
  }

  #arrive(requestId: number, block: number): FetchAction[] {
    const request = this.#requests.get(requestId);
    if (request === undefined || request.play.blocks[block] !== 'asked') return [];
    const { play } = request;
    play.blocks[block] = 'sent';
    play.failuresInARow = 0;
    if (!this.#blocksIn(request.blocks, play).includes('asked')) this.#requests.delete(requestId);
    return [{ type: 'sendToPage', playId: play.playId, block }];
  }

  #fail(failure: { requestId: number; message: string; isFinal: boolean }, nowMs: number): FetchAction[] {
    const request = this.#requests.get(failure.requestId);
    if (request === undefined) return [];
    this.#forget(request);
    const { play } = request;
    play.failuresInARow += 1;
    if (failure.isFinal || play.failuresInARow > this.#limits.retries) {
      return [
        ...this.#abandon(play.playId),
        { type: 'giveUp', playId: play.playId, message: failure.message },
      ];
    }
    const pauseMs = Math.min(
      this.#limits.retryFirstMs * 2 ** (play.failuresInARow - 1),
      this.#limits.retryLongestMs,
    );
    play.notBeforeMs = nowMs + pauseMs;
    return [{ type: 'wakeAt', atMs: play.notBeforeMs }];
  }

  #abandon(playId: string): FetchAction[] {
    this.#plays.delete(playId);
    const requests = [...this.#requests.values()].filter((request) => request.play.playId === playId);
    for (const request of requests) this.#requests.delete(request.requestId);
    return requests.map(({ requestId }) => ({ type: 'cancel', requestId }));
  }

  /** What of a request hasn't come is missing again. */
  #forget(request: Request): void {
    this.#requests.delete(request.requestId);
    for (let block = request.blocks.first; block < request.blocks.end; block++) {
      if (request.play.blocks[block] === 'asked') request.play.blocks[block] = 'missing';
    }
  }

  #plan(nowMs: number): FetchAction[] {
    return [...this.#plays.values()].flatMap((play) =>
      play.notBeforeMs <= nowMs ? this.#planPlay(play) : [],
    );
  }

  #planPlay(play: PlayState): FetchAction[] {
    const actions: FetchAction[] = [];
    let underWay = [...this.#requests.values()].filter((request) => request.play === play).length;
    while (underWay < this.#limits.originRequests) {
      const blocks = this.#nextMissing(play);
      if (blocks === null) break;
      actions.push(this.#ask(play, blocks));
      underWay += 1;
    }
    return actions;
  }

  #ask(play: PlayState, blocks: BlockRange): FetchAction {
    const requestId = this.#nextRequestId++;
    this.#requests.set(requestId, { requestId, play, blocks });
    play.blocks.fill('asked', blocks.first, blocks.end);
    return {
      type: 'askOrigin',
      requestId,
      track: play.track,
      blocks,
      reason: bytesOfBlocks(play.track.sizeBytes, blocks).start < play.headBytes ? 'head' : 'read-ahead',
    };
  }

  /** The first run of missing blocks within the window, no longer than one request. */
  #nextMissing(play: PlayState): BlockRange | null {
    const size = blockSizeBytes(play.track.sizeBytes);
    const windowEnd = Math.min(Math.ceil(play.window.end / size), play.blocks.length);
    let first = Math.floor(play.window.start / size);
    while (first < windowEnd && play.blocks[first] !== 'missing') first += 1;
    if (first >= windowEnd) return null;
    const furthest = Math.min(
      windowEnd,
      first + Math.max(1, Math.floor(this.#limits.originRequestBytes / size)),
    );
    let end = first;
    while (end < furthest && play.blocks[end] === 'missing') end += 1;
    return { first, end };
  }

  #blocksIn(blocks: BlockRange, play: PlayState): BlockState[] {
    return play.blocks.slice(blocks.first, blocks.end);
  }
}
