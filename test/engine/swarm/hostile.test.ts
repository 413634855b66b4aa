// Members who have been let in and do what no honest one does: each is dropped, and nothing of it stays.
import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { emptyHaveMap } from '../../../src/engine/policy/haveMap';
import type { BlocksMessage } from '../../../src/engine/swarm/wire/blocksMessages';
import { frameOf } from '../../../src/engine/swarm/wire/frames';
import { HostilePeer, type Joined } from '../../support/hostilePeer';
import { LoopbackSwarm, newSong, type Member, type Song } from '../../support/loopbackSwarm';

const KiB = 1024;
const MiB = 1024 * KiB;

describe('a member is dropped who', () => {
  let swarm: LoopbackSwarm;
  let victim: Member;
  let peer: HostilePeer;
  let song: Song;
  beforeEach(async () => {
    swarm = new LoopbackSwarm();
    peer = await HostilePeer.start();
    song = newSong(1, 200 * KiB);
    const { peerId, addresses } = peer;
    const found = { contentId: song.contentId, providers: [{ peerId, addresses, haveMap: null, load: 0 }] };
    victim = await swarm.add({
      serving: { unacknowledgedBytes: 8 * MiB, blocksOfPeer: 4_000, requestsOfPeer: 4_000 },
      tracker: { find: () => Promise.resolve([found]), announce: () => undefined },
    });
  });
  afterEach(() => Promise.all([swarm.stop(), peer.stop()]));

  /** The hostile peer is a member, and the victim knows that it has the song, and has it itself. */
  async function joined(): Promise<Joined> {
    swarm.give(victim, song);
    const stream = await peer.join(victim);
    await peer.hear('limits');
    victim.peers.find([song.track]);
    await victim.hear('peerHas');
    return stream;
  }

  /** It is gone, the policy was told, and it was counted. */
  async function isDropped({ closed }: Joined, { offences = 1 } = {}): Promise<void> {
    await closed;
    assert.deepEqual(victim.peers.connected, []);
    assert.equal((await victim.hear('peerGone')).peerId, peer.peerId);
    assert.equal(victim.peers.counts.offences, offences);
  }

  /** The victim has asked it for block 3. */
  async function asked(): Promise<{ readonly stream: Joined; readonly requestId: number }> {
    const stream = await joined();
    victim.peers.ask({
      ...{ requestId: 7, peerId: peer.peerId, track: song.track, deadlineMs: null },
      blocks: { first: 3, end: 4 },
    });
    const { requestId } = await peer.hear('request');
    return { stream, requestId };
  }

  const block = (changes: Partial<BlocksMessage & { type: 'block' }> = {}): BlocksMessage => ({
    ...{ type: 'block', requestId: 7, block: 3, offset: 0, bytes: new Uint8Array(1_000) },
    ...changes,
  });

  it('sends a length that never ends', async () => {
    const stream = await joined();
    stream.sayBytes(new Uint8Array(100).fill(0x80));
    await isDropped(stream);
  });

  it('sends a message that never ends, of which nothing is kept', async () => {
    const stream = await joined();
    const before = await keptBytes();
    stream.sayBytes(Uint8Array.of(0xff, 0xff, 0xff, 0x7f));
    let sentBytes = 0;
    while (stream.stream.status === 'open' && sentBytes < 64 * MiB) {
      stream.sayBytes(new Uint8Array(64 * KiB));
      sentBytes += 64 * KiB;
      await new Promise((resolve) => setImmediate(resolve));
    }
    await isDropped(stream);
    const keptMore = (await keptBytes()) - before;
    assert.ok(keptMore < 4 * MiB, `${keptMore} bytes are kept`);
  });

  it('sends noise', async () => {
    const stream = await joined();
    stream.sayBytes(frameOf(new Uint8Array(500).fill(0xff)));
    await isDropped(stream);
  });

  it('asks for blocks that no track has', async () => {
    const stream = await joined();
    const blocks = { first: 4_000, end: 4_001 };
    const { contentId } = song;
    stream.say({ type: 'request', requestId: 1, contentId, blocks, priority: 'play', deadlineMs: null });
    await isDropped(stream);
  });

  it('sends another block than it was asked for', async () => {
    const { stream } = await asked();
    stream.say(block({ block: 4 }));
    await isDropped(stream);
    assert.ok(!victim.news.some(({ type }) => type === 'blockSent'));
  });

  it('sends a block that nobody asked it for', async () => {
    const { stream } = await asked();
    stream.say(block({ requestId: 8 }));
    await isDropped(stream);
  });

  it('sends pieces out of order', async () => {
    const { stream } = await asked();
    stream.say(block({ offset: 1_000 }));
    await isDropped(stream);
  });

  it('sends more of a block than there is', async () => {
    const { stream } = await asked();
    stream.say(block({ bytes: new Uint8Array(16 * KiB - 1) }));
    stream.say(block({ offset: 16 * KiB - 1, bytes: new Uint8Array(2) }));
    await isDropped(stream);
  });

  it('is busy with, or lacks, what nobody asked it for', async () => {
    const stream = await joined();
    stream.say({ type: 'busy', requestId: 9, reason: 'no slot', forMs: 1 });
    await isDropped(stream);
  });

  it('acknowledges more than it was sent', async () => {
    const stream = await joined();
    stream.say({ type: 'received', bytes: 16 * KiB });
    await isDropped(stream);
  });

  it('writes on the stream that is the other one’s to write on', async () => {
    const stream = await joined();
    peer.incoming?.send(frameOf(Uint8Array.of(1)));
    await isDropped(stream);
  });

  it('floods with requests', async () => {
    const stream = await joined();
    for (let requestId = 1; requestId <= 2_000; requestId++)
      stream.say({
        ...{ type: 'request', requestId, contentId: song.contentId, blocks: { first: 0, end: 1 } },
        ...{ priority: 'play', deadlineMs: null },
      });
    await isDropped(stream, { offences: 0 });
  });

  it('floods with messages of whatever kind', async () => {
    const stream = await joined();
    for (let pingId = 1; pingId <= 4_000; pingId++) stream.say({ type: 'ping', pingId });
    await isDropped(stream, { offences: 0 });
    assert.ok(peer.heard.filter(({ type }) => type === 'pong').length < 1_500);
  });

  it('floods with messages of a later version', async () => {
    const stream = await joined();
    for (let count = 0; count < 4_000; count++) stream.sayBytes(frameOf(new Uint8Array(0)));
    await isDropped(stream, { offences: 0 });
  });

  it('floods with have-maps', async () => {
    const stream = await joined();
    const haveMap = emptyHaveMap(13);
    for (let count = 0; count < 6_000; count++)
      stream.say({ type: 'have', contentId: song.contentId, haveMap });
    await isDropped(stream, { offences: 0 });
  });

  it('asks and does not read', async () => {
    peer.isReading = false;
    const long = newSong(2, 3 * MiB);
    swarm.give(victim, song);
    swarm.give(victim, long);
    const stream = await peer.join(victim);
    const before = await keptBytes();
    for (let requestId = 0; requestId < 190; requestId++)
      stream.say({
        ...{ type: 'request', requestId, contentId: long.contentId, priority: 'play', deadlineMs: null },
        blocks: { first: requestId, end: requestId + 1 },
      });
    await stream.closed;
    assert.deepEqual(victim.peers.connected, []);
    assert.ok((await keptBytes()) - before < 4 * MiB);
  });

  it('closes its half of the stream', async () => {
    const stream = await joined();
    await stream.stream.close();
    await isDropped(stream, { offences: 0 });
  });

  it('is let go when it takes requests and sends nothing, and leaves nothing behind', async () => {
    const { stream } = await asked();
    victim.peers.cancel(7);
    await peer.hear('cancel');
    victim.peers.drop(peer.peerId, false);
    await isDropped(stream, { offences: 0 });
  });

  it('was dropped for malformed messages four times, before it can say anything', async () => {
    for (let time = 1; time <= 4; time++) {
      const stream = await peer.join(victim);
      await peer.hear('limits', time);
      stream.sayBytes(new Uint8Array(100).fill(0x80));
      await stream.closed;
    }
    assert.equal(victim.peers.counts.offences, 4);
    assert.ok(await peer.isTurnedAway(victim));
    assert.equal(victim.peers.counts.met, 4);
  });
});

/** What is kept in buffers when all garbage is gone, in bytes. */
async function keptBytes(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  await new Promise((resolve) => setImmediate(resolve));
  collect();
  await new Promise((resolve) => setImmediate(resolve));
  collect();
  return process.memoryUsage().arrayBuffers;
}
