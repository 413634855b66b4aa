// Whatever the listener does and whatever peers and origin do: the policy keeps its rules about peers (they are in
// watchedSwarm.ts), finishes what any source can supply, and leaves nothing under way.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PROFILES } from '../../../../src/engine/policy/limits';
import { seededRandom } from '../../../support/eventHeap';
import { meanTrack, PeerWorld } from '../../../support/peerWorld';
import { runsOf, walkOf } from '../../../support/properties';
import type { Manners, SimulatedPeer } from '../../../support/simulatedPeers';
import { WatchedSwarm } from '../../../support/watchedSwarm';

/** Short tracks, so that many fit into a run. */
const TRACKS = ['one', 'two', 'three'].map((id) => ({
  ...meanTrack(id),
  sizeBytes: 700_000,
  durationSeconds: 35,
}));
const MANNERS: readonly Manners[] = ['honest', 'corrupt', 'lying', 'stalling', 'busy', 'failing'];

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ type: fc.constant('play' as const), track: fc.nat(2) }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('seek' as const), seconds: fc.nat(34) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('turn' as const),
      peer: fc.nat(5),
      manners: fc.constantFrom(...MANNERS),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('prefetch' as const), track: fc.nat(2) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constantFrom(
        ...(['pause', 'goOn', 'leave', 'sleep', 'peersOff', 'peersOn', 'originAway', 'originBack'] as const),
      ),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const peer = fc.record({
  roundTripMs: fc.integer({ min: 1, max: 400 }),
  rateBytesPerSecond: fc.integer({ min: 1_000, max: 400_000 }),
  every: fc.integer({ min: 1, max: 3 }),
  goneAtMs: fc.option(fc.nat(20_000), { nil: undefined }),
  manners: fc.constantFrom(...MANNERS, 'honest' as const, 'honest' as const),
});
type PeerOptions = typeof peer extends fc.Arbitrary<infer T> ? T : never;

interface Options {
  readonly seed: number;
  readonly profile: 'classic' | 'modern';
  readonly peers: readonly PeerOptions[];
  readonly originRate: number;
}

function peersOf(options: readonly PeerOptions[]): SimulatedPeer[] {
  return options.map(({ every, goneAtMs, ...rest }, at) => ({
    ...{ ...rest, peerId: `peer ${at}`, has: (_: unknown, block: number) => block % every === 0 },
    ...(goneAtMs === undefined ? {} : { goneAtMs }),
  }));
}

/** An evening of misfortunes. */
function listen(
  { seed, profile, peers: peerOptions, originRate }: Options,
  steps: readonly (readonly [number, Step])[],
): PeerWorld {
  const random = seededRandom(seed);
  const peers = peersOf(peerOptions);
  let isAway = false;
  const world = new PeerWorld({
    ...{ peers, seed, originRate, limits: PROFILES[profile] },
    answer: () =>
      isAway ? { blocks: Math.floor(random() * 3), end: 'fails' } : { blocks: Infinity, end: 'done' },
    policy: (limits) => new WatchedSwarm(limits, random),
  });
  const isPlayed = (): boolean => world.givenUp === null && world.listeners.at(-1)?.isOver === false;
  const leave = (): void => {
    if (isPlayed()) world.listeners.at(-1)?.leave();
    world.givenUp = null;
  };
  const take = (taken: Step): void => {
    const listener = isPlayed() ? world.listeners.at(-1) : undefined;
    switch (taken.type) {
      case 'play':
        leave();
        world.play(TRACKS[taken.track]!);
        return;
      case 'seek':
        listener?.seek(taken.seconds);
        return;
      case 'turn':
        if (peers[taken.peer] !== undefined) peers[taken.peer]!.manners = taken.manners;
        return;
      case 'prefetch':
        // What comes next is another track than the one that plays.
        if (listener?.track === TRACKS[taken.track]) return;
        world.driver.abandon('next');
        world.driver.want('next', TRACKS[taken.track]!, 'prefetch');
        return;
      case 'pause':
        listener?.pause();
        return;
      case 'goOn':
        listener?.goOn();
        return;
      case 'leave':
        leave();
        return;
      case 'sleep':
        world.driver.resume();
        return;
      case 'peersOff':
      case 'peersOn':
        world.driver.usePeers(taken.type === 'peersOn');
        return;
      case 'originAway':
      case 'originBack':
        isAway = taken.type === 'originAway';
    }
  };
  for (const [pauseMs, each] of steps) {
    world.runUntil((world.heap.nowMs() + pauseMs) / 1000);
    take(each);
  }
  isAway = false;
  const listener = isPlayed() ? world.listeners.at(-1) : undefined;
  if (listener !== undefined) {
    listener.goOn();
    world.runUntil(world.heap.nowMs() / 1000 + 400);
    if (world.givenUp === null) assert.ok(listener.isOver, 'what the origin can supply is finished');
    if (!listener.isOver) listener.leave();
  }
  leave();
  world.driver.abandon('next');
  // A peer that has never sent anything is given its time for one block also when nobody wants that any more.
  world.runUntil(world.heap.nowMs() / 1000 + 60);
  assert.equal(world.policy.requestCount, 0, 'nothing is left under way');
  return world;
}

const options = fc.record({
  seed: fc.integer(),
  profile: fc.constantFrom('classic' as const, 'modern' as const),
  peers: fc.array(peer, { maxLength: 6 }),
  originRate: fc.integer({ min: 15_000, max: 1_250_000 }),
});

describe('whatever happens to the fetch policy with peers', () => {
  it('asks once and for hedges, hands on what was checked, keeps its limits, finishes, and leaves nothing under way', () => {
    fc.assert(
      fc.property(options, walkOf(step), (world, steps) => void listen(world, steps)),
      runsOf(150),
    );
  });

  it('finishes a track that peers can supply, though the origin refuses it', () => {
    const sane = fc.array(
      fc.record({
        roundTripMs: fc.integer({ min: 1, max: 400 }),
        rateBytesPerSecond: fc.integer({ min: 1_000, max: 400_000 }),
        every: fc.integer({ min: 1, max: 3 }),
        goneAtMs: fc.constant(undefined),
        manners: fc.constantFrom(...MANNERS),
      }),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(fc.integer(), sane, (seed, others) => {
        // One of them is honest and has all, however slow.
        const good = { roundTripMs: 60, rateBytesPerSecond: 40_000, every: 1, goneAtMs: undefined };
        const world = new PeerWorld({
          ...{ peers: peersOf([...others, { ...good, manners: 'honest' }]), seed },
          answer: () => ({ blocks: 0, end: 'refused' }),
          policy: (limits) => new WatchedSwarm(limits, seededRandom(seed)),
        });
        const listener = world.play(TRACKS[0]!, 'known');
        world.runUntil(300);
        assert.deepEqual([world.givenUp, listener.isOver], [null, true]);
        assert.equal(world.policy.requestCount, 0);
      }),
      runsOf(50),
    );
  });
});
