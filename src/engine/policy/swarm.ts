// The part of the fetch policy that has to do with peers: who is there, what they are asked for beside the origin, what is done
// about those that fail. Without peers, or for a track that can't be checked block by block, it says nothing, and all comes
// from cache and origin.
import { Alarm } from './alarm';
import { Conduct } from './conduct';
import { Discovery } from './discovery';
import { Emergency } from './emergency';
import type { FetchAction, FetchEvent } from './fetchMessages';
import { hasBlock } from './haveMap';
import { HedgeBudget } from './hedgeBudget';
import { LateBlocks } from './lateBlocks';
import type { Limits } from './limits';
import { OriginPlan } from './originPlan';
import { PeerChoice } from './peerChoice';
import { MOST_MANIFESTS, type PeerLimits } from './peerLimits';
import { PeerPlan } from './peerPlan';
import type { Peers } from './peers';
import { RateChain } from './rateChain';
import { sizeOf, type Requests } from './requests';
import { StartRule } from './startRule';
import type { Request, Wanted } from './wanted';

/** Events of peers. */
export type PeerEvent = FetchEvent & {
  readonly type:
    | 'peersUsed'
    | 'peerFound'
    | 'peerHas'
    | 'peerBusy'
    | 'peerGone'
    | 'peersSearched'
    | 'manifestKnown'
    | 'blockBad';
};

/** What the swarm is made of. */
export interface SwarmParts {
  readonly limits: Limits;
  readonly peers: Peers;
  readonly requests: Requests;
  /** Numbers in [0, 1). */
  readonly random: () => number;
}

const NOTHING = new Uint8Array(0);

/** Peers, and what they are asked for. */
export class Swarm {
  readonly #limits: PeerLimits;
  readonly #peers: Peers;
  readonly #requests: Requests;
  /** What comes of how peers behave. */
  readonly conduct: Conduct;
  readonly #discovery: Discovery;
  readonly #choice: PeerChoice;
  readonly #plan: PeerPlan;
  readonly #origin: OriginPlan;
  readonly #late: LateBlocks;
  readonly #budget: HedgeBudget;
  readonly #emergency: Emergency;
  readonly #chain: RateChain;
  /** When plays may begin to sound. */
  readonly start: StartRule;
  readonly #alarm = new Alarm();
  readonly #manifests = new Set<string>();
  #isOn = false;

  constructor({ limits, peers, requests, random }: SwarmParts) {
    const parts = { limits: limits.peers, peers, requests };
    this.#limits = limits.peers;
    this.#peers = peers;
    this.#requests = requests;
    this.conduct = new Conduct(parts);
    this.#discovery = new Discovery(parts.limits);
    this.#choice = new PeerChoice(parts);
    this.#plan = new PeerPlan(parts, this.#choice);
    this.#origin = new OriginPlan({ ...parts, discovery: this.#discovery, alarm: this.#alarm });
    this.#budget = new HedgeBudget(parts.limits);
    this.#emergency = new Emergency(parts.limits);
    this.#late = new LateBlocks({
      ...{ ...parts, choice: this.#choice, budget: this.#budget, alarm: this.#alarm },
      isEmergency: () => this.#emergency.isOn,
      conduct: this.conduct,
    });
    this.#chain = new RateChain(parts.limits, random);
    const receiving = (wanted: Wanted): ReturnType<Swarm['receiving']> => this.receiving(wanted);
    this.start = new StartRule({
      ...{ limits: parts.limits, chain: this.#chain, receiving, alarm: this.#alarm },
    });
  }

  /** Whether peers are used. */
  get isOn(): boolean {
    return this.#isOn;
  }

  /** Takes an event of peers. */
  take(event: PeerEvent): FetchAction[] {
    switch (event.type) {
      case 'peersUsed':
        return this.#use(event.isOn);
      case 'peerFound':
        return this.#isOn && this.#peers.find(event.peerId, event.roundTripMs)
          ? []
          : [{ type: 'dropPeer', peerId: event.peerId, reason: 'it is of no use now' }];
      case 'peerHas':
        return this.#note(event);
      case 'peerBusy':
        this.conduct.wait(event.peerId, event.forMs);
        return [];
      case 'peerGone':
        this.conduct.lose(event.peerId);
        return [];
      case 'peersSearched':
        this.#discovery.end(event.contentId);
        return [];
      case 'manifestKnown':
        return this.#check(event.contentId);
      case 'blockBad':
        return this.conduct.blame(event.requestId);
    }
  }

  /** The machine has slept: nothing that was known of rates counts, and nothing is under way. */
  resume(): void {
    this.#peers.resume();
    this.#discovery.forget();
    this.#chain.forget();
  }

  /** Searches for peers that have a track, unless that was done lately. */
  search(tracks: readonly Wanted[], reason: 'play' | 'prefetch' | 'prepare', nowMs: number): FetchAction[] {
    if (!this.#isOn || (reason === 'prepare' && !this.#limits.searchesAhead)) return [];
    const due = tracks.filter(
      ({ track, isMissingAnything }) =>
        track.contentId !== null && isMissingAnything && this.#discovery.isDue(track.contentId, nowMs),
    );
    return this.#discovery.search(
      due.map(({ track }) => track),
      reason,
      nowMs,
    );
  }

  /** Whether peers may be asked for a track: its blocks can be checked, and somebody has some. */
  serves({ track, isLocal }: Wanted): boolean {
    if (!this.#isOn || isLocal || track.contentId === null || !this.#manifests.has(track.contentId))
      return false;
    return this.#peers.providersOf(track.contentId).length > 0;
  }

  /** Whether a track that the origin can't give may still come from peers. */
  maySupply(wanted: Wanted, nowMs: number): boolean {
    const { contentId } = wanted.track;
    if (!this.#isOn || contentId === null) return false;
    if (this.#isSearching(contentId, nowMs)) return true;
    const next = wanted.next('origin', 1);
    return (
      this.serves(wanted) && (next === null || (this.#peers.holdersOf(contentId)?.[next.first] ?? 0) > 0)
    );
  }

  /** Whether peers are being searched for; when that counts as over, it is seen to. */
  #isSearching(contentId: string, nowMs: number): boolean {
    const isSearching = this.#discovery.isUnderWay(contentId, nowMs);
    if (isSearching) this.#alarm.want(this.#discovery.nextAtMs(contentId, nowMs), nowMs);
    return isSearching;
  }

  /** What a play asks of peers and origin, in up to so many requests to the origin at once. */
  planPlay(wanted: Wanted, originRequests: number, actions: FetchAction[]): void {
    const { peersFirst } = this.#limits;
    const { nowMs } = this.#requests;
    const before = actions.length;
    const isServed = this.serves(wanted);
    if (!isServed) actions.push(...this.search([wanted], 'play', nowMs));
    if (isServed && peersFirst) this.#plan.askForPlay(wanted, actions);
    if (wanted.notBeforeMs <= nowMs && wanted.originFailure === null)
      this.#origin.ask(wanted, originRequests - wanted.countOf('origin'), actions);
    if (isServed && !peersFirst) this.#plan.askForPlay(wanted, actions);
    if (isServed && actions.length > before) this.#late.expect(nowMs);
    if (isServed) this.#wakeForPaused(wanted, nowMs);
  }

  /** Asks peers for what may come, in up to `most` requests at once. */
  askAhead(wanted: Wanted, most: number): FetchAction[] {
    if (!this.serves(wanted)) return [];
    const asked = this.#plan.askAhead(wanted, most - wanted.countOf('peer'));
    if (asked.length > 0) this.#late.expect(this.#requests.nowMs);
    return asked;
  }

  /** Whether what may come is left to peers: they are being searched for, or have what is next of it and may be asked. */
  isLeftToPeers(wanted: Wanted, nowMs: number): boolean {
    const { contentId } = wanted.track;
    if (!this.#isOn || contentId === null) return false;
    if (this.#isSearching(contentId, nowMs)) return true;
    const next = wanted.next('origin', 1);
    if (!this.serves(wanted) || next === null) return false;
    return this.#peers
      .providersOf(contentId)
      .some(
        (peer) =>
          peer.notBeforeMs <= nowMs &&
          !peer.isSuspect &&
          hasBlock(peer.holdings.get(contentId)?.map ?? NOTHING, next.first),
      );
  }

  /** Does what is due for blocks that are late. */
  planLate(all: Iterable<Wanted>, nowMs: number): FetchAction[] {
    return this.#isOn ? this.#late.plan(all, nowMs) : [];
  }

  /** What is to be said when all has been asked for: of an emergency, of plays that may begin, and when to be woken. */
  finish(plays: readonly Wanted[], nowMs: number, actions: FetchAction[]): void {
    const emergency = this.#isOn ? this.#emergency.update(plays, nowMs, this.#alarm) : null;
    if (emergency !== null) actions.push(emergency);
    this.start.update(plays, nowMs, actions);
    const alarm = this.#alarm.set(nowMs);
    if (alarm !== null) actions.push(alarm);
  }

  /** The playhead is elsewhere, or goes on, or stands: what is late is seen anew. */
  lookAgain(): void {
    this.#late.lookSoon();
  }

  /** A block has come over the network. */
  arrive(request: Request, block: number, nowMs: number): void {
    const { wanted, askedAtMs, aheadBytes } = request;
    const bytes = sizeOf(wanted, { first: block, end: block + 1 });
    const peer = this.conduct.peerOf(request);
    const estimate = peer?.estimate ?? this.#requests.origin;
    const expectedAtMs = this.#requests.expectedAtMs(request, block);
    const wasIdle = aheadBytes === 0 && block === request.blocks.first;
    estimate.observe({ bytes, askedAtMs, expectedAtMs, wasIdle }, nowMs);
    if (peer !== undefined) {
      peer.failuresInARow = 0;
      peer.isSuspect = false;
    }
    this.#budget.receive(bytes);
    this.#chain.receive(bytes, nowMs);
  }

  /** A block of this request has come from elsewhere. */
  miss(request: Request): void {
    const peer = this.conduct.peerOf(request);
    if (peer !== undefined) this.#late.noteLate(request, peer);
  }

  /** What can be received for a track now, in bytes a second, and for how long rates have been measured. */
  receiving(wanted: Wanted): { readonly rateBytesPerSecond: number; readonly forMs: number } {
    const { origin } = this.#requests;
    let rateBytesPerSecond = wanted.originFailure === null ? origin.rateBytesPerSecond : 0;
    let forMs = origin.receivedMs;
    if (this.serves(wanted))
      for (const { estimate } of this.#peers.providersOf(wanted.track.contentId ?? '')) {
        rateBytesPerSecond += estimate.rateBytesPerSecond;
        forMs += estimate.receivedMs;
      }
    return { rateBytesPerSecond, forMs };
  }

  #use(isOn: boolean): FetchAction[] {
    this.#isOn = isOn;
    this.#discovery.forget();
    return isOn ? [] : this.conduct.dropAll('peers are switched off');
  }

  #check(contentId: string): FetchAction[] {
    this.#late.lookSoon();
    // What is told again is the latest to be forgotten.
    this.#manifests.delete(contentId);
    this.#manifests.add(contentId);
    const [oldest] = this.#manifests;
    if (this.#manifests.size > MOST_MANIFESTS && oldest !== undefined) this.#manifests.delete(oldest);
    return [];
  }

  #note({ peerId, contentId, haveMap }: PeerEvent & { type: 'peerHas' }): FetchAction[] {
    const peer = this.#peers.get(peerId);
    if (peer === undefined) return [];
    if (!this.#peers.setHoldings(peerId, contentId, haveMap))
      return this.conduct.drop(peer, 'it says too much');
    this.#late.lookSoon();
    return this.conduct.dropSlowest(contentId);
  }

  #wakeForPaused(wanted: Wanted, nowMs: number): void {
    for (const { notBeforeMs } of this.#peers.providersOf(wanted.track.contentId ?? ''))
      this.#alarm.want(notBeforeMs, nowMs);
  }
}
