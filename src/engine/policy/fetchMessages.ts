// What the fetch policy is told, and what it says: the driver performs the actions and feeds what happens back as events.
import type { AskReason } from '../../shared/blockNotes';
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
  /** So much of the track that plays is left; `isSounding`: and it gets less by itself. */
  | {
      readonly type: 'playheadMoved';
      readonly playId: string;
      readonly secondsLeft: number;
      readonly isSounding: boolean;
    }
  /** The page has a play's sound wait for leave to begin. */
  | { readonly type: 'startAwaited'; readonly playId: string }
  /** A block has come; from a peer: and is what the manifest says. */
  | { readonly type: 'blockArrived'; readonly requestId: number; readonly block: number }
  /** A peer has sent something else than the block. */
  | { readonly type: 'blockBad'; readonly requestId: number; readonly block: number }
  /** Cache or peer doesn't have it after all: evicted since, or damaged. */
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
  /** Whether the listener wants peers used. Not, until said. */
  | { readonly type: 'peersUsed'; readonly isOn: boolean }
  /** A peer is connected. */
  | { readonly type: 'peerFound'; readonly peerId: string; readonly roundTripMs: number | null }
  /** A connected peer has said what it has of a content: one bit a block, as in `held`. */
  | {
      readonly type: 'peerHas';
      readonly peerId: string;
      readonly contentId: string;
      readonly haveMap: Uint8Array;
    }
  /** A peer has no slot for us now: what it was asked for won't come, and it isn't to be asked for so long. */
  | { readonly type: 'peerBusy'; readonly peerId: string; readonly forMs: number }
  | { readonly type: 'peerGone'; readonly peerId: string }
  /** A search for peers has found all that it finds. */
  | { readonly type: 'peersSearched'; readonly contentId: string }
  /** The manifest of a content is there: blocks of it can be checked, and be had from peers. */
  | { readonly type: 'manifestKnown'; readonly contentId: string }
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
      readonly reason: AskReason;
    }
  | {
      readonly type: 'askPeer';
      readonly requestId: number;
      readonly peerId: string;
      readonly track: Track;
      readonly blocks: BlockRange;
      readonly reason: AskReason;
      /** When the playhead needs it, in milliseconds; null where it isn't played yet. */
      readonly deadlineMs: number | null;
    }
  /** Ask tracker and overlay who has these tracks. */
  | {
      readonly type: 'findPeers';
      readonly tracks: readonly Track[];
      readonly reason: 'play' | 'prefetch' | 'prepare';
    }
  /** Let go of a peer; `ban`: for the session, it has sent what isn't true. What it was asked for is over. */
  | { readonly type: 'dropPeer' | 'ban'; readonly peerId: string; readonly reason: string }
  /** The sound is about to stop for want of bytes, or no longer: uploads stand meanwhile. */
  | { readonly type: 'emergency'; readonly isOn: boolean }
  /** A play that awaits it may begin to sound. */
  | { readonly type: 'start'; readonly playId: string }
  | { readonly type: 'cancel'; readonly requestId: number }
  | { readonly type: 'sendToPage'; readonly playId: string; readonly block: number }
  /** Put the block that has just arrived into the cache. */
  | { readonly type: 'keep'; readonly track: Track; readonly block: number; readonly purpose: Purpose }
  | { readonly type: 'giveUp'; readonly playId: string; readonly message: string }
  | { readonly type: 'wakeAt'; readonly atMs: number };
