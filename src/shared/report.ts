// What the engine and a page say of themselves when Doctor asks.
import type { PeersReport } from './peerSettings';
import type { Statistics } from './statistics';

/** How much the cache keeps. */
export interface CacheUsage {
  /** Bytes of blocks under the cap. */
  readonly heldBytes: number;
  readonly capBytes: number;
  /** The part of `heldBytes` that is heads: the first extent of each content. */
  readonly headBytes: number;
  /** Bytes of blocks pinned offline, outside the cap. */
  readonly offlineBytes: number;
  /** Contents known. */
  readonly contents: number;
  /** Damaged or lost blocks found since the store was opened. */
  readonly damagedBlocks: number;
}

/** The engine's process. */
export interface ProcessReport {
  /** The version of Node that it runs on. */
  readonly nodeVersion: string;
  readonly pid: number;
  readonly uptimeSeconds: number;
  readonly memoryBytes: number;
}

/** Where the music is of record. */
export interface OriginReport {
  readonly kind: 'http' | 'folder';
  /** The host, or the folder's path. */
  readonly name: string;
  /** How many tracks it has; null where nobody knows yet. */
  readonly tracks: number | null;
}

/** Something that went wrong, and how long ago. */
export interface ProblemReport {
  readonly secondsAgo: number;
  readonly text: string;
}

/** The engine. */
export interface EngineReport {
  readonly process: ProcessReport;
  readonly cache: CacheUsage;
  readonly origins: readonly OriginReport[];
  /** Windows that are attached. */
  readonly windows: number;
  readonly queuedTracks: number;
  readonly statistics: Statistics;
  /** Null where this engine can't have any. */
  readonly peers: PeersReport | null;
  /** The latest ones, oldest first. */
  readonly problems: readonly ProblemReport[];
}

/** A codec that a page is tried with. */
export type ProbedCodec = 'mp3' | 'vorbis' | 'opus' | 'flac' | 'aac' | 'pcm';

/** A page. */
export interface PageReport {
  /** Whether a click has unlocked sound. */
  readonly isUnlocked: boolean;
  /** What the page's own decoders have just decoded. */
  readonly codecs: Readonly<Record<ProbedCodec, boolean>>;
}
