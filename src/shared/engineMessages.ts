// What the engine tells a host that it has welcomed (greeting.ts). Whole snapshots and one-way pushes; nothing is polled.
import type { BlockNotesMessage } from './blockNotes';
import type { LibraryPage, LibraryState } from './library';
import type { ProbedServer, WantedLogin } from './login';
import type { MediaInfo } from './mediaInfo';
import type { Sharing } from './peerSettings';
import type { EngineReport } from './report';
import type { Snapshot } from './snapshot';
import type { SoundSource } from './soundSource';
import type { Statistics } from './statistics';
import type { Track } from './track';

/** The whole state, on every change. */
export interface SnapshotMessage {
  readonly type: 'snapshot';
  readonly snapshot: Snapshot;
  /**
   * The queue is the one that was told last over this channel, and the snapshot's is left empty: 0.3 KB a track, which would be
   * in the way of the first bytes of a play.
   */
  readonly isQueueKept?: true;
}

/** What is known of a play's sound: before its first bytes, once a play. Null where nothing is known. */
export interface MediaInfoMessage {
  readonly type: 'mediaInfo';
  readonly playId: string;
  readonly mediaInfo: MediaInfo | null;
}

/** Bytes of a play, from `start` on. Pushed within the window, not asked for one by one. */
export interface BytesMessage {
  readonly type: 'bytes';
  readonly playId: string;
  readonly start: number;
  readonly source: SoundSource;
  readonly bytes: Uint8Array;
}

/**
 * The picture of a track, to the window that wants it, when what plays leaves room for it; again where it turns out to be another.
 * Its type (JPEG, PNG, WebP or GIF), length and size in pixels have been looked at.
 */
export interface CoverMessage {
  readonly type: 'cover';
  readonly trackId: string;
  /** The file of the picture; absent where the track has none. */
  readonly bytes?: Uint8Array;
}

/** How it stands with sharing: to a new host or page, and when it has changed; at most every five seconds of what goes out. */
export interface SharingMessage {
  readonly type: 'sharing';
  readonly sharing: Sharing;
}

/** A line for the host's log. */
export interface LogMessage {
  readonly type: 'log';
  readonly level: 'info' | 'warn' | 'error';
  readonly text: string;
}

/** What a search has found: to the window that asked. */
export interface FoundMessage {
  readonly type: 'found';
  readonly searchId: string;
  /** The best first. They need not be in the queue. */
  readonly tracks: readonly Track[];
}

/** Rows of the library: to the window that asked. */
export interface RowsMessage {
  readonly type: 'rows';
  readonly browseId: string;
  readonly page: LibraryPage;
}

/** How the library stands: to a new host, and when it has changed. Whoever shows rows of it asks for them anew. */
export interface LibraryMessage {
  readonly type: 'library';
  readonly state: LibraryState;
}

/** The statistics: to a new host, when a play first sounds or is over, and with an underrun. */
export interface StatisticsMessage {
  readonly type: 'statistics';
  readonly statistics: Statistics;
}

/** The engine's answer to `reportWanted`. */
export interface EngineReportMessage {
  readonly type: 'engineReport';
  readonly report: EngineReport;
}

/** What came of `probeServer`: to the window that asked. */
export interface ServerProbedMessage {
  readonly type: 'serverProbed';
  readonly probeId: string;
  readonly probed: ProbedServer;
}

/** The servers that can't be used before somebody logs in: to a new host where there are any, and when they are others. */
export interface LoginsWantedMessage {
  readonly type: 'loginsWanted';
  readonly wanted: readonly WantedLogin[];
}

/** All data is deleted, to every window: what it knows of the player is over. The engine ends, and the next one starts afresh. */
export interface DataDeletedMessage {
  readonly type: 'dataDeleted';
  /** What couldn't be deleted, as a sentence; null where nothing is left. */
  readonly problem: string | null;
}

/** What the engine tells a host that it has welcomed. */
export type EngineMessage =
  | SnapshotMessage
  | MediaInfoMessage
  | BytesMessage
  | CoverMessage
  | LogMessage
  | FoundMessage
  | RowsMessage
  | LibraryMessage
  | DataDeletedMessage
  | EngineReportMessage
  | BlockNotesMessage
  | ServerProbedMessage
  | LoginsWantedMessage
  | StatisticsMessage
  | SharingMessage;
