// A listener's evenings in a world: ten plays each, of the queue's next or another track, in view or not; some are left early.
// What comes of them is counted.
import type { Limits } from '../../src/engine/policy/limits';
import type { Track } from '../../src/shared/track';
import { seededRandom } from '../../test/support/eventHeap';
import type { Listener } from '../../test/support/listener';
import { meanTrack, type PeerWorld } from '../../test/support/peerWorld';
import { SEED } from '../contest';
import { RATE, type Scene } from './scenes';

const PLAYS_AN_EVENING = 10;
const IN_VIEW = 3;
/** Sources: simulation.md: 61 % the queue's next; 24.1 % leave by 5 s, 48.6 % before the end. */
const NEXT_SHARE = 0.61;
const LEAVES: readonly (readonly [share: number, seconds: number])[] = [
  [0.241, 4],
  [0.486, 25],
  [1, Infinity],
];
/** Half of the seeks go so far ahead, the others anywhere. Source: package.json, the command's own step. */
const SKIP_SECONDS = 10;
/** The world is looked at so often, in seconds. */
const STEP_SECONDS = 0.5;

/** What came of all plays. */
export interface Outcome {
  readonly latenciesMs: number[];
  /** From a seek to the sound there. */
  readonly seeksMs: number[];
  bytes: number;
  originBytes: number;
  peerBytes: number;
  hedgedBytes: number;
  wastedBytes: number;
  stutters: number;
}

/** Has so many plays listened to. */
export function outcomeOf(scene: Scene, limits: Limits, plays: number): Outcome {
  const outcome: Outcome = {
    ...{ latenciesMs: [], seeksMs: [], bytes: 0, originBytes: 0, peerBytes: 0 },
    ...{ hedgedBytes: 0, wastedBytes: 0, stutters: 0 },
  };
  for (let evening = 0; evening < plays / PLAYS_AN_EVENING; evening++)
    listen(scene, { seed: SEED * 1_000_003 + evening * 101, limits, outcome });
  outcome.latenciesMs.sort((a, b) => a - b);
  outcome.seeksMs.sort((a, b) => a - b);
  return outcome;
}

/** Takes an evening of plays. */
function listen(
  scene: Scene,
  { seed, limits, outcome }: { seed: number; limits: Limits; outcome: Outcome },
): void {
  const world = scene.worldOf(seed, limits);
  const random = seededRandom(seed + 1);
  const { seconds } = scene;
  let ids = 0;
  const newTrack = (): Track => ({
    ...meanTrack(`${seed} ${++ids}`),
    sizeBytes: seconds * RATE,
    durationSeconds: seconds,
  });
  let coming: Coming = { next: newTrack(), inView: [], prepared: new Map() };
  let listener: Listener | null = null;
  for (let play = 0; play < PLAYS_AN_EVENING; play++) {
    const track =
      random() < NEXT_SHARE
        ? coming.next
        : random() < 0.5
          ? coming.inView[Math.floor(random() * IN_VIEW)]
          : undefined;
    listener?.leave();
    listener = coming.prepared.get(track ?? coming.next) ?? null;
    if (track === undefined || listener === null) listener = world.listenerOf(track ?? newTrack());
    world.driver.knowManifest(listener.track);
    listener.click();
    coming = prepare(world, limits, { before: coming, played: listener, newTrack });
    const chance = random();
    const leavesAfterSeconds = LEAVES.find(([share]) => chance < share)?.[1] ?? Infinity;
    hear(world, listener, { scene, leavesAfterSeconds, random });
    outcome.latenciesMs.push(listener.latencyMs ?? 60_000);
    outcome.seeksMs.push(...listener.seeksMs);
    if (listener.underruns > 0) outcome.stutters += 1;
  }
  listener?.leave();
  outcome.bytes += world.bytes.origin + world.bytes.peer;
  outcome.originBytes += world.bytes.origin;
  outcome.peerBytes += world.bytes.peer;
  outcome.hedgedBytes += world.hedgedBytes;
  outcome.wastedBytes += world.peers.wastedBytes;
}

/** What may come, and who listens to it then. */
interface Coming {
  readonly next: Track;
  readonly inView: readonly Track[];
  readonly prepared: ReadonlyMap<Track, Listener>;
}

/** The queue goes on, and other tracks come into view: what may come is told. */
function prepare(
  world: PeerWorld,
  limits: Limits,
  { before, played, newTrack }: { before: Coming; played: Listener; newTrack: () => Track },
): Coming {
  const next = before.next === played.track ? newTrack() : before.next;
  const inView = Array.from({ length: IN_VIEW }, newTrack);
  for (const listener of before.prepared.values()) if (listener !== played) listener.leave();
  world.driver.abandon('prefetch');
  if (limits.preparedPlays === 0) {
    world.driver.want('prefetch', next, 'prefetch');
    world.driver.knowManifest(next);
    return { next, inView, prepared: new Map() };
  }
  const prepared = new Map([next, ...inView].map((track) => [track, world.listenerOf(track)]));
  for (const [track, { playId }] of prepared) {
    world.driver.want(playId, track, 'prepare');
    world.driver.knowManifest(track);
  }
  const ids = [...prepared.values()].map(({ playId }) => playId);
  world.driver.listPrepared(ids, prepared.get(next)?.playId ?? null);
  return { next, inView, prepared };
}

/** Listens until the end, or until the listener has had enough, with a seek now and then. */
function hear(
  world: PeerWorld,
  listener: Listener,
  options: { scene: Scene; leavesAfterSeconds: number; random: () => number },
): void {
  const { scene, leavesAfterSeconds, random } = options;
  const { seconds, seeksASecond } = scene;
  const lastMs = world.heap.nowMs() + 3 * seconds * 1000;
  let heardSeconds = 0;
  while (!listener.isOver && heardSeconds < leavesAfterSeconds && world.heap.nowMs() < lastMs) {
    world.runUntil(world.heap.nowMs() / 1000 + STEP_SECONDS);
    heardSeconds = seeksASecond === 0 ? listener.seconds : heardSeconds + STEP_SECONDS;
    if (seeksASecond === 0 || !listener.isSounding || random() >= seeksASecond * STEP_SECONDS) continue;
    const to = random() < 0.5 ? listener.seconds + SKIP_SECONDS : random() * seconds;
    listener.seek(Math.min(to, seconds * 0.95));
  }
}
