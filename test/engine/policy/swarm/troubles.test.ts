// What a listener hears, and what is done, when peers are slow, lie, vanish, or send something else.
import assert from 'node:assert/strict';
import { PROFILES, type Limits } from '../../../../src/engine/policy/limits';
import { makePeer, makePeers, meanTrack, PeerWorld, PEER_RATE } from '../../../support/peerWorld';
import type { SimulatedPeer } from '../../../support/simulatedPeers';

const track = meanTrack('one');

for (const [name, limits] of Object.entries(PROFILES)) {
  const play = (options: ConstructorParameters<typeof PeerWorld>[0]): PeerWorld => {
    const world = new PeerWorld({ limits, ...options });
    const listener = world.play(track);
    world.runUntil(260);
    assert.deepEqual([listener.underruns, listener.isOver], [0, true], 'the track is heard without a gap');
    assert.equal(world.policy.requestCount, 0, 'nothing is left under way');
    return world;
  };

  describe(`with the ${name} client, a listener`, () => {
    it('hears no bad byte of a peer that sends others, which is banned at the first and asked no more', () => {
      const world = play({ peers: [makePeer('bad', { manners: 'corrupt' }), ...makePeers(4)] });
      const banned = world.lines.findIndex((line) => /ban bad/.test(line));
      assert.ok(banned > 0);
      assert.ok(!world.lines.slice(banned).some((line) => /ask bad /.test(line)));
      assert.equal(world.linesOf(/ban /).length, 1);
    });

    it('notices nothing of a peer that lacks what it promises, which is asked for no more than four blocks', () => {
      const world = play({ peers: [makePeer('liar', { manners: 'lying' }), ...makePeers(4)] });
      if (name === 'modern') assert.equal(world.linesOf(/drop liar: it lacks what it promises/).length, 1);
      assert.ok(world.linesOf(/ask liar /).length <= 4);
    });

    it('notices nothing of a peer that resets its streams, which is tried later and later, and let go', () => {
      const world = play({ peers: [makePeer('shaky', { manners: 'failing' })] });
      assert.equal(world.linesOf(/drop shaky: the stream was reset/).length, 1);
      assert.ok(world.linesOf(/ask shaky /).length <= 6);
    });

    it('notices nothing of peers that take requests and send nothing', () => {
      const world = play({ peers: makePeers(5, { manners: 'stalling' }) });
      // Two blocks each at first, and as many again after a pause: no more is risked.
      assert.ok(world.linesOf(/ask peer \d for/).length <= 40);
      assert.equal(world.bytes.peer, 0);
    });

    it('notices nothing when all peers vanish in the middle of their blocks', () => {
      const world = play({ peers: makePeers(5, { goneAtMs: 2_000 }) });
      assert.ok(world.bytes.peer > 0 && world.bytes.origin > 0);
    });

    it('notices nothing of peers that are slower together than the music', () => {
      play({ peers: makePeers(5, { rateBytesPerSecond: 3_000 }) });
    });

    it('leaves a peer alone that has no slot, for as long as that says', () => {
      const world = new PeerWorld({ limits, peers: [makePeer('busy', { manners: 'busy' })] });
      const listener = world.play(track);
      world.runUntil(30);
      const asked = world.actions.filter(({ action }) => action.type === 'askPeer').map(({ atMs }) => atMs);
      const pauses = asked.slice(1).map((atMs, at) => atMs - asked[at]!);
      assert.ok(
        pauses.filter((ms) => ms > 0).every((ms) => ms >= 5_000),
        pauses.join(),
      );
      assert.equal(listener.underruns, 0);
    });
  });
}

describe('a block that is late', () => {
  /** Peers that send well at first, and nothing any more after half a second. */
  function silenced(limits: Limits = PROFILES.modern): PeerWorld {
    const peers = makePeers(2, { rateBytesPerSecond: 30_000 });
    const world = new PeerWorld({
      limits,
      peers: [...peers, makePeer('third', { rateBytesPerSecond: 30_000 })],
    });
    const listener = world.play(track);
    world.at(500, () => {
      for (const peer of peers) peer.manners = 'stalling';
    });
    world.runUntil(260);
    assert.deepEqual([listener.underruns, listener.isOver], [0, true]);
    return world;
  }

  it('is asked for twice by the modern client, and who comes second is cancelled', () => {
    const world = silenced();
    assert.ok(world.linesOf(/: hedge\)/).length > 0);
    for (const line of world.linesOf(/: hedge\)/)) {
      const id = Number(/request (\d+)/.exec(line)?.[1]);
      const block = Number(/block (\d+)/.exec(line)?.[1]);
      const asked = world.actions.filter(
        ({ action }) =>
          (action.type === 'askPeer' || action.type === 'askOrigin') &&
          action.blocks.first <= block &&
          block < action.blocks.end &&
          action.requestId !== id,
      );
      assert.ok(asked.length > 0, `block ${block} was on its way already`);
    }
    assert.ok(world.linesOf(/cancel/).length > 0);
    assert.equal(world.policy.requestCount, 0);
  });

  it('is cancelled and asked for elsewhere by the classic client', () => {
    const { classic } = PROFILES;
    // With 15 s from the origin it has time to wait for peers to fail; without, it has not.
    const peers = { ...classic.peers, searchingMs: 3_000, unpromisedMs: 3_000 };
    const world = silenced({ ...classic, peers });
    assert.deepEqual(world.linesOf(/: hedge\)/), []);
    const late = world.lines.findIndex((line) => /: late\)/.test(line));
    assert.match(world.lines[late - 1] ?? '', /cancel request/);
  });

  it('costs no more than eight blocks of a play, or 3 % of all, twice', () => {
    for (let seed = 1; seed <= 5; seed++) {
      // Peers whose rate has nothing to do with what they have shown.
      const peers = makePeers(5, { rateBytesPerSecond: 8_000 * seed });
      const world = new PeerWorld({ peers, seed });
      world.play(track);
      for (let at = 2_000; at < 240_000; at += 7_000)
        world.at(at, () => {
          for (const [index, peer] of peers.entries())
            peer.manners = (at / 1_000 + index) % 3 < 1 ? 'stalling' : 'honest';
        });
      world.runUntil(260);
      const { peer, origin } = world.bytes;
      assert.ok(
        world.hedgedBytes <= 8 * 16_384 + 0.03 * (peer + origin) + world.emergencyBytes,
        `seed ${seed}`,
      );
    }
  });
});

describe('a peer that has never sent anything, with the first block that it is asked for', () => {
  const listen = (
    other: SimulatedPeer,
  ): { readonly world: PeerWorld; readonly arrived: { count: number } } => {
    const world = new PeerWorld({ peers: [makePeer('fast'), other] });
    const listener = world.play(track, 'known');
    const arrived = arrivalsOf(world, other.peerId);
    world.runUntil(260);
    assert.deepEqual([listener.underruns, listener.isOver], [0, true]);
    assert.equal(world.policy.requestCount, 0);
    return { world, arrived };
  };
  /** Whether that was cancelled, and somebody else asked for it. */
  const outcomeOf = (world: PeerWorld, peerId: string): { isCancelled: boolean; isHedged: boolean } => {
    const [first] = world.linesOf(new RegExp(`ask ${peerId} `));
    const id = /request (\d+)/.exec(first ?? '')?.[1];
    const block = /block (\d+)/.exec(first ?? '')?.[1];
    return {
      isCancelled: world.linesOf(new RegExp(`cancel request ${id}\\b`)).length > 0,
      isHedged: world.linesOf(new RegExp(`block ${block}\\b.*: hedge`)).length > 0,
    };
  };

  it('is given the time for it also where others have brought it, and is asked for more if it sends it', () => {
    const { world, arrived } = listen(makePeer('slow', { rateBytesPerSecond: 2_000 }));
    assert.deepEqual(outcomeOf(world, 'slow'), { isCancelled: false, isHedged: true });
    assert.deepEqual(world.linesOf(/drop slow/), []);
    assert.ok(arrived.count > 1, `${arrived.count} blocks have come`);
  });

  it('is let go of if it sends nothing all the time', () => {
    const { world } = listen(makePeer('mute', { manners: 'stalling' }));
    assert.equal(world.linesOf(/drop mute: it has answered nothing/).length, 1);
    assert.ok(world.linesOf(/ask mute /).length <= 2);
  });

  it('is not let go of for what it could not send while the machine slept', () => {
    const world = new PeerWorld({ peers: [makePeer('fast'), makePeer('mute', { manners: 'stalling' })] });
    world.play(track, 'known');
    world.runUntil(6.5);
    world.driver.abandon('play 1');
    assert.equal(world.policy.requestCount, 1, 'it is still waited for');
    world.driver.resume();
    assert.equal(world.policy.requestCount, 0);
    world.runUntil(60);
    assert.deepEqual(world.linesOf(/drop mute/), []);
  });
});

describe('of more than ten providers', () => {
  it('one far slower than the others is let go', () => {
    const slow = makePeer('slow', { rateBytesPerSecond: PEER_RATE / 20 });
    const world = new PeerWorld({ peers: [slow, ...makePeers(10)] });
    const listener = world.play(track);
    // Somebody says anew what it has: then it is looked at.
    world.at(20_000, () => world.driver.announce('peer 1', track, new Uint8Array(37).fill(255)));
    world.runUntil(260);
    assert.equal(world.linesOf(/drop slow: others are much faster/).length, 1);
    assert.equal(listener.underruns, 0);
  });
});

describe('what strangers can make us keep', () => {
  it('is limited: a have-map longer than any is the end of who sent it, and a banned peer stays away', () => {
    const world = new PeerWorld({ peers: [makePeer('bad', { manners: 'corrupt' }), makePeer('talker')] });
    world.play(track);
    world.at(3_000, () => world.driver.announce('talker', track, new Uint8Array(513).fill(255)));
    world.at(4_000, () => world.driver.meet('bad'));
    world.runUntil(5);
    assert.equal(world.linesOf(/drop talker: it says too much/).length, 1);
    assert.equal(world.linesOf(/drop bad/).length, 1);
  });

  it('is limited to so many peers and so many tracks of each', () => {
    const world = new PeerWorld();
    const { mostPeers, holdingsPerPeer } = PROFILES.modern.peers;
    for (let peer = 0; peer <= mostPeers; peer++) world.driver.meet(`p${peer}`);
    assert.equal(world.linesOf(/drop p\d+: it is of no use/).length, 1);
    for (let id = 0; id <= holdingsPerPeer; id++)
      world.driver.announce('p1', meanTrack(`track ${id}`), Uint8Array.of(1));
    assert.equal(world.linesOf(/drop p1: it says too much/).length, 1);
  });
});

/** Counts the blocks that come from a peer. */
function arrivalsOf(world: PeerWorld, peerId: string): { count: number } {
  const arrivals = { count: 0 };
  const asked = new Set<number>();
  const handle = world.policy.handle.bind(world.policy);
  world.policy.handle = (event, nowMs) => {
    if (event.type === 'blockArrived' && asked.has(event.requestId)) arrivals.count += 1;
    const actions = handle(event, nowMs);
    for (const action of actions)
      if (action.type === 'askPeer' && action.peerId === peerId) asked.add(action.requestId);
    return actions;
  };
  return arrivals;
}
