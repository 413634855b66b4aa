// Where blocks are kept between plays: three small ports, one for each need. cache/ implements them together.
//
// What is promised: bytes that come back are the bytes of the content (each block is checked against its hash on
// reading); what is kept under the cap never exceeds it, except where the cap was lowered below what is pinned; no method
// throws for what a disk can do (full, busy, unreadable, damaged): then blocks are missing, or aren't kept.
import type { BlockRange } from '../shared/blocks';
import type { CacheUsage } from '../shared/report';

/** Reads and writes the blocks of contents. A content is described before its blocks are written. */
export interface BlockStore {
  /** What is held of a content, or null where it isn't known. Doesn't count as a use. */
  lookUp(contentKey: string): Promise<Holding | null>;
  /**
   * Makes a content known, or tells more of a known one. Blocks held before that don't match the hashes are forgotten;
   * a known content of another size is forgotten altogether. Without a proof, a known proof stays.
   */
  describe(contentKey: string, description: ContentDescription): Promise<DescribeResult>;
  /** What blocks of a content are checked against, or null where it isn't known. */
  proof(contentKey: string): Promise<HeldProof | null>;
  /**
   * Reads the blocks `[first, end)`: for each its bytes, or null where it is missing. A damaged block is missing, is
   * forgotten, counted and reported. The list is empty where content or range isn't known. The bytes are views of shared buffers.
   */
  read(contentKey: string, blocks: BlockRange): Promise<readonly (Uint8Array | null)[]>;
  /**
   * Keeps consecutive whole blocks from `first` on. With a proof the caller has checked them; without one their hashes are
   * remembered now. Blocks held already stay as they are. Don't change the bytes before the promise settles.
   */
  write(contentKey: string, first: number, blocks: readonly Uint8Array[]): Promise<WriteResult>;
}

/** Says what must not be evicted. */
export interface BlockPins {
  /** Pins a content, known or not. `playing` and `serving` nest: as many unpins undo them. `offline` is on or off, and lasts. */
  pin(contentKey: string, kind: PinKind): void;
  /** Takes a pin away. What was over the cap is evicted soon after. */
  unpin(contentKey: string, kind: PinKind): void;
}

/** Tells what is held, for those who serve it. */
export interface BlockHoldings {
  /** All contents that are known, whatever is held of them. */
  contentKeys(): readonly string[];
  /** Calls back whenever what is held of a content may be other than before; there is one listener. */
  onHeldChange(listener: (contentKey: string) => void): void;
}

/** The room that the blocks may take. */
export interface BlockSpace {
  /** Sets the cap in bytes, evicts down to it at once, and tries a full disk again. */
  setCapBytes(capBytes: number): Promise<void>;
  /** What is kept now. */
  usage(): CacheUsage;
  /** Waits for what is under way, and writes down the order of use. */
  flush(): Promise<void>;
  /** Flushes and lets go of every file. Afterwards nothing is known, read or written. */
  close(): Promise<void>;
}

/** Why a content isn't evicted: it plays, a peer is being served, or the listener wants it offline (outside the cap). */
export type PinKind = 'playing' | 'serving' | 'offline';

/**
 * What became of blocks: `stored` · `full`: the disk or the cap has no room · `failed`: the disk refused ·
 * `refused`: the content isn't known, or these aren't whole blocks of it.
 */
export type WriteResult = 'stored' | 'full' | 'failed' | 'refused';

/** Whether a description was taken: `refused` where it makes no sense (key, sizes, lengths). */
export type DescribeResult = 'described' | 'refused';

/** What is to be known of a content. */
export interface ContentDescription {
  /** Length of the content in bytes, at least 1. */
  readonly sizeBytes: number;
  /** What its blocks are checked against, where there is a manifest. */
  readonly proof: Proof | null;
  /** Text kept beside the blocks (media info as JSON); opaque, at most 1 Mi characters. */
  readonly sidecar: string | null;
}

/** A manifest as it was encoded, and the hashes in it: 32 bytes of SHA-256 for each block. */
export interface Proof {
  readonly manifest: Uint8Array;
  readonly hashes: Uint8Array;
}

/** The hashes that a store checks against. Without a manifest those that were remembered; zeros where a block was never held. */
export interface HeldProof {
  readonly manifest: Uint8Array | null;
  readonly hashes: Uint8Array;
}

/** What is held of a content. */
export interface Holding {
  readonly sizeBytes: number;
  readonly hasManifest: boolean;
  readonly sidecar: string | null;
  /** One bit a block, the lowest bit of the first byte for block 0. */
  readonly haveMap: Uint8Array;
  readonly heldBytes: number;
}
