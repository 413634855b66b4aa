// A listener with the product's own fetcher, real peers on loopback, and an origin that gives the manifest and nothing else.
import assert from 'node:assert/strict';
import { LoopbackSwarm, newSong } from '../../support/loopbackSwarm';
import { PeerListener } from '../../support/peerListener';

const KiB = 1024;

describe('a listener', () => {
  let swarm: LoopbackSwarm;
  beforeEach(() => (swarm = new LoopbackSwarm()));
  afterEach(() => swarm.stop());

  it('hears a track from several peers, each of which has a part of it', async () => {
    const [ann, bob, carl] = [await swarm.add(), await swarm.add(), await swarm.add()];
    const song = newSong(1, 500 * KiB);
    const blocks = Array.from({ length: 32 }, (_, block) => block);
    swarm.give(
      bob,
      song,
      blocks.filter((block) => block % 2 === 0),
    );
    swarm.give(
      carl,
      song,
      blocks.filter((block) => block % 2 === 1),
    );
    assert.deepEqual(await new PeerListener(ann, [song]).play(song), song.bytes);
    assert.ok(bob.peers.counts.sentBytes > 0 && carl.peers.counts.sentBytes > 0);
  });

  it('hears nothing of a peer that sends other bytes, which is not let in again', async () => {
    const [ann, bob] = [await swarm.add(), await swarm.add()];
    const liar = await swarm.add({ read: () => Promise.resolve(new Uint8Array(16 * KiB)) });
    const song = newSong(2, 512 * KiB);
    swarm.give(bob, song);
    swarm.give(liar, song);
    assert.deepEqual(await new PeerListener(ann, [song]).play(song), song.bytes);
    assert.deepEqual(ann.peers.connected, [bob.peerId]);
    assert.equal(ann.peers.counts.offences, 1);
    assert.ok(liar.peers.counts.sentBytes <= 64 * KiB, `${liar.peers.counts.sentBytes} bytes`);
  });

  it('goes on with the others when a peer vanishes', async () => {
    const [ann, bob] = [await swarm.add(), await swarm.add()];
    const song = newSong(3, 512 * KiB);
    let hasVanished = false;
    const carl = await swarm.add({
      read: (_, block) => {
        if (!hasVanished) void carl.peers.stop();
        hasVanished = true;
        return Promise.resolve(song.bytes.subarray(block * 16 * KiB, (block + 1) * 16 * KiB));
      },
    });
    swarm.give(bob, song);
    swarm.give(carl, song);
    assert.deepEqual(await new PeerListener(ann, [song]).play(song), song.bytes);
    assert.ok(hasVanished);
    assert.deepEqual(ann.peers.connected, [bob.peerId]);
  });
});
