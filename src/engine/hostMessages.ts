// Checks what comes over the local socket before the engine sees it.
import * as v from 'valibot';
import type { HostMessage } from '../shared/messages';
import { RepeatFormat, SnapshotFormat, SoundFormat } from './snapshotFormat';

const ID = v.pipe(v.string(), v.minLength(1), v.maxLength(1_000));
const POSITION = v.pipe(v.number(), v.minValue(0));
const BYTES = v.pipe(v.number(), v.integer(), v.minValue(0));

const WINDOW = v.object({ type: v.literal('window'), playId: ID, start: BYTES, end: BYTES });

/** The most plays that a page may have prepared. */
const MOST_PREPARED = 100;
const PLAY = v.object({ playId: ID, trackId: ID });

const INTENT = v.variant('kind', [
  v.object({ kind: v.literal('playTrack'), trackId: ID, playId: ID }),
  v.object({ kind: v.picklist(['play', 'pause', 'togglePlay', 'next', 'previous']) }),
  v.object({ kind: v.literal('seek'), positionSeconds: POSITION, seekId: ID }),
  v.object({ kind: v.literal('setVolume'), volume: v.pipe(v.number(), v.minValue(0), v.maxValue(1)) }),
  v.object({ kind: v.literal('setRepeat'), repeat: RepeatFormat }),
  v.object({ kind: v.literal('setShuffle'), isOn: v.boolean() }),
]);

const HOST_MESSAGE = v.variant('type', [
  v.object({ type: v.literal('hello'), protocol: v.number(), windowId: v.optional(ID, 'unnamed') }),
  v.object({ type: v.literal('restore'), snapshot: SnapshotFormat, window: v.nullable(WINDOW) }),
  v.object({ type: v.literal('settings'), originUrl: v.nullable(v.pipe(v.string(), v.maxLength(2_000))) }),
  v.object({ type: v.literal('pageHere'), isHere: v.boolean() }),
  v.object({ type: v.literal('intent'), intent: INTENT }),
  v.object({ type: v.literal('prepare'), plays: v.pipe(v.array(PLAY), v.maxLength(MOST_PREPARED)) }),
  WINDOW,
  v.object({ type: v.literal('dropped'), playId: ID, start: BYTES, end: BYTES }),
  v.object({
    type: v.literal('sound'),
    playId: ID,
    state: SoundFormat,
    positionSeconds: POSITION,
    latencyMs: v.nullable(POSITION),
  }),
  v.object({ type: v.literal('ended'), playId: ID, next: v.optional(v.nullable(PLAY), null) }),
  v.object({ type: v.literal('playFailed'), playId: ID, message: v.pipe(v.string(), v.maxLength(1_000)) }),
]);

/** The message, or null where it is none that the engine knows. */
export function parseHostMessage(message: unknown): HostMessage | null {
  const parsed = v.safeParse(HOST_MESSAGE, message);
  return parsed.success ? parsed.output : null;
}
