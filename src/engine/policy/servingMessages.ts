// What the serving policy is told, and what it says.
import type { BlockRange } from '../../shared/blocks';

/** What a peer asks for a block for, the most urgent first: it plays it now, it plays it next, it keeps it for the way. */
export type ServingPriority = 'play' | 'prefetch' | 'offline';

/** Why a peer isn't served now. */
export type BusyReason =
  /** Others are before it. */
  | 'no slot'
  /** It has asked for more than it may have waiting. */
  | 'too much'
  /** This listener's own playing is short of bytes. */
  | 'emergency'
  /** This listener doesn't share now: switched off, or a metered line. */
  | 'off';

/** What happened. */
export type ServingEvent =
  /** A peer is connected that may be served: its credential has been seen. */
  | { readonly type: 'peerJoined'; readonly peerId: string }
  | { readonly type: 'peerLeft'; readonly peerId: string }
  /** What we hold of a content has changed: which blocks; null for all of them, empty for none any more. */
  | {
      readonly type: 'held';
      readonly contentId: string;
      readonly sizeBytes: number;
      readonly haveMap: Uint8Array | null;
    }
  | {
      readonly type: 'asked';
      readonly peerId: string;
      readonly requestId: number;
      readonly contentId: string;
      readonly blocks: BlockRange;
      readonly priority: ServingPriority;
    }
  | { readonly type: 'cancelled'; readonly peerId: string; readonly requestId: number }
  /** The cache doesn't have a block after all. */
  | { readonly type: 'unreadable'; readonly contentId: string; readonly block: number }
  /** So many bytes more have arrived at a peer. */
  | { readonly type: 'acknowledged'; readonly peerId: string; readonly bytes: number }
  /** A ping has come back, after so many milliseconds. */
  | { readonly type: 'pinged'; readonly peerId: string; readonly roundTripMs: number }
  /** The sound of the own play is about to stop for want of bytes, or no longer: the fetch policy says so. */
  | { readonly type: 'emergency'; readonly isOn: boolean }
  /** The listener's switch, or a metered line. */
  | { readonly type: 'sharingChanged'; readonly isAllowed: boolean }
  /** The listener's cap. */
  | { readonly type: 'capChanged'; readonly bytesPerSecond: number }
  | { readonly type: 'linkChanged'; readonly isWired: boolean }
  /** The machine has slept: what peers asked for is void. */
  | { readonly type: 'resumed' }
  | { readonly type: 'timer' };

/** What is to be done. */
export type ServingAction =
  /** Send a piece of a block. The first one (`offset` 0) is the sign to read the block from the cache. */
  | {
      readonly type: 'sendPiece';
      readonly peerId: string;
      readonly requestId: number;
      readonly contentId: string;
      readonly block: number;
      readonly offset: number;
      readonly bytes: number;
      readonly reason: ServingPriority;
    }
  /** A small message on another stream, to be answered at once: how long is the way now? */
  | { readonly type: 'ping'; readonly peerId: string }
  /** Nothing more comes of a request: ask others, and us again in so many milliseconds at the earliest. */
  | {
      readonly type: 'busy';
      readonly peerId: string;
      readonly requestId: number;
      readonly reason: BusyReason;
      readonly forMs: number;
    }
  /** These blocks of a request aren't held. */
  | {
      readonly type: 'gone';
      readonly peerId: string;
      readonly requestId: number;
      readonly blocks: readonly BlockRange[];
    }
  /** A peer does what no honest one would: for the trust policy. */
  | { readonly type: 'blame'; readonly peerId: string; readonly offence: 'malformed' | 'flood' }
  | { readonly type: 'wakeAt'; readonly atMs: number };
