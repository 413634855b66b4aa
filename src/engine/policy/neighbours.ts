// The peers that this node is connected to: how many there may be, whom to let go, and the search among them.
// Up to the soft limit more are looked for; above it none are, and the least useful of those that had time to be of use are
// let go; at the hard limit nobody is let in. When nothing has been played or sent for half an hour, all are let go.
// Sources: Kreitz & Niemelä 2010 (limits, ranks, search in two hops); streaming.md §3.8.
import type { NeighbourLimits } from './neighbourLimits';
import type { NeighbourAction, NeighbourEvent } from './neighbourMessages';
import { leastUseful, newNeighbour, type Neighbour } from './neighbourUtility';
import { OverlaySearch, type OverlayParts } from './overlaySearch';

/** The neighbours of one node. */
export class Neighbours {
  readonly #limits: NeighbourLimits;
  readonly #search: OverlaySearch;
  readonly #neighbours = new Map<string, Neighbour>();
  #usedAtMs = 0;
  #wakeAtMs = Infinity;

  constructor(parts: OverlayParts) {
    this.#limits = parts.limits;
    this.#search = new OverlaySearch(parts);
  }

  /** How many there are. */
  get count(): number {
    return this.#neighbours.size;
  }

  /** Queries that are remembered. */
  get queryCount(): number {
    return this.#search.queryCount;
  }

  /** Whether more are to be looked for. */
  canConnect({ isOverWebRtc }: { readonly isOverWebRtc: boolean }): boolean {
    return this.count < this.#limits.soft && (!isOverWebRtc || this.#webRtcCount < this.#limits.overWebRtc);
  }

  /** Takes in what happened and says what is to be done. */
  handle(event: NeighbourEvent, nowMs: number): readonly NeighbourAction[] {
    return [...this.#take(event, nowMs), ...this.#letGo(nowMs), ...this.#wake(nowMs)];
  }

  #take(event: NeighbourEvent, nowMs: number): readonly NeighbourAction[] {
    switch (event.type) {
      case 'connected':
        return this.#connect(event, nowMs);
      case 'disconnected':
        this.#remove(event.peerId);
        return [];
      case 'transferred':
        this.#transfer(event, nowMs);
        return [];
      case 'interestChanged':
        this.#change(event.peerId, { interest: event.tracks });
        return [];
      case 'demoted':
        this.#change(event.peerId, { isDemoted: true });
        return [];
      case 'played':
        this.#usedAtMs = nowMs;
        return [];
      case 'searchWanted':
        this.#usedAtMs = nowMs;
        return this.#search.search(event.contentIds, [...this.#neighbours.keys()]);
      case 'queryArrived':
        if (!this.#neighbours.has(event.peerId)) return [];
        return this.#search.query(event, [...this.#neighbours.keys()], nowMs);
      case 'answerArrived':
        return this.#answer(event);
      case 'timer':
        return [];
    }
  }

  #connect(
    { peerId, isOverWebRtc }: NeighbourEvent & { type: 'connected' },
    nowMs: number,
  ): readonly NeighbourAction[] {
    if (this.#neighbours.has(peerId)) return [];
    if (this.count === 0) this.#usedAtMs = nowMs;
    const isFull = this.count >= this.#limits.hard;
    if (isFull || (isOverWebRtc && this.#webRtcCount >= this.#limits.overWebRtc))
      return [{ type: 'disconnect', peerId, reason: 'full' }];
    this.#neighbours.set(peerId, newNeighbour(peerId, isOverWebRtc, nowMs));
    return [];
  }

  get #webRtcCount(): number {
    let count = 0;
    for (const { isOverWebRtc } of this.#neighbours.values()) if (isOverWebRtc) count += 1;
    return count;
  }

  #remove(peerId: string): void {
    this.#neighbours.delete(peerId);
    this.#search.forget(peerId);
  }

  #transfer(
    { peerId, sentBytes, receivedBytes }: NeighbourEvent & { type: 'transferred' },
    nowMs: number,
  ): void {
    const neighbour = this.#neighbours.get(peerId);
    if (neighbour === undefined) return;
    this.#usedAtMs = nowMs;
    neighbour.sent.add(sentBytes, nowMs);
    neighbour.received.add(receivedBytes, nowMs);
  }

  #change(peerId: string, change: Partial<Pick<Neighbour, 'interest' | 'isDemoted'>>): void {
    const neighbour = this.#neighbours.get(peerId);
    if (neighbour !== undefined) Object.assign(neighbour, change);
  }

  #answer(event: NeighbourEvent & { type: 'answerArrived' }): readonly NeighbourAction[] {
    const neighbour = this.#neighbours.get(event.peerId);
    if (neighbour === undefined) return [];
    const { actions, named } = this.#search.answer(event);
    neighbour.found += named;
    return actions;
  }

  #letGo(nowMs: number): readonly NeighbourAction[] {
    const actions: NeighbourAction[] = [];
    const letGo = (peerId: string, reason: 'least useful' | 'idle'): void => {
      this.#remove(peerId);
      actions.push({ type: 'disconnect', peerId, reason });
    };
    if (nowMs >= this.#usedAtMs + this.#limits.idleMs)
      for (const peerId of [...this.#neighbours.keys()]) letGo(peerId, 'idle');
    while (this.count > this.#limits.soft) {
      const isJudged = (each: Neighbour): boolean => each.isDemoted || nowMs >= this.#judgedAtMs(each);
      const least = leastUseful([...this.#neighbours.values()], isJudged, nowMs);
      if (least === undefined) break;
      letGo(least.peerId, 'least useful');
    }
    return actions;
  }

  #judgedAtMs({ connectedAtMs }: Neighbour): number {
    return connectedAtMs + this.#limits.graceMs;
  }

  #wake(nowMs: number): readonly NeighbourAction[] {
    if (this.#wakeAtMs <= nowMs) this.#wakeAtMs = Infinity;
    if (this.count === 0) return [];
    let atMs = this.#usedAtMs + this.#limits.idleMs;
    if (this.count > this.#limits.soft)
      for (const each of this.#neighbours.values()) atMs = Math.min(atMs, this.#judgedAtMs(each));
    if (atMs >= this.#wakeAtMs) return [];
    this.#wakeAtMs = atMs;
    return [{ type: 'wakeAt', atMs }];
  }
}
