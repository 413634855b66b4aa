// What a window and an engine are to each other: of one version, or of two, of which the newer one stays.
import * as v from 'valibot';
import { compareVersions, validate } from 'compare-versions';
import { canSpeak, type HelloMessage, type ProtocolRange } from '../shared/greeting';
import { WireLostError, type EngineWire } from './engineWire';

/** What somebody says of itself on meeting. */
export interface Party {
  readonly version: string;
  readonly protocols: ProtocolRange;
}

/**
 * What is to be done on meeting an engine. `speak`: let it work for this window · `takeOver`: it is older, and is to end ·
 * `reload`: it is newer, and doesn't speak what this window speaks.
 */
export type Meeting = 'speak' | 'takeOver' | 'reload';

/** How long an engine may take for its welcome, in milliseconds: one that was killed looks through its whole cache first. */
const WELCOME_LIMIT_MS = 60_000;

const PROTOCOL = v.number();
const WELCOME = v.object({
  type: v.literal('welcome'),
  protocols: v.object({ oldest: PROTOCOL, newest: PROTOCOL }),
  version: v.pipe(v.string(), v.check(validate)),
});
const UNABLE = v.object({ type: v.literal('unable'), message: v.string() });

/** Thrown when the engine says that it can't work. The message is a clause that says why. */
export class EngineUnableError extends Error {
  override readonly name = 'EngineUnableError';
}

/**
 * Says hello, and hears who is there.
 * @throws {WireLostError} when no welcome comes; {EngineUnableError} when the engine can't work.
 */
export async function greetEngine(wire: EngineWire, hello: HelloMessage): Promise<Party> {
  wire.send(hello);
  const said = v.safeParse(v.variant('type', [WELCOME, UNABLE]), await wire.hear(WELCOME_LIMIT_MS));
  if (!said.success) throw new WireLostError('it answered what is no welcome');
  if (said.output.type === 'unable') throw new EngineUnableError(said.output.message);
  return said.output;
}

/** What this window is to do about that engine. Of two, exactly one is the newer, so that they never drive each other out in turn. */
export function judgeMeeting(window: Party, engine: Party): Meeting {
  if (ageOf(window, engine) > 0) return 'takeOver';
  return canSpeak(window.protocols, engine.protocols) ? 'speak' : 'reload';
}

/** Whether the engine is of a newer version than this window. */
export function isNewer(engine: Party, window: Party): boolean {
  return ageOf(engine, window) > 0;
}

function ageOf(one: Party, other: Party): number {
  return compareVersions(one.version, other.version) || one.protocols.newest - other.protocols.newest;
}
