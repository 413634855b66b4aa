// What is fetched for plays that may come, while the one that plays needs nothing. In this order: prepared plays whose window
// the page has moved (a gapless join is near); the head of the next track, when little of the present one is left, at the
// page where it is prepared, else in the cache: from peers as soon as they are searched for it, and from the origin what is
// missing when it is due; then the first windows of the prepared plays, the likeliest first, a few
// requests at a time for all together and under an hourly budget. Source: streaming.md §2, §3.1.
import { HourlyBudget } from './budget';
import type { FetchAction, FetchEvent } from './fetchMessages';
import type { Limits } from './limits';
import type { Requests } from './requests';
import type { Swarm } from './swarm';
import type { Source, Wanted } from './wanted';

type ByPlayId = ReadonlyMap<string, Wanted>;

/** Which of the plays that may come is had when. */
export class ComingPlan {
  readonly #limits: Limits;
  readonly #requests: Requests;
  readonly #swarm: Swarm;
  readonly #budget: HourlyBudget;
  /** The prepared plays that count, the likeliest first. */
  #prepared: readonly string[] = [];
  #nextPlayId: string | null = null;
  /** When the policy will be woken because the budget allows more, in milliseconds. */
  #wakeAtMs = 0;

  constructor({ limits, requests, swarm }: { limits: Limits; requests: Requests; swarm: Swarm }) {
    this.#limits = limits;
    this.#requests = requests;
    this.#swarm = swarm;
    this.#budget = new HourlyBudget(limits.preparedBytesAnHour);
  }

  /** Takes another list of prepared plays: those that aren't in it have nothing under way, the others are tried anew. */
  list({ playIds, nextPlayId }: FetchEvent & { type: 'preparedListed' }, wanted: ByPlayId): FetchAction[] {
    this.#prepared = playIds.slice(0, this.#limits.preparedPlays);
    this.#nextPlayId = nextPlayId;
    return [...wanted.values()].flatMap((each) => {
      if (each.purpose !== 'prepare') return [];
      if (each.playId !== nextPlayId) each.isHeadDue = false;
      if (!this.#prepared.includes(each.playId)) return this.#requests.cancelAllOf(each);
      each.tryAgain();
      return [];
    });
  }

  /** Somebody waits for the first bytes of a play: prepared plays let go of the link. */
  makeWay(wanted: ByPlayId): FetchAction[] {
    return [...wanted.values()]
      .filter(({ purpose }) => purpose === 'prepare')
      .flatMap(({ requests }) => [...requests].filter(({ source }) => source !== 'cache'))
      .map((request) => this.#requests.cancel(request));
  }

  /** So many bytes have come on the budget. */
  spend(bytes: number, nowMs: number): void {
    this.#budget.spend(bytes, nowMs);
  }

  /** What is to be asked for now. */
  plan({
    wanted,
    secondsLeft,
    nowMs,
  }: {
    wanted: ByPlayId;
    secondsLeft: number;
    nowMs: number;
  }): FetchAction[] {
    const { prefetchSecondsLeft, peers } = this.#limits;
    const isDue = secondsLeft <= prefetchSecondsLeft;
    const isNear = secondsLeft <= peers.searchSecondsLeft;
    const prepared = this.#preparedOf(wanted);
    const isNext = ({ playId }: Wanted): boolean => playId === this.#nextPlayId;
    for (const each of prepared)
      each.isHeadDue = isNext(each) && (isDue || (isNear && this.#isHeadForPeers(each)));
    const prefetches = [...wanted.values()].filter(({ purpose }) => purpose === 'prefetch');
    const isSoon = (each: Wanted): boolean => each.isMoved || (isDue && each.isHeadDue);
    const soon = [...prepared.filter(isSoon), ...(isDue ? prefetches : [])];
    const later = prepared.filter((each) => !isSoon(each) && !each.isHeadDue);
    const next = isNear ? [...prefetches, ...prepared.filter(isNext)] : [];
    const actions = [
      ...this.#swarm.search(next, 'prefetch', nowMs),
      ...next.flatMap((each) => this.#swarm.askAhead(each, this.#limits.originRequests)),
      ...soon.flatMap((each) => this.#askForOne(each, nowMs)),
    ];
    if (soon.some((each) => each.isBusy)) return actions;
    return [...actions, ...this.#swarm.search(later, 'prepare', nowMs), ...this.#askForAll(later, nowMs)];
  }

  /** Whether peers bring the head of the next track before the origin is asked for it: once the first window is there. */
  #isHeadForPeers(next: Wanted): boolean {
    const isWished = this.#limits.peers.hasNextFromPeers && (next.isHeadDue || !next.isBusy);
    return isWished && this.#swarm.serves(next);
  }

  #preparedOf(wanted: ByPlayId): readonly Wanted[] {
    return this.#prepared.flatMap((playId) => {
      const each = wanted.get(playId);
      return each?.purpose === 'prepare' && !each.isGivenUp ? [each] : [];
    });
  }

  /** Asks for what comes soon as for a play. */
  #askForOne(wanted: Wanted, nowMs: number): FetchAction[] {
    const { cacheReads, originRequests } = this.#limits;
    // Held blocks of a prefetch are where they belong.
    const isToPage = wanted.purpose !== 'prefetch';
    return [
      ...(isToPage ? this.#ask(wanted, 'cache', cacheReads - wanted.countOf('cache')) : []),
      ...(wanted.notBeforeMs > nowMs
        ? []
        : this.#askOrigin(wanted, originRequests - wanted.countOf('origin'), nowMs)),
    ];
  }

  /** Asks for what may come, a few at a time for all together. After a failure all wait: as a rule the origin is away. */
  #askForAll(prepared: readonly Wanted[], nowMs: number): FetchAction[] {
    const { cacheReads, preparedRequests } = this.#limits;
    const isPaused = prepared.some(({ notBeforeMs }) => notBeforeMs > nowMs);
    let reads = cacheReads - countOf(prepared, 'cache');
    let asks = isPaused ? 0 : preparedRequests - countOf(prepared, 'origin');
    const actions: FetchAction[] = [];
    for (const each of prepared) {
      actions.push(...this.#swarm.askAhead(each, preparedRequests));
      const fromCache = this.#ask(each, 'cache', reads);
      const fromOrigin = this.#swarm.isLeftToPeers(each, nowMs) ? [] : this.#askOrigin(each, asks, nowMs);
      reads -= fromCache.length;
      asks -= fromOrigin.filter(({ type }) => type === 'askOrigin').length;
      actions.push(...fromCache, ...fromOrigin);
    }
    return actions;
  }

  /** Asks the origin, as far as the budget goes. What lies on this disk costs nothing; what comes next is played in any case, and isn't under it. */
  #askOrigin(wanted: Wanted, most: number, nowMs: number): FetchAction[] {
    if (wanted.isLocal || wanted.purpose === 'prefetch' || wanted.playId === this.#nextPlayId)
      return this.#ask(wanted, 'origin', most);
    const actions: FetchAction[] = [];
    for (let left = most; left > 0; left--) {
      const blocks = wanted.next('origin', this.#limits.originRequestBytes);
      if (blocks === null) return actions;
      const bytes = (blocks.end - blocks.first) * wanted.blockSizeBytes;
      if (bytes + this.#requests.budgetedBytes > this.#budget.leftBytes(nowMs))
        return [...actions, ...this.#wake(nowMs)];
      actions.push(this.#requests.ask({ wanted, source: 'origin', blocks, isBudgeted: true }));
    }
    return actions;
  }

  #ask(wanted: Wanted, source: 'cache' | 'origin', most: number): FetchAction[] {
    const actions: FetchAction[] = [];
    this.#requests.askAll({ wanted, source, most, isBudgeted: false }, actions);
    return actions;
  }

  #wake(nowMs: number): FetchAction[] {
    const atMs = this.#budget.moreAtMs(nowMs);
    if (atMs <= nowMs || this.#wakeAtMs > nowMs) return [];
    this.#wakeAtMs = atMs;
    return [{ type: 'wakeAt', atMs }];
  }
}

function countOf(wanted: readonly Wanted[], source: Source): number {
  return wanted.reduce((sum, each) => sum + each.countOf(source), 0);
}
