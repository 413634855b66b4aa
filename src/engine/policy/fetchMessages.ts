// What the fetch policy is told, and what it says: the driver performs the actions and feeds what happens back as events.
import type { BlockRange } from '../../shared/blocks';
import type { ByteRange, Track } from '../../shared/track';
import type { Purpose } from './wanted';

/** What happened. */
export type FetchEvent =
  /** A track is wanted. `held` is the cache's have-map of it, one bit a block, the lowest bit of the first byte for block 0; null where it holds none. */
  | {
      readonly type: 'trackWanted';
      readonly playId: string;
      readonly track: Track;
      readonly purpose: Purpose;
      readonly held: Uint8Array | null;
      /** Its bytes lie on this disk at their origin, and never in the cache. */
      readonly isLocal?: boolean;
    }
  /** A play is to be wanted as soon as the store has said what it holds of it: nothing else begins. What was wanted under this id is over. */
  | { readonly type: 'playAwaited'; readonly playId: string }
  /** The prepared plays that count now, the likeliest first; and which of all that is wanted comes next by itself. */
  | {
      readonly type: 'preparedListed';
      readonly playIds: readonly string[];
      readonly nextPlayId: string | null;
    }
  | { readonly type: 'windowMoved'; readonly playId: string; readonly window: ByteRange }
  /** The page no longer has these bytes. */
  | { readonly type: 'dropped'; readonly playId: string; readonly range: ByteRange }
  /** So much of the track that plays is left. */
  | { readonly type: 'playheadMoved'; readonly playId: string; readonly secondsLeft: number }
  | { readonly type: 'blockArrived'; readonly requestId: number; readonly block: number }
  /** The cache doesn't have it after all: evicted since, or damaged. */
  | { readonly type: 'blockLost'; readonly requestId: number; readonly block: number }
  | { readonly type: 'requestDone'; readonly requestId: number }
  | {
      readonly type: 'requestFailed';
      readonly requestId: number;
      readonly message: string;
      readonly isFinal: boolean;
    }
  /** A block that came before it could be checked isn't the track's. */
  | { readonly type: 'bytesWrong'; readonly track: Track; readonly message: string }
  | { readonly type: 'abandoned'; readonly playId: string }
  /** The machine has slept: what the origin was asked for won't come, and why it failed before is forgotten. */
  | { readonly type: 'resumed' }
  | { readonly type: 'timer' };

/** What is to be done. Requests carry the reason for them. */
export type FetchAction =
  | {
      readonly type: 'readCache';
      readonly requestId: number;
      readonly track: Track;
      readonly blocks: BlockRange;
    }
  | {
      readonly type: 'askOrigin';
      readonly requestId: number;
      readonly track: Track;
      readonly blocks: BlockRange;
      /** `head`, `read-ahead`: of the play · `prefetch`: the head of what comes next · `prepare`: the first bytes of what may come. */
      readonly reason: 'head' | 'read-ahead' | 'prefetch' | 'prepare';
    }
  | { readonly type: 'cancel'; readonly requestId: number }
  | { readonly type: 'sendToPage'; readonly playId: string; readonly block: number }
  /** Put the block that has just arrived into the cache. */
  | { readonly type: 'keep'; readonly track: Track; readonly block: number; readonly purpose: Purpose }
  | { readonly type: 'giveUp'; readonly playId: string; readonly message: string }
  | { readonly type: 'wakeAt'; readonly atMs: number };
