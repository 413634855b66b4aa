// The fetch policy with peers under the eyes of a small model of what it may do with them. Whatever it decides against the rules
// throws.
import assert from 'node:assert/strict';
import type { FetchAction, FetchEvent } from '../../src/engine/policy/fetchMessages';
import { FetchPolicy } from '../../src/engine/policy/fetchPolicy';
import type { Limits } from '../../src/engine/policy/limits';
import { bytesOfBlocks } from '../../src/shared/blocks';
import type { ByteRange, Track } from '../../src/shared/track';
import { blocksIn, blocksTouched } from './blockNumbers';

type Ask = FetchAction & { readonly type: 'askPeer' | 'askOrigin' | 'readCache' };

interface UnderWay {
  readonly ask: Ask;
  readonly left: Set<number>;
  readonly askedAtMs: number;
  /** Whether it may have outlasted its play: only to see whether its peer sends anything. */
  mayBeTrial: boolean;
}

/** What the model knows of a peer. */
interface KnownPeer {
  readonly holdings: Map<string, Uint8Array>;
  /** The most that it can have been measured to send, in bytes a second. */
  bestRate: number;
  lastAtMs: number;
  notBeforeMs: number;
}

interface SwarmPlay {
  readonly track: Track;
  readonly sent: Set<number>;
  /** What the page takes, or null where it hasn't said. */
  window: ByteRange | null;
}

/** A policy that can't break its rules about peers unseen. */
export class WatchedSwarm extends FetchPolicy {
  readonly #limits: Limits;
  readonly #underWay = new Map<number, UnderWay>();
  readonly #peers = new Map<string, KnownPeer>();
  readonly #banned = new Set<string>();
  readonly #manifests = new Set<string>();
  /** What the page has of each play, and which track that is. */
  readonly #plays = new Map<string, SwarmPlay>();
  #isOn = false;
  #nowMs = 0;

  constructor(limits: Limits, random: () => number) {
    super(limits, random);
    this.#limits = limits;
  }

  override handle(event: FetchEvent, nowMs: number): readonly FetchAction[] {
    this.#nowMs = nowMs;
    const request = 'requestId' in event ? this.#underWay.get(event.requestId) : undefined;
    this.#hear(event, request);
    const actions = super.handle(event, nowMs);
    for (const action of actions) this.#check(action, event, request);
    if (event.type === 'abandoned') this.#leave(event.playId);
    assert.equal(this.requestCount, this.#underWay.size, 'counts the requests under way');
    return actions;
  }

  #hear(event: FetchEvent, request: UnderWay | undefined): void {
    switch (event.type) {
      case 'peersUsed':
        this.#isOn = event.isOn;
        return;
      case 'trackWanted':
        this.#plays.set(event.playId, { track: event.track, sent: new Set(), window: null });
        return;
      case 'windowMoved': {
        const play = this.#plays.get(event.playId);
        if (play !== undefined) play.window = event.window;
        return;
      }
      case 'manifestKnown':
        this.#manifests.add(event.contentId);
        return;
      case 'peerFound':
        if (!this.#peers.has(event.peerId))
          this.#peers.set(event.peerId, { holdings: new Map(), bestRate: 0, lastAtMs: 0, notBeforeMs: 0 });
        return;
      case 'peerHas':
        this.#peers.get(event.peerId)?.holdings.set(event.contentId, event.haveMap.slice());
        return;
      case 'peerBusy':
        this.#forgetRequestsOf(event.peerId);
        if (this.#peers.has(event.peerId))
          this.#peers.get(event.peerId)!.notBeforeMs = this.#nowMs + event.forMs;
        return;
      case 'peerGone':
        this.#losePeer(event.peerId);
        return;
      case 'blockBad':
        if (request?.ask.type === 'askPeer') this.#banned.add(request.ask.peerId);
        return;
      case 'blockArrived':
      case 'blockLost':
        this.#settle(event, request);
        return;
      case 'requestDone':
      case 'requestFailed':
        this.#underWay.delete(event.requestId);
        return;
      case 'resumed':
        for (const peer of this.#peers.values()) peer.notBeforeMs = peer.bestRate = 0;
        return;
      case 'abandoned':
      case 'bytesWrong':
      case 'dropped':
      case 'peersSearched':
      case 'playAwaited':
      case 'playheadMoved':
      case 'preparedListed':
      case 'startAwaited':
      case 'timer':
    }
  }

  #settle(
    { type, requestId, block }: FetchEvent & { type: 'blockArrived' | 'blockLost' },
    request: UnderWay | undefined,
  ): void {
    if (request === undefined) return;
    request.left.delete(block);
    if (request.left.size === 0) this.#underWay.delete(requestId);
    const { ask, askedAtMs } = request;
    if (ask.type !== 'askPeer') return;
    const peer = this.#peers.get(ask.peerId);
    if (peer === undefined) return;
    if (type === 'blockLost') {
      const map = peer.holdings.get(ask.track.contentId ?? '');
      if (map !== undefined) map[block >> 3]! &= ~(1 << (block & 7));
      return;
    }
    const sinceMs = Math.min(this.#nowMs - peer.lastAtMs, (this.#nowMs - askedAtMs) / 8);
    peer.bestRate = Math.max(peer.bestRate, (bytesOf(ask) / Math.max(0.5, sinceMs)) * 1000);
    peer.lastAtMs = this.#nowMs;
  }

  #check(action: FetchAction, event: FetchEvent, request: UnderWay | undefined): void {
    switch (action.type) {
      case 'askPeer':
        this.#checkPeer(action);
        this.#begin(action);
        return;
      case 'askOrigin':
      case 'readCache':
        this.#begin(action);
        return;
      case 'cancel':
        assert.ok(this.#underWay.delete(action.requestId), 'cancels what is under way');
        return;
      case 'ban':
      case 'dropPeer':
        this.#losePeer(action.peerId);
        return;
      case 'sendToPage': {
        const play = this.#plays.get(action.playId);
        this.#checkChecked(action.block, event, request);
        assert.ok(play !== undefined && !play.sent.has(action.block), 'sends a block once');
        play.sent.add(action.block);
        if (request?.ask.type === 'askPeer' && play.window !== null)
          assert.ok(
            blocksTouched(play.track, play.window).includes(action.block),
            'sends the page what it takes; the rest is for the cache',
          );
        return;
      }
      case 'keep':
        this.#checkChecked(action.block, event, request);
        assert.notEqual(request?.ask.type, 'readCache', 'keeps what came over the network');
        return;
      case 'giveUp':
      case 'findPeers':
      case 'emergency':
      case 'start':
      case 'wakeAt':
    }
  }

  /** Page and cache get what has just arrived, and peers' bytes only where they could be checked. */
  #checkChecked(block: number, event: FetchEvent, request: UnderWay | undefined): void {
    assert.ok(event.type === 'blockArrived' && event.block === block, 'hands on what has just arrived');
    assert.ok(request !== undefined, 'hands on what was asked for');
    if (request.ask.type === 'askPeer')
      assert.ok(this.#manifests.has(request.ask.track.contentId ?? ''), 'hands on what was checked');
  }

  #checkPeer({ peerId, track, blocks }: Ask & { type: 'askPeer' }): void {
    const peer = this.#peers.get(peerId);
    assert.ok(this.#isOn && peer !== undefined, 'asks peers that are there, where the listener wants it');
    assert.ok(!this.#banned.has(peerId), 'asks no peer that is banned');
    assert.ok(this.#nowMs >= peer.notBeforeMs, 'leaves a busy peer alone');
    assert.ok(this.#manifests.has(track.contentId ?? ''), 'asks for what can be checked');
    const map = peer.holdings.get(track.contentId ?? '');
    for (const block of blocksIn(blocks))
      assert.equal(((map?.[block >> 3] ?? 0) >> (block & 7)) & 1, 1, 'asks a peer for what it has');
    const outstanding = [...this.#underWay.values()]
      .filter(({ ask }) => ask.type === 'askPeer' && ask.peerId === peerId)
      .reduce((sum, { ask }) => sum + bytesOf(ask), bytesOf({ track, blocks }));
    const { outstandingAlwaysBytes, outstandingMs } = this.#limits.peers;
    const most = Math.max(outstandingAlwaysBytes, (peer.bestRate * outstandingMs) / 1000);
    assert.ok(
      outstanding <= most + outstandingAlwaysBytes,
      `keeps ${outstanding} bytes outstanding at a peer within ${most}`,
    );
  }

  #begin(ask: Ask): void {
    for (const block of blocksIn(ask.blocks)) {
      const others = [...this.#underWay.values()].filter(
        (other) => other.ask.track === ask.track && other.left.has(block) && !other.mayBeTrial,
      );
      const isHedge = ask.type !== 'readCache' && ask.reason === 'hedge';
      const isLate = ask.type !== 'readCache' && ask.reason === 'late';
      if (!isHedge && !isLate) assert.equal(others.length, 0, 'asks once for what is not late');
      assert.ok(others.length <= this.#limits.peers.hedgesPerBlock, 'asks once, and for hedges');
    }
    const left = new Set(blocksIn(ask.blocks));
    this.#underWay.set(ask.requestId, { ask, left, askedAtMs: this.#nowMs, mayBeTrial: false });
  }

  /** What outlasts a play tries its peer. Which of them were of this play, where the same track is wanted for another, isn't known here. */
  #leave(playId: string): void {
    const track = this.#plays.get(playId)?.track;
    for (const each of this.#underWay.values()) if (each.ask.track === track) each.mayBeTrial = true;
  }

  #losePeer(peerId: string): void {
    this.#forgetRequestsOf(peerId);
    this.#peers.delete(peerId);
  }

  #forgetRequestsOf(peerId: string): void {
    for (const [requestId, { ask }] of this.#underWay)
      if (ask.type === 'askPeer' && ask.peerId === peerId) this.#underWay.delete(requestId);
  }
}

function bytesOf({ track, blocks }: Pick<Ask, 'track' | 'blocks'>): number {
  const { start, end } = bytesOfBlocks(track.sizeBytes, blocks);
  return end - start;
}
