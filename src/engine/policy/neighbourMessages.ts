// What a node is told of its neighbours, and what it says to them.
import type { Provider } from './trackerMessages';

/** Who has a content, as far as somebody knows. */
export interface Finding {
  readonly contentId: string;
  readonly providers: readonly Provider[];
}

/** What happened. */
export type NeighbourEvent =
  /** A peer is connected and let in; which of the two dialled doesn't matter. */
  | { readonly type: 'connected'; readonly peerId: string; readonly isOverWebRtc: boolean }
  | { readonly type: 'disconnected'; readonly peerId: string }
  /** Bytes of blocks have gone to a neighbour, or have come from it. */
  | {
      readonly type: 'transferred';
      readonly peerId: string;
      readonly sentBytes: number;
      readonly receivedBytes: number;
    }
  /** So many tracks that this listener plays or will play are at a neighbour. */
  | { readonly type: 'interestChanged'; readonly peerId: string; readonly tracks: number }
  /** A neighbour is trusted less than others: it is the first to be let go. */
  | { readonly type: 'demoted'; readonly peerId: string }
  /** The listener plays: neighbours are of use. */
  | { readonly type: 'played' }
  /** Find out who has these contents. */
  | { readonly type: 'searchWanted'; readonly contentIds: readonly string[] }
  /** A neighbour asks, for itself or another. `hopsLeft`: how much further it may go. */
  | {
      readonly type: 'queryArrived';
      readonly peerId: string;
      readonly queryId: number;
      readonly contentIds: readonly string[];
      readonly hopsLeft: number;
    }
  | {
      readonly type: 'answerArrived';
      readonly peerId: string;
      readonly queryId: number;
      readonly found: readonly Finding[];
    }
  | { readonly type: 'timer' };

/** What is to be done. */
export type NeighbourAction =
  | {
      readonly type: 'sendQuery';
      readonly peerId: string;
      readonly queryId: number;
      readonly contentIds: readonly string[];
      readonly hopsLeft: number;
    }
  | {
      readonly type: 'sendAnswer';
      readonly peerId: string;
      readonly queryId: number;
      readonly found: readonly Finding[];
    }
  /** Somebody has what was searched for. */
  | { readonly type: 'found'; readonly found: readonly Finding[] }
  | {
      readonly type: 'disconnect';
      readonly peerId: string;
      readonly reason: 'full' | 'least useful' | 'idle';
    }
  /** A neighbour does what no honest one would: for the trust policy. */
  | { readonly type: 'blame'; readonly peerId: string; readonly offence: 'flood' }
  | { readonly type: 'wakeAt'; readonly atMs: number };
