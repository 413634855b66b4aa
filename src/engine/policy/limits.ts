// Every limit of the fetch policy, with its unit, its reason and its source. A profile is data: one policy, two clients.
import { LEAST_PREPARED_BYTES } from '../../shared/firstWindow';
import { CLASSIC_PEERS, MODERN_PEERS, type PeerLimits } from './peerLimits';

const KiB = 1024;
const MiB = 1024 * KiB;
const GiB = 1024 * MiB;

/** The limits that the policy keeps to. */
export interface Limits {
  /** Longest range asked of the origin in one request, in bytes: small enough to cancel cheaply. Source: streaming.md §6. */
  readonly originRequestBytes: number;
  /** Requests to the origin under way at once for one play: one arrives while the next is on its way. Source: streaming.md §6. */
  readonly originRequests: number;
  /** Longest range read from the cache at once, in bytes. Source: bench `cache`: longer ones gain nothing. */
  readonly cacheReadBytes: number;
  /** Reads of the cache under way at once for one play. */
  readonly cacheReads: number;
  /** The length of the head, in seconds of sound. Source: Kreitz & Niemelä 2010. */
  readonly headSeconds: number;
  /** The next track is prefetched when this much of the present one is left, in seconds. Source: Kreitz & Niemelä 2010. */
  readonly prefetchSecondsLeft: number;
  /** Plays that are prepared at a time: next, previous, and what is in view. Source: streaming.md §3.1. */
  readonly preparedPlays: number;
  /** The shortest first window of a prepared play, in bytes; the page counts on the same. Source: firstWindow.ts. */
  readonly preparedLeastBytes: number;
  /** Requests to the origin under way at once for all prepared plays together: they are never in a hurry. */
  readonly preparedRequests: number;
  /** Bytes an hour that prepared plays may cost the origin's link, but for the next one's. Source: streaming.md §3.1. */
  readonly preparedBytesAnHour: number;
  /** Failures in a row after which a play is no longer prepared: when it is played, it is tried anew. */
  readonly preparedRetries: number;
  /** The most that the cache may hold where the listener sets nothing, in bytes. Sources: Kreitz & Niemelä 2010; streaming.md §2. */
  readonly largestAutomaticCacheBytes: number;
  /** The part of the cache that heads may fill before they are evicted like bodies; 0: plainly what was used longest ago. Sources: Kreitz & Niemelä 2010; streaming.md §3.1. */
  readonly headShareOfCache: number;
  /** First pause after a failed request, in milliseconds; doubled with each failure in a row. */
  readonly retryFirstMs: number;
  /** Longest pause between tries, in milliseconds. */
  readonly retryLongestMs: number;
  /** Failures in a row, without a block between them, after which a play is given up: about 30 s of trying. */
  readonly retries: number;
  /** What is kept to with peers. */
  readonly peers: PeerLimits;
}

/** The 2010 client, as reported. Its own numbers; what the paper is silent on is as in `modern`. */
const CLASSIC: Limits = {
  originRequestBytes: 128 * KiB,
  originRequests: 2,
  cacheReadBytes: 256 * KiB,
  cacheReads: 1,
  headSeconds: 15,
  prefetchSecondsLeft: 10,
  preparedPlays: 0,
  preparedLeastBytes: LEAST_PREPARED_BYTES,
  preparedRequests: 0,
  preparedBytesAnHour: 0,
  preparedRetries: 0,
  largestAutomaticCacheBytes: 10 * GiB,
  headShareOfCache: 0,
  retryFirstMs: 250,
  retryLongestMs: 8_000,
  retries: 8,
  peers: CLASSIC_PEERS,
};

/** Ours, the default. Without peers, what tells them apart is that heads are had before anybody asks for them, and outlive bodies; with peers: peerLimits.ts. */
const MODERN: Limits = {
  ...CLASSIC,
  preparedPlays: 20,
  preparedRequests: 2,
  preparedBytesAnHour: 50_000_000,
  preparedRetries: 2,
  largestAutomaticCacheBytes: 2 * GiB,
  headShareOfCache: 0.1,
  peers: MODERN_PEERS,
};

/** The two profiles. */
export const PROFILES = { classic: CLASSIC, modern: MODERN } as const satisfies Record<string, Limits>;

const SMALLEST_CACHE_BYTES = 50 * MiB;

/** The cache's cap where the listener sets none: a tenth of the free disk, within bounds. Source: Kreitz & Niemelä 2010. */
export function automaticCapBytes(freeBytes: number, limits: Limits): number {
  return Math.min(
    Math.max(Math.floor(freeBytes / 10), SMALLEST_CACHE_BYTES),
    limits.largestAutomaticCacheBytes,
  );
}
