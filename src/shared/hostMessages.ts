// What a host tells the engine once they have met (greeting.ts): what its page says (pageMessages.ts), and what it has to say itself.
import type { LibraryIntent } from './intents';
import type { LibraryNode } from './library';
import type { Login, OriginLogin } from './login';
import type { CoverWantedMessage, PageMessage, SearchMessage, WindowMessage } from './pageMessages';
import type { PeerSettings } from './peerSettings';
import type { Snapshot } from './snapshot';

/** The listener asks for something in the library of a window. */
export interface LibraryIntentMessage {
  readonly type: 'libraryIntent';
  readonly intent: LibraryIntent;
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

/** The window shows where the blocks of the current play come from, or no longer. */
export interface BlocksWatchedMessage {
  readonly type: 'blocksWatched';
  readonly isOn: boolean;
}

/** Doctor asks the engine, and a page, what there is to say of it. */
export interface ReportWantedMessage {
  readonly type: 'reportWanted';
}

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
