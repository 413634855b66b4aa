// What two peers say to each other, as it is believed: everything within its limits.
import type { BlockRange } from '../../../shared/blocks';
import type { Finding } from '../../policy/neighbourMessages';
import type { BusyReason, ServingPriority } from '../../policy/servingMessages';

/** The protocol between two peers. Each opens one stream to the other and writes on that one only. */
export const BLOCKS_PROTOCOL = '/starling/blocks/1.0.0';

/** A message between two peers. */
export type BlocksMessage =
  /** Always the first: an encoded credential, not yet verified (`credential.ts`). */
  | { readonly type: 'credential'; readonly credential: Uint8Array }
  /** So many requests and blocks the sender lets the other have waiting. */
  | { readonly type: 'limits'; readonly requests: number; readonly blocks: number }
  /** What the sender has of a content: which blocks, null for all of them, empty for none any more. */
  | { readonly type: 'have'; readonly contentId: string; readonly haveMap: Uint8Array | null }
  | {
      readonly type: 'request';
      readonly requestId: number;
      readonly contentId: string;
      readonly blocks: BlockRange;
      readonly priority: ServingPriority;
      /** When it is needed, in milliseconds from now; null where it isn't played yet. */
      readonly deadlineMs: number | null;
    }
  /** A piece of a block that was asked for: the bytes from `offset` on. */
  | {
      readonly type: 'block';
      readonly requestId: number;
      readonly block: number;
      readonly offset: number;
      readonly bytes: Uint8Array;
    }
  /** So many bytes of blocks more have arrived. */
  | { readonly type: 'received'; readonly bytes: number }
  | { readonly type: 'cancel'; readonly requestId: number }
  /** Nothing more comes of a request; ask again in so many milliseconds at the earliest. */
  | {
      readonly type: 'busy';
      readonly requestId: number;
      readonly reason: BusyReason;
      readonly forMs: number;
    }
  /** These blocks of a request aren't held. */
  | { readonly type: 'gone'; readonly requestId: number; readonly blocks: readonly BlockRange[] }
  | {
      readonly type: 'query';
      readonly queryId: number;
      readonly contentIds: readonly string[];
      readonly hopsLeft: number;
    }
  | { readonly type: 'answer'; readonly queryId: number; readonly found: readonly Finding[] }
  /** To be answered at once, with the same id. */
  | { readonly type: 'ping'; readonly pingId: number }
  | { readonly type: 'pong'; readonly pingId: number };
