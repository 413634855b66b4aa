// What a page says to its host, and through it to the engine: `postMessage` between page and host, frames on the local socket
// between host and engine carry the same messages. One-way pushes; nothing is polled.
import type { Intent } from './intents';
import type { PageReport } from './report';
import type { Play, SoundState } from './snapshot';

/** The listener asks for something. */
export interface IntentMessage {
  readonly type: 'intent';
  readonly intent: Intent;
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

/** The listener's answer, in the page, to whether to share. */
export interface SharingAnswerMessage {
  readonly type: 'sharingAnswer';
  readonly isOn: boolean;
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

/** The most pictures that a page asks for at once: of what plays, and of what comes. */
export const MOST_COVERS_WANTED = 4;

/** The page shows these tracks, now or next, and lacks their pictures. The latest list of a window counts. */
export interface CoverWantedMessage {
  readonly type: 'coverWanted';
  /** At most `MOST_COVERS_WANTED`, what is needed first in front. */
  readonly trackIds: readonly string[];
}

/** A page's answer to `reportWanted`. */
export interface PageReportMessage {
  readonly type: 'pageReport';
  readonly report: PageReport;
}

/** What a page that is ready tells its host. */
export type WordOfPage =
  PageMessage | SearchMessage | CoverWantedMessage | PageReportMessage | SharingAnswerMessage;

/** First message of a page to its host: "I am here and know nothing". */
export interface PageReadyMessage {
  readonly type: 'ready';
}

/** What a page tells its host. */
export type FromPageMessage = WordOfPage | PageReadyMessage;
