// Two nodes on loopback, with real libp2p between them.
import assert from 'node:assert/strict';
import { SERVING_PROFILES } from '../../../src/engine/policy/servingLimits';
import { blockCount } from '../../../src/shared/blocks';
import { LoopbackSwarm, newSong } from '../../support/loopbackSwarm';

const KiB = 1024;

describe('two peers', () => {
  let swarm: LoopbackSwarm;
  beforeEach(() => (swarm = new LoopbackSwarm()));
  afterEach(() => swarm.stop());

  it('exchange a track, block by block, as its manifest says', async () => {
    const [ann, bob] = [await swarm.add(), await swarm.add()];
    const song = newSong(1, 300 * KiB + 77);
    swarm.give(bob, song);
    await ann.meet(song);
    const count = blockCount(song.bytes.length);
    for (let block = 0; block < count; block++) ann.ask(bob, song, block);
    for (let block = 0; block < count; block++) {
      const { bytes } = await ann.hear('blockSent', (news) => news.block === block);
      assert.ok(song.isBlockRight(block, bytes), `block ${block}`);
    }
    assert.equal(ann.peers.counts.receivedBytes, song.bytes.length);
    assert.equal(bob.peers.counts.sentBytes, song.bytes.length);
    assert.deepEqual([ann.peers.counts.offences, bob.peers.counts.offences], [0, 0]);
  });

  it('exchange blocks over WebSockets', async () => {
    const [ann, bob] = [await swarm.add(), await swarm.add({ listen: ['/ip4/127.0.0.1/tcp/0/ws'] })];
    const song = newSong(13, 50 * KiB);
    swarm.give(bob, song);
    await ann.meet(song);
    ann.ask(bob, song, 3);
    const { bytes } = await ann.hear('blockSent');
    assert.ok(song.isBlockRight(3, bytes));
  });

  it('say which blocks they have, and that the search is over', async () => {
    const [ann, bob] = [await swarm.add(), await swarm.add()];
    const song = newSong(2, 100 * KiB);
    swarm.give(bob, song, [0, 2]);
    ann.peers.find([song.track]);
    const has = await ann.hear('peerHas');
    assert.deepEqual([...has.haveMap], [0b101]);
    await ann.hear('peersSearched');
    assert.deepEqual(
      ann.news.map(({ type }) => type),
      ['peerFound', 'peerHas', 'peersSearched'],
    );
  });

  it('say so when they do not have a block after all', async () => {
    const [ann, bob] = [await swarm.add(), await swarm.add({ read: () => Promise.resolve(null) })];
    const song = newSong(3, 100 * KiB);
    swarm.give(bob, song, [0, 1]);
    await ann.meet(song);
    const [missing, unreadable] = [ann.ask(bob, song, 2), ann.ask(bob, song, 1)];
    await ann.hear('blockLost', (news) => news.requestId === missing && news.block === 2);
    await ann.hear('blockLost', (news) => news.requestId === unreadable && news.block === 1);
  });

  it('tell those that have asked when they have more of a track', async () => {
    const [ann, bob] = [await swarm.add(), await swarm.add()];
    const song = newSong(4, 100 * KiB);
    swarm.give(bob, song, [0]);
    await ann.meet(song);
    ann.ask(bob, song, 0);
    await ann.hear('blockSent');
    bob.peers.setHeld({ contentId: song.contentId, sizeBytes: song.bytes.length, haveMap: null });
    bob.clock.step(1_000);
    const has = await ann.hear('peerHas', ({ haveMap }) => haveMap[0] === 0b1111111);
    assert.equal(has.peerId, bob.peerId);
  });

  it('send nothing more of what is cancelled, and go on with the rest', async () => {
    const reads: (() => void)[] = [];
    const song = newSong(5, 100 * KiB);
    const [ann, bob] = [
      await swarm.add(),
      await swarm.add({
        read: (_, block) =>
          new Promise((resolve) => {
            reads.push(() => resolve(song.bytes.subarray(block * 16 * KiB, (block + 1) * 16 * KiB)));
            if (block === 2) for (const read of reads) read();
          }),
      }),
    ];
    swarm.give(bob, song);
    await ann.meet(song);
    const cancelled = ann.ask(bob, song, 0);
    ann.ask(bob, song, 2);
    ann.peers.cancel(cancelled);
    await ann.hear('blockSent', ({ block }) => block === 2);
    assert.ok(!ann.news.some((news) => 'requestId' in news && news.requestId === cancelled));
    assert.equal(bob.peers.counts.offences, 0);
  });

  it('say that they are busy when they do not share, and are not asked on', async () => {
    const [ann, bob] = [await swarm.add(), await swarm.add()];
    const song = newSong(6, 100 * KiB);
    swarm.give(bob, song);
    await ann.meet(song);
    bob.peers.setSharing(false);
    ann.ask(bob, song, 0);
    ann.ask(bob, song, 1);
    const { forMs, peerId } = await ann.hear('peerBusy');
    assert.deepEqual([forMs, peerId], [600_000, bob.peerId]);
    bob.peers.setSharing(true);
    ann.ask(bob, song, 2);
    await ann.hear('blockSent', ({ block }) => block === 2);
    assert.equal(ann.news.filter(({ type }) => type === 'peerBusy').length, 1);
  });

  it('stop sending in an emergency of their own, in the middle of a block', async () => {
    const song = newSong(7, 100 * KiB);
    const bob = await swarm.add({
      serving: SERVING_PROFILES.modern,
      read: (_, block) => {
        bob.peers.setEmergency(true);
        return Promise.resolve(song.bytes.subarray(block * 16 * KiB, (block + 1) * 16 * KiB));
      },
    });
    const ann = await swarm.add();
    swarm.give(bob, song);
    await ann.meet(song);
    ann.ask(bob, song, 0);
    const { forMs } = await ann.hear('peerBusy');
    assert.equal(forMs, 5_000);
    assert.ok(bob.peers.counts.sentBytes < 16 * KiB);
  });

  it('have no more waiting than the other one lets them', async () => {
    const [ann, bob] = [
      await swarm.add(),
      await swarm.add({ serving: { requestsOfPeer: 3, blocksOfPeer: 3 } }),
    ];
    const song = newSong(8, 400 * KiB);
    swarm.give(bob, song);
    await ann.meet(song);
    for (let block = 0; block < 20; block++) ann.ask(bob, song, block);
    for (let block = 0; block < 20; block++) await ann.hear('blockSent', (news) => news.block === block);
    assert.ok(!ann.news.some(({ type }) => type === 'peerBusy'));
  });

  it('send at the pace that the uplink lets them', async () => {
    const [ann, bob] = [await swarm.add(), await swarm.add({ serving: SERVING_PROFILES.modern })];
    const song = newSong(15, 40 * KiB);
    swarm.give(bob, song);
    await ann.meet(song);
    for (let block = 0; block < 3; block++) ann.ask(bob, song, block);
    for (let block = 0; block < 3; block++) {
      const { bytes } = await ann.hear('blockSent', (news) => news.block === block);
      assert.ok(song.isBlockRight(block, bytes));
    }
  });

  it('notice when the other one vanishes in the middle of a block', async () => {
    const song = newSong(9, 100 * KiB);
    let vanish = (): void => undefined;
    const bob = await swarm.add({
      read: (_, block) => {
        vanish();
        return Promise.resolve(song.bytes.subarray(block * 16 * KiB, (block + 1) * 16 * KiB));
      },
    });
    const ann = await swarm.add();
    swarm.give(bob, song);
    await ann.meet(song);
    vanish = () => void bob.peers.stop();
    ann.ask(bob, song, 0);
    const { peerId } = await ann.hear('peerGone');
    assert.equal(peerId, bob.peerId);
    assert.deepEqual(ann.peers.connected, []);
    const late = ann.ask(bob, song, 1);
    await ann.hear('requestFailed', ({ requestId }) => requestId === late);
  });

  it('find through a neighbour what the tracker does not say', async () => {
    const [ann, bob, carl] = [await swarm.add(), await swarm.add(), await swarm.add({ tracker: null })];
    const [common, rare] = [newSong(10, 50 * KiB), newSong(11, 50 * KiB)];
    swarm.give(bob, common);
    await ann.meet(common);
    // Carl is known to Bob alone, and nobody has told the tracker of what he has.
    swarm.give(carl, common);
    swarm.list(rare);
    carl.peers.setHeld({ contentId: rare.contentId, sizeBytes: rare.bytes.length, haveMap: null });
    await bob.meet(common);
    ann.peers.find([rare.track]);
    const { peerId } = await ann.hear('peerHas', ({ contentId }) => contentId === rare.contentId);
    assert.equal(peerId, carl.peerId);
  });

  it('let go of each other, and do not meet again at once', async () => {
    const [ann, bob] = [await swarm.add(), await swarm.add()];
    const song = newSong(12, 50 * KiB);
    swarm.give(bob, song);
    await ann.meet(song);
    ann.peers.drop(bob.peerId, false);
    await ann.hear('peerGone');
    ann.peers.find([song.track]);
    await ann.hear(
      'peersSearched',
      () => ann.news.filter(({ type }) => type === 'peersSearched').length === 2,
    );
    assert.deepEqual(ann.peers.connected, []);
    ann.clock.step(60_000);
    ann.peers.find([song.track]);
    await ann.hear('peerFound', () => ann.news.filter(({ type }) => type === 'peerFound').length === 2);
  });
});
