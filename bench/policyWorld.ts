// The two profiles on the same plays, in simulated time, and ours with each of its ideas switched off in turn. A listener's evening is
// ten plays: the next of the queue, or another track, in view or not; some are left early. Peers and origin are as chance has
// them, by the seed: 2 Mbit/s or little, here and there one that lies, stalls or vanishes. Sources: simulation.md for how
// listeners behave; the rest is made up, so that every idea has its occasion.
import { PROFILES, type Limits } from '../src/engine/policy/limits';
import type { PeerLimits } from '../src/engine/policy/peerLimits';
import type { Track } from '../src/shared/track';
import { seededRandom } from '../test/support/eventHeap';
import type { Listener } from '../test/support/listener';
import { makePeer, meanTrack, PeerWorld, PEER_RATE } from '../test/support/peerWorld';
import type { Manners, SimulatedPeer } from '../test/support/simulatedPeers';
import { report, SEED } from './contest';

const PLAYS = Number(process.env['PLAYS'] ?? 1_000);
const PLAYS_AN_EVENING = 10;
const SECONDS = 60;
/** Bytes a second of the music. */
const RATE = 20_000;
const IN_VIEW = 3;
/** Sources: simulation.md: 61 % the queue's next; 24.1 % leave by 5 s, 48.6 % before the end. */
const NEXT_SHARE = 0.61;
const LEAVES: readonly (readonly [share: number, seconds: number])[] = [
  [0.241, 4],
  [0.486, 25],
  [1, Infinity],
];

/** What came of all plays. */
interface Outcome {
  readonly latenciesMs: number[];
  bytes: number;
  originBytes: number;
  peerBytes: number;
  hedgedBytes: number;
  wastedBytes: number;
  stutters: number;
}

/** An evening's world, the same for the same seed. */
function worldOf(seed: number, limits: Limits): PeerWorld {
  const random = seededRandom(seed);
  const count = pick(random, [0, 0, 1, 3, 5, 8]);
  const peers = Array.from({ length: count }, (_, at) => peerOf(`peer ${at}`, random));
  const originRate = pick(random, [1_250_000, 1_250_000, 1_250_000, 1_250_000, 150_000, RATE * 1.5]);
  return new PeerWorld({ peers, limits, originRate, seed });
}

function peerOf(peerId: string, random: () => number): SimulatedPeer {
  const manners: readonly Manners[] = ['corrupt', 'lying', 'stalling', 'failing'];
  const isHalf = random() < 0.2;
  return makePeer(peerId, {
    roundTripMs: 20 + random() * 130,
    rateBytesPerSecond: random() < 0.2 ? 5_000 + random() * 20_000 : PEER_RATE,
    has: (track, block) => (track.id.length + block) % 2 === 0 || !isHalf,
    manners: random() < 0.15 ? pick(random, manners) : 'honest',
    ...(random() < 0.2 ? { goneAtMs: random() * 300_000 } : {}),
  });
}

function pick<T>(random: () => number, from: readonly T[]): T {
  return from[Math.floor(random() * from.length)]!;
}

/** Takes an evening of plays. */
function listen(seed: number, limits: Limits, outcome: Outcome): void {
  const world = worldOf(seed, limits);
  const random = seededRandom(seed + 1);
  let ids = 0;
  const newTrack = (): Track => ({
    ...meanTrack(`${seed} ${++ids}`),
    sizeBytes: SECONDS * RATE,
    durationSeconds: SECONDS,
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
    const leavesAtSeconds = LEAVES.find(([share]) => chance < share)?.[1] ?? Infinity;
    hear(world, listener, leavesAtSeconds);
    outcome.latenciesMs.push(listener.latencyMs ?? 60_000);
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

/** Listens until the end, or until the listener has had enough. */
function hear(world: PeerWorld, listener: Listener, leavesAtSeconds: number): void {
  const lastMs = world.heap.nowMs() + 3 * SECONDS * 1000;
  while (!listener.isOver && listener.seconds < leavesAtSeconds && world.heap.nowMs() < lastMs)
    world.runUntil(world.heap.nowMs() / 1000 + 0.5);
}

function outcomeOf(limits: Limits): Outcome {
  const outcome: Outcome = {
    ...{
      latenciesMs: [],
      bytes: 0,
      originBytes: 0,
      peerBytes: 0,
      hedgedBytes: 0,
      wastedBytes: 0,
      stutters: 0,
    },
  };
  for (let evening = 0; evening < PLAYS / PLAYS_AN_EVENING; evening++)
    listen(SEED * 1_000_003 + evening * 101, limits, outcome);
  outcome.latenciesMs.sort((a, b) => a - b);
  return outcome;
}

const without = (peers: Partial<PeerLimits>): Limits => ({
  ...PROFILES.modern,
  peers: { ...PROFILES.modern.peers, ...peers },
});

/** The profiles, and ours without one idea each. */
const ROWS: Readonly<Record<string, Limits>> = {
  classic: PROFILES.classic,
  modern: PROFILES.modern,
  'without heads of what may come': { ...PROFILES.modern, preparedPlays: 0 },
  'without searching ahead': without({ searchesAhead: false }),
  'with 64 KiB of each of them': { ...PROFILES.modern, preparedLeastBytes: 65_536 },
  'without the next of peers first': without({ hasNextFromPeers: false }),
  'without peers first': without({ peersFirst: false }),
  'with 15 s from the origin': without({ searchingMs: 15_000, unpromisedMs: 15_000 }),
  'without partial tracks': without({ takesPartialTracks: false }),
  'without hedges': without({ hedgesPerBlock: 0 }),
  'without asking again': without({ asksLateBlocksAgain: false }),
  'without rarest first': without({ rarestBeyondMs: Infinity }),
  'with 2 s outstanding for all': without({ aheadOutstandingMs: 2_000 }),
  'without the choice by delivery': without({ choosesByDelivery: false }),
};

function lineOf(name: string, outcome: Outcome): string {
  const { latenciesMs, bytes, originBytes, peerBytes, hedgedBytes, wastedBytes, stutters } = outcome;
  const at = (part: number): string => (latenciesMs[Math.floor(latenciesMs.length * part)] ?? NaN).toFixed(0);
  const share = (part: number): string => `${((part / bytes) * 100).toFixed(1)} %`;
  const cells = [
    ...[`${(originBytes / 1e6).toFixed(0)} MB`, `${(peerBytes / 1e6).toFixed(0)} MB`],
    ...[at(0.5), at(0.9), at(0.99)],
    ...[`${((stutters / latenciesMs.length) * 100).toFixed(1)} %`, share(hedgedBytes), share(wastedBytes)],
  ];
  return name.padEnd(32) + cells.map((cell) => cell.padStart(9)).join('');
}

const titles = ['origin', 'peers', 'p50 ms', 'p90 ms', 'p99 ms', 'stutter', 'hedged', 'wasted'];
report(
  [],
  [
    `${PLAYS} plays:`.padEnd(32) + titles.map((title) => title.padStart(9)).join(''),
    ...Object.entries(ROWS).map(([name, limits]) => lineOf(name, outcomeOf(limits))),
  ],
);
