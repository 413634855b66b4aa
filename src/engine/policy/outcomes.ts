// What comes of requests: blocks, which go to the page and into the cache; and failures. What fails is missing again. The
// origin is asked again after a pause that doubles, until a play is given up, unless peers have it; peers are judged
// (conduct.ts), and what they fail at is asked for elsewhere.
import type { ComingPlan } from './comingPlan';
import type { FetchAction, FetchEvent } from './fetchMessages';
import type { Limits } from './limits';
import { sizeOf, type Requests } from './requests';
import type { Swarm } from './swarm';
import type { Request, Wanted } from './wanted';
import type { WantedPlays } from './wantedPlays';

/** What outcomes have to do with. */
export interface OutcomesParts {
  readonly limits: Limits;
  readonly requests: Requests;
  readonly plays: WantedPlays;
  readonly swarm: Swarm;
  readonly coming: ComingPlan;
}

/** Takes what comes of requests. */
export class Outcomes {
  readonly #parts: OutcomesParts;

  constructor(parts: OutcomesParts) {
    this.#parts = parts;
  }

  /** A block has come. */
  arrive({ requestId, block }: FetchEvent & { type: 'blockArrived' }, nowMs: number): FetchAction[] {
    const { requests, swarm } = this.#parts;
    const request = requests.get(requestId);
    if (request === undefined || block < request.blocks.first || block >= request.blocks.end) return [];
    const { wanted, source } = request;
    if (requests.isTrial(request)) {
      swarm.arrive(request, block, nowMs);
      requests.end(request, 'missing');
      return [];
    }
    if (!wanted.awaits(request, block)) return [];
    requests.settle(request, block);
    // What peers send ahead of the page's window is for the cache.
    const isForPage = source !== 'peer' || wanted.isInWindow({ first: block, end: block + 1 });
    const actions: FetchAction[] = [];
    for (const other of wanted.arrive(request, block, isForPage)) actions.push(...this.#outrun(other, block));
    if (source !== 'cache') {
      swarm.arrive(request, block, nowMs);
      this.#note(request, block, nowMs);
    }
    this.#endIfComplete(request);
    const { playId, track, purpose } = wanted;
    if (purpose !== 'prefetch' && isForPage) actions.push({ type: 'sendToPage', playId, block });
    if (source !== 'cache') actions.push({ type: 'keep', track, block, purpose });
    return actions;
  }

  /** Another source was sooner with a block of this request. */
  #outrun(requestId: number, block: number): FetchAction[] {
    const { requests, swarm } = this.#parts;
    const request = requests.get(requestId);
    if (request === undefined) return [];
    swarm.miss(request);
    if (swarm.conduct.keepOnTrial(request)) return [];
    requests.settle(request, block);
    return request.wanted.isAwaiting(request) ? [] : [requests.cancel(request)];
  }

  /** What has come once lies in the cache for whoever else wants it. */
  #note({ wanted, source, isBudgeted }: Request, block: number, nowMs: number): void {
    const { coming, plays } = this.#parts;
    if (source === 'origin') wanted.failuresInARow = 0;
    if (isBudgeted) coming.spend(sizeOf(wanted, { first: block, end: block + 1 }), nowMs);
    if (!wanted.isLocal) plays.hold(wanted, block);
  }

  /** A source lacks a block that it was thought to have. */
  lose({ requestId, block }: FetchEvent & { type: 'blockLost' }): FetchAction[] {
    const { requests, swarm } = this.#parts;
    const request = requests.get(requestId);
    if (request === undefined || request.source === 'origin') return [];
    const isTrial = requests.isTrial(request);
    if (!isTrial && !request.wanted.awaits(request, block)) return [];
    if (!isTrial) requests.settle(request, block);
    request.wanted.lose(request, block);
    this.#endIfComplete(request);
    return request.source === 'peer' ? swarm.conduct.promisedInVain(request, block) : [];
  }

  #endIfComplete(request: Request): void {
    if (!request.wanted.isAwaiting(request)) this.#parts.requests.end(request, 'missing');
  }

  /** A request has ended before it had brought everything. */
  fail(failure: { requestId: number; message: string; isFinal: boolean }, nowMs: number): FetchAction[] {
    const { requests, swarm } = this.#parts;
    const request = requests.get(failure.requestId);
    if (request === undefined) return [];
    // What the cache can't give, for whatever reason, the origin can.
    requests.end(request, 'missing');
    if (request.source === 'peer') return swarm.conduct.fail(request, failure.message);
    return request.source === 'cache' ? [] : this.#failAtOrigin(request.wanted, failure, nowMs);
  }

  #failAtOrigin(
    wanted: Wanted,
    { message, isFinal }: { message: string; isFinal: boolean },
    nowMs: number,
  ): FetchAction[] {
    const { preparedRetries, retries, retryFirstMs, retryLongestMs } = this.#parts.limits;
    wanted.failuresInARow += 1;
    const mostFailures = wanted.purpose === 'prepare' ? preparedRetries : retries;
    if (isFinal || wanted.failuresInARow > mostFailures) return this.#doWithoutOrigin(wanted, message, nowMs);
    const pauseMs = Math.min(retryFirstMs * 2 ** (wanted.failuresInARow - 1), retryLongestMs);
    wanted.notBeforeMs = nowMs + pauseMs;
    return [{ type: 'wakeAt', atMs: wanted.notBeforeMs }];
  }

  #doWithoutOrigin(wanted: Wanted, message: string, nowMs: number): FetchAction[] {
    const { requests, plays, swarm } = this.#parts;
    if (wanted.purpose !== 'play' || !swarm.maySupply(wanted, nowMs)) return plays.giveUp(wanted, message);
    wanted.originFailure = message;
    const others = [...wanted.requests].filter(({ source }) => source === 'origin');
    return others.map((request) => requests.cancel(request));
  }
}
