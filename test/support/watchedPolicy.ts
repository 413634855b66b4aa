// The fetch policy under the eyes of a small model of what it may do. Whatever it decides against the rules throws, in
// either driver; `problem` remembers the first, for drivers that survive what is thrown.
import assert from 'node:assert/strict';
import type { FetchAction, FetchEvent } from '../../src/engine/policy/fetchMessages';
import { FetchPolicy } from '../../src/engine/policy/fetchPolicy';
import { PROFILES, type Limits } from '../../src/engine/policy/limits';
import { headWindow, startWindow } from '../../src/engine/policy/windows';
import { blockSizeBytes, bytesOfBlocks } from '../../src/shared/blocks';
import { firstWindowBytes, preparedWindowBytes } from '../../src/shared/firstWindow';
import type { ByteRange } from '../../src/shared/track';
import { blocksIn, blocksTouched } from './blockNumbers';
import { isOfOrigin, isSame, rank, type Ask, type Asked, type WatchedPlay } from './watchedPlay';

/** A policy that can't break its rules unseen. */
export class WatchedPolicy extends FetchPolicy {
  problem: unknown = null;
  /** Bytes that have come on the budget. No run of a property lasts an hour. */
  #spentBytes = 0;
  readonly #limits: Limits;
  readonly #plays = new Map<string, WatchedPlay>();
  readonly #awaited = new Set<string>();
  #listed: readonly string[] = [];
  #nextPlayId: string | null = null;
  /** The play that the present event is the end of. */
  #leaving: string | null = null;

  constructor(limits: Limits = PROFILES.modern) {
    super(limits);
    this.#limits = limits;
  }

  override handle(event: FetchEvent, nowMs: number): readonly FetchAction[] {
    try {
      this.#leaving = event.type === 'abandoned' || event.type === 'playAwaited' ? event.playId : null;
      this.#hear(event);
      const actions = super.handle(event, nowMs);
      for (const action of actions) this.#check(action, event);
      this.#forgetAfter();
      this.#checkAll(event);
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
      case 'playAwaited':
        this.#awaited.add(event.playId);
        return;
      case 'preparedListed':
        this.#listed = event.playIds;
        this.#nextPlayId = event.nextPlayId;
        return;
      case 'windowMoved': {
        const play = this.#plays.get(event.playId);
        if (play !== undefined && play.purpose !== 'prefetch') play.moved = event.window;
        return;
      }
      case 'dropped': {
        const play = this.#plays.get(event.playId);
        for (const block of play === undefined ? [] : blocksTouched(play.track, event.range))
          play?.sent.delete(block);
        return;
      }
      case 'blockArrived':
      case 'blockLost': {
        this.#take(event);
        return;
      }
      case 'requestDone':
      case 'requestFailed':
        this.#playOf(event.requestId)?.asks.delete(event.requestId);
        return;
      case 'abandoned':
        this.#awaited.delete(event.playId);
        return;
      case 'bytesWrong':
      case 'playheadMoved':
      case 'resumed':
      case 'timer':
      case 'manifestKnown':
        return;
      case 'startAwaited':
        return;
      case 'peersUsed':
      case 'peerFound':
      case 'peerHas':
      case 'peerBusy':
      case 'peerGone':
      case 'peersSearched':
      case 'blockBad':
        assert.fail('is told of cache and origin alone: with peers, watchedSwarm.ts watches');
    }
  }

  #want({ playId, track, purpose }: FetchEvent & { type: 'trackWanted' }): void {
    this.#awaited.delete(playId);
    const prepared = this.#plays.get(playId);
    if (prepared?.purpose === 'prepare' && purpose === 'play') {
      prepared.purpose = 'play';
      return;
    }
    const known = [...this.#plays.values()].find(
      (play) => play.purpose === 'prefetch' && isSame(play.track, track),
    );
    if (known !== undefined && purpose === 'prefetch') return;
    if (known !== undefined) this.#plays.delete(known.playId);
    this.#plays.set(playId, {
      ...{ playId, track, purpose, moved: null, sent: new Set() },
      startBytes: purpose === 'prepare' ? preparedWindowBytes(track) : firstWindowBytes(track),
      asks: known?.asks ?? new Map<number, Asked>(),
    });
  }

  /** A block of a request has come or is lost; with the last one the request is over. */
  #take({ type, requestId, block }: { type: string; requestId: number; block: number }): void {
    const play = this.#playOf(requestId);
    const asked = play?.asks.get(requestId);
    if (play === undefined || asked?.left.delete(block) !== true) return;
    const { start, end } = bytesOfBlocks(play.track.sizeBytes, { first: block, end: block + 1 });
    if (asked.isBudgeted && type === 'blockArrived') this.#spentBytes += end - start;
    if (asked.left.size === 0) play.asks.delete(requestId);
  }

  /** What is no longer wanted has nothing under way. A prefetch is given up without a word: the policy is asked. */
  #forgetAfter(): void {
    for (const [playId, play] of this.#plays) {
      if (playId !== this.#leaving && (play.purpose !== 'prefetch' || this.isPrefetching(play.track)))
        continue;
      assert.equal(play.asks.size, 0, 'leaves nothing under way');
      this.#plays.delete(playId);
    }
  }

  /** What holds after every event. */
  #checkAll({ type }: FetchEvent): void {
    const plays = [...this.#plays.values()];
    const underWay = plays.reduce((sum, { asks }) => sum + asks.size, 0);
    assert.equal(this.requestCount, underWay, 'counts the requests under way');
    const prepared = plays.filter(({ purpose }) => purpose === 'prepare');
    for (const play of prepared)
      if (type === 'preparedListed' && !this.#counts(play))
        assert.equal(play.asks.size, 0, 'fetches nothing for what does not count');
    const isHurried = plays.some((play) => play.purpose === 'play' && this.#isWaiting(play));
    const atOrigin = prepared.flatMap(({ asks }) => [...asks.values()].filter(isOfOrigin));
    if (isHurried) assert.equal(atOrigin.length, 0, 'lets go of the link when somebody waits');
    const budgeted = [...plays.flatMap(({ asks }) => [...asks.values()])].filter(
      ({ isBudgeted }) => isBudgeted,
    );
    const comingBytes = budgeted.reduce((sum, { ask, left }) => {
      return sum + left.size * blockSizeBytes(ask.track.sizeBytes);
    }, 0);
    const { preparedBytesAnHour } = this.#limits;
    assert.ok(this.#spentBytes + comingBytes <= preparedBytesAnHour + 16_384, 'keeps to the budget');
  }

  #counts({ playId }: WatchedPlay): boolean {
    return this.#listed.slice(0, this.#limits.preparedPlays).includes(playId);
  }

  /** Whether the first bytes of a play's window are still to come from the origin. */
  #isWaiting(play: WatchedPlay): boolean {
    const [first] = this.#windowOf(play);
    if (first === undefined || first.start >= first.end) return false;
    const block = Math.floor(first.start / blockSizeBytes(play.track.sizeBytes));
    const isReading = [...play.asks.values()].some((asked) => !isOfOrigin(asked));
    return !isReading && !play.sent.has(block);
  }

  #playOf(requestId: number): WatchedPlay | undefined {
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
        assert.equal(this.#plays.get(action.playId)?.purpose, 'play', 'gives up a play by name');
        assert.equal(this.#plays.get(action.playId)?.asks.size, 0, 'leaves nothing under way');
        this.#plays.delete(action.playId);
        return;
      case 'wakeAt':
        return;
      case 'findPeers':
      case 'askPeer':
      case 'dropPeer':
      case 'ban':
      case 'emergency':
      case 'start':
        assert.fail('has nothing to do with peers');
    }
  }

  #checkAsk(ask: Ask): void {
    const play = this.#askerOf(ask);
    assert.ok(
      play,
      'asks for what is wanted, within the window, once at a time, and for no block that was sent',
    );
    const range = bytesOfBlocks(ask.track.sizeBytes, ask.blocks);
    const size = blockSizeBytes(ask.track.sizeBytes);
    assert.ok(ask.blocks.first < ask.blocks.end, 'asks for something');
    const { mostBytes, most } = this.#limitsOf(ask);
    assert.ok(range.end - range.start <= Math.max(mostBytes, size), 'asks for ranges within the limit');
    const isNext = play.playId === this.#nextPlayId;
    const isBudgeted = ask.type === 'askOrigin' && play.purpose === 'prepare' && !isNext;
    play.asks.set(ask.requestId, { ask, left: new Set(blocksIn(ask.blocks)), isBudgeted });
    const ofSource = [...play.asks.values()].filter((other) => other.ask.type === ask.type);
    assert.ok(ofSource.length <= most, 'keeps to the number of requests at once');
    if (play.purpose !== 'play') this.#checkPatience(play);
  }

  /** What may come isn't had at the cost of what plays. */
  #checkPatience({ purpose, playId, moved }: WatchedPlay): void {
    assert.equal(this.#awaited.size, 0, 'waits for a play that is about to begin');
    for (const play of this.#plays.values()) {
      if (play.purpose !== 'play' || play.playId === this.#leaving) continue;
      assert.equal(play.asks.size, 0, 'waits for what is under way for the play');
      for (const range of this.#windowOf(play))
        for (const block of blocksTouched(play.track, range))
          assert.ok(play.sent.has(block), 'waits for what the play misses');
    }
    if (purpose !== 'prepare' || playId === this.#nextPlayId || moved !== null) return;
    const others = [...this.#plays.values()].filter(
      (play) => play.purpose === 'prepare' && play.playId !== this.#nextPlayId && play.moved === null,
    );
    const asks = others.flatMap((play) => [...play.asks.values()]).filter(isOfOrigin);
    assert.ok(asks.length <= this.#limits.preparedRequests, 'prepares a few at a time');
  }

  #checkSend({ playId, block }: FetchAction & { type: 'sendToPage' }, event: FetchEvent): void {
    const play = this.#plays.get(playId);
    assert.ok(play !== undefined && play.purpose !== 'prefetch', 'sends to a play that is wanted');
    assert.ok(!play.sent.has(block), 'sends a block once');
    assert.ok(event.type === 'blockArrived' && event.block === block, 'sends what has just arrived');
    play.sent.add(block);
  }

  /** The play that a request is for: the one that plays, if its window lacks these blocks and they aren't under way. */
  #askerOf(ask: Ask): WatchedPlay | undefined {
    const isFor = (play: WatchedPlay): boolean => {
      if (!isSame(play.track, ask.track) || !this.#isWithinWindow(ask, play)) return false;
      const isHad = (block: number): boolean =>
        play.sent.has(block) || [...play.asks.values()].some(({ left }) => left.has(block));
      if (blocksIn(ask.blocks).some(isHad)) return false;
      if (ask.type === 'readCache') return play.purpose !== 'prefetch';
      if (ask.reason === 'prefetch')
        return (
          play.purpose === 'prefetch' || (play.purpose === 'prepare' && play.playId === this.#nextPlayId)
        );
      return play.purpose === (ask.reason === 'prepare' ? 'prepare' : 'play');
    };
    // While one play takes over from another of the same track, it is the newer one that asks.
    const inOrder = [...this.#plays.values()].reverse().sort((a, b) => rank(a) - rank(b));
    return inOrder.find((play) => isFor(play) && (play.purpose !== 'prepare' || this.#counts(play)));
  }

  #isWithinWindow({ track, blocks }: Ask, play: WatchedPlay): boolean {
    return this.#windowOf(play).some((range) => {
      const inRange = blocksTouched(track, range);
      return blocksIn(blocks).every((block) => inRange.includes(block));
    });
  }

  /** The bytes that may be asked for now, in order of need. */
  #windowOf({ track, purpose, moved, playId, startBytes }: WatchedPlay): readonly ByteRange[] {
    if (moved !== null) return [moved];
    const isHead = purpose === 'prefetch' || (purpose === 'prepare' && playId === this.#nextPlayId);
    return isHead ? headWindow(track, this.#limits) : startWindow(track, startBytes);
  }

  #limitsOf({ type }: Ask): { readonly mostBytes: number; readonly most: number } {
    const { cacheReadBytes, cacheReads, originRequestBytes, originRequests } = this.#limits;
    return type === 'readCache'
      ? { mostBytes: cacheReadBytes, most: cacheReads }
      : { mostBytes: originRequestBytes, most: originRequests };
  }
}
