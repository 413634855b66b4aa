// Who is served: peers with what they wait for, and the four slots. A slot is a peer's as long as it asks, block after block; one
// that asks for something more urgent gets the slot of a less urgent one between two of its blocks.
// Source: Kreitz & Niemelä 2010 (4 uploads; playing now, then prefetch, then offline; ties by the rate to that peer).
import type { ServingLimits } from './servingLimits';
import type { BusyReason, ServingAction, ServingPriority } from './servingMessages';
import { TokenBucket } from './tokenBucket';

/** A block that a peer waits for. */
export interface WaitingBlock {
  readonly requestId: number;
  readonly contentId: string;
  readonly block: number;
  readonly priority: ServingPriority;
}

/** A block on its way, and how much of it has gone out. */
export interface MovingBlock extends WaitingBlock {
  readonly sizeBytes: number;
  sentBytes: number;
}

const RANKS: Readonly<Record<ServingPriority, number>> = { play: 0, prefetch: 1, offline: 2 };
/** What the latest measurement counts for in a rate. */
const LATEST_SHARE = 0.2;

/** A peer that may be served. */
export class UploadPeer {
  readonly peerId: string;
  readonly requests: TokenBucket;
  /** Most urgent first, those alike as they were asked for. */
  readonly waiting: WaitingBlock[] = [];
  moving: MovingBlock | null = null;
  hasSlot = false;
  /** Since when it waits for a slot, in milliseconds. */
  waitingSinceMs = 0;
  unacknowledgedBytes = 0;
  /** When the ping that is under way was sent, or null. */
  pingSentMs: number | null = null;
  pingedMs = -Infinity;
  /** When it last acknowledged anything, or since when it was to. */
  acknowledgedMs = 0;
  /** When it had its turn: the later, the higher. */
  turn = 0;
  /** What it takes, in bytes a second; 0 before it has taken anything. */
  rate = 0;
  readonly #busyMs: ServingLimits['busyMs'];

  constructor(peerId: string, limits: ServingLimits) {
    this.peerId = peerId;
    this.#busyMs = limits.busyMs;
    this.requests = new TokenBucket({ perSecond: limits.requestsPerSecond, burst: limits.requestsAtOnce });
  }

  /** Whether it waits for anything. */
  get isAsking(): boolean {
    return this.moving !== null || this.waiting.length > 0;
  }

  /** How many different requests are waiting. */
  get requestCount(): number {
    return new Set(this.waiting.map(({ requestId }) => requestId)).size;
  }

  /** How urgent the most urgent thing is that it waits for: 0 is the most. */
  get rank(): number {
    const next = this.moving ?? this.waiting[0];
    return next === undefined ? Infinity : RANKS[next.priority];
  }

  /** Has blocks wait behind those that are as urgent. */
  wait(blocks: readonly WaitingBlock[]): void {
    const [first] = blocks;
    if (first === undefined) return;
    const at = this.waiting.findIndex(({ priority }) => RANKS[priority] > RANKS[first.priority]);
    this.waiting.splice(at < 0 ? this.waiting.length : at, 0, ...blocks);
  }

  /** The first block that waits is on its way. */
  begin(sizeBytes: number): MovingBlock {
    const next = this.waiting.shift();
    if (next === undefined) throw new Error('Nothing waits.');
    this.moving = { ...next, sizeBytes, sentBytes: 0 };
    return this.moving;
  }

  /** A piece of the block that moves has gone out. */
  note(bytes: number, { turn, nowMs }: { readonly turn: number; readonly nowMs: number }): void {
    this.turn = turn;
    if (this.unacknowledgedBytes === 0) this.acknowledgedMs = nowMs;
    this.unacknowledgedBytes += bytes;
    if (this.moving === null) return;
    this.moving.sentBytes += bytes;
    if (this.moving.sentBytes === this.moving.sizeBytes) this.moving = null;
  }

  /** Takes out what `isMeant` says of what waits or moves. */
  takeOut(isMeant: (block: WaitingBlock) => boolean): readonly WaitingBlock[] {
    const taken = this.waiting.filter(isMeant);
    if (taken.length > 0) this.waiting.splice(0, Infinity, ...this.waiting.filter((each) => !isMeant(each)));
    const { moving } = this;
    if (moving === null || !isMeant(moving)) return taken;
    this.moving = null;
    return [moving, ...taken];
  }

  /** Answers all that it waits for: nothing comes of it. */
  refuseAll(reason: BusyReason): readonly ServingAction[] {
    this.pingSentMs = null;
    const requestIds = new Set(this.takeOut(() => true).map(({ requestId }) => requestId));
    return [...requestIds].map((requestId) => this.refuse(requestId, reason));
  }

  /** Answers a request: nothing comes of it. */
  refuse(requestId: number, reason: BusyReason): ServingAction {
    return { type: 'busy', peerId: this.peerId, requestId, reason, forMs: this.#busyMs[reason] };
  }

  /** Bytes have arrived there. */
  acknowledge(bytes: number, nowMs: number): void {
    // A peer can't acknowledge more than it was sent.
    const arrived = Math.min(Math.max(0, bytes), this.unacknowledgedBytes);
    this.unacknowledgedBytes -= arrived;
    const seconds = (nowMs - this.acknowledgedMs) / 1000;
    this.acknowledgedMs = nowMs;
    if (seconds <= 0 || seconds > 2) return;
    this.rate += (arrived / seconds - this.rate) * (this.rate === 0 ? 1 : LATEST_SHARE);
  }
}

/** Gives the slots to whom they belong now. Who is in the middle of a block keeps its slot until the block is out. */
export function giveSlots(peers: Iterable<UploadPeer>, slots: number, nowMs: number): void {
  const asking: UploadPeer[] = [];
  for (const peer of peers) {
    if (peer.isAsking) asking.push(peer);
    else peer.hasSlot = false;
  }
  if (asking.length > slots) asking.sort(compare);
  for (const [at, peer] of asking.entries()) {
    if (peer.hasSlot && at >= slots) peer.waitingSinceMs = nowMs;
    peer.hasSlot = at < slots;
  }
}

function compare(a: UploadPeer, b: UploadPeer): number {
  const isMoving = Number(b.moving !== null) - Number(a.moving !== null);
  return isMoving || a.rank - b.rank || Number(b.hasSlot) - Number(a.hasSlot) || b.rate - a.rate;
}
