// Blocks that are late. A block is late when the time has come at which another source could only just bring it, unless it was asked for
// so late that it isn't due yet (its expected arrival and two deviations). Then it is asked for twice, as far as the budget for that
// goes, and whoever comes second is cancelled; else the first is cancelled and it is asked for elsewhere. Another peer is asked
// where it would be in time, the origin last. A peer that has sent nothing for long is no longer waited for.
// Source: streaming.md §3.4; Dean & Barroso, The Tail at Scale (2013), for hedging.
import type { Alarm } from './alarm';
import type { Conduct } from './conduct';
import type { Estimate } from './estimate';
import type { FetchAction } from './fetchMessages';
import type { HedgeBudget } from './hedgeBudget';
import type { Chosen, PeerChoice, PeerChoiceParts } from './peerChoice';
import type { Peer } from './peers';
import { sizeOf } from './requests';
import type { Request, Wanted } from './wanted';

/** What looking for late blocks goes by. */
export interface LateBlocksParts extends PeerChoiceParts {
  readonly choice: PeerChoice;
  readonly budget: HedgeBudget;
  readonly alarm: Alarm;
  readonly isEmergency: () => boolean;
  readonly conduct: Conduct;
}

/** Looks for late blocks. */
export class LateBlocks {
  readonly #parts: LateBlocksParts;
  #lookedAtMs = -Infinity;
  #dueAtMs = Infinity;

  constructor(parts: LateBlocksParts) {
    this.#parts = parts;
  }

  /** The playhead is elsewhere, or others may be asked than before. */
  lookSoon(): void {
    this.#dueAtMs = 0;
  }

  /** Something has been asked for. */
  expect(nowMs: number): void {
    this.#dueAtMs = Math.min(this.#dueAtMs, nowMs + this.#parts.limits.lateEveryMs);
    this.#parts.alarm.want(this.#dueAtMs, nowMs);
  }

  /** Does what is due for all that is wanted. */
  plan(all: Iterable<Wanted>, nowMs: number): FetchAction[] {
    const { limits, alarm } = this.#parts;
    if (this.#dueAtMs === Infinity) return [];
    const atMs = Math.max(this.#dueAtMs, this.#lookedAtMs + limits.lateEveryMs);
    if (nowMs < atMs) {
      alarm.want(atMs, nowMs);
      return [];
    }
    this.#lookedAtMs = nowMs;
    this.#dueAtMs = Infinity;
    const under = [...all].flatMap(({ requests }) => [...requests]);
    const actions = under.flatMap((request) => this.#look(request, nowMs));
    actions.push(...this.#judgeSuspects(nowMs));
    if (this.#dueAtMs < Infinity) alarm.want(Math.max(this.#dueAtMs, nowMs + limits.lateEveryMs), nowMs);
    return actions;
  }

  #look(request: Request, nowMs: number): FetchAction[] {
    const { limits, peers, requests } = this.#parts;
    const { wanted, source, peerId } = request;
    // What an earlier request of this round had failed is over.
    if (source === 'cache' || requests.get(request.requestId) === undefined) return [];
    const block = firstAwaited(request);
    const peer = peerId === null ? undefined : peers.get(peerId);
    const estimate = peer?.estimate ?? requests.origin;
    if (block === null) return [];
    const expectedAtMs = this.#safelyAtMs(request, block, estimate);
    if (peer !== undefined) {
      if (nowMs >= expectedAtMs + limits.peerPatienceMs) return this.#parts.conduct.stall(peer);
      this.#suspect(peer, expectedAtMs, nowMs);
    }
    // Nobody waits for what may come.
    if (wanted.purpose !== 'play') return [];
    if (nowMs < expectedAtMs) this.#due(expectedAtMs);
    // Once it is asked for again, that request is the one to wait for.
    else if (isLatest(request, block)) return this.#askAgain(request, { block, expectedAtMs, peer, nowMs });
    return [];
  }

  /** When a block is expected, and two deviations later. */
  #safelyAtMs(request: Request, block: number, estimate: Estimate): number {
    const { limits, requests } = this.#parts;
    return requests.expectedAtMs(request, block) + estimate.deviationMs * limits.safeDeviations;
  }

  #askAgain(request: Request, { block, expectedAtMs, peer, nowMs }: Overdue): FetchAction[] {
    const { limits } = this.#parts;
    const { wanted } = request;
    const second = limits.asksLateBlocksAgain ? this.#secondFor(request, block, nowMs) : null;
    if (second !== null) {
      const lateAtMs = this.#lateAtMs(request, { block, expectedAtMs, second, nowMs });
      if (nowMs >= lateAtMs) return this.#relieve(request, { block, second, peer });
      this.#due(lateAtMs);
    } else if (wanted.blocks.hedgesOf(block).length === 0) {
      // Somebody may have room in a while.
      this.#due(nowMs + 10 * limits.lateEveryMs);
    }
    return [];
  }

  /** A peer that has sent nothing since a block was due isn't asked for more. */
  #suspect(peer: Peer, expectedAtMs: number, nowMs: number): void {
    const { peerSuspectMs, peerPatienceMs } = this.#parts.limits;
    if (nowMs >= expectedAtMs + peerSuspectMs) suspect(peer, nowMs);
    this.#due(expectedAtMs + (peer.isSuspect ? peerPatienceMs : peerSuspectMs));
  }

  /** Who has sent nothing for so long has failed, also where others have brought by then what it was asked for. */
  #judgeSuspects(nowMs: number): FetchAction[] {
    const { limits, peers, conduct } = this.#parts;
    return [...peers.all].flatMap((peer) => {
      const { trial, estimate } = peer;
      // Also where nobody wants its track any more.
      if (trial !== null) this.#suspect(peer, this.#safelyAtMs(trial, trial.blocks.first, estimate), nowMs);
      if (!peer.isSuspect) return [];
      const failsAtMs = peer.suspectSinceMs + limits.peerPatienceMs;
      if (nowMs >= failsAtMs) return conduct.stall(peer);
      this.#due(failsAtMs);
      return [];
    });
  }

  #lateAtMs(
    { wanted, blocks }: Request,
    {
      block,
      expectedAtMs,
      second,
      nowMs,
    }: { block: number; expectedAtMs: number; second: Chosen; nowMs: number },
  ): number {
    const { playhead } = wanted;
    if (!playhead.isSounding) return wanted.isInWindow(blocks) ? expectedAtMs : Infinity;
    const deadlineMs = playhead.deadlineMs(block * wanted.blockSizeBytes, nowMs);
    return Math.max(expectedAtMs, deadlineMs - second.ms - this.#parts.limits.spareMs);
  }

  /** Another peer that would be in time; else whoever is sooner, the origin or another peer; or null. */
  #secondFor(request: Request, block: number, nowMs: number): Chosen | null {
    const { choice, limits, requests } = this.#parts;
    const { wanted } = request;
    const asked = requestsFor(request, block);
    const but = asked.flatMap(({ peerId }) => (peerId === null ? [] : [peerId]));
    const peer = choice.bestPeer(wanted, block, { haste: 'late', but });
    const isAtOrigin = asked.some(({ source }) => source === 'origin');
    const origin = isAtOrigin ? null : choice.origin(wanted, block);
    if (peer === null || origin === null) return peer ?? origin;
    const deadlineMs = wanted.playhead.deadlineMs(block * wanted.blockSizeBytes, requests.nowMs);
    const isPeerInTime = nowMs + peer.safeMs + limits.spareMs <= deadlineMs;
    return isPeerInTime || peer.ms <= origin.ms ? peer : origin;
  }

  #relieve(
    request: Request,
    { block, second, peer }: { block: number; second: Chosen; peer: Peer | undefined },
  ): FetchAction[] {
    const { limits, budget, requests, isEmergency } = this.#parts;
    const { wanted } = request;
    const hedges = wanted.blocks.hedgesOf(block).length;
    if (peer !== undefined) suspect(peer, requests.nowMs);
    const bytes = sizeOf(wanted, { first: block, end: block + 1 });
    this.lookSoon();
    if (hedges < limits.hedgesPerBlock && (isEmergency() || budget.allows(bytes, wanted.hedges))) {
      wanted.hedges += 1;
      budget.spend(bytes);
      return [this.#ask(wanted, block, { second, isHedge: true })];
    }
    if (peer === undefined) return [];
    this.noteLate(request, peer);
    return [requests.cancel(request), this.#ask(wanted, block, { second, isHedge: hedges > 0 })];
  }

  /** A peer hasn't brought a block that came from elsewhere: it is slower than was thought. */
  noteLate(request: Request, peer: Peer): void {
    const { requests } = this.#parts;
    const { wanted, blocks, askedAtMs } = request;
    if (requests.nowMs > requests.expectedAtMs(request, blocks.first))
      peer.estimate.miss(sizeOf(wanted, blocks), requests.nowMs - askedAtMs);
  }

  #ask(
    wanted: Wanted,
    block: number,
    { second, isHedge }: { second: Chosen; isHedge: boolean },
  ): FetchAction {
    const { requests } = this.#parts;
    const reason = isHedge ? 'hedge' : 'late';
    const deadlineMs = wanted.playhead.deadlineMs(block * wanted.blockSizeBytes, requests.nowMs);
    if (second.peer !== null)
      return requests.askPeer({ wanted, peer: second.peer, block, reason, deadlineMs, isHedge });
    const blocks = { first: block, end: block + 1 };
    return requests.ask({ wanted, source: 'origin', blocks, isBudgeted: false, reason, isHedge });
  }

  #due(atMs: number): void {
    this.#dueAtMs = Math.min(this.#dueAtMs, atMs);
  }
}

function suspect(peer: Peer, nowMs: number): void {
  if (!peer.isSuspect) peer.suspectSinceMs = nowMs;
  peer.isSuspect = true;
}

function firstAwaited(request: Request): number | null {
  for (let block = request.blocks.first; block < request.blocks.end; block++)
    if (request.wanted.awaits(request, block)) return block;
  return null;
}

/** All requests that a block of this one is on its way by. */
function requestsFor(request: Request, block: number): readonly Request[] {
  const { wanted } = request;
  if (wanted.blocks.hedgesOf(block).length === 0) return [request];
  return [...wanted.requests].filter((each) => wanted.awaits(each, block));
}

function isLatest(request: Request, block: number): boolean {
  return requestsFor(request, block).every(({ requestId }) => requestId <= request.requestId);
}

/** A block that should have come. */
interface Overdue {
  readonly block: number;
  readonly expectedAtMs: number;
  readonly peer: Peer | undefined;
  readonly nowMs: number;
}
