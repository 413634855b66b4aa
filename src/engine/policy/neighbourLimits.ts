const MINUTE_MS = 60_000;

/** What a node keeps to among its neighbours. */
export interface NeighbourLimits {
  /** With so many neighbours no more are looked for, and those beyond are let go, the least useful first. Sources: Kreitz & Niemelä 2010; streaming.md §3.8. */
  readonly soft: number;
  /** More than so many aren't let in. Sources: the same. */
  readonly hard: number;
  /** Of those, how many over WebRTC, which costs five times the CPU a byte. Sources: streaming.md §3.8, §7. */
  readonly overWebRtc: number;
  /** With nothing played or sent for so long all are let go, in milliseconds. Source: streaming.md §3.8. */
  readonly idleMs: number;
  /** A newcomer isn't judged before this, in milliseconds: it hasn't had time to be of use. */
  readonly graceMs: number;
  /** Hops that a query travels. Source: Kreitz & Niemelä 2010. */
  readonly hops: number;
  /** Queries that are remembered, so that one that comes twice isn't answered twice. Source: Kreitz & Niemelä 2010. */
  readonly queriesRemembered: number;
  /** Own queries whose answers are still taken. */
  readonly ownQueries: number;
  /** Queries of a neighbour a second, and at once: its own, and those it hands on. */
  readonly queriesPerSecond: number;
  readonly queriesAtOnce: number;
  /** Queries that we hand on a second, and at once, counted by neighbour that gets one. */
  readonly forwardsPerSecond: number;
  readonly forwardsAtOnce: number;
  /** Contents in a query: a track and the next ones of the queue. Source: streaming.md §3.6. */
  readonly contentsOfQuery: number;
  /** Providers of a content that are taken from one answer, and answers that are taken or handed back of a query. */
  readonly providersOfAnswer: number;
  readonly answersOfQuery: number;
  /** Addresses of a provider, and characters of each. The longest in use (a relayed one) has about 200. */
  readonly addresses: number;
  readonly addressCharacters: number;
}

/** Both are alike where the 2010 paper is silent. */
const COMMON = {
  graceMs: 5 * MINUTE_MS,
  hops: 2,
  queriesRemembered: 50,
  ownQueries: 10,
  queriesPerSecond: 10,
  queriesAtOnce: 30,
  forwardsPerSecond: 100,
  forwardsAtOnce: 300,
  contentsOfQuery: 10,
  providersOfAnswer: 10,
  answersOfQuery: 60,
  addresses: 8,
  addressCharacters: 256,
} as const;

/** Neighbours in 2010, and ours. */
export const NEIGHBOUR_PROFILES = {
  classic: { ...COMMON, soft: 50, hard: 60, overWebRtc: 60, idleMs: Infinity },
  modern: { ...COMMON, soft: 12, hard: 20, overWebRtc: 8, idleMs: 30 * MINUTE_MS },
} as const satisfies Record<string, NeighbourLimits>;
