// What the fetcher is made of, and what goes through it.
import type { BlockNote, BlockReason } from '../shared/blockNotes';
import type { MediaInfo } from '../shared/mediaInfo';
import type { ByteRange, Track } from '../shared/track';
import type { ReadSource } from './blockReads';
import type { BlockPins, BlockStore } from './blockStore';
import type { ParseMediaInfo } from './cacheEntry';
import type { FetchPolicy } from './policy/fetchPolicy';
import type { Limits } from './policy/limits';
import type { Purpose } from './policy/wanted';
import type { Clock, PeerLink } from './ports';
import type { Prove } from './proofs';

/** Where blocks come from. */
export type FetchSource = ReadSource | 'peers';

/** What has come with an event, where from, and why it was asked for. */
export interface Arrival {
  readonly arrived: Uint8Array | undefined;
  readonly source: FetchSource;
  readonly reason: BlockReason;
}

/** A block of a play, for the page. */
export interface FetchedBlock {
  readonly playId: string;
  /** Where it begins in the track, in bytes. */
  readonly start: number;
  readonly bytes: Uint8Array;
  readonly source: FetchSource;
  readonly reason: BlockReason;
  /** Its number in the track. */
  readonly block: number;
  /** Whether the track lies on this machine's disk. */
  readonly isLocal: boolean;
}

/** What the fetcher is made of. */
export interface FetcherParts {
  readonly clock: Clock;
  readonly store: BlockStore & BlockPins;
  readonly limits: Limits;
  readonly prove: Prove;
  readonly parseMediaInfo: ParseMediaInfo;
  /** What is known of a play's sound: once a play, before its first block. */
  readonly onMediaInfo: (playId: string, mediaInfo: MediaInfo | null) => void;
  readonly onBlock: (block: FetchedBlock) => void;
  /** A block has come for the cache, ahead of its play. */
  readonly onPrefetched?: (block: { readonly source: FetchSource; readonly sizeBytes: number }) => void;
  /** A block of a play has come from a peer and is kept; where the page takes it now, after `onBlock`. */
  readonly onReadAhead?: (playId: string, note: BlockNote) => void;
  /** A play can't go on; `message` is a clause that says why. */
  readonly onGiveUp: (playId: string, message: string) => void;
  readonly warn: (text: string) => void;
  /** Whether a play misses anything, or is about to begin: after every event. */
  readonly onNeed?: (isPlayInNeed: boolean) => void;
  /** Default: there are none. */
  readonly peers?: PeerLink;
  /** Default: one that keeps to `limits`. */
  readonly policy?: FetchPolicy;
}

/** A track that is wanted. */
export interface Want {
  track: Track;
  purpose: Purpose;
  /** `waiting`: the store is still to be asked about it · `asking`: it has been · `known`: to the policy. */
  stage: 'waiting' | 'asking' | 'known';
  /** Where the page's window moved to before the policy knew. */
  window: ByteRange | null;
  /** Whether the page has its media info. */
  isTold: boolean;
}
