// What comes of how peers behave. Who sends what isn't the block is banned for the session; who promises what it lacks, fails
// again and again, says too much or is much slower than the others is dropped; who has no slot is left alone for a while.
// Whatever they were asked for is missing again. Source: streaming.md §3.2, §3.4.
import type { FetchAction } from './fetchMessages';
import type { PeerLimits } from './peerLimits';
import type { Peer, Peers } from './peers';
import type { Requests } from './requests';
import type { Request } from './wanted';

/** Judges peers. */
export class Conduct {
  readonly #limits: PeerLimits;
  readonly #peers: Peers;
  readonly #requests: Requests;

  constructor({ limits, peers, requests }: { limits: PeerLimits; peers: Peers; requests: Requests }) {
    this.#limits = limits;
    this.#peers = peers;
    this.#requests = requests;
  }

  /** The peer that a request went to. */
  peerOf({ peerId }: Request): Peer | undefined {
    return peerId === null ? undefined : this.#peers.get(peerId);
  }

  /** A peer has sent what isn't the block: it is never believed again. */
  blame(requestId: number): FetchAction[] {
    const peerId = this.#requests.get(requestId)?.peerId ?? null;
    if (peerId === null) return [];
    this.lose(peerId);
    this.#peers.ban(peerId);
    return [{ type: 'ban', peerId, reason: 'it has sent what is not the block' }];
  }

  /** A peer hasn't a block that it had promised; the request is ended by the caller. */
  promisedInVain(request: Request, block: number): FetchAction[] {
    const peer = this.peerOf(request);
    if (peer === undefined) return [];
    this.#peers.lose(peer, request.wanted.track.contentId ?? '', block);
    return peer.lies < this.#limits.peerFailures ? [] : this.drop(peer, 'it lacks what it promises');
  }

  /** A request to a peer has failed; it is ended by the caller. */
  fail(request: Request, message: string): FetchAction[] {
    const peer = this.peerOf(request);
    return peer === undefined ? [] : this.#pauseOrDrop(peer, message);
  }

  /**
   * Others have brought the block of this request: who has never sent anything may show by it what it can, at the price of one
   * block. Not so where nothing is asked for twice. Returns whether it is waited for.
   */
  keepOnTrial(request: Request): boolean {
    const peer = this.peerOf(request);
    if (peer === undefined || peer.estimate.isMeasured || this.#limits.hedgesPerBlock === 0) return false;
    peer.trial ??= request;
    return peer.trial === request;
  }

  /** A peer sends nothing of all that it was asked for. Who hasn't shown what it can, though it had the time, is let go of. */
  stall(peer: Peer): FetchAction[] {
    if (peer.trial !== null && !peer.estimate.isMeasured) return this.drop(peer, 'it has answered nothing');
    const cancelled = [...peer.requests].map((request) => this.#requests.cancel(request));
    return [...cancelled, ...this.#pauseOrDrop(peer, 'it sends nothing')];
  }

  /** A peer has no slot for us for so long, in milliseconds: an answer, and waited for no longer. */
  wait(peerId: string, forMs: number): void {
    const peer = this.#peers.get(peerId);
    if (peer === undefined) return;
    const { peerPauseMs, peerLongestPauseMs } = this.#limits;
    peer.notBeforeMs = this.#requests.nowMs + Math.min(Math.max(forMs, peerPauseMs), peerLongestPauseMs);
    peer.isSuspect = false;
    this.#endAll(peer);
  }

  /** Of many providers the slow ones aren't worth a connection. */
  dropSlowest(contentId: string): FetchAction[] {
    const { providersKept, slowShare } = this.#limits;
    const providers = this.#peers.providersOf(contentId);
    if (providers.length <= providersKept) return [];
    const measured = providers.filter(({ estimate }) => estimate.isMeasured);
    const rates = measured.map(({ estimate }) => estimate.rateBytesPerSecond).sort((a, b) => a - b);
    const leastRate = (rates[rates.length >> 1] ?? 0) * slowShare;
    const slowest = measured.find(({ estimate }) => estimate.rateBytesPerSecond < leastRate);
    return slowest === undefined ? [] : this.drop(slowest, 'others are much faster');
  }

  /** Lets go of a peer. */
  drop({ peerId }: Peer, reason: string): FetchAction[] {
    this.lose(peerId);
    return [{ type: 'dropPeer', peerId, reason }];
  }

  /** Lets go of all peers. */
  dropAll(reason: string): FetchAction[] {
    return [...this.#peers.all].flatMap((peer) => this.drop(peer, reason));
  }

  /** A peer is no longer there. */
  lose(peerId: string): void {
    const peer = this.#peers.get(peerId);
    if (peer === undefined) return;
    this.#endAll(peer);
    this.#peers.remove(peerId);
  }

  #pauseOrDrop(peer: Peer, reason: string): FetchAction[] {
    const { peerFailures, peerPauseMs, peerLongestPauseMs } = this.#limits;
    peer.failuresInARow += 1;
    peer.isSuspect = false;
    if (peer.failuresInARow >= peerFailures) return this.drop(peer, reason);
    const pauseMs = Math.min(peerPauseMs * 2 ** (peer.failuresInARow - 1), peerLongestPauseMs);
    peer.notBeforeMs = this.#requests.nowMs + pauseMs;
    return [];
  }

  /** What a peer was asked for won't come of it: it is to be had elsewhere. */
  #endAll(peer: Peer): void {
    for (const request of [...peer.requests]) this.#requests.end(request, 'missing');
  }
}
