// A listener with the product's own fetcher, real peers on loopback, and an origin that gives the manifest and nothing else.
import assert from 'node:assert/strict';
import { Fetcher } from '../../../src/engine/fetcher';
import { manifestProver } from '../../../src/engine/manifest/prove';
import { parseMediaInfo } from '../../../src/engine/origin/mediaInfoFormat';
import { PROFILES } from '../../../src/engine/policy/limits';
import { OriginError, type Origin } from '../../../src/engine/ports';
import { sha256 } from '../../support/hashing';
import { LoopbackSwarm, newSong, type Member, type Song } from '../../support/loopbackSwarm';
import { MemoryBlockStore } from '../../support/memoryBlockStore';

const KiB = 1024;

/** An origin that refuses to be read. */
const originOf = ({ manifest, track }: Song): Origin => ({
  ...{ name: 'far away', isLocal: false },
  catalogue: () => Promise.resolve([track]),
  manifest: () => Promise.resolve(manifest),
  read: () => Promise.reject(new OriginError('it refuses', { isFinal: true })),
});

/** Plays a song to its end, over peers only. Returns the bytes that came. */
async function play({ peers, clock }: Member, song: Song): Promise<Uint8Array> {
  const heard = new Uint8Array(song.bytes.length);
  let heardBytes = 0;
  await new Promise<void>((resolve, reject) => {
    const fetcher = new Fetcher({
      ...{ clock, store: new MemoryBlockStore(), limits: PROFILES.modern, peers },
      ...{ prove: manifestProver(sha256), parseMediaInfo },
      onMediaInfo: () => undefined,
      onGiveUp: (_, message) => reject(new Error(message)),
      // That the origin refuses is no news.
      warn: () => undefined,
      onBlock: ({ start, bytes, source }) => {
        assert.equal(source, 'peers');
        heard.set(bytes, start);
        heardBytes += bytes.length;
        if (heardBytes === heard.length) resolve();
      },
    });
    fetcher.useOrigin(originOf(song));
    fetcher.usePeers(true);
    fetcher.want('one', song.track, 'play');
    fetcher.moveWindow('one', { start: 0, end: song.bytes.length });
  });
  return heard;
}

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
    assert.deepEqual(await play(ann, song), song.bytes);
    assert.ok(bob.peers.counts.sentBytes > 0 && carl.peers.counts.sentBytes > 0);
  });

  it('hears nothing of a peer that sends other bytes, which is not let in again', async () => {
    const [ann, bob] = [await swarm.add(), await swarm.add()];
    const liar = await swarm.add({ read: () => Promise.resolve(new Uint8Array(16 * KiB)) });
    const song = newSong(2, 512 * KiB);
    swarm.give(bob, song);
    swarm.give(liar, song);
    assert.deepEqual(await play(ann, song), song.bytes);
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
    assert.deepEqual(await play(ann, song), song.bytes);
    assert.ok(hasVanished);
    assert.deepEqual(ann.peers.connected, [bob.peerId]);
  });
});
