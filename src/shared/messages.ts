// What page, host and engine say to each other. The same messages travel over both channels: `postMessage` between page
// and host, frames on the local socket between host and engine. One-way pushes and whole snapshots; nothing is polled.
import type { BlockNotesMessage } from './blockNotes';
import type { Intent, LibraryIntent } from './intents';
import type { LibraryNode, LibraryPage, LibraryState } from './library';
import type { Login, OriginLogin, ProbedServer, WantedLogin } from './login';
import type { MediaInfo } from './mediaInfo';
import type { PeerSettings, Sharing } from './peerSettings';
import type { EngineReport, PageReport } from './report';
import type { Play, Snapshot, SoundState } from './snapshot';
import type { SoundSource } from './soundSource';
import type { Statistics } from './statistics';
import type { Track } from './track';

/** The listener asks for something. */
export interface IntentMessage {
  readonly type: 'intent';
  readonly intent: Intent;
}

/** The listener asks for something in the library of a window. */
export interface LibraryIntentMessage {
  readonly type: 'libraryIntent';
  readonly intent: LibraryIntent;
}

/**
 * Credit: the page takes the bytes `[start, end)` of a play that it doesn't have yet, in order. Reading on moves the end,
 * a seek (or a demuxer that needs another place) moves the start. The latest window counts; a byte is sent again only after
 * the page has said that it dropped it.
 */
export interface WindowMessage {
  readonly type: 'window';
  readonly playId: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The plays that may come soon, the likeliest first: next and previous track, tracks in view. Each gets its media info and
 * the bytes of its first window, so that it can sound in the tick of a click. The list replaces the one before; a play
 * that has become current is no longer in it. The page makes the ids: whoever starts one of these tracks uses its id.
 */
export interface PrepareMessage {
  readonly type: 'prepare';
  readonly plays: readonly Play[];
}

/** The page has let go of the bytes `[start, end)` of a play: they are sent again when its window comes there. */
export interface DroppedMessage {
  readonly type: 'dropped';
  readonly playId: string;
  readonly start: number;
  readonly end: number;
}

/** The page says what its sound is doing: on every change, and about once a second while it sounds. */
export interface SoundMessage {
  readonly type: 'sound';
  readonly playId: string;
  readonly state: SoundState;
  readonly positionSeconds: number;
  /** Playback latency in milliseconds, from the click or the message that asked to the first sound; with the first `sounding` of a play, else null. */
  readonly latencyMs: number | null;
}

/** The last sample of the play has sounded, or the next play fades in over it. */
export interface EndedMessage {
  readonly type: 'ended';
  readonly playId: string;
  /** The prepared play that sounds already, without a gap; null where nothing does. */
  readonly next: Play | null;
}

/** The page can't play this track (codec, damage). `message` is a sentence for the listener. */
export interface PlayFailedMessage {
  readonly type: 'playFailed';
  readonly playId: string;
  readonly message: string;
}

/** The play fell silent though nobody asked (device gone, computer slept): it is paused. `message` is a sentence for the listener. */
export interface SoundLostMessage {
  readonly type: 'soundLost';
  readonly playId: string;
  readonly message: string;
}

/** What a page tells the engine, through its host. */
export type PageMessage =
  | IntentMessage
  | SoundLostMessage
  | PrepareMessage
  | WindowMessage
  | DroppedMessage
  | SoundMessage
  | EndedMessage
  | PlayFailedMessage;

/** First message of a page to its host: "I am here and know nothing". */
export interface PageReadyMessage {
  readonly type: 'ready';
}

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

/** What is known of a play's sound: before its first bytes, once a play. Null where nothing is known. */
export interface MediaInfoMessage {
  readonly type: 'mediaInfo';
  readonly playId: string;
  readonly mediaInfo: MediaInfo | null;
}

/** How loud tracks are made: as recorded, each as loud as any other, or each album. */
export type ReplayGainMode = 'off' | 'track' | 'album';

/** The listener's settings of sound. */
export interface SoundSettings {
  /** How long the end of a track and the beginning of the next fade over each other: 0 to 12 s, 0 for not at all. */
  readonly crossfadeSeconds: number;
  readonly replayGain: ReplayGainMode;
}

/** The whole state as a page is told it: also whether this page is the one that sounds, and how. */
export interface PageSnapshotMessage extends SnapshotMessage {
  readonly isSoundingHere: boolean;
  readonly soundSettings: SoundSettings;
}

/** What a page is told of what plays. */
export type ToPlayerMessage = PageSnapshotMessage | MediaInfoMessage | BytesMessage;

/** How it stands with sharing: to a new host or page, and when it has changed; at most every five seconds of what goes out. */
export interface SharingMessage {
  readonly type: 'sharing';
  readonly sharing: Sharing;
}

/** The same, as a page is told it. */
export interface PageSharingMessage extends SharingMessage {
  /** Whether the listener has yet to say yes or no to it. */
  readonly isAsked: boolean;
}

/** The listener's answer, in the page, to whether to share. */
export interface SharingAnswerMessage {
  readonly type: 'sharingAnswer';
  readonly isOn: boolean;
}

/** What a page is told by its host. */
export type ToPageMessage = ToPlayerMessage | CoverMessage | FoundMessage | PageSharingMessage;

/** Several messages in one, in order: how the host sends a page what belongs together. */
export interface SeveralMessage {
  readonly type: 'several';
  readonly messages: readonly ToPageMessage[];
}

/** The most folders and servers: each folder is watched, each server listened to. */
export const MOST_ORIGINS = 50;
/** The longest path or address of one, in characters: Linux ends paths at 4,096 bytes. */
export const LONGEST_ADDRESS = 4_096;

/** The settings that the engine needs, on every change. */
export interface SettingsMessage {
  readonly type: 'settings';
  /** Where music is taken from: folders by their paths, servers by their addresses, for example `http://127.0.0.1:4533/`; at most `MOST_ORIGINS`. */
  readonly origins: readonly string[];
  /** The most that the cache may hold, in bytes; null: a tenth of the free disk, 50 MiB to 2 GiB. */
  readonly cacheCapBytes: number | null;
  /** What the listener allows of peers; nothing where it isn't said. */
  readonly peers?: PeerSettings;
  /** What this window knows of logins at these servers. A server that isn't in it keeps the login that another window has handed over. */
  readonly logins?: readonly OriginLogin[];
}

/** The host has an address tried before it goes into the settings. Answered by `serverProbed`. */
export interface ProbeServerMessage {
  readonly type: 'probeServer';
  /** Made by whoever asks, and never used twice. */
  readonly probeId: string;
  /** As it was typed; at most `LONGEST_ADDRESS` characters. */
  readonly address: string;
  /** With this login, or without any. */
  readonly login: Login | null;
}

/** The host's page came or went. Without a page nothing sounds: the engine pauses and keeps the position. */
export interface PageHereMessage {
  readonly type: 'pageHere';
  readonly isHere: boolean;
}

/**
 * Said first when the host has lost an engine while its page sounded: what that engine last said. A new engine goes on
 * from there; one that plays already ignores it.
 */
export interface RestoreMessage {
  readonly type: 'restore';
  readonly snapshot: Snapshot;
  /** The bytes that the page takes now, or null. */
  readonly window: WindowMessage | null;
}

/** The longest query, in characters. */
export const LONGEST_QUERY = 200;

/**
 * The listener searches the catalogue by what is typed so far: words that begin words of title, artist or album, mistyped ones too.
 * An empty query fits every track. The latest search of a window counts; an earlier one may go without an answer.
 */
export interface SearchMessage {
  readonly type: 'search';
  /** Made by whoever searches, and never used twice. */
  readonly searchId: string;
  /** At most `LONGEST_QUERY` characters. */
  readonly query: string;
}

/** The host asks for the rows below a node of the library, from one on. Each is answered, by `rows`. */
export interface BrowseMessage {
  readonly type: 'browse';
  /** Made by whoever asks, and never used twice. */
  readonly browseId: string;
  readonly node: LibraryNode;
  readonly offset: number;
}

/** Everything that Starling keeps is to be deleted: cache, indexes, session, statistics, the demo album. The engine ends then. */
export interface DeleteDataMessage {
  readonly type: 'deleteData';
}

/** The page shows these tracks, now or next, and lacks their pictures. The latest list of a window counts. */
export interface CoverWantedMessage {
  readonly type: 'coverWanted';
  /** At most `MOST_COVERS_WANTED`, what is needed first in front. */
  readonly trackIds: readonly string[];
}

/** The window shows where the blocks of the current play come from, or no longer. */
export interface BlocksWatchedMessage {
  readonly type: 'blocksWatched';
  readonly isOn: boolean;
}

/** The most pictures that a page asks for at once: of what plays, and of what comes. */
export const MOST_COVERS_WANTED = 4;

/** What a page that is ready tells its host. */
export type WordOfPage =
  PageMessage | SearchMessage | CoverWantedMessage | PageReportMessage | SharingAnswerMessage;

/** What a page tells its host. */
export type FromPageMessage = WordOfPage | PageReadyMessage;

/** What a host tells the engine once they have met (greeting.ts). */
export type HostMessage =
  | RestoreMessage
  | SettingsMessage
  | PageHereMessage
  | ReportWantedMessage
  | SearchMessage
  | BrowseMessage
  | LibraryIntentMessage
  | DeleteDataMessage
  | CoverWantedMessage
  | BlocksWatchedMessage
  | ProbeServerMessage
  | PageMessage;

/** A line for the host's log. */
export interface LogMessage {
  readonly type: 'log';
  readonly level: 'info' | 'warn' | 'error';
  readonly text: string;
}

/** Doctor asks the engine, and a page, what there is to say of it. */
export interface ReportWantedMessage {
  readonly type: 'reportWanted';
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

/** All data is deleted, to every window: what it knows of the player is over. The engine ends, and the next one starts afresh. */
export interface DataDeletedMessage {
  readonly type: 'dataDeleted';
  /** What couldn't be deleted, as a sentence; null where nothing is left. */
  readonly problem: string | null;
}

/** The engine's answer to `reportWanted`. */
export interface EngineReportMessage {
  readonly type: 'engineReport';
  readonly report: EngineReport;
}

/** A page's answer to `reportWanted`. */
export interface PageReportMessage {
  readonly type: 'pageReport';
  readonly report: PageReport;
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

/** The statistics: to a new host, when a play first sounds or is over, and with an underrun. */
export interface StatisticsMessage {
  readonly type: 'statistics';
  readonly statistics: Statistics;
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
