// Three worlds for the same listeners. “Evenings”: peers have all of a track, as a rule, and are more than are needed; here and
// there one lies, stalls or vanishes. “Churn” and “office”: the origin stands at somebody's home, behind a thin line; peers come
// and go, and most have a part of a track only; the listener seeks, too. In churn peers are far, or near and slow; in the office
// all are near and fast.
// Sources: simulation.md for how listeners behave and for lines; the rest is made up, so that every idea has its occasion.
import type { Limits } from '../../src/engine/policy/limits';
import { blockCount } from '../../src/shared/blocks';
import type { Track } from '../../src/shared/track';
import { seededRandom } from '../../test/support/eventHeap';
import { makePeer, PeerWorld, PEER_RATE } from '../../test/support/peerWorld';
import type { Manners, SimulatedPeer } from '../../test/support/simulatedPeers';

/** Bytes a second of the music. */
export const RATE = 20_000;

/** A kind of evening. */
export interface Scene {
  readonly name: string;
  /** Length of a track, in seconds. */
  readonly seconds: number;
  /** Seeks in a second of listening, on the mean. */
  readonly seeksASecond: number;
  /** An evening's world, the same for the same seed. */
  readonly worldOf: (seed: number, limits: Limits) => PeerWorld;
}

/** Peers are few or many, and fast. */
export const EVENINGS: Scene = {
  name: 'evenings',
  seconds: 60,
  seeksASecond: 0,
  worldOf: (seed, limits) => {
    const random = seededRandom(seed);
    const count = pick(random, [0, 0, 1, 3, 5, 8]);
    const peers = Array.from({ length: count }, (_, at) => peerOf(`peer ${at}`, random));
    const originRate = pick(random, [1_250_000, 1_250_000, 1_250_000, 1_250_000, 150_000, RATE * 1.5]);
    return new PeerWorld({ peers, limits, originRate, seed });
  },
};

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

/** How long an evening is at most, and how long peers stay on the mean, in milliseconds. */
const EVENING_MS = 2_400_000;
const STAY_MS = 240_000;
/** Peers that are there at a time, on the mean. */
const AT_A_TIME = 6;

/** A line: how far a peer is, and how fast it sends. */
type LineTo = Pick<SimulatedPeer, 'roundTripMs' | 'rateBytesPerSecond'>;

/** Peers come and go and have parts. Those that are near are slow, behind a busy line; of the others a fifth have a good line, and the rest a quarter of an uplink of 0.8 Mbit/s, as four are served at once. */
export const CHURN = passing('churn', (random) => {
  const isNear = random() < 0.3;
  const rate = random() < 0.2 ? PEER_RATE : 25_000;
  return {
    roundTripMs: isNear ? 5 + random() * 15 : 60 + random() * 140,
    rateBytesPerSecond: isNear ? 6_000 + random() * 6_000 : rate,
  };
});

/** The same in one house: everybody is near and fast. */
export const OFFICE = passing('office', (random) => ({
  roundTripMs: 2 + random() * 6,
  rateBytesPerSecond: 1_250_000,
}));

function passing(name: string, lineOf: (random: () => number) => LineTo): Scene {
  return {
    name,
    seconds: 180,
    seeksASecond: 1 / 120,
    worldOf: (seed, limits) => {
      const random = seededRandom(seed);
      const count = (AT_A_TIME * (EVENING_MS + STAY_MS)) / STAY_MS;
      const peers = Array.from({ length: count }, (_, at) =>
        passingPeer(`peer ${at}`, lineOf(random), random),
      );
      // 1 Mbit/s upwards, or what somebody else leaves of it.
      const originRate = pick(random, [125_000, 125_000, RATE * 1.5]);
      return new PeerWorld({ peers, limits, originRate, originLatencyMs: 60, seed });
    },
  };
}

function passingPeer(peerId: string, line: LineTo, random: () => number): SimulatedPeer {
  const comesAtMs = random() * (EVENING_MS + STAY_MS) - STAY_MS;
  const salt = Math.floor(random() * 1e6);
  return makePeer(peerId, {
    ...line,
    has: (track, block) => {
      const [from, to] = partOf(track, salt);
      const at = block / blockCount(track.sizeBytes);
      return from <= at && at < to;
    },
    comesAtMs,
    goneAtMs: Math.max(1, comesAtMs + (0.25 + 1.5 * random()) * STAY_MS),
  });
}

/** Which part of a track a peer has: a quarter nothing, a quarter all, the others what they have heard of it, from the beginning or from where they sought. */
function partOf({ id }: Track, salt: number): readonly [from: number, to: number] {
  let hash = salt;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 16_777_619);
  const random = seededRandom(hash);
  const chance = random();
  if (chance < 0.25) return [0, 0];
  if (chance < 0.5) return [0, 1];
  const from = chance < 0.75 ? 0 : random() * 0.8;
  return [from, from + random() * (1 - from)];
}

function pick<T>(random: () => number, from: readonly T[]): T {
  return from[Math.floor(random() * from.length)]!;
}
