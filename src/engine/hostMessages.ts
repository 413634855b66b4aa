// Checks what comes over the local socket before the engine sees it.
import * as v from 'valibot';
import type { HostMessage } from '../shared/messages';

const ID = v.pipe(v.string(), v.minLength(1), v.maxLength(1_000));
const POSITION = v.pipe(v.number(), v.minValue(0));
const BYTES = v.pipe(v.number(), v.integer(), v.minValue(0));

const INTENT = v.variant('kind', [
  v.object({ kind: v.literal('playTrack'), trackId: ID, playId: ID }),
  v.object({ kind: v.picklist(['play', 'pause', 'togglePlay', 'next', 'previous']) }),
]);

const HOST_MESSAGE = v.variant('type', [
  v.object({ type: v.literal('hello'), protocol: v.number() }),
  v.object({ type: v.literal('settings'), originUrl: v.nullable(v.pipe(v.string(), v.maxLength(2_000))) }),
  v.object({ type: v.literal('pageHere'), isHere: v.boolean() }),
  v.object({ type: v.literal('intent'), intent: INTENT }),
  v.object({ type: v.literal('window'), playId: ID, start: BYTES, end: BYTES }),
  v.object({
    type: v.literal('sound'),
    playId: ID,
    state: v.picklist(['silent', 'loading', 'sounding', 'paused', 'locked']),
    positionSeconds: POSITION,
    latencyMs: v.nullable(POSITION),
  }),
  v.object({ type: v.literal('ended'), playId: ID }),
  v.object({ type: v.literal('playFailed'), playId: ID, message: v.pipe(v.string(), v.maxLength(1_000)) }),
]);

/** The message, or null where it is none that the engine knows. */
export function parseHostMessage(message: unknown): HostMessage | null {
  const parsed = v.safeParse(HOST_MESSAGE, message);
  return parsed.success ? parsed.output : null;
}
