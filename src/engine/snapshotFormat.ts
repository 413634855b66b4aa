// The player's state as it comes from outside: from the session file, and from a host whose engine was lost.
import * as v from 'valibot';
import { MOST_QUEUED } from '../shared/intents';
import { entryIdOf, type QueueEntry, type Snapshot } from '../shared/snapshot';
import { checkMediaInfo, TRACK_PROPERTIES } from './origin/catalogueFormat';

const Id = v.pipe(v.string(), v.minLength(1), v.maxLength(1_000));
/** The id of an entry of the queue: a track's, and perhaps a number behind it. */
export const EntryIdFormat = v.pipe(v.string(), v.minLength(1), v.maxLength(1_010));
/** An id that is left out where there is nothing to say. */
const OptionalEntryId = v.exactOptional(EntryIdFormat);
const EntryFormat = v.pipe(
  v.object({ ...TRACK_PROPERTIES, entryId: OptionalEntryId }),
  v.transform((entry): QueueEntry => checkMediaInfo(entry)),
);
/** Entries, each id once. */
const QueueFormat = v.pipe(
  v.array(EntryFormat),
  v.maxLength(MOST_QUEUED),
  v.transform((entries): readonly QueueEntry[] => [
    ...new Map(entries.map((entry) => [entryIdOf(entry), entry])).values(),
  ]),
);
/** A play, as it is told of. */
export const PlayFormat = v.object({ playId: Id, trackId: Id, entryId: OptionalEntryId });
const Position = v.pipe(v.number(), v.minValue(0));

/** How it goes on at the end of a track. */
export const RepeatFormat = v.picklist(['off', 'one', 'all']);
/** What the page's sound is doing. */
export const SoundFormat = v.picklist(['silent', 'loading', 'sounding', 'paused', 'locked']);

/** The whole state. What older versions didn't write has its default. */
export const SnapshotFormat = v.object({
  revision: v.pipe(v.number(), v.integer(), v.minValue(0)),
  queue: QueueFormat,
  isOwnQueue: v.optional(v.boolean(), false),
  canUndo: v.optional(v.boolean(), false),
  current: v.nullable(PlayFormat),
  wanted: v.picklist(['playing', 'paused']),
  sound: SoundFormat,
  positionSeconds: Position,
  seek: v.optional(v.nullable(v.object({ seekId: Id, playId: Id, positionSeconds: Position })), null),
  volume: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), 1),
  isMuted: v.optional(v.boolean(), false),
  repeat: v.optional(RepeatFormat, 'off'),
  shuffled: v.optional(v.nullable(v.array(EntryIdFormat)), null),
  soundingWindow: v.optional(v.nullable(Id), null),
  problem: v.nullable(v.pipe(v.string(), v.maxLength(5_000))),
});

/** The state, or null where the value is none. */
export function parseSnapshot(value: unknown): Snapshot | null {
  const parsed = v.safeParse(SnapshotFormat, value);
  return parsed.success ? parsed.output : null;
}
