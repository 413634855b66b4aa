// Plays prepared ahead, from the page's message to the bytes that come, through the whole engine.
import assert from 'node:assert/strict';
import { Engine } from '../../../src/engine/engine';
import { manifestProver } from '../../../src/engine/manifest/prove';
import { parseMediaInfo } from '../../../src/engine/origin/mediaInfoFormat';
import type { Intent } from '../../../src/shared/intents';
import type { HostMessage } from '../../../src/shared/hostMessages';
import { EMPTY_SNAPSHOT, type Play } from '../../../src/shared/snapshot';
import { OTHER_PARTS } from '../../support/engineWorld';
import { sha256 } from '../../support/hashing';
import { MemoryBlockStore } from '../../support/memoryBlockStore';
import { MemoryCovers } from '../../support/memoryCovers';
import {
  bytesOf,
  indexAtTheEnd,
  makeTrack,
  MemoryOrigin,
  RecordingClient,
  settle,
  SimulatedClock,
} from '../../support/world';

const one = makeTrack('one', 300_000);
const two = { ...makeTrack('two', 400_000), mediaInfo: indexAtTheEnd(400_000) };
const three = makeTrack('three', 300_000);
const tracks = [one, two, three];

const a: Play = { playId: 'a', trackId: 'two' };
const b: Play = { playId: 'b', trackId: 'three' };

function makeWorld() {
  const origin = new MemoryOrigin(tracks);
  const store = new MemoryBlockStore();
  let ids = 0;
  const engine = new Engine({
    clock: new SimulatedClock(),
    store,
    covers: new MemoryCovers(),
    prove: manifestProver(sha256),
    parseMediaInfo,
    newPlayId: () => `engine-${++ids}`,
    chance: () => 0.5,
    initial: EMPTY_SNAPSHOT,
    save: () => undefined,
    ...OTHER_PARTS,
    openOrigin: () => origin,
  });
  const client = new RecordingClient();
  engine.attach(client);
  const say = async (message: HostMessage, from = client): Promise<void> => {
    engine.receive(from, message);
    await settle();
  };
  return {
    origin,
    store,
    engine,
    client,
    say,
    intend: (intent: Intent, from = client) => say({ type: 'intent', intent }, from),
    prepare: (...plays: readonly Play[]) => say({ type: 'prepare', plays }),
    open: () => say({ type: 'settings', origins: ['memory'], cacheCapBytes: null }),
  };
}

/** The same with the first track playing, and all of it at the page. */
async function playing() {
  const world = makeWorld();
  await world.open();
  await world.intend({ kind: 'playTrack', trackId: 'one', playId: 'mine' });
  await world.say({ type: 'window', playId: 'mine', start: 0, end: one.sizeBytes });
  await world.say({ type: 'sound', playId: 'mine', state: 'sounding', positionSeconds: 1, latencyMs: null });
  return world;
}

/** What comes of a prepared play by itself: its first second, two blocks at least. */
const FIRST_BYTES = 32_768;

/** How many bytes of a play came, each counted as often as it came. */
function bytesCome(client: RecordingClient, playId: string): number {
  return client.bytesOf(playId, 400_000).times.reduce((sum, times) => sum + times, 0);
}

describe('the engine, for plays that may come', () => {
  it('brings their media info and then their first bytes to the page, and keeps them', async () => {
    const { client, store, prepare } = await playing();
    await prepare(a, b);
    const first = client.received.find((message) => 'playId' in message && message.playId === 'a');
    assert.deepEqual(first, { type: 'mediaInfo', playId: 'a', mediaInfo: two.mediaInfo });
    const { bytes, times } = client.bytesOf('a', two.sizeBytes);
    for (const { start, end } of two.mediaInfo.startRanges)
      assert.deepEqual(
        Buffer.from(bytes.subarray(start, end)),
        Buffer.from(bytesOf(two).subarray(start, end)),
      );
    assert.ok(times.every((each) => each <= 1));
    assert.equal(bytesCome(client, 'b'), FIRST_BYTES);
    assert.deepEqual((await store.lookUp('memory/three/r1'))?.heldBytes, FIRST_BYTES);
  });

  it('says that nothing is known of a sound where nothing is', async () => {
    const { client, prepare } = await playing();
    await prepare(b);
    const told = client.received.filter((message) => message.type === 'mediaInfo');
    assert.deepEqual(
      told.map(({ playId, mediaInfo }) => [playId, mediaInfo]),
      [
        ['mine', null],
        ['b', null],
      ],
    );
  });

  it('prepares for a page before anything has sounded', async () => {
    const { client, open, prepare } = makeWorld();
    await open();
    await prepare(b);
    assert.equal(bytesCome(client, 'b'), FIRST_BYTES);
  });

  for (const [what, message] of [
    ['a click', { type: 'intent', intent: { kind: 'playTrack', ...a } }],
    ['a command', { type: 'intent', intent: { kind: 'next' } }],
    ['the end of a track', { type: 'ended', playId: 'mine', next: null }],
    ['a join without a gap', { type: 'ended', playId: 'mine', next: a }],
    ['a failure', { type: 'playFailed', playId: 'mine', message: 'No decoder.' }],
  ] as const satisfies (readonly [string, HostMessage])[]) {
    it(`sends nothing twice of a play that is started by ${what}`, async () => {
      const { client, origin, prepare, say } = await playing();
      await prepare(a, b);
      const [reads, came] = [origin.reads.length, bytesCome(client, 'a')];
      await say(message);
      assert.equal(client.snapshot.current?.playId, 'a');
      assert.deepEqual([origin.reads.length, bytesCome(client, 'a')], [reads, came]);
      await say({ type: 'window', playId: 'a', start: 0, end: two.sizeBytes });
      const { bytes, times } = client.bytesOf('a', two.sizeBytes);
      assert.deepEqual(Buffer.from(bytes), Buffer.from(bytesOf(two)));
      assert.ok(times.every((each) => each === 1));
    });
  }

  it('claims sound at once for a play that the page has joined', async () => {
    const { client, prepare, say } = await playing();
    await prepare(a);
    await say({ type: 'ended', playId: 'mine', next: a });
    assert.deepEqual([client.snapshot.sound, client.snapshot.positionSeconds], ['sounding', 0]);
  });

  it('brings more of a prepared play when the page moves its window, and what it has dropped once more', async () => {
    const { client, prepare, say } = await playing();
    await prepare(b);
    await say({ type: 'window', playId: 'b', start: 0, end: 131_072 });
    assert.equal(bytesCome(client, 'b'), 131_072);
    await say({ type: 'dropped', playId: 'b', start: 0, end: 32_768 });
    assert.equal(bytesCome(client, 'b'), 131_072 + 32_768);
  });

  it('brings nothing more of plays that the page no longer lists', async () => {
    const { client, prepare, say } = await playing();
    await prepare(a, b);
    await prepare(a);
    await say({ type: 'window', playId: 'b', start: 0, end: 131_072 });
    assert.equal(bytesCome(client, 'b'), FIRST_BYTES);
  });

  it('prepares anew for a page that is loaded anew', async () => {
    const { client, prepare, say } = await playing();
    await prepare(b);
    await say({ type: 'pageHere', isHere: true });
    await prepare(b);
    assert.equal(bytesCome(client, 'b'), 2 * FIRST_BYTES);
  });

  it('has the whole head of the next one at the page with ten seconds left, under its id alone', async () => {
    const { client, origin, prepare, say, intend } = await playing();
    await intend({ kind: 'next' });
    await say({ type: 'window', playId: client.snapshot.current!.playId, start: 0, end: 400_000 });
    await prepare(b);
    const { playId } = client.snapshot.current!;
    await say({ type: 'sound', playId, state: 'sounding', positionSeconds: 52, latencyMs: null });
    assert.equal(bytesCome(client, 'b'), 5 * 16_384);
    const before = origin.reads.length;
    await say({ type: 'ended', playId, next: b });
    assert.equal(origin.reads.length, before);
  });

  it('plays a track that another window has prepared on the page that sounds, from its beginning', async () => {
    const { client, engine, intend, say } = await playing();
    const other = new RecordingClient('other window');
    engine.attach(other);
    await say({ type: 'prepare', plays: [b] }, other);
    assert.equal(bytesCome(other, 'b'), 0);
    await intend({ kind: 'playTrack', ...b }, other);
    await say({ type: 'window', playId: 'b', start: 0, end: three.sizeBytes });
    assert.deepEqual(Buffer.from(client.bytesOf('b', 300_000).bytes), Buffer.from(bytesOf(three)));
    assert.equal(bytesCome(other, 'b'), 0);
  });

  it('starts what another window has prepared and got anew on the page that sounds', async () => {
    const { client, engine, intend, say, open } = makeWorld();
    await open();
    const other = new RecordingClient('other window');
    engine.attach(other);
    await say({ type: 'prepare', plays: [b] }, other);
    assert.equal(bytesCome(other, 'b'), FIRST_BYTES);
    await intend({ kind: 'playTrack', trackId: 'one', playId: 'mine' });
    await intend({ kind: 'playTrack', ...b }, other);
    // Here nothing was prepared: the page counts on the whole first window.
    assert.equal(bytesCome(client, 'b'), 2 * FIRST_BYTES);
  });

  it('starts the play that the page that sounds has prepared, for a click in another window', async () => {
    const { client, engine, intend, prepare } = await playing();
    await prepare(a);
    const other = new RecordingClient('other window');
    engine.attach(other);
    await intend({ kind: 'playTrack', trackId: 'two', playId: 'clicked there' }, other);
    assert.equal(client.snapshot.current?.playId, 'a');
  });

  it('starts a track anew whose file has changed since it was prepared', async () => {
    const { client, origin, prepare, intend } = await playing();
    await prepare(a);
    const changed = tracks.map((track) => (track === two ? { ...two, revision: 'r2' } : track));
    origin.change(changed);
    await intend({ kind: 'next' });
    assert.match(client.snapshot.current?.playId ?? '', /^engine/);
  });

  it('leaves the place that was sought while the page was away to the page that comes', async () => {
    const { client, engine, intend, say } = await playing();
    const other = new RecordingClient('other window');
    engine.attach(other);
    await say({ type: 'pageHere', isHere: false });
    await intend({ kind: 'seek', seekId: 's', positionSeconds: 40 }, other);
    await intend({ kind: 'play' }, other);
    assert.deepEqual([other.snapshot.positionSeconds, other.snapshot.current?.playId], [40, 'mine']);
    assert.equal(client.snapshot.positionSeconds, 40);
  });
});
