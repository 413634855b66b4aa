// An engine in a world in memory, with one window, whose page says what the test has it say.
import { Engine } from '../../src/engine/engine';
import type { EngineParts } from '../../src/engine/engineParts';
import { manifestProver } from '../../src/engine/manifest/prove';
import { parseMediaInfo } from '../../src/engine/origin/mediaInfoFormat';
import { NO_STATISTICS, type KeptStatistics } from '../../src/engine/statistics/counter';
import type { Intent } from '../../src/shared/intents';
import type { HostMessage } from '../../src/shared/hostMessages';
import { EMPTY_SNAPSHOT, type Snapshot } from '../../src/shared/snapshot';
import { sha256 } from './hashing';
import { MemoryCovers } from './memoryCovers';
import { MemoryBlockStore } from './memoryBlockStore';
import { makeTrack, MemoryOrigin, RecordingClient, settle, SimulatedClock } from './world';

/** What the origin has: a long track and a short one. */
export const tracks = [makeTrack('one', 300_000), makeTrack('two', 20_000)];

/** The cap where none is set. */
export const AUTOMATIC_CAP_BYTES = 100_000_000;

/** Parts that matter only to tests of what is counted, capped and reported. */
export const OTHER_PARTS = {
  statistics: NO_STATISTICS,
  saveStatistics: () => undefined,
  deleteData: (tell) => {
    tell(null);
    return Promise.resolve();
  },
  probeServer: () => Promise.resolve({ kind: 'wrong', wrong: 'There is no network in this world.' }),
  automaticCapBytes: AUTOMATIC_CAP_BYTES,
  describeProcess: () => ({ nodeVersion: 'v24', pid: 1, uptimeSeconds: 2, memoryBytes: 3 }),
} satisfies Partial<EngineParts>;

/** Makes a world; `parts` of the engine can be others than its own. */
export function makeWorld(initial: Snapshot = EMPTY_SNAPSHOT, parts: Partial<EngineParts> = {}) {
  const counted: KeptStatistics[] = [];
  const saved: Snapshot[] = [];
  const clock = new SimulatedClock();
  const origin = new MemoryOrigin(tracks);
  const store = new MemoryBlockStore();
  const covers = new MemoryCovers();
  let ids = 0;
  const engine = new Engine({
    clock,
    store,
    covers,
    prove: manifestProver(sha256),
    parseMediaInfo,
    newPlayId: () => `engine-${++ids}`,
    chance: () => 0.5,
    initial,
    save: (snapshot) => saved.push(snapshot),
    ...OTHER_PARTS,
    saveStatistics: (statistics) => counted.push(statistics),
    openOrigin: () => origin,
    ...parts,
  });
  const client = new RecordingClient();
  engine.attach(client);
  const say = async (message: HostMessage): Promise<void> => {
    engine.receive(client, message);
    await settle();
  };
  const intend = (intent: Intent): Promise<void> => say({ type: 'intent', intent });
  return {
    saved,
    counted,
    clock,
    covers,
    origin,
    engine,
    client,
    say,
    intend,
    open: () => say({ type: 'settings', origins: ['memory'], cacheCapBytes: null }),
  };
}
