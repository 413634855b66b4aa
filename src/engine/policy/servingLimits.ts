// What serving others keeps to, with units, reasons and sources. A profile is data: one policy, two clients.
import type { BusyReason } from './servingMessages';

const KiB = 1024;

/** The limits of serving. */
export interface ServingLimits {
  /** Peers that are served at once. Source: Kreitz & Niemelä 2010. */
  readonly slots: number;
  /** Whether those who have a part of a track serve it. Source: streaming.md §2 (complete tracks only), §3.3. */
  readonly servesParts: boolean;
  /** The most that goes out, in bytes a second, where the listener sets nothing: 2 Mbit/s. Source: streaming.md §3.5. */
  readonly capBytesPerSecond: number;
  /** Bytes that a peer has been sent and hasn't acknowledged; one block is always allowed. Source: streaming.md §3.5. */
  readonly unacknowledgedBytes: number;
  /** Nothing is added once packets wait so long above the floor, in milliseconds: where the link may be wireless, and on a wire. Infinity: the delay isn't looked at. Sources: RFC 6817 (at most 100); streaming.md §3.5. */
  readonly targetDelayMs: number;
  readonly targetDelayOnWireMs: number;
  /** Peers that are known at a time: as many as there are neighbours at the most. */
  readonly peers: number;
  /** Requests and blocks that a peer may have waiting: 2 s of 4 Mbit/s are 64 blocks of 16 KiB. */
  readonly requestsOfPeer: number;
  readonly blocksOfPeer: number;
  /** Peers that wait for a slot; others are told at once that there is none. */
  readonly waitingPeers: number;
  /** Who has waited so long for a slot is told that there is none, in milliseconds: it can ask others. */
  readonly waitMs: number;
  /** How long a peer that isn't served is to leave us alone, by reason, in milliseconds: a slot is free in a moment, a switch isn't turned back soon. */
  readonly busyMs: Readonly<Record<BusyReason, number>>;
  /** Who hasn't acknowledged anything for so long loses its slot, and gets none before it does, in milliseconds. */
  readonly stalledMs: number;
  /** Requests of a peer a second, and at once; what is beyond is a flood and isn't answered. */
  readonly requestsPerSecond: number;
  readonly requestsAtOnce: number;
}

/** Both are alike where the 2010 paper is silent. */
const COMMON = {
  slots: 4,
  peers: 64,
  requestsOfPeer: 32,
  blocksOfPeer: 64,
  waitingPeers: 8,
  waitMs: 2_000,
  busyMs: { 'too much': 1_000, 'no slot': 2_000, emergency: 5_000, off: 600_000 },
  stalledMs: 5_000,
  requestsPerSecond: 100,
  requestsAtOnce: 200,
} as const;

/** Serving in 2010, and ours. */
export const SERVING_PROFILES = {
  classic: {
    ...COMMON,
    servesParts: false,
    capBytesPerSecond: Infinity,
    unacknowledgedBytes: 256 * KiB,
    targetDelayMs: Infinity,
    targetDelayOnWireMs: Infinity,
  },
  modern: {
    ...COMMON,
    servesParts: true,
    capBytesPerSecond: 250_000,
    unacknowledgedBytes: 32 * KiB,
    targetDelayMs: 60,
    targetDelayOnWireMs: 25,
  },
} as const satisfies Record<string, ServingLimits>;
