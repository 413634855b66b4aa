// The search among neighbours, beside the tracker and without it. A query goes to all neighbours; each answers what it has itself
// and hands the query on to its own, who answer and hand it on no further. Answers go back the way that the query came. A query
// that comes again, by another way or in a circle, is known by its id and dropped.
// Nothing here grows with what neighbours send: queries are remembered by the last 50, counted by neighbour, cut, and what is
// handed on has a rate of its own, so that one query can't become many. Source: Kreitz & Niemelä 2010 (2 hops, the last 50 ids).
import { countBlocks, readHaveMap } from './haveMap';
import type { NeighbourLimits } from './neighbourLimits';
import type { Finding, NeighbourAction, NeighbourEvent } from './neighbourMessages';
import { TokenBucket } from './tokenBucket';
import type { Provider } from './trackerMessages';

/** What a node says of itself. */
export interface OverlayParts {
  readonly limits: NeighbourLimits;
  /** How others reach this node, and how busy it is. */
  readonly self: () => Omit<Provider, 'haveMap'>;
  /** What it serves of a content: which blocks, null for all of them, undefined for none. */
  readonly haveMapOf: (contentId: string) => Uint8Array | null | undefined;
  /** How many blocks a content of the swarm's catalogue has; undefined for one that isn't in it. */
  readonly blockCountOf: (contentId: string) => number | undefined;
  /** Numbers in [0, 1): where the ids of queries come from. */
  readonly random: () => number;
}

interface Query {
  /** Who asked us; null for an own query. */
  readonly from: string | null;
  readonly contentIds: readonly string[];
  answers: number;
}

/** Queries and answers of one node. */
export class OverlaySearch {
  readonly #parts: OverlayParts;
  /** The last queries by id, the oldest first; own ones and others'. */
  readonly #own = new Map<number, Query>();
  readonly #others = new Map<number, Query>();
  readonly #forwards: TokenBucket;
  readonly #allowances = new Map<string, TokenBucket>();

  constructor(parts: OverlayParts) {
    this.#parts = parts;
    const { forwardsPerSecond, forwardsAtOnce } = parts.limits;
    this.#forwards = new TokenBucket({ perSecond: forwardsPerSecond, burst: forwardsAtOnce });
  }

  /** Queries that are remembered. */
  get queryCount(): number {
    return this.#own.size + this.#others.size;
  }

  /** A neighbour is gone. */
  forget(peerId: string): void {
    this.#allowances.delete(peerId);
  }

  /** Asks all neighbours. */
  search(contentIds: readonly string[], neighbours: readonly string[]): readonly NeighbourAction[] {
    const { limits, random } = this.#parts;
    const asked = contentIds.slice(0, limits.contentsOfQuery);
    const queryId = Math.floor(random() * 2 ** 48);
    remember(this.#own, { queryId, most: limits.ownQueries }, { from: null, contentIds: asked, answers: 0 });
    return neighbours.map((peerId) => ({
      ...{ type: 'sendQuery', peerId, queryId, contentIds: asked, hopsLeft: limits.hops - 1 },
    }));
  }

  /** A neighbour asks. */
  query(
    { peerId, queryId, contentIds, hopsLeft }: NeighbourEvent & { type: 'queryArrived' },
    neighbours: readonly string[],
    nowMs: number,
  ): readonly NeighbourAction[] {
    const { limits } = this.#parts;
    if (!this.#allowanceOf(peerId).take(1, nowMs)) return [{ type: 'blame', peerId, offence: 'flood' }];
    if (this.#own.has(queryId) || this.#others.has(queryId)) return [];
    const asked = contentIds.slice(0, limits.contentsOfQuery);
    const query = { from: peerId, contentIds: asked, answers: 0 };
    remember(this.#others, { queryId, most: limits.queriesRemembered }, query);
    const left = Math.min(hopsLeft, limits.hops - 1) - 1;
    const found = asked.flatMap((contentId) => this.#ownFinding(contentId));
    return [
      ...(found.length === 0 ? [] : [{ type: 'sendAnswer', peerId, queryId, found } as const]),
      ...neighbours
        .filter((each) => left >= 0 && each !== peerId && this.#forwards.take(1, nowMs))
        .map((each) => {
          return { type: 'sendQuery', peerId: each, queryId, contentIds: asked, hopsLeft: left } as const;
        }),
    ];
  }

  /** A neighbour answers: what it says is ours, or handed back to who asked. Returns how many providers it has named, too. */
  answer({ queryId, found }: NeighbourEvent & { type: 'answerArrived' }): {
    readonly actions: readonly NeighbourAction[];
    readonly named: number;
  } {
    const query = this.#own.get(queryId) ?? this.#others.get(queryId);
    const isTooMuch = (query?.answers ?? 0) >= this.#parts.limits.answersOfQuery;
    if (query === undefined || isTooMuch) return { actions: [], named: 0 };
    query.answers += 1;
    const findings = this.#clean(query, found);
    if (findings.length === 0) return { actions: [], named: 0 };
    const named = findings.reduce((sum, { providers }) => sum + providers.length, 0);
    const { from } = query;
    if (from === null) return { actions: [{ type: 'found', found: findings }], named };
    return { actions: [{ type: 'sendAnswer', peerId: from, queryId, found: findings }], named: 0 };
  }

  #ownFinding(contentId: string): readonly Finding[] {
    const haveMap = this.#parts.haveMapOf(contentId);
    return haveMap === undefined ? [] : [{ contentId, providers: [{ ...this.#parts.self(), haveMap }] }];
  }

  /** What of an answer was asked for and makes sense, cut to what may be. */
  #clean({ contentIds }: Query, found: readonly Finding[]): readonly Finding[] {
    const { limits, blockCountOf, self } = this.#parts;
    const own = self().peerId;
    return contentIds.flatMap((contentId) => {
      const finding = found.slice(0, limits.contentsOfQuery).find((each) => each.contentId === contentId);
      const blockCount = blockCountOf(contentId);
      if (finding === undefined || blockCount === undefined) return [];
      const providers = finding.providers
        .slice(0, limits.providersOfAnswer)
        .filter(({ peerId }) => peerId !== own)
        .flatMap((provider) => cleanProvider(provider, blockCount, limits));
      return providers.length === 0 ? [] : [{ contentId, providers }];
    });
  }

  #allowanceOf(peerId: string): TokenBucket {
    const { queriesPerSecond, queriesAtOnce } = this.#parts.limits;
    const allowance =
      this.#allowances.get(peerId) ?? new TokenBucket({ perSecond: queriesPerSecond, burst: queriesAtOnce });
    this.#allowances.set(peerId, allowance);
    return allowance;
  }
}

function remember(
  queries: Map<number, Query>,
  { queryId, most }: { readonly queryId: number; readonly most: number },
  query: Query,
): void {
  queries.set(queryId, query);
  const [oldest] = queries.keys();
  if (queries.size > most && oldest !== undefined) queries.delete(oldest);
}

function cleanProvider(provider: Provider, blockCount: number, limits: NeighbourLimits): readonly Provider[] {
  const haveMap = provider.haveMap === null ? null : readHaveMap(provider.haveMap, blockCount);
  const hasNothing = haveMap === null ? provider.haveMap !== null : countBlocks(haveMap) === 0;
  if (hasNothing) return [];
  const load = provider.load >= 0 ? Math.min(provider.load, 1) : 1;
  const addresses = provider.addresses
    .filter(({ length }) => length <= limits.addressCharacters)
    .slice(0, limits.addresses);
  return [{ peerId: provider.peerId, addresses, haveMap, load }];
}
