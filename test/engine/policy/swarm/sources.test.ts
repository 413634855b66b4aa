// Where a listener's track comes from: cache, peers and origin, mixed block by block. What the 2010 client did stands under
// `classic`, what ours does under `modern`.
import assert from 'node:assert/strict';
import { PROFILES, type Limits } from '../../../../src/engine/policy/limits';
import { makePeer, makePeers, meanTrack, PeerWorld, PEER_RATE } from '../../../support/peerWorld';

const RATE = 20_000;
const ROUND_TRIP_MS = 40;
/** A block of 16 KiB at the origin's 10 Mbit/s, and the store's answer. */
const TRANSFER_MS = 13.2;
const LOOK_UP_MS = 2;
const track = meanTrack('one');
const profiles = Object.entries(PROFILES);

/** Seconds of audio that came from a source. */
function secondsFrom({ bytes }: PeerWorld, source: 'cache' | 'peer' | 'origin'): number {
  return bytes[source] / RATE;
}

for (const [name, limits] of profiles)
  describe(`a listener of the ${name} client`, () => {
    it('hears a track that nobody else has after a round trip to the origin and its first block', () => {
      const world = new PeerWorld({ limits });
      const listener = world.play(track);
      world.runUntil(250);
      assert.ok((listener.latencyMs ?? Infinity) <= LOOK_UP_MS + ROUND_TRIP_MS * 1.1 + TRANSFER_MS);
      assert.deepEqual([listener.underruns, listener.isOver], [0, true]);
      assert.ok(secondsFrom(world, 'origin') >= 240);
    });

    it('costs the origin at most 15 s of a track that five peers have, and hears no gap', () => {
      const world = new PeerWorld({ limits, peers: makePeers(5) });
      const listener = world.play(track);
      world.runUntil(250);
      assert.deepEqual([listener.underruns, listener.isOver], [0, true]);
      assert.ok(secondsFrom(world, 'origin') <= 15, `${secondsFrom(world, 'origin')} s`);
      assert.equal(world.policy.requestCount, 0);
    });

    it('has the rest of a track from peers as fast as they send it, though the page takes half a minute that ends within a block', () => {
      const world = new PeerWorld({ limits, peers: makePeers(3, { rateBytesPerSecond: 60_000 }) });
      world.play(track);
      world.runUntil(45);
      assert.ok(
        world.bytes.peer + world.bytes.origin >= track.sizeBytes,
        `${world.bytes.peer} bytes of peers`,
      );
      assert.ok(secondsFrom(world, 'origin') <= 15, `${secondsFrom(world, 'origin')} s`);
    });

    it('costs the origin no more than 15 s ahead while a search takes long, and hears no gap', () => {
      const searchMs = 7_000;
      const world = new PeerWorld({ limits, peers: makePeers(5), searchMs });
      const listener = world.play(track);
      world.runUntil(250);
      assert.deepEqual([listener.underruns, listener.isOver], [0, true]);
      assert.ok(secondsFrom(world, 'origin') <= searchMs / 1000 + 16, `${secondsFrom(world, 'origin')} s`);
    });

    it('is told that a track can not be played when the origin refuses it, though the search for peers does not end', () => {
      const world = new PeerWorld({ limits, searchMs: 1e8, answer: () => ({ blocks: 0, end: 'refused' }) });
      world.play(track);
      world.runUntil(5);
      assert.notEqual(world.givenUp, null);
    });

    it('has the origin asked and peers searched for in the same moment', () => {
      const world = new PeerWorld({ limits, peers: makePeers(5) });
      world.play(track);
      world.runUntil(0.01);
      assert.deepEqual(world.lines.slice(0, 2), [
        '2 ms find peers for one (play)',
        '2 ms ask the origin for blocks 0 to 3 of one (request 1: head)',
      ]);
    });

    it('hears a track that is in the cache without a word to the network', () => {
      const world = new PeerWorld({ limits, peers: makePeers(5) });
      world.driver.hold(track, [...Array(293).keys()]);
      const listener = world.play(track);
      world.runUntil(250);
      assert.ok(listener.isOver);
      assert.deepEqual(world.linesOf(/find|ask/), []);
    });

    it('gets everything from cache and origin without peers, and nothing is searched', () => {
      const world = new PeerWorld({ limits, peers: makePeers(5), usesPeers: false });
      const listener = world.play(track);
      world.runUntil(250);
      assert.deepEqual([listener.underruns, listener.isOver, world.bytes.peer], [0, true, 0]);
      assert.deepEqual(world.linesOf(/find|peer/), []);
    });

    it('goes on without a gap where peers are switched off in the middle', () => {
      const world = new PeerWorld({ limits, peers: makePeers(5) });
      const listener = world.play(track);
      world.at(1_000, () => world.driver.usePeers(false));
      world.runUntil(1.2);
      const { length } = world.linesOf(/ask peer/);
      world.runUntil(250);
      assert.deepEqual([listener.underruns, listener.isOver], [0, true]);
      assert.equal(world.linesOf(/ask peer/).length, length);
      assert.equal(world.peers.dropped.length, 5);
    });

    it('gets no block from a peer before it could be checked', () => {
      const world = new PeerWorld({ limits, peers: makePeers(5) });
      const listener = world.play({ ...track, contentId: null });
      world.runUntil(250);
      assert.deepEqual([listener.isOver, world.bytes.peer], [true, 0]);
    });

    it('hears the whole track from peers where the origin refuses it after the start', () => {
      const answer = (nowMs: number) =>
        nowMs < 30 ? ({ blocks: Infinity, end: 'done' } as const) : ({ blocks: 0, end: 'refused' } as const);
      const world = new PeerWorld({ limits, peers: makePeers(5), answer });
      const listener = world.play(track);
      world.runUntil(250);
      assert.deepEqual([listener.isOver, world.givenUp], [true, null]);
    });

    it('is told what the origin said where no peer has the rest either', () => {
      const answer = () => ({ blocks: 0, end: 'refused' }) as const;
      const world = new PeerWorld({ limits, peers: [], answer });
      world.play(track);
      world.runUntil(20);
      assert.equal(world.givenUp, 'the origin no longer has it');
    });
  });

describe('a listener of the modern client', () => {
  const limits = PROFILES.modern;

  it('costs the origin the first seconds only, where peers are found in that time', () => {
    const world = new PeerWorld({ limits, peers: makePeers(5) });
    world.play(track);
    world.runUntil(250);
    assert.ok(secondsFrom(world, 'origin') <= 6, `${secondsFrom(world, 'origin')} s`);
  });

  it('hears a track sooner over peers that are there already than from a poor origin', () => {
    const latencyMs = (peers: number): number => {
      const world = new PeerWorld({ limits, peers: makePeers(peers), originRate: RATE * 0.5 });
      const listener = world.play(track, 'known');
      world.runUntil(250);
      return listener.latencyMs ?? Infinity;
    };
    assert.ok(latencyMs(5) < latencyMs(0) / 2, `${latencyMs(5)} and ${latencyMs(0)} ms`);
  });

  it('is spared gaps by peers where the origin is slower than the music', () => {
    const gaps = (peers: number): number => {
      const world = new PeerWorld({ limits, peers: makePeers(peers), originRate: RATE * 0.8 });
      const listener = world.play(track, 'known');
      world.runUntil(400);
      return listener.underruns;
    };
    assert.ok(gaps(0) > 0);
    assert.equal(gaps(5), 0);
  });

  it('gets from peers what they have of a track, and the rest from the origin', () => {
    const world = new PeerWorld({ limits, peers: makePeers(5, { has: (_, block) => block % 2 === 0 }) });
    const listener = world.play(track);
    world.runUntil(250);
    assert.deepEqual([listener.underruns, listener.isOver], [0, true]);
    assert.ok(secondsFrom(world, 'peer') > 110);
    assert.ok(secondsFrom(world, 'origin') + secondsFrom(world, 'peer') < 242, 'nothing comes twice');
  });

  it('has the origin asked for what follows a head in the cache only when half of that is gone', () => {
    const head = 10;
    const alone = new PeerWorld({ limits, peers: [] });
    alone.driver.hold(track, [...Array(head).keys()]);
    alone.play(track);
    alone.runUntil(0.5);
    const atFirst = alone.linesOf(/ask the origin/).length;
    assert.ok(atFirst > 0, 'with nobody found, at once');
    const world = new PeerWorld({ limits, peers: [makePeer('slow', { rateBytesPerSecond: 100 })] });
    world.driver.hold(track, [...Array(head).keys()]);
    const listener = world.play(track, 'known');
    world.runUntil(250);
    const [asked] = world.linesOf(/ask the origin/);
    const halfMs = (head * 16_384) / RATE / 2 / 0.001;
    assert.ok(Number(asked?.split(' ')[0]) > halfMs - 1_000, asked);
    assert.deepEqual([listener.underruns, listener.isOver], [0, true]);
  });

  it('has the rarest block first, well ahead of the playhead', () => {
    const everybody = makePeers(4, { has: (_, block) => block !== 80 });
    const world = new PeerWorld({ limits, peers: [...everybody, makePeer('the only one')] });
    world.play(track);
    world.runUntil(3);
    const rarest = world.actions.findIndex(
      ({ action }) => action.type === 'askPeer' && action.blocks.first === 80,
    );
    const before = world.actions.findIndex(
      ({ action }) => action.type === 'askPeer' && action.blocks.first === 60,
    );
    assert.ok(rarest < before, `${rarest} before ${before}`);
  });
});

describe('a listener of the classic client', () => {
  it('gets nothing from a peer that has only a part of a track', () => {
    const limits = PROFILES.classic;
    const world = new PeerWorld({ limits, peers: makePeers(5, { has: (_, block) => block < 290 }) });
    const listener = world.play(track);
    world.runUntil(250);
    assert.deepEqual([listener.underruns, listener.isOver, world.bytes.peer], [0, true, 0]);
  });
});

describe('the choice of a peer', () => {
  it('has more of the faster one, by as much as it is faster', () => {
    const peers = [makePeer('slow', { rateBytesPerSecond: PEER_RATE / 8 }), makePeer('fast')];
    const world = new PeerWorld({ peers });
    const listener = world.play(track);
    world.runUntil(250);
    const asked = (peerId: string): number => world.linesOf(new RegExp(`ask ${peerId} `)).length;
    assert.ok(asked('fast') > asked('slow') * 4, `${asked('fast')} and ${asked('slow')}`);
    assert.equal(listener.underruns, 0);
  });

  it('has no more than two blocks outstanding at a peer that has sent nothing, and 2 s of its rate later', () => {
    const most = (limits: Limits): { readonly atFirst: number; readonly later: number } => {
      const world = new PeerWorld({ limits, peers: [makePeer('one')] });
      world.play(track);
      world.runUntil(0.11);
      const atFirst = world.outstandingOf('one');
      let later = 0;
      for (let seconds = 0.2; seconds < 20; seconds += 0.05)
        later = Math.max(later, world.runUntil(seconds).outstandingOf('one'));
      return { atFirst, later };
    };
    const [classic, modern] = [most(PROFILES.classic), most(PROFILES.modern)];
    assert.deepEqual([classic.atFirst, modern.atFirst], [2, 2]);
    // Rates are measured by arrivals: a little more than two seconds.
    const twoSeconds = (2 * PEER_RATE) / 16_384;
    assert.ok(classic.later > twoSeconds / 2 && classic.later <= twoSeconds * 1.1, `${classic.later} blocks`);
    // What is not needed soon is asked for by the half second, so that what is needed soon does not queue behind it.
    assert.ok(modern.later > 2 && modern.later <= twoSeconds / 3, `${modern.later} blocks`);
  });
});
