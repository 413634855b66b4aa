// Checks what comes over the local socket before the engine sees it.
import * as v from 'valibot';
import type { AnswerMessage, HandOverMessage, HelloMessage } from '../shared/greeting';
import { MOST_PICKS } from '../shared/library';
import { MOST_QUEUED } from '../shared/intents';
import { LONGEST_SECRET } from '../shared/login';
import { LONGEST_ADDRESS, MOST_ORIGINS, type HostMessage } from '../shared/hostMessages';
import { LONGEST_QUERY, MOST_COVERS_WANTED } from '../shared/pageMessages';
import { EntryIdFormat, PlayFormat, RepeatFormat, SnapshotFormat, SoundFormat } from './snapshotFormat';

const ID = v.pipe(v.string(), v.minLength(1), v.maxLength(1_000));
const POSITION = v.pipe(v.number(), v.minValue(0));
const COUNT = v.pipe(v.number(), v.integer(), v.minValue(0));

const WINDOW = v.object({ type: v.literal('window'), playId: ID, start: COUNT, end: COUNT });

/** The most plays that a page may have prepared. */
const MOST_PREPARED = 100;
const TRACK_IDS = v.pipe(v.array(ID), v.maxLength(MOST_QUEUED));
const ENTRY_IDS = v.pipe(v.array(EntryIdFormat), v.maxLength(MOST_QUEUED));

/** The longest key of a node: a path, in characters. */
const LONGEST_KEY = 20_000;
const LIBRARY_NODE = v.object({
  kind: v.picklist(['artists', 'albums', 'folders', 'recent', 'artist', 'album', 'folder', 'origin']),
  key: v.pipe(v.string(), v.maxLength(LONGEST_KEY)),
});
const PICKS = v.pipe(
  v.array(
    v.variant('kind', [
      v.object({ kind: v.literal('track'), trackId: ID }),
      v.object({ kind: v.literal('node'), node: LIBRARY_NODE }),
    ]),
  ),
  v.maxLength(MOST_PICKS),
);

/** Intents that say nothing but what they are. */
const PLAIN_INTENTS = [
  ...(['play', 'pause', 'togglePlay', 'next', 'previous', 'stop', 'toggleMute'] as const),
  ...(['clearQueue', 'undoQueue', 'toggleShuffle', 'cycleRepeat'] as const),
] as const;
const INTENT = v.variant('kind', [
  v.object({ kind: v.literal('playTrack'), ...PlayFormat.entries }),
  v.object({ kind: v.picklist(PLAIN_INTENTS) }),
  v.object({ kind: v.literal('seek'), positionSeconds: POSITION, seekId: ID }),
  v.object({ kind: v.literal('seekBy'), seconds: v.pipe(v.number(), v.finite()), seekId: ID }),
  v.object({ kind: v.literal('changeVolume'), by: v.pipe(v.number(), v.minValue(-1), v.maxValue(1)) }),
  v.object({ kind: v.literal('setVolume'), volume: v.pipe(v.number(), v.minValue(0), v.maxValue(1)) }),
  v.object({ kind: v.literal('setRepeat'), repeat: RepeatFormat }),
  v.object({ kind: v.literal('setShuffle'), isOn: v.boolean() }),
  v.object({ kind: v.literal('playTracks'), trackIds: TRACK_IDS, startIndex: v.nullable(COUNT) }),
  v.object({ kind: v.literal('addToQueue'), trackIds: TRACK_IDS, place: v.picklist(['next', 'end']) }),
  v.object({ kind: v.literal('removeFromQueue'), entryIds: ENTRY_IDS }),
  v.object({
    kind: v.literal('moveInQueue'),
    entryIds: ENTRY_IDS,
    beforeEntryId: v.nullable(EntryIdFormat),
  }),
]);
const LIBRARY_INTENT = v.variant('kind', [
  v.object({ kind: v.picklist(['playPicks', 'completePicks']), picks: PICKS }),
  v.object({ kind: v.literal('addPicks'), picks: PICKS, place: v.picklist(['next', 'end']) }),
]);

const ADDRESS = v.pipe(v.string(), v.maxLength(LONGEST_ADDRESS));
const SECRET = v.pipe(v.string(), v.minLength(1), v.maxLength(LONGEST_SECRET));
const LOGIN = v.variant('kind', [
  v.object({ kind: v.literal('password'), user: SECRET, password: SECRET }),
  v.object({ kind: v.literal('apiKey'), apiKey: v.pipe(SECRET, v.regex(/^[\x21-\x7e]+$/)) }),
]);

const HOST_MESSAGE = v.variant('type', [
  v.object({ type: v.literal('restore'), snapshot: SnapshotFormat, window: v.nullable(WINDOW) }),
  v.object({
    type: v.literal('settings'),
    origins: v.pipe(v.array(ADDRESS), v.maxLength(MOST_ORIGINS)),
    cacheCapBytes: v.optional(v.nullable(COUNT), null),
    peers: v.exactOptional(
      v.object({
        isOn: v.boolean(),
        uploadCapBytesPerSecond: v.nullable(v.pipe(v.number(), v.minValue(0))),
        isMetered: v.boolean(),
      }),
    ),
    logins: v.exactOptional(
      v.pipe(v.array(v.object({ origin: ADDRESS, login: LOGIN })), v.maxLength(MOST_ORIGINS)),
    ),
  }),
  v.object({ type: v.literal('probeServer'), probeId: ID, address: ADDRESS, login: v.nullable(LOGIN) }),
  v.object({ type: v.picklist(['reportWanted', 'deleteData']) }),
  v.object({
    type: v.literal('search'),
    searchId: ID,
    query: v.pipe(v.string(), v.maxLength(LONGEST_QUERY)),
  }),
  v.object({
    type: v.literal('coverWanted'),
    trackIds: v.pipe(v.array(ID), v.maxLength(MOST_COVERS_WANTED)),
  }),
  v.object({ type: v.literal('browse'), browseId: ID, node: LIBRARY_NODE, offset: COUNT }),
  v.object({ type: v.literal('pageHere'), isHere: v.boolean() }),
  v.object({ type: v.literal('blocksWatched'), isOn: v.boolean() }),
  v.object({ type: v.literal('intent'), intent: INTENT }),
  v.object({ type: v.literal('libraryIntent'), intent: LIBRARY_INTENT }),
  v.object({ type: v.literal('prepare'), plays: v.pipe(v.array(PlayFormat), v.maxLength(MOST_PREPARED)) }),
  WINDOW,
  v.object({ type: v.literal('dropped'), playId: ID, start: COUNT, end: COUNT }),
  v.object({
    type: v.literal('sound'),
    playId: ID,
    state: SoundFormat,
    positionSeconds: POSITION,
    latencyMs: v.nullable(POSITION),
  }),
  v.object({ type: v.literal('ended'), playId: ID, next: v.optional(v.nullable(PlayFormat), null) }),
  v.object({
    type: v.picklist(['playFailed', 'soundLost']),
    playId: ID,
    message: v.pipe(v.string(), v.maxLength(1_000)),
  }),
]);

const PROTOCOL = v.pipe(v.number(), v.integer(), v.minValue(0));
const VERSION = v.pipe(v.string(), v.maxLength(100), v.regex(/^\d+\.\d+\.\d+/));
const HEXADECIMAL = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

const ANSWER = v.object({ type: v.literal('answer'), nonce: HEXADECIMAL, proof: HEXADECIMAL });
const GREETING = v.variant('type', [
  v.object({
    type: v.literal('hello'),
    protocols: v.object({ oldest: PROTOCOL, newest: PROTOCOL }),
    version: VERSION,
    windowId: ID,
  }),
  v.object({ type: v.literal('handOver'), version: VERSION }),
]);

/** The answer to a challenge, or null where it is none. */
export function parseAnswer(message: unknown): AnswerMessage | null {
  const parsed = v.safeParse(ANSWER, message);
  return parsed.success ? parsed.output : null;
}

/** What a window says on meeting the engine, or null where it is something else. */
export function parseGreeting(message: unknown): HelloMessage | HandOverMessage | null {
  const parsed = v.safeParse(GREETING, message);
  return parsed.success ? parsed.output : null;
}

/** The message, or null where it is none that the engine knows. */
export function parseHostMessage(message: unknown): HostMessage | null {
  const parsed = v.safeParse(HOST_MESSAGE, message);
  return parsed.success ? parsed.output : null;
}
