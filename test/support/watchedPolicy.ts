// The fetch policy under the eyes of a small model of what it may do. Whatever it decides against the rules throws, in
// either driver; `problem` remembers the first, for drivers that survive what is thrown.
import assert from 'node:assert/strict';
import { FetchPolicy, type FetchAction, type FetchEvent } from '../../src/engine/policy/fetchPolicy';
import { PROFILES, type Limits } from '../../src/engine/policy/limits';
import { blockSizeBytes, bytesOfBlocks, type BlockRange } from '../../src/shared/blocks';
import type { ByteRange, Track } from '../../src/shared/track';

type Ask = FetchAction & { readonly type: 'askOrigin' | 'readCache' };

/** A track that is wanted, as the model sees it. */
interface Play {
  readonly track: Track;
  purpose: 'play' | 'prefetch';
  window: ByteRange;
  readonly sent: Set<number>;
  readonly asks: Map<number, { readonly ask: Ask; readonly left: Set<number> }>;
}

/** A policy that can't break its rules unseen. */
export class WatchedPolicy extends FetchPolicy {
  problem: unknown = null;
  readonly #limits: Limits;
  readonly #plays = new Map<string, Play>();

  constructor(limits: Limits = PROFILES.modern) {
    super(limits);
    this.#limits = limits;
  }

  override handle(event: FetchEvent, nowMs: number): readonly FetchAction[] {
    try {
      this.#hear(event);
      const actions = super.handle(event, nowMs);
      for (const action of actions) this.#check(action, event);
      this.#forgetAfter(event);
      const underWay = [...this.#plays.values()].reduce((sum, { asks }) => sum + asks.size, 0);
      assert.equal(this.requestCount, underWay, 'counts the requests under way');
      return actions;
    } catch (error) {
      this.problem ??= error;
      throw error;
    }
  }

  #hear(event: FetchEvent): void {
    switch (event.type) {
      case 'trackWanted': {
        this.#want(event);
        return;
      }
      case 'windowMoved': {
        const play = this.#plays.get(event.playId);
        if (play?.purpose === 'play') play.window = event.window;
        return;
      }
      case 'blockArrived':
      case 'blockLost': {
        this.#take(event.requestId, event.block);
        return;
      }
      case 'requestDone':
      case 'requestFailed':
        this.#playOf(event.requestId)?.asks.delete(event.requestId);
        return;
      case 'abandoned':
      case 'bytesWrong':
      case 'playheadMoved':
      case 'timer':
    }
  }

  #want({ playId, track, purpose }: FetchEvent & { type: 'trackWanted' }): void {
    const known = [...this.#plays].find(
      ([, play]) => play.purpose === 'prefetch' && isSame(play.track, track),
    );
    if (known === undefined) {
      const window = { start: 0, end: this.#firstEnd(track, purpose) };
      this.#plays.set(playId, { track, purpose, window, sent: new Set(), asks: new Map() });
    } else if (purpose === 'play') {
      const [oldId, play] = known;
      this.#plays.delete(oldId);
      this.#plays.set(
        playId,
        Object.assign(play, { purpose, window: { start: 0, end: this.#firstEnd(track, purpose) } }),
      );
    }
  }

  /** A block of a request has come or is lost; with the last one the request is over. */
  #take(requestId: number, block: number): void {
    const asks = this.#playOf(requestId)?.asks;
    const left = asks?.get(requestId)?.left;
    left?.delete(block);
    if (left?.size === 0) asks?.delete(requestId);
  }

  /** What is no longer wanted has nothing under way. A prefetch is given up without a word: the policy is asked. */
  #forgetAfter(event: FetchEvent): void {
    for (const [playId, play] of this.#plays) {
      const isAbandoned = event.type === 'abandoned' && event.playId === playId;
      if (!isAbandoned && (play.purpose === 'play' || this.isPrefetching(play.track))) continue;
      assert.equal(play.asks.size, 0, 'leaves nothing under way');
      this.#plays.delete(playId);
    }
  }

  #playOf(requestId: number): Play | undefined {
    return [...this.#plays.values()].find(({ asks }) => asks.has(requestId));
  }

  #check(action: FetchAction, event: FetchEvent): void {
    switch (action.type) {
      case 'askOrigin':
      case 'readCache': {
        this.#checkAsk(action);
        return;
      }
      case 'cancel':
        assert.ok(this.#playOf(action.requestId)?.asks.delete(action.requestId), 'cancels what is under way');
        return;
      case 'sendToPage': {
        this.#checkSend(action, event);
        return;
      }
      case 'keep':
        assert.equal(
          event.type === 'blockArrived' && event.block,
          action.block,
          'keeps what has just arrived',
        );
        return;
      case 'giveUp':
        assert.equal(this.#plays.get(action.playId)?.asks.size, 0, 'leaves nothing under way');
        this.#plays.delete(action.playId);
        return;
      case 'wakeAt':
    }
  }

  #checkAsk(ask: Ask): void {
    const isPrefetch = ask.type === 'askOrigin' && ask.reason === 'prefetch';
    const purpose = isPrefetch ? 'prefetch' : 'play';
    const play = [...this.#plays.values()].find(
      (each) => each.purpose === purpose && isSame(each.track, ask.track),
    );
    assert.ok(play, 'asks for what is wanted');
    const range = bytesOfBlocks(ask.track.sizeBytes, ask.blocks);
    const size = blockSizeBytes(ask.track.sizeBytes);
    assert.ok(ask.blocks.first < ask.blocks.end, 'asks for something');
    assert.ok(range.end > play.window.start && range.start < play.window.end, 'asks within the window');
    assert.ok(
      range.start > play.window.start - size && range.end < play.window.end + size,
      'asks within the window',
    );
    const { mostBytes, most } = this.#limitsOf(ask);
    assert.ok(range.end - range.start <= Math.max(mostBytes, size), 'asks for ranges within the limit');
    for (const { left } of play.asks.values())
      for (const block of blocksIn(ask.blocks))
        assert.ok(!left.has(block), 'asks for a block once at a time');
    for (const block of blocksIn(ask.blocks))
      assert.ok(!play.sent.has(block), 'asks for no block that was sent');
    play.asks.set(ask.requestId, { ask, left: new Set(blocksIn(ask.blocks)) });
    const ofSource = [...play.asks.values()].filter((other) => other.ask.type === ask.type);
    assert.ok(ofSource.length <= most, 'keeps to the number of requests at once');
  }

  #checkSend({ playId, block }: FetchAction & { type: 'sendToPage' }, event: FetchEvent): void {
    const play = this.#plays.get(playId);
    assert.ok(play?.purpose === 'play', 'sends to a play that is wanted');
    assert.ok(!play.sent.has(block), 'sends a block once');
    assert.ok(event.type === 'blockArrived' && event.block === block, 'sends what has just arrived');
    play.sent.add(block);
  }

  /** Where the bytes end that are wanted before the page has said anything: for a prefetch the head. */
  #firstEnd(track: Track, purpose: 'play' | 'prefetch'): number {
    const { firstWindowBytes, firstWindowMp3Bytes, headSeconds } = this.#limits;
    const first = track.mediaType === 'audio/mpeg' ? firstWindowMp3Bytes : firstWindowBytes;
    const rate = track.durationSeconds === null ? 0 : track.sizeBytes / track.durationSeconds;
    const head = Math.max(first, Math.ceil(rate * headSeconds));
    return Math.min(purpose === 'play' ? first : head, track.sizeBytes);
  }

  #limitsOf({ type }: Ask): { readonly mostBytes: number; readonly most: number } {
    const { cacheReadBytes, cacheReads, originRequestBytes, originRequests } = this.#limits;
    return type === 'readCache'
      ? { mostBytes: cacheReadBytes, most: cacheReads }
      : { mostBytes: originRequestBytes, most: originRequests };
  }
}

function isSame(a: Track, b: Track): boolean {
  return JSON.stringify([a.id, a.revision, a.sizeBytes]) === JSON.stringify([b.id, b.revision, b.sizeBytes]);
}

function blocksIn({ first, end }: BlockRange): number[] {
  return Array.from({ length: end - first }, (_, at) => first + at);
}
