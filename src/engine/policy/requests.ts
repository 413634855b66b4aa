import type { BlockRange } from '../../shared/blocks';
import type { FetchAction } from './fetchMessages';
import type { Limits } from './limits';
import type { Request, Source, Wanted } from './wanted';

/** What a request is to be. */
export interface Ask {
  readonly wanted: Wanted;
  readonly source: Source;
  readonly blocks: BlockRange;
  readonly isBudgeted: boolean;
}

/** The requests under way. */
export class Requests {
  readonly #requests = new Map<number, Request>();
  readonly #limits: Limits;
  #nextId = 1;

  constructor(limits: Limits) {
    this.#limits = limits;
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

  /** Begins up to `most` requests for what `source` is to be asked for, in order. */
  askAll({
    wanted,
    source,
    most,
    isBudgeted,
  }: Omit<Ask, 'blocks'> & { readonly most: number }): FetchAction[] {
    const { cacheReadBytes, originRequestBytes } = this.#limits;
    const mostBytes = source === 'cache' ? cacheReadBytes : originRequestBytes;
    const actions: FetchAction[] = [];
    while (actions.length < most) {
      const blocks = wanted.next(source, mostBytes);
      if (blocks === null) break;
      actions.push(this.ask({ wanted, source, blocks, isBudgeted }));
    }
    return actions;
  }

  /** Begins a request. */
  ask({ wanted, source, blocks, isBudgeted }: Ask): FetchAction {
    const requestId = this.#nextId++;
    const request = { requestId, wanted, source, blocks, isBudgeted };
    this.#requests.set(requestId, request);
    wanted.begin(request);
    const { track } = wanted;
    if (source === 'cache') return { type: 'readCache', requestId, track, blocks };
    return { type: 'askOrigin', requestId, track, blocks, reason: reasonOf(wanted, blocks) };
  }

  /** A request is over: what hasn't come of it is to be had elsewhere, or again. */
  end(request: Request, left: 'missing' | 'held'): void {
    this.#requests.delete(request.requestId);
    request.wanted.end(request, left);
  }

  /** Ends a request before its time. */
  cancel(request: Request): FetchAction {
    this.end(request, request.source === 'cache' ? 'held' : 'missing');
    return { type: 'cancel', requestId: request.requestId };
  }

  /** Ends all requests for a track. */
  cancelAllOf(wanted: Wanted): FetchAction[] {
    return [...wanted.requests].map((request) => this.cancel(request));
  }
}

function reasonOf(wanted: Wanted, blocks: BlockRange): 'head' | 'read-ahead' | 'prefetch' | 'prepare' {
  if (wanted.purpose === 'prefetch' || wanted.isHeadDue) return 'prefetch';
  if (wanted.purpose === 'prepare') return 'prepare';
  return wanted.isHead(blocks) ? 'head' : 'read-ahead';
}
