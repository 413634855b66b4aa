import type { BlockRange } from '../../shared/blocks';
import { Estimate } from './estimate';
import type { AskReason } from '../../shared/blockNotes';
import type { FetchAction } from './fetchMessages';
import type { Limits } from './limits';
import type { Peer, Peers } from './peers';
import type { Request, Wanted } from './wanted';

/** What a request is to be. */
export interface Ask {
  readonly wanted: Wanted;
  readonly source: 'cache' | 'origin';
  readonly blocks: BlockRange;
  readonly isBudgeted: boolean;
  /** Why; told of itself where it is left out. */
  readonly reason?: AskReason | undefined;
  readonly isHedge?: boolean;
}

/** What several requests are to be. */
export interface AskAll extends Omit<Ask, 'blocks' | 'isHedge'> {
  readonly most: number;
  /** Nothing beyond this byte. */
  readonly end?: number;
}

/** What a request to a peer is to be. */
export interface PeerAsk {
  readonly wanted: Wanted;
  readonly peer: Peer;
  readonly block: number;
  readonly reason: AskReason;
  /** When the block is needed, in milliseconds; null where nobody waits for it. */
  readonly deadlineMs: number | null;
  readonly isHedge: boolean;
}

/** The requests under way. */
export class Requests {
  /** The time of the event that is being handled, in milliseconds. */
  nowMs = 0;
  /** What the origin has been found to deliver. */
  origin: Estimate;
  /** What the origin has been asked for and hasn't sent, in bytes. */
  originOutstandingBytes = 0;
  readonly #requests = new Map<number, Request>();
  readonly #limits: Limits;
  readonly #peers: Peers;
  #nextId = 1;

  constructor(limits: Limits, peers: Peers) {
    this.#limits = limits;
    this.#peers = peers;
    this.origin = new Estimate(limits.peers, null);
  }

  /** How many there are. */
  get count(): number {
    return this.#requests.size;
  }

  /** The request of that id, while it is under way. */
  get(requestId: number): Request | undefined {
    return this.#requests.get(requestId);
  }

  /** Bytes that are under way on the hourly budget. */
  get budgetedBytes(): number {
    let bytes = 0;
    for (const { isBudgeted, wanted, blocks } of this.#requests.values())
      if (isBudgeted) bytes += (blocks.end - blocks.first) * wanted.blockSizeBytes;
    return bytes;
  }

  /** Begins up to `most` requests for what `source` is to be asked for before the byte `end`, in order. Returns how many. */
  askAll(ask: AskAll, actions: FetchAction[]): number {
    const { wanted, source, most, end = Infinity, isBudgeted, reason } = ask;
    const mostBytes = source === 'cache' ? this.#limits.cacheReadBytes : this.#limits.originRequestBytes;
    for (let asked = 0; asked < most; asked++) {
      const blocks = wanted.next(source, mostBytes, end);
      if (blocks === null) return asked;
      actions.push(this.ask({ wanted, source, blocks, isBudgeted, reason }));
    }
    return Math.max(0, most);
  }

  /** Begins a request. */
  ask({ wanted, source, blocks, isBudgeted, reason, isHedge = false }: Ask): FetchAction {
    const isRead = source === 'cache';
    const aheadBytes = isRead ? 0 : this.originOutstandingBytes;
    const requestId = this.#begin({
      requestId: this.#nextId++,
      wanted,
      source,
      peerId: null,
      blocks,
      isBudgeted,
      askedAtMs: this.nowMs,
      aheadBytes,
      // What is read from the cache is never waited for.
      expectedMs: isRead ? 0 : this.origin.expectMs(aheadBytes + wanted.blockSizeBytes),
      expectedStepMs: isRead ? 0 : (wanted.blockSizeBytes / this.origin.rateBytesPerSecond) * 1000,
      isHedge,
    });
    const { track } = wanted;
    if (source === 'cache') return { type: 'readCache', requestId, track, blocks };
    this.originOutstandingBytes += sizeOf(wanted, blocks);
    return { type: 'askOrigin', requestId, track, blocks, reason: reason ?? reasonOf(wanted, blocks) };
  }

  /** Asks a peer for a block. */
  askPeer({ wanted, peer, block, reason, deadlineMs, isHedge }: PeerAsk): FetchAction {
    const blocks = { first: block, end: block + 1 };
    const { peerId, estimate, outstandingBytes } = peer;
    const requestId = this.#nextId++;
    const request: Request = {
      requestId,
      wanted,
      source: 'peer',
      peerId,
      blocks,
      isBudgeted: false,
      askedAtMs: this.nowMs,
      aheadBytes: outstandingBytes,
      expectedMs: estimate.expectMs(outstandingBytes + wanted.blockSizeBytes),
      expectedStepMs: (wanted.blockSizeBytes / estimate.rateBytesPerSecond) * 1000,
      isHedge,
    };
    this.#begin(request);
    peer.requests.add(request);
    peer.outstandingBytes += sizeOf(wanted, blocks);
    return { type: 'askPeer', requestId, peerId, track: wanted.track, blocks, reason, deadlineMs };
  }

  /** When a block of a request was expected to come when it was asked for, in milliseconds. */
  expectedAtMs({ blocks, askedAtMs, expectedMs, expectedStepMs }: Request, block: number): number {
    return askedAtMs + expectedMs + (block - blocks.first) * expectedStepMs;
  }

  /** A block of a request has come, or is no longer outstanding for another reason. */
  settle({ wanted, source, peerId }: Request, block: number): void {
    const bytes = sizeOf(wanted, { first: block, end: block + 1 });
    if (source === 'origin') this.originOutstandingBytes -= bytes;
    const peer = peerId === null ? undefined : this.#peers.get(peerId);
    if (peer !== undefined) peer.outstandingBytes -= bytes;
  }

  /** A request is over: what hasn't come of it is to be had elsewhere, or again. */
  end(request: Request, left: 'missing' | 'held'): void {
    const { requestId, wanted, blocks, peerId } = request;
    const peer = peerId === null ? undefined : this.#peers.get(peerId);
    const isTrial = this.isTrial(request);
    for (let block = blocks.first; block < blocks.end; block++)
      if (isTrial || wanted.awaits(request, block)) this.settle(request, block);
    if (isTrial && peer !== undefined) peer.trial = null;
    this.#requests.delete(requestId);
    peer?.requests.delete(request);
    wanted.end(request, left);
  }

  /** Ends a request before its time. */
  cancel(request: Request): FetchAction {
    this.end(request, request.source === 'cache' ? 'held' : 'missing');
    return { type: 'cancel', requestId: request.requestId };
  }

  /** Ends all requests for a track, but for those that only try a peer. */
  cancelAllOf(wanted: Wanted): FetchAction[] {
    const ended = [...wanted.requests].filter((request) => !this.isTrial(request));
    return ended.map((request) => this.cancel(request));
  }

  /** Ends the requests that only try a peer, also for tracks that nobody wants any more. */
  cancelTrials(): FetchAction[] {
    return [...this.#peers.all].flatMap(({ trial }) => (trial === null ? [] : [this.cancel(trial)]));
  }

  /** Whether a request is waited for only to see what its peer can. */
  isTrial(request: Request): boolean {
    return request.peerId !== null && this.#peers.get(request.peerId)?.trial === request;
  }

  #begin(request: Request): number {
    this.#requests.set(request.requestId, request);
    request.wanted.begin(request);
    return request.requestId;
  }
}

/** The bytes of these blocks. */
export function sizeOf({ track, blockSizeBytes }: Wanted, { first, end }: BlockRange): number {
  return Math.min(end * blockSizeBytes, track.sizeBytes) - first * blockSizeBytes;
}

function reasonOf(wanted: Wanted, blocks: BlockRange): AskReason {
  if (wanted.purpose === 'prefetch' || wanted.isHeadDue) return 'prefetch';
  if (wanted.purpose === 'prepare') return 'prepare';
  return wanted.isHead(blocks) ? 'head' : 'read-ahead';
}
