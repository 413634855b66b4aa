// What the tracker is told by its members, and what it says to them.

/** What a member has of a content. */
export interface Holding {
  readonly contentId: string;
  /** Which blocks; null for all of them. Empty: it has let go of it. */
  readonly haveMap: Uint8Array | null;
}

/** A member that has blocks of a content, as others are told of it. */
export interface Provider {
  readonly peerId: string;
  readonly addresses: readonly string[];
  /** Which blocks; null for all of them. */
  readonly haveMap: Uint8Array | null;
  /** How busy its uplink is: 0 idle, 1 all slots taken. */
  readonly load: number;
}

/** What happened. Who a member is has been proved before (its credential): the tracker believes peer id and account. */
export type TrackerEvent =
  /** A member is connected now, or has other addresses. */
  | {
      readonly type: 'joined';
      readonly peerId: string;
      readonly account: string;
      readonly addresses: readonly string[];
    }
  /** A member has these contents, says how busy it is, or both. */
  | {
      readonly type: 'announced';
      readonly peerId: string;
      /** By which it is known where some of it isn't taken; null: by nothing. */
      readonly queryId: number | null;
      readonly holdings: readonly Holding[];
      readonly load: number;
    }
  | {
      readonly type: 'asked';
      readonly peerId: string;
      readonly queryId: number;
      readonly contentIds: readonly string[];
    }
  /** A member's connection is gone. */
  | { readonly type: 'left'; readonly peerId: string }
  /** The origin no longer vouches for an account. */
  | { readonly type: 'revoked'; readonly account: string }
  | { readonly type: 'timer' };

/** What is to be done. */
export type TrackerAction =
  | {
      readonly type: 'answer';
      readonly peerId: string;
      readonly queryId: number;
      /** By content, in the order asked; contents that nobody online has are there with nobody. */
      readonly found: readonly { readonly contentId: string; readonly providers: readonly Provider[] }[];
    }
  /** Come again later: the query isn't answered, or so many of the holdings, the last ones, weren't taken. */
  | {
      readonly type: 'refuse';
      readonly peerId: string;
      readonly queryId: number | null;
      readonly refusedHoldings: number;
      readonly waitMs: number;
    }
  | {
      readonly type: 'disconnect';
      readonly peerId: string;
      readonly reason: 'not a member' | 'too many of one account' | 'too many members' | 'revoked';
    }
  | { readonly type: 'wakeAt'; readonly atMs: number };
