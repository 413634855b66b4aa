import assert from 'node:assert/strict';
import { blockCount } from '../../../src/shared/blocks';
import type { Track } from '../../../src/shared/track';
import { indexAtTheEnd, makeTrack, settle } from '../../support/world';
import { FetcherWorld, provenTrack, WELL } from './world';

const one = makeTrack('one', 300_000);
const two = makeTrack('two', 300_000);
/** The head of either: 15 of 60 seconds, in whole blocks. */
const HEAD_BYTES = 5 * 16_384;

/** All block numbers of a track. */
function every(track: Track): number[] {
  return Array.from({ length: blockCount(track.sizeBytes) }, (_, block) => block);
}

/** A world in which `one` has been played to its end, and `two` is being prefetched. */
async function prefetching(world: FetcherWorld, next = two): Promise<FetcherWorld> {
  world.play('p1', one);
  await world.clock.advance(2_000);
  world.fetcher.want('next', next, 'prefetch');
  await world.clock.advance(100);
  world.fetcher.movePlayhead('p1', 5, true);
  return world;
}

describe('the fetcher', () => {
  it('keeps the window that the page names while the store is still being asked', async () => {
    const world = new FetcherWorld({}, () => 200);
    world.play('p1', one);
    await world.clock.advance(5_000);
    assert.deepEqual(world.blocksOf('p1', one), every(one));
  });

  it('brings each block once to a page that was reloaded while the store was being asked', async () => {
    const world = new FetcherWorld({}, () => 200);
    world.play('p1', one);
    await world.clock.advance(50);
    world.fetcher.abandon('p1');
    world.play('p1', one);
    await world.clock.advance(5_000);
    assert.deepEqual(world.blocksOf('p1', one), every(one));
    assert.equal(world.policy.requestCount, 0);
  });

  it('asks again also when the clock rings a little early', async () => {
    let answers = 0;
    const world = new FetcherWorld({ answer: () => (answers++ === 0 ? { blocks: 0, end: 'fails' } : WELL) });
    const wakeAt = world.clock.wakeAt.bind(world.clock);
    world.clock.wakeAt = (atMs, callback) =>
      wakeAt(atMs > world.clock.nowMs() + 200 ? atMs - 0.9 : atMs, callback);
    world.play('p1', one);
    await world.clock.advance(5_000);
    assert.deepEqual(world.blocksOf('p1', one), every(one));
  });

  it('plays the revision that was asked for, not the one that was prefetched', async () => {
    const world = await prefetching(new FetcherWorld());
    const changed = { ...two, revision: 'r2' };
    await world.clock.advance(1_000);
    world.play('p2', changed);
    await world.clock.advance(5_000);
    assert.deepEqual(world.wrongBlocksOf('p2', changed), []);
    assert.deepEqual(world.blocksOf('p2', changed), every(changed));
  });

  it('takes over a prefetch that the catalogue has listed anew since', async () => {
    const world = await prefetching(new FetcherWorld());
    await world.clock.advance(1_000);
    const before = world.origin.reads.length;
    world.play('p2', { ...two });
    await world.clock.advance(5_000);
    assert.equal(world.origin.reads[before]?.range.start, HEAD_BYTES);
  });

  it('plays from the cache what a prefetch had kept before it was given up', async () => {
    let asks = 0;
    const world = new FetcherWorld({
      answer: ({ id }) => (id === 'two' && asks++ === 0 ? { blocks: 2, end: 'refused' } : WELL),
    });
    await prefetching(world);
    await world.clock.advance(1_000);
    const asked = world.origin.reads.length;
    world.play('p2', two);
    await world.clock.advance(5);
    assert.equal(world.origin.reads[asked]?.range.start, 2 * 16_384);
  });

  it('asks at once for a track whose prefetch was waiting to try again', async () => {
    let isAway = true;
    const world = new FetcherWorld({
      answer: ({ id }) => (id === 'two' && isAway ? { blocks: 0, end: 'fails' } : WELL),
    });
    await prefetching(world);
    await world.clock.advance(6_000);
    isAway = false;
    world.fetcher.abandon('p1');
    world.play('p2', two);
    await world.clock.advance(60);
    assert.ok(world.blocksOf('p2', two).length > 0);
  });

  it('ends a read that has brought everything and does not end, once the track is left', async () => {
    const world = new FetcherWorld({ answer: () => ({ blocks: Infinity, end: 'hangs' }) });
    world.play('p1', one);
    await world.clock.advance(2_000);
    world.fetcher.abandon('p1');
    await settle();
    assert.equal(world.origin.underWay.size, 0);
  });

  it('leaves nothing under way where giving up one track leads to another at once', async () => {
    const world = new FetcherWorld({
      answer: (track) => ({ blocks: 0, end: track.id === 'one' ? 'refused' : 'hangs' }),
    });
    world.fetcher.want('next', two, 'prefetch');
    await world.clock.advance(10);
    world.play('p1', one);
    await world.clock.advance(30);
    world.fetcher.movePlayhead('p1', 5, true);
    world.onGiveUp = () => world.fetcher.abandon('next');
    await world.clock.advance(1_000);
    assert.ok(world.givenUp.has('p1'));
    assert.deepEqual([world.policy.requestCount, world.origin.reads.at(-1)?.track.id], [0, 'two']);
    assert.equal(world.origin.underWay.size, 0);
  });

  it('unpins what it gives up', async () => {
    const world = new FetcherWorld({ answer: () => ({ blocks: 0, end: 'refused' }) });
    world.play('p1', one);
    await world.clock.advance(1_000);
    assert.equal(world.store.pins, 0);
  });

  it('gives up a track whose first bytes turn out wrong when the manifest comes', async () => {
    const track = provenTrack('proven', 200_000);
    const world = new FetcherWorld({ answer: () => ({ ...WELL, isWrong: true }) });
    world.play('p1', track);
    await world.clock.advance(5_000);
    assert.equal(world.givenUp.get('p1'), 'the file has changed at the origin');
    assert.ok(world.store.written.every(({ block }) => block % 4 !== 0));
  });

  it('never takes a long name for another', async () => {
    const long = 'x'.repeat(300);
    const [first, second] = [makeTrack(`${long}1`, 50_000), makeTrack(`${long}2`, 50_000)] as const;
    const world = new FetcherWorld();
    world.play('p1', first);
    await world.clock.advance(2_000);
    world.fetcher.abandon('p1');
    world.play('p2', second);
    await world.clock.advance(2_000);
    assert.deepEqual(world.wrongBlocksOf('p2', second), []);
    assert.deepEqual(world.blocksOf('p2', second), every(second));
  });

  it('knows the sound of a track out of the cache when the catalogue is no longer there', async () => {
    for (const track of [one, provenTrack('proven and long', 300_000)]) {
      const world = new FetcherWorld();
      const mediaInfo = indexAtTheEnd(track.sizeBytes);
      world.play('p1', { ...track, mediaInfo });
      await world.clock.advance(5_000);
      world.fetcher.abandon('p1');
      world.play('p2', track);
      await world.clock.advance(5);
      assert.deepEqual(world.mediaInfo, [
        { playId: 'p1', mediaInfo },
        { playId: 'p2', mediaInfo },
      ]);
    }
  });

  it('writes down what the catalogue has come to know of a track that the cache has', async () => {
    const world = new FetcherWorld();
    world.play('p1', one);
    await world.clock.advance(2_000);
    const mediaInfo = indexAtTheEnd(one.sizeBytes);
    world.play('p2', { ...one, mediaInfo });
    await world.clock.advance(100);
    assert.equal((await world.store.memory.lookUp('timed/one/r1'))?.sidecar, JSON.stringify(mediaInfo));
    assert.deepEqual(world.blocksOf('p2', one), every(one));
  });

  it('believes nothing beside the blocks that makes no sense for the track', async () => {
    for (const sidecar of ['{', '{"version":1}', JSON.stringify(indexAtTheEnd(400_000))]) {
      const world = new FetcherWorld();
      await world.store.memory.describe('timed/one/r1', { sizeBytes: one.sizeBytes, proof: null, sidecar });
      world.play('p1', one);
      await world.clock.advance(5_000);
      assert.deepEqual(world.mediaInfo, [{ playId: 'p1', mediaInfo: null }]);
      assert.deepEqual(world.blocksOf('p1', one), every(one));
    }
  });

  it('asks the store about prepared plays one after the other, and at once about one that is played', async () => {
    const world = new FetcherWorld({}, () => 100);
    for (const playId of ['a', 'b', 'c']) world.blocks.set(playId, []);
    world.fetcher.want('a', one, 'prepare');
    world.fetcher.want('b', two, 'prepare');
    world.fetcher.want('c', makeTrack('three', 300_000), 'prepare');
    world.fetcher.listPrepared(['a', 'b', 'c'], null);
    await world.clock.advance(50);
    world.fetcher.want('c', makeTrack('three', 300_000), 'play');
    await world.clock.advance(100);
    assert.deepEqual(
      world.mediaInfo.map(({ playId }) => playId),
      ['a', 'c'],
    );
  });

  it('pins no prepared play, and pins it when it is played', async () => {
    const world = new FetcherWorld();
    world.fetcher.want('a', one, 'prepare');
    assert.equal(world.store.pins, 0);
    world.fetcher.want('a', one, 'play');
    assert.equal(world.store.pins, 1);
    world.fetcher.abandon('a');
    await world.clock.advance(100);
    assert.equal(world.store.pins, 0);
  });
});
