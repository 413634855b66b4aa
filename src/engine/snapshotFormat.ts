// The player's state as it comes from outside: from the session file, and from a host whose engine was lost.
import * as v from 'valibot';
import type { Snapshot } from '../shared/snapshot';
import { TrackFormat } from './origin/catalogueFormat';

const MOST_TRACKS = 200_000;
const Id = v.pipe(v.string(), v.minLength(1), v.maxLength(1_000));
const Position = v.pipe(v.number(), v.minValue(0));

/** How it goes on at the end of a track. */
export const RepeatFormat = v.picklist(['off', 'one', 'all']);
/** What the page's sound is doing. */
export const SoundFormat = v.picklist(['silent', 'loading', 'sounding', 'paused', 'locked']);

/** The whole state. What older versions didn't write has its default. */
export const SnapshotFormat = v.object({
  revision: v.pipe(v.number(), v.integer(), v.minValue(0)),
  queue: v.pipe(v.array(TrackFormat), v.maxLength(MOST_TRACKS)),
  current: v.nullable(v.object({ playId: Id, trackId: Id })),
  wanted: v.picklist(['playing', 'paused']),
  sound: SoundFormat,
  positionSeconds: Position,
  seek: v.optional(v.nullable(v.object({ seekId: Id, playId: Id, positionSeconds: Position })), null),
  volume: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), 1),
  isMuted: v.optional(v.boolean(), false),
  repeat: v.optional(RepeatFormat, 'off'),
  shuffled: v.optional(v.nullable(v.array(Id)), null),
  soundingWindow: v.optional(v.nullable(Id), null),
  problem: v.nullable(v.pipe(v.string(), v.maxLength(5_000))),
});

/** The state, or null where the value is none. */
export function parseSnapshot(value: unknown): Snapshot | null {
  const parsed = v.safeParse(SnapshotFormat, value);
  return parsed.success ? parsed.output : null;
}
