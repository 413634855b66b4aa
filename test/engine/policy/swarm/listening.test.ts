// What a listener does while peers send: seeks, pauses, leaves, comes to the end of a track, closes the lid; and when the sound
// begins.
import assert from 'node:assert/strict';
import { PROFILES, type Limits } from '../../../../src/engine/policy/limits';
import type { Track } from '../../../../src/shared/track';
import { makePeers, meanTrack, PeerWorld } from '../../../support/peerWorld';

const RATE = 20_000;
const BLOCK_BYTES = 16_384;
const track = meanTrack('one');
const next = meanTrack('next');

/** Blocks of a track asked for with a reason, by when, in milliseconds. */
function asks(
  world: PeerWorld,
  { id }: Track,
  [type, reason]: readonly ['askPeer' | 'askOrigin', string?],
): number[] {
  return world.actions
    .filter(
      ({ action }) =>
        action.type === type && action.track.id === id && (reason === undefined || action.reason === reason),
    )
    .map(({ atMs }) => atMs);
}

describe('a listener who seeks', () => {
  it('hears the new place as soon as the origin or a peer can send it, and what is far from it is cancelled', () => {
    const world = new PeerWorld({ peers: makePeers(3, { rateBytesPerSecond: 60_000 }) });
    const listener = world.play(track);
    world.runUntil(2);
    listener.seek(200);
    const before = world.lines.length;
    world.runUntil(2.3);
    assert.ok(listener.isSounding, 'sounds within 300 ms');
    const cancelled = world.lines.slice(before - 40).filter((line) => /cancel/.test(line));
    assert.ok(cancelled.length > 0);
    world.runUntil(50);
    assert.deepEqual([listener.underruns, listener.isOver], [0, true]);
    assert.equal(world.policy.requestCount, 0);
  });

  it('gets the rest of the new place from peers', () => {
    const world = new PeerWorld({ peers: makePeers(5) });
    const listener = world.play(track);
    world.runUntil(0.3);
    listener.seek(100);
    world.runUntil(200);
    assert.ok(world.bytes.origin / RATE <= 15, `${world.bytes.origin / RATE} s from the origin`);
    assert.ok(listener.isOver);
  });
});

describe('a listener who pauses', () => {
  it('has nothing sent beyond what the page takes, until the music goes on', () => {
    const world = new PeerWorld({ peers: makePeers(2, { rateBytesPerSecond: 30_000 }) });
    const listener = world.play(track);
    world.runUntil(3);
    listener.pause();
    world.runUntil(60);
    const furthest = Math.max(
      ...world.actions.map(({ action }) => (action.type === 'askPeer' ? action.blocks.first : 0)),
    );
    const paused = asks(world, track, ['askPeer']).filter((atMs) => atMs > 3_000);
    const ahead = (furthest * BLOCK_BYTES) / RATE - listener.seconds;
    assert.ok(ahead < 45, `${ahead} s ahead`);
    listener.goOn();
    world.runUntil(400);
    assert.ok(asks(world, track, ['askPeer']).length > paused.length + 100);
    assert.deepEqual([listener.underruns, listener.isOver], [0, true]);
  });

  it('is no emergency, however little is there', () => {
    const world = new PeerWorld({ originRate: RATE / 2 });
    const listener = world.play(track);
    world.runUntil(3);
    listener.pause();
    world.runUntil(4);
    assert.match(world.linesOf(/emergency/).at(-1) ?? '', /is over/);
  });
});

describe('a listener who leaves', () => {
  it('leaves nothing under way, at any moment', () => {
    for (let ms = 10; ms < 3_000; ms += 97) {
      const world = new PeerWorld({ peers: makePeers(5) });
      const listener = world.play(track);
      world.runUntil(ms / 1000);
      listener.leave();
      assert.equal(world.policy.requestCount, 0, `after ${ms} ms`);
      const before = world.lines.length;
      world.runUntil(30);
      assert.deepEqual(
        world.lines.slice(before).filter((line) => /ask|send/.test(line)),
        [],
      );
    }
  });
});

describe('the next track', () => {
  /** The whole of a track is heard, with another one after it. */
  function towardsTheEnd(limits: Limits, peers: number): PeerWorld {
    const world = new PeerWorld({ limits, peers: makePeers(peers, { has: () => true }) });
    world.play(track);
    world.driver.want('next', next, 'prefetch');
    world.driver.knowManifest(next);
    return world.runUntil(245);
  }

  for (const [name, limits] of Object.entries(PROFILES)) {
    it(`is searched for with 30 s left, and its head is in the cache before it begins (${name})`, () => {
      const world = towardsTheEnd(limits, 5);
      const [search] = world.actions.filter(
        ({ action }) => action.type === 'findPeers' && action.reason === 'prefetch',
      );
      assert.ok(search !== undefined && search.atMs > 209_000 && search.atMs < 213_000);
      const headBlocks = Math.ceil((15 * RATE) / BLOCK_BYTES);
      assert.equal(asks(world, next, ['askPeer', 'prefetch']).length, headBlocks);
      assert.deepEqual(asks(world, next, ['askOrigin']), [], 'the origin is spared');
    });

    it(`comes from the origin with 10 s left where no peer has it (${name})`, () => {
      const world = towardsTheEnd(limits, 0);
      const [first] = asks(world, next, ['askOrigin']);
      assert.ok(first !== undefined && first > 229_000 && first < 233_000, `${first}`);
    });
  }
});

describe('the next track, where it is prepared', () => {
  /** A track is heard to its end, with the next one prepared; the peers have all of that, or only every other block. */
  function towardsTheEnd(has: (block: number) => boolean): PeerWorld {
    const peers = makePeers(5, { has: (of, block) => of !== next || has(block) });
    const world = new PeerWorld({ peers });
    world.play(track);
    world.driver.want('ready', next, 'prepare');
    world.driver.listPrepared(['ready'], 'ready');
    world.driver.knowManifest(next);
    return world.runUntil(245);
  }

  it('has its head from peers with 30 s left, and none of it from the origin', () => {
    const world = towardsTheEnd(() => true);
    const times = asks(world, next, ['askPeer', 'prefetch']);
    const headBlocks = Math.ceil((15 * RATE) / BLOCK_BYTES);
    assert.equal(times.length, headBlocks - 2, 'all but the two blocks of its first window');
    assert.ok(times.every((ms) => ms > 209_000 && ms < 225_000));
    assert.deepEqual(asks(world, next, ['askOrigin']), []);
  });

  it('has what no peer has of its head from the origin, with 10 s left', () => {
    const world = towardsTheEnd((block) => block < 2 || block % 2 === 0);
    const fromPeers = asks(world, next, ['askPeer', 'prefetch']);
    const fromOrigin = asks(world, next, ['askOrigin', 'prefetch']);
    assert.ok(fromPeers.length === 9 && fromPeers.every((ms) => ms < 225_000), fromPeers.join());
    assert.ok(fromOrigin.length > 0 && fromOrigin.every((ms) => ms > 229_000), fromOrigin.join());
  });
});

describe('a track that is clicked with its head at the page', () => {
  it('sounds at once, and is believed to be at its beginning', () => {
    const world = new PeerWorld({ peers: makePeers(5) });
    const before = world.play(track, 'known');
    const after = world.listenerOf(next);
    world.driver.want(after.playId, next, 'prepare');
    world.driver.knowManifest(next);
    world.driver.listPrepared([after.playId], after.playId);
    world.runUntil(239);
    before.leave();
    after.click();
    assert.equal(after.latencyMs, 0);
    assert.deepEqual(asks(world, next, ['askOrigin']), []);
  });
});

describe('what may come', () => {
  it('has its first bytes from peers before the origin is asked, when nothing else is to do', () => {
    const world = new PeerWorld({ peers: makePeers(5) });
    world.driver.knowManifest(next);
    world.driver.hold(track, [...Array(293).keys()]);
    world.play(track);
    world.at(1_000, () => {
      world.driver.want('ready', next, 'prepare');
      world.driver.listPrepared(['ready'], null);
    });
    world.runUntil(10);
    assert.equal(world.linesOf(/find peers for next \(prepare\)/).length, 1);
    assert.equal(asks(world, next, ['askPeer', 'prepare']).length, 2);
    assert.deepEqual(asks(world, next, ['askOrigin']), []);
  });

  it('has its first bytes from the origin where peers send nothing', () => {
    const world = new PeerWorld({ peers: makePeers(2, { manners: 'stalling' }) });
    world.driver.knowManifest(next);
    world.driver.hold(track, [...Array(293).keys()]);
    world.play(track);
    world.driver.want('ready', next, 'prepare');
    world.driver.listPrepared(['ready'], null);
    world.runUntil(60);
    assert.equal(world.peers.dropped.length, 2);
    assert.ok(asks(world, next, ['askOrigin', 'prepare']).length > 0);
  });

  for (const manners of ['busy', 'failing'] as const)
    it(`has its first bytes from the origin where the only peer is ${manners}, though nothing plays`, () => {
      const world = new PeerWorld({ peers: [{ ...makePeers(1)[0]!, manners }] });
      world.driver.want('ready', next, 'prepare');
      world.driver.listPrepared(['ready'], null);
      world.driver.knowManifest(next);
      world.runUntil(10);
      assert.deepEqual([world.bytes.peer, world.bytes.origin], [0, 2 * BLOCK_BYTES]);
    });

  it('has its first bytes while peers still bring what is due later of the track that plays', () => {
    const world = new PeerWorld({ peers: makePeers(3, { rateBytesPerSecond: 12_000 }) });
    world.play(track);
    world.driver.want('ready', next, 'prepare');
    world.driver.listPrepared(['ready'], null);
    world.driver.knowManifest(next);
    world.runUntil(40);
    assert.ok(asks(world, next, ['askPeer']).length + asks(world, next, ['askOrigin']).length > 0);
    assert.equal(world.listeners[0]?.underruns, 0);
  });

  it('waits while the track that plays lacks anything of its window', () => {
    const world = new PeerWorld({ peers: makePeers(1, { rateBytesPerSecond: 21_000 }), originRate: 21_000 });
    world.driver.knowManifest(next);
    world.play(track, 'known');
    world.driver.want('ready', next, 'prepare');
    world.driver.listPrepared(['ready'], null);
    world.runUntil(5);
    assert.deepEqual([...asks(world, next, ['askPeer']), ...asks(world, next, ['askOrigin'])], []);
  });
});

describe('a computer that sleeps', () => {
  it('has all asked for anew when it wakes, and peers searched for anew', () => {
    const world = new PeerWorld({ peers: makePeers(3, { rateBytesPerSecond: 30_000 }) });
    const listener = world.play(track);
    world.runUntil(1);
    assert.ok(world.policy.requestCount > 0);
    const before = world.lines.length;
    world.driver.resume();
    const lines = world.lines.slice(before);
    assert.ok(lines.filter((line) => /cancel/.test(line)).length > 0);
    assert.ok(lines.filter((line) => /ask/.test(line)).length > 0);
    // Nothing that was known of rates counts: two blocks a peer again.
    assert.ok([1, 2, 3].every((peer) => world.outstandingOf(`peer ${peer}`) <= 2));
    world.runUntil(260);
    assert.deepEqual([listener.underruns, listener.isOver], [0, true]);
  });
});

describe('an emergency', () => {
  it('begins when less than 3 s are there while the music sounds, and is over at 6 s or at the end', () => {
    const world = new PeerWorld({ originRate: RATE * 1.2 });
    world.play(track);
    world.runUntil(250);
    const lines = world.linesOf(/emergency/);
    assert.match(lines[0] ?? '', /emergency$/);
    assert.match(lines[1] ?? '', /is over$/);
    assert.match(lines.at(-1) ?? '', /is over$/);
  });

  it('is noticed when it begins, though nothing comes any more and the page says nothing', () => {
    const world = new PeerWorld({
      originRate: RATE * 1.3,
      answer: (nowMs) => ({ blocks: nowMs < 40_000 ? Infinity : 0, end: nowMs < 40_000 ? 'done' : 'fails' }),
    });
    const listener = world.play(track);
    world.runUntil(40);
    const { underruns } = listener;
    while (listener.underruns === underruns && world.heap.nowMs() < 100_000)
      world.runUntil(world.heap.nowMs() / 1000 + 0.05);
    const noticed = world.actions.findLast(({ action }) => action.type === 'emergency' && action.isOn);
    const beforeMs = world.heap.nowMs() - (noticed?.atMs ?? Infinity);
    assert.ok(beforeMs > 2_900 && beforeMs < 3_150, `${beforeMs} ms before the sound ends`);
  });

  it('is none before the first sound', () => {
    const world = new PeerWorld({ originRate: 1_000 });
    world.play(track);
    world.runUntil(10);
    assert.deepEqual(world.linesOf(/emergency|start/), []);
  });
});

describe('the sound', () => {
  const startMs = (world: PeerWorld): number => world.listeners.at(-1)?.latencyMs ?? Infinity;

  it('begins with the first decodable bytes while little is known of the rates', () => {
    const world = new PeerWorld({ originRate: RATE * 1.5 });
    world.play(track);
    world.runUntil(5);
    assert.ok(startMs(world) < 700, `${startMs(world)} ms`);
  });

  it('waits on a link that is known to be slower than the music, until the rest comes sooner than it is needed', () => {
    const world = new PeerWorld({ originRate: RATE * 0.8 });
    world.play(track).leave();
    const first = world.play(meanTrack('first'));
    world.runUntil(30);
    first.leave();
    world.play({ ...meanTrack('second'), sizeBytes: 1_200_000, durationSeconds: 60 });
    const second = world.listeners.at(-1);
    world.runUntil(200);
    assert.ok(startMs(world) > 8_000, `${startMs(world)} ms`);
    assert.deepEqual([second?.underruns, second?.isOver], [0, true]);
  });

  it('begins in the end for the classic client too, where its peers have only parts, which it does not take', () => {
    const world = new PeerWorld({
      limits: PROFILES.classic,
      peers: makePeers(3, { has: (_, block) => block % 2 === 0 }),
      originRate: RATE * 0.9,
    });
    const listener = world.play(track);
    world.runUntil(100);
    listener.leave();
    const again = world.play({ ...track, id: 'another', contentId: 'another' });
    world.runUntil(900);
    assert.ok(listener.latencyMs !== null && again.latencyMs !== null);
  });

  it('begins at once all the same where the head is in the cache', () => {
    const world = new PeerWorld({ originRate: RATE * 0.8 });
    const first = world.play(meanTrack('first'));
    world.runUntil(30);
    first.leave();
    const second = meanTrack('second');
    world.driver.hold(second, [0, 1, 2, 3, 4, 5, 6, 7]);
    world.play(second);
    world.runUntil(40);
    assert.ok(startMs(world) < 50, `${startMs(world)} ms`);
  });

  it('is drawn from the rates of the last minutes by the classic client: it waits where they would not do', () => {
    const world = new PeerWorld({ limits: PROFILES.classic, originRate: RATE * 0.8, seed: 7 });
    const first = world.play(meanTrack('first'));
    world.runUntil(60);
    first.leave();
    world.play({ ...meanTrack('second'), sizeBytes: 1_200_000, durationSeconds: 60 });
    world.runUntil(160);
    assert.ok(startMs(world) > 5_000 && startMs(world) < 60_000, `${startMs(world)} ms`);
  });
});
