import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiskBlockStore } from '../../src/engine/cache/diskBlockStore';
import type { SoundState } from '../../src/shared/snapshot';
import type { Statistics } from '../../src/shared/statistics';
import { AUTOMATIC_CAP_BYTES, makeWorld } from '../support/engineWorld';
import { makeTrack, MemoryOrigin, RecordingClient, settle, SimulatedClock } from '../support/world';

const MiB = 1024 * 1024;

/** The statistics that a window was told last, and how often it was told. */
function told(client: RecordingClient): { readonly last: Statistics; readonly times: number } {
  const messages = client.received.filter((message) => message.type === 'statistics');
  return { last: messages.at(-1)!.statistics, times: messages.length };
}

const sound = (playId: string, state: SoundState, latencyMs: number | null = null) =>
  ({ type: 'sound', playId, state, positionSeconds: 1, latencyMs }) as const;

describe('the engine, counting', () => {
  it('tells every window what a play took, when it first sounds and when it is over, and keeps it', async () => {
    const { client, counted, engine, open, intend, say } = makeWorld();
    const other = new RecordingClient('other window');
    engine.attach(other);
    await open();
    await intend({ kind: 'playTrack', trackId: 'one', playId: 'mine' });
    await say(sound('mine', 'sounding', 250));
    assert.equal(told(client).last.plays, 1);
    assert.equal(told(client).last.latency.origin?.plays, 1);
    await say({ type: 'window', playId: 'mine', start: 0, end: 300_000 });
    await intend({ kind: 'next' });
    assert.deepEqual(told(client).last.playedBytes, { cache: 0, origin: 300_000, peers: 0 });
    assert.deepEqual(told(other).last, told(client).last);
    assert.equal(counted.at(-1)?.plays, 1);
  });

  it('counts what the cache gave as such, and its latency apart', async () => {
    const { client, open, intend, say } = makeWorld();
    await open();
    await intend({ kind: 'playTrack', trackId: 'two', playId: 'first' });
    await say({ type: 'ended', playId: 'first', next: null });
    await intend({ kind: 'playTrack', trackId: 'two', playId: 'again' });
    await say(sound('again', 'sounding', 8));
    await say({ type: 'ended', playId: 'again', next: null });
    const { last } = told(client);
    assert.deepEqual(last.playedBytes, { cache: 20_000, origin: 20_000, peers: 0 });
    assert.deepEqual([last.latency.cached?.p50Ms, last.latency.origin], [8, null]);
  });

  it('counts the head of the next track as prefetched', async () => {
    const { client, open, intend, say } = makeWorld();
    await open();
    await intend({ kind: 'playTrack', trackId: 'one', playId: 'mine' });
    await say({ type: 'window', playId: 'mine', start: 0, end: 300_000 });
    await say({ type: 'sound', playId: 'mine', state: 'sounding', positionSeconds: 55, latencyMs: 9 });
    await settle();
    await say({ type: 'ended', playId: 'mine', next: null });
    assert.deepEqual(told(client).last.prefetchedBytes, { cache: 0, origin: 20_000, peers: 0 });
  });

  it('counts an underrun, but not the loading of a seek', async () => {
    const { client, open, intend, say } = makeWorld();
    await open();
    await intend({ kind: 'playTrack', trackId: 'one', playId: 'mine' });
    await say(sound('mine', 'sounding', 9));
    await intend({ kind: 'seek', positionSeconds: 40, seekId: 's' });
    await say(sound('mine', 'loading'));
    assert.equal(told(client).last.underruns, 0);
    await say({ ...sound('mine', 'sounding'), positionSeconds: 40 });
    await say(sound('mine', 'loading'));
    assert.deepEqual([told(client).last.underruns, told(client).last.playsWithStutter], [1, 1]);
  });

  it('says nothing while a play just goes on', async () => {
    const { client, open, intend, say } = makeWorld();
    await open();
    await intend({ kind: 'playTrack', trackId: 'one', playId: 'mine' });
    await say(sound('mine', 'sounding', 9));
    const { times } = told(client);
    for (let seconds = 0; seconds < 20; seconds++) await say(sound('mine', 'sounding'));
    assert.equal(told(client).times, times);
  });

  it('answers Doctor with what it is, what it keeps and what went wrong', async () => {
    const { client, clock, engine, open, say } = makeWorld();
    await open();
    for (let at = 1; at <= 25; at++) engine.log('warn', `mishap ${at}`);
    await clock.advance(3_000);
    await say({ type: 'reportWanted' });
    const answer = client.received.find((message) => message.type === 'engineReport');
    assert.ok(answer);
    const { report } = answer;
    assert.deepEqual(report.origins, [{ kind: 'http', name: 'memory', tracks: 2 }]);
    assert.deepEqual([report.windows, report.queuedTracks, report.process.pid], [1, 2, 1]);
    assert.equal(report.cache.capBytes, AUTOMATIC_CAP_BYTES);
    assert.equal(report.problems.length, 20);
    assert.deepEqual(report.problems.at(-1), { secondsAgo: 3, text: 'mishap 25' });
  });
});

describe('the cap of the cache, set while a track plays', () => {
  const long = makeTrack('long', 5 * MiB);
  const old = makeTrack('old', 5 * MiB);
  let folder: string;

  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'starling-cap-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('evicts down to it, and touches nothing of what plays', async () => {
    const problems: string[] = [];
    const store = await DiskBlockStore.open({
      folder,
      capBytes: Infinity,
      clock: new SimulatedClock(),
      onProblem: (text) => problems.push(text),
    });
    const origin = new MemoryOrigin([old, long]);
    origin.read = ({ range, onBytes }) => {
      onBytes(new Uint8Array(range.end - range.start));
      return Promise.resolve();
    };
    const { say, intend } = makeWorld(undefined, { store, openOrigin: () => origin });
    const settings = (cacheCapBytes: number | null) =>
      say({ type: 'settings', origins: ['memory'], cacheCapBytes });
    const play = async (trackId: string): Promise<void> => {
      await intend({ kind: 'playTrack', trackId, playId: `of ${trackId}` });
      await say({ type: 'window', playId: `of ${trackId}`, start: 0, end: 5 * MiB });
    };
    const held = async (trackId: string): Promise<number> =>
      (await store.lookUp(`memory/${trackId}/r1`))?.heldBytes ?? 0;
    const deadlineMs = Date.now() + 8_000;
    const until = async (isRight: () => Promise<boolean>): Promise<void> => {
      while (!(await isRight())) {
        assert.ok(
          Date.now() < deadlineMs,
          `it holds ${await held('old')} of old, ${await held('long')} of long`,
        );
        await settle();
      }
    };

    await settings(null);
    await play('old');
    await until(async () => (await held('old')) === 5 * MiB);
    await play('long');
    await until(async () => (await held('long')) === 5 * MiB);
    await settings(6 * MiB);
    await until(() => Promise.resolve(store.usage().heldBytes <= 6 * MiB));
    assert.equal(await held('long'), 5 * MiB);
    assert.equal(await held('old'), MiB, 'its tail has gone before its head');

    // Less than what plays: that stays, and everything else goes.
    await settings(2 * MiB);
    await until(async () => (await held('old')) === 0);
    assert.equal(await held('long'), 5 * MiB);
    await settings(null);
    assert.equal(store.usage().capBytes, AUTOMATIC_CAP_BYTES);
    assert.deepEqual(problems, []);
    await store.close();
  });
});
