// What we send to others: to whom, in which order, how fast, and when not at all. Peers ask for ranges of blocks; what isn't held
// is answered with `gone`, what can't be served now with `busy`, so that they ask elsewhere at once. Blocks go out in
// small pieces at the pace of the uplink (uplink.ts), a peer with a slot in turn with the others, and no more to one than it
// has acknowledged but for 32 KiB. Two things stop all of it at once, in the middle of a block: the listener's own playing runs
// short (an emergency), or the listener doesn't share. Pings measure the line while anything is sent.
// Sources: Kreitz & Niemelä 2010 (slots, order, emergency); streaming.md §2, §3.3, §3.5; RFC 6817.
import type { BlockRange } from '../../shared/blocks';
import { isRange, rangesOf } from './blockRanges';
import { OwnHoldings } from './ownHoldings';
import type { ServingLimits } from './servingLimits';
import type { BusyReason, ServingAction, ServingEvent } from './servingMessages';
import { Uplink } from './uplink';
import { giveSlots, UploadPeer, type MovingBlock, type WaitingBlock } from './uploadPeers';

/** Between two pings while anybody is served, in milliseconds: 100 bytes ten times a second. */
const PING_EVERY_MS = 100;
/** A ping that hasn't come back after so long is lost. */
const PING_LOST_MS = 2_000;

/** No track has more blocks. Source: streaming.md §4. */
const MOST_BLOCKS = 4096;

/** The serving policy: one synchronous function of state. */
export class ServingPolicy {
  readonly #limits: ServingLimits;
  readonly #uplink: Uplink;
  readonly #peers = new Map<string, UploadPeer>();
  /** What we hold and serve. */
  readonly own = new OwnHoldings();
  #isAllowed = true;
  #isEmergency = false;
  #wakeAtMs = Infinity;
  #turn = 0;
  #pingedMs = -Infinity;

  constructor(limits: ServingLimits) {
    this.#limits = limits;
    this.#uplink = new Uplink(limits);
  }

  /** How busy we are, for announcements: 0 idle, 1 all slots taken or nobody served. */
  get load(): number {
    if (this.#stopped !== null) return 1;
    let taken = 0;
    for (const { hasSlot } of this.#peers.values()) if (hasSlot) taken += 1;
    return taken / this.#limits.slots;
  }

  /** Blocks that wait or are on their way. */
  get blockCount(): number {
    let count = 0;
    for (const { waiting, moving } of this.#peers.values())
      count += waiting.length + (moving === null ? 0 : 1);
    return count;
  }

  /** Takes in what happened and says what is to be done. */
  handle(event: ServingEvent, nowMs: number): readonly ServingAction[] {
    const actions = [...this.#take(event, nowMs)];
    if (this.#stopped !== null) return actions;
    this.#giveSlots(nowMs);
    actions.push(...this.#refuseLate(nowMs));
    this.#giveSlots(nowMs);
    actions.push(...this.#ping(nowMs));
    this.#send(actions, nowMs);
    return this.#wake(actions, nowMs);
  }

  #take(event: ServingEvent, nowMs: number): readonly ServingAction[] {
    switch (event.type) {
      case 'peerJoined':
        this.#join(event.peerId);
        return [];
      case 'peerLeft':
        this.#peers.delete(event.peerId);
        this.#uplink.forgetPeer(event.peerId);
        return [];
      case 'held':
        return this.#hold(event);
      case 'asked':
        return this.#ask(event, nowMs);
      case 'cancelled':
        this.#peers.get(event.peerId)?.takeOut(({ requestId }) => requestId === event.requestId);
        return [];
      case 'unreadable':
        return this.#miss(({ contentId, block }) => contentId === event.contentId && block === event.block);
      case 'acknowledged':
        this.#peers.get(event.peerId)?.acknowledge(event.bytes, nowMs);
        return [];
      case 'pinged':
        this.#measure(event, nowMs);
        return [];
      case 'emergency':
        this.#isEmergency = event.isOn;
        return this.#isEmergency ? this.#refuseAll('emergency') : [];
      case 'sharingChanged':
        this.#isAllowed = event.isAllowed;
        return this.#isAllowed ? [] : this.#refuseAll('off');
      case 'capChanged':
        this.#uplink.setCap(event.bytesPerSecond, nowMs);
        return [];
      case 'linkChanged':
        this.#uplink.setWired(event.isWired);
        return [];
      case 'resumed':
        return this.#resume(nowMs);
      case 'timer':
        return [];
    }
  }

  get #stopped(): BusyReason | null {
    if (!this.#isAllowed) return 'off';
    return this.#isEmergency ? 'emergency' : null;
  }

  #join(peerId: string): void {
    if (this.#peers.has(peerId) || this.#peers.size >= this.#limits.peers) return;
    this.#peers.set(peerId, new UploadPeer(peerId, this.#limits));
  }

  #hold({ contentId, sizeBytes, haveMap }: ServingEvent & { type: 'held' }): readonly ServingAction[] {
    const isServed = haveMap === null || this.#limits.servesParts;
    this.own.set(contentId, { sizeBytes, haveMap: isServed ? haveMap : new Uint8Array(0) });
    return this.#miss((each) => each.contentId === contentId && !this.own.has(contentId, each.block));
  }

  #ask(event: ServingEvent & { type: 'asked' }, nowMs: number): readonly ServingAction[] {
    const { peerId, requestId, contentId, blocks, priority } = event;
    const peer = this.#peers.get(peerId);
    if (peer === undefined) return [];
    if (!peer.requests.take(1, nowMs)) return [{ type: 'blame', peerId, offence: 'flood' }];
    const count = this.own.blockCount(contentId);
    if (!isRange(blocks, count ?? MOST_BLOCKS)) return [{ type: 'blame', peerId, offence: 'malformed' }];
    if (count === null) return [{ type: 'gone', peerId, requestId, blocks: [blocks] }];
    const why = this.#whyNot(peer, blocks, nowMs);
    if (why !== null) return [peer.refuse(requestId, why)];
    if (!peer.isAsking) peer.waitingSinceMs = nowMs;
    const numbers = Array.from({ length: blocks.end - blocks.first }, (_, at) => blocks.first + at);
    const held = numbers.filter((block) => this.own.has(contentId, block));
    peer.wait(held.map((block) => ({ requestId, contentId, block, priority })));
    if (held.length === numbers.length) return [];
    const missing = numbers.filter((block) => !this.own.has(contentId, block));
    return [{ type: 'gone', peerId, requestId, blocks: rangesOf(missing) }];
  }

  #whyNot(peer: UploadPeer, { first, end }: BlockRange, nowMs: number): BusyReason | null {
    if (this.#stopped !== null) return this.#stopped;
    const { blocksOfPeer, requestsOfPeer, waitingPeers } = this.#limits;
    const blocks = peer.waiting.length + end - first;
    if (blocks > blocksOfPeer || peer.requestCount >= requestsOfPeer) return 'too much';
    if (nowMs >= this.#stalledAtMs(peer)) return 'no slot';
    if (peer.isAsking) return null;
    let waiting = 0;
    for (const { isAsking, hasSlot } of this.#peers.values()) if (isAsking && !hasSlot) waiting += 1;
    return waiting >= waitingPeers ? 'no slot' : null;
  }

  /** Blocks that turn out not to be there. */
  #miss(isMeant: (block: WaitingBlock) => boolean): readonly ServingAction[] {
    return [...this.#peers.values()].flatMap((peer) =>
      peer.takeOut(isMeant).map(({ requestId, block }) => {
        const blocks = [{ first: block, end: block + 1 }];
        return { type: 'gone' as const, peerId: peer.peerId, requestId, blocks };
      }),
    );
  }

  #refuseAll(reason: BusyReason): readonly ServingAction[] {
    return [...this.#peers.values()].flatMap((peer) => peer.refuseAll(reason));
  }

  #giveSlots(nowMs: number): void {
    giveSlots(this.#peers.values(), this.#limits.slots, nowMs);
  }

  /** Refuses those who have waited too long for a slot, and those who have one and take nothing. */
  #refuseLate(nowMs: number): readonly ServingAction[] {
    return [...this.#peers.values()]
      .filter((peer) => peer.isAsking && (this.#isLate(peer, nowMs) || nowMs >= this.#stalledAtMs(peer)))
      .flatMap((peer) => peer.refuseAll('no slot'));
  }

  #isLate({ hasSlot, waitingSinceMs }: UploadPeer, nowMs: number): boolean {
    return !hasSlot && nowMs >= waitingSinceMs + this.#limits.waitMs;
  }

  #resume(nowMs: number): readonly ServingAction[] {
    this.#uplink.forget(nowMs);
    for (const peerId of this.#peers.keys()) this.#peers.set(peerId, new UploadPeer(peerId, this.#limits));
    return [];
  }

  #measure({ peerId, roundTripMs }: ServingEvent & { type: 'pinged' }, nowMs: number): void {
    const peer = this.#peers.get(peerId);
    if (peer === undefined || peer.pingSentMs === null) return;
    peer.pingSentMs = null;
    this.#uplink.measure(peerId, Math.max(0, roundTripMs), nowMs);
  }

  /** Measures the line by pinging the served peers in turn, while there are any. */
  #ping(nowMs: number): readonly ServingAction[] {
    let next: UploadPeer | null = null;
    for (const peer of this.#peers.values()) {
      if (peer.pingSentMs !== null && nowMs >= peer.pingSentMs + PING_LOST_MS) {
        peer.pingSentMs = null;
        this.#uplink.lose(nowMs);
      }
      const isLonger = peer.pingedMs < (next?.pingedMs ?? Infinity);
      if (peer.hasSlot && peer.pingSentMs === null && isLonger) next = peer;
    }
    if (next === null || nowMs < this.#pingedMs + PING_EVERY_MS) return [];
    next.pingSentMs = nowMs;
    next.pingedMs = nowMs;
    this.#pingedMs = nowMs;
    return [{ type: 'ping', peerId: next.peerId }];
  }

  /** Sends pieces as long as the uplink lets any out, to the peers with slots in turn. */
  #send(actions: ServingAction[], nowMs: number): void {
    for (let peer = this.#nextInTurn(); peer !== null; peer = this.#nextInTurn()) {
      const bytes = this.#readyBytes(peer);
      if (this.#uplink.waitMs(bytes, nowMs) > 0) return;
      this.#uplink.send(bytes, nowMs);
      const moving = peer.moving ?? peer.begin(this.#nextBlockBytes(peer));
      actions.push(pieceOf(peer, moving, bytes));
      peer.note(bytes, { turn: ++this.#turn, nowMs });
      if (peer.moving === null) this.#giveSlots(nowMs);
    }
  }

  /** The peer with a slot that had its turn longest ago and may have a piece. */
  #nextInTurn(): UploadPeer | null {
    let next: UploadPeer | null = null;
    for (const peer of this.#peers.values()) {
      const isLongerAgo = peer.turn < (next?.turn ?? Infinity);
      if (peer.hasSlot && isLongerAgo && this.#readyBytes(peer) > 0) next = peer;
    }
    return next;
  }

  /** How much may be sent to a peer in one piece; it must have acknowledged enough before another block is begun. */
  #readyBytes(peer: UploadPeer): number {
    const { moving, unacknowledgedBytes } = peer;
    if (moving !== null) return this.#uplink.pieceOf(moving.sizeBytes - moving.sentBytes);
    const bytes = this.#nextBlockBytes(peer);
    const isTooMuch =
      unacknowledgedBytes > 0 && unacknowledgedBytes + bytes > this.#limits.unacknowledgedBytes;
    return isTooMuch || bytes === 0 ? 0 : this.#uplink.pieceOf(bytes);
  }

  #nextBlockBytes({ waiting: [next] }: UploadPeer): number {
    return next === undefined ? 0 : this.own.blockBytes(next.contentId, next.block);
  }

  #wake(actions: ServingAction[], nowMs: number): readonly ServingAction[] {
    if (this.#wakeAtMs <= nowMs) this.#wakeAtMs = Infinity;
    const atMs = this.#nextAtMs(nowMs);
    if (atMs >= this.#wakeAtMs) return actions;
    this.#wakeAtMs = atMs;
    actions.push({ type: 'wakeAt', atMs });
    return actions;
  }

  /** When something is to be done without anything having happened. */
  #nextAtMs(nowMs: number): number {
    const next = this.#nextInTurn();
    let atMs = next === null ? Infinity : nowMs + this.#uplink.waitMs(this.#readyBytes(next), nowMs);
    for (const peer of this.#peers.values()) {
      if (!peer.isAsking) continue;
      const { hasSlot, pingSentMs, waitingSinceMs } = peer;
      if (!hasSlot) atMs = Math.min(atMs, waitingSinceMs + this.#limits.waitMs);
      else {
        const pingMs = pingSentMs === null ? this.#pingedMs + PING_EVERY_MS : pingSentMs + PING_LOST_MS;
        atMs = Math.min(atMs, pingMs, this.#stalledAtMs(peer));
      }
    }
    return atMs;
  }

  /** When a peer that acknowledges nothing loses its slot. */
  #stalledAtMs({ unacknowledgedBytes, acknowledgedMs }: UploadPeer): number {
    return unacknowledgedBytes === 0 ? Infinity : acknowledgedMs + this.#limits.stalledMs;
  }
}

function pieceOf(peer: UploadPeer, moving: MovingBlock, bytes: number): ServingAction {
  const { requestId, contentId, block, sentBytes: offset, priority: reason } = moving;
  return { type: 'sendPiece', peerId: peer.peerId, requestId, contentId, block, offset, bytes, reason };
}
