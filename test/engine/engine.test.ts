import assert from 'node:assert/strict';
import { OriginError } from '../../src/engine/ports';
import { EMPTY_SNAPSHOT, type Snapshot } from '../../src/shared/snapshot';
import { makeWorld, tracks } from '../support/engineWorld';
import { bytesOf, RecordingClient, settle } from '../support/world';

describe('the engine', () => {
  it('shows the catalogue of the origin as the queue', async () => {
    const { client, open } = makeWorld();
    await open();
    assert.deepEqual(client.snapshot.queue, tracks);
  });

  it('brings a track to the page, each byte once and right, as far as the window goes', async () => {
    const { client, open, intend, say } = makeWorld();
    await open();
    await intend({ kind: 'playTrack', trackId: 'one', playId: 'mine' });
    assert.equal(client.bytesOf('mine', 300_000).times.indexOf(0), 65_536);
    await say({ type: 'window', playId: 'mine', start: 0, end: 300_000 });
    const { bytes, times } = client.bytesOf('mine', 300_000);
    assert.deepEqual(Buffer.from(bytes), Buffer.from(bytesOf(tracks[0]!)));
    assert.ok(times.every((each) => each === 1));
  });

  it('asks again after a failure, and the track is whole all the same', async () => {
    const { client, clock, origin, open, intend, say } = makeWorld();
    await open();
    origin.failures.push(
      new OriginError('a hiccup', { isFinal: false }),
      new OriginError('another', { isFinal: false }),
    );
    await intend({ kind: 'playTrack', trackId: 'one', playId: 'mine' });
    await say({ type: 'window', playId: 'mine', start: 0, end: 300_000 });
    await clock.advance(10_000);
    assert.deepEqual(Buffer.from(client.bytesOf('mine', 300_000).bytes), Buffer.from(bytesOf(tracks[0]!)));
  });

  it('names a track that the origin no longer has, and goes on with the next', async () => {
    const { client, origin, open, intend } = makeWorld();
    await open();
    origin.failures.push(new OriginError('the origin no longer has it', { isFinal: true }));
    await intend({ kind: 'play' });
    assert.match(
      client.snapshot.problem ?? '',
      /“Title of one” can't be played: the origin no longer has it/,
    );
    assert.equal(client.snapshot.current?.trackId, 'two');
  });

  it('cancels what is under way for a track that was left, and sends nothing more of it', async () => {
    const { client, origin, open, intend } = makeWorld();
    await open();
    let release = (): void => undefined;
    origin.gate = new Promise((resolve) => (release = resolve));
    await intend({ kind: 'playTrack', trackId: 'one', playId: 'left' });
    await intend({ kind: 'next' });
    release();
    await settle();
    assert.equal(origin.aborted, 1);
    assert.ok(client.received.every((message) => message.type !== 'bytes' || message.playId !== 'left'));
    assert.equal(client.bytesOf(client.snapshot.current!.playId, 20_000).times.indexOf(0), -1);
  });

  it('sends the bytes to the window that asked, and shows the state to both', async () => {
    const { engine, client, open } = makeWorld();
    await open();
    const other = new RecordingClient('other window');
    engine.attach(other);
    engine.receive(other, { type: 'intent', intent: { kind: 'play' } });
    await settle();
    assert.ok(other.received.some((message) => message.type === 'bytes'));
    assert.ok(client.received.every((message) => message.type !== 'bytes'));
    assert.deepEqual(client.snapshot, other.snapshot);
  });

  it('brings a track from its beginning to a page that comes after the command that asked for it', async () => {
    const { client, open, intend, say } = makeWorld();
    await open();
    await intend({ kind: 'play' });
    client.received.length = 0; // there was no page to take them
    await say({ type: 'pageHere', isHere: true });
    assert.equal(client.bytesOf(client.snapshot.current!.playId, 300_000).times.indexOf(0), 65_536);
  });

  it('pauses when the window that sounds goes away', async () => {
    const { engine, client, open, intend } = makeWorld();
    await open();
    await intend({ kind: 'play' });
    const other = new RecordingClient('other window');
    engine.attach(other);
    engine.detach(client);
    assert.equal(other.snapshot.wanted, 'paused');
  });

  it('lets the other window go on with the same play when it asks to', async () => {
    const { engine, client, open, intend, say } = makeWorld();
    await open();
    await intend({ kind: 'playTrack', trackId: 'one', playId: 'mine' });
    await say({ type: 'sound', playId: 'mine', state: 'sounding', positionSeconds: 7, latencyMs: null });
    const other = new RecordingClient('other window');
    engine.attach(other);
    engine.detach(client);
    engine.receive(other, { type: 'intent', intent: { kind: 'play' } });
    await settle();
    assert.deepEqual([other.snapshot.soundingWindow, other.snapshot.positionSeconds], ['other window', 7]);
    assert.equal(other.bytesOf('mine', 300_000).times.indexOf(0), 65_536);
  });

  it('does not believe a window that does not sound about sound', async () => {
    const { engine, client, open, intend } = makeWorld();
    await open();
    await intend({ kind: 'playTrack', trackId: 'one', playId: 'mine' });
    const other = new RecordingClient('other window');
    engine.attach(other);
    engine.receive(other, { type: 'ended', next: null, playId: 'mine' });
    assert.equal(client.snapshot.current?.trackId, 'one');
  });

  it('goes on where a lost engine stopped: the page keeps its play, and gets what it misses of it', async () => {
    const lost = makeWorld();
    await lost.open();
    await lost.intend({ kind: 'playTrack', trackId: 'one', playId: 'mine' });
    await lost.say({ type: 'sound', playId: 'mine', state: 'sounding', positionSeconds: 7, latencyMs: null });
    const { client, open, say } = makeWorld();
    await open();
    const window = { type: 'window', playId: 'mine', start: 200_000, end: 300_000 } as const;
    await say({ type: 'restore', snapshot: lost.client.snapshot, window });
    assert.deepEqual([client.snapshot.current?.playId, client.snapshot.wanted], ['mine', 'playing']);
    const { bytes } = client.bytesOf('mine', 300_000);
    assert.deepEqual(Buffer.from(bytes.slice(200_000)), Buffer.from(bytesOf(tracks[0]!).slice(200_000)));
  });

  it('shows the state of the last session at once, and keeps every new one', async () => {
    const kept: Snapshot = {
      ...EMPTY_SNAPSHOT,
      queue: tracks,
      current: { playId: 'old', trackId: 'two' },
      positionSeconds: 12,
      sound: 'paused',
    };
    const { client, saved, open, intend } = makeWorld(kept);
    assert.deepEqual(client.snapshot, kept);
    await open();
    assert.equal(client.snapshot.current?.playId, 'old');
    await intend({ kind: 'play' });
    assert.deepEqual([saved.at(-1)?.wanted, saved.at(-1)?.positionSeconds], ['playing', 12]);
    assert.equal(client.bytesOf('old', 20_000).times.indexOf(0), -1);
  });

  it('plays a track of the catalogue that is not in the queue of the listener, as its page has prepared it', async () => {
    const { client, open, intend, say } = makeWorld();
    await open();
    await intend({ kind: 'playTracks', trackIds: ['two'], startIndex: 0 });
    await say({ type: 'prepare', plays: [{ playId: 'ready', trackId: 'one' }] });
    assert.equal(client.bytesOf('ready', 300_000).times.indexOf(0), 32_768);
    await intend({ kind: 'playTrack', trackId: 'one', playId: 'ready' });
    assert.deepEqual(client.snapshot.current, { playId: 'ready', trackId: 'one' });
    assert.deepEqual(client.snapshot.queue, [tracks[1], tracks[0]]);
  });

  it('has nothing left of the music of an origin that is used no longer', async () => {
    const { client, open, intend, say } = makeWorld();
    await open();
    await intend({ kind: 'playTracks', trackIds: ['two'], startIndex: 0 });
    await say({ type: 'settings', origins: [], cacheCapBytes: null });
    assert.deepEqual([client.snapshot.queue, client.snapshot.current], [[], null]);
    await intend({ kind: 'addToQueue', trackIds: ['two'], place: 'end' });
    assert.deepEqual(client.snapshot.queue, []);
  });

  it('does not show a snapshot for a position alone', async () => {
    const { client, open, intend, say } = makeWorld();
    await open();
    await intend({ kind: 'playTrack', trackId: 'one', playId: 'mine' });
    const report = { type: 'sound', playId: 'mine', state: 'sounding', latencyMs: null } as const;
    await say({ ...report, positionSeconds: 0 });
    const before = client.received.length;
    await say({ ...report, positionSeconds: 1 });
    assert.equal(client.received.length, before);
  });

  it('plays a track that it has kept without asking the origin for it again', async () => {
    const { client, origin, open, intend, say } = makeWorld();
    await open();
    await intend({ kind: 'playTrack', trackId: 'one', playId: 'first' });
    await say({ type: 'window', playId: 'first', start: 0, end: 300_000 });
    await settle();
    origin.reads.length = 0;
    await intend({ kind: 'playTrack', trackId: 'one', playId: 'again' });
    await say({ type: 'window', playId: 'again', start: 0, end: 300_000 });
    await settle();
    assert.deepEqual(Buffer.from(client.bytesOf('again', 300_000).bytes), Buffer.from(bytesOf(tracks[0]!)));
    assert.deepEqual(origin.reads, []);
  });

  it('has the head of the next track in the cache before the present one ends', async () => {
    const { origin, open, intend, say } = makeWorld();
    await open();
    await intend({ kind: 'playTrack', trackId: 'one', playId: 'mine' });
    await say({ type: 'sound', playId: 'mine', state: 'sounding', positionSeconds: 52, latencyMs: null });
    assert.deepEqual(origin.reads.at(-1), { trackId: 'two', start: 0, end: 20_000 });
    const before = origin.reads.length;
    await say({ type: 'ended', next: null, playId: 'mine' });
    await settle();
    assert.equal(origin.reads.length, before);
  });

  it('says what to do when the origin is away, and loads the queue when it is back', async () => {
    const { client, clock, origin, open } = makeWorld();
    origin.isAway = true;
    await open();
    assert.match(client.snapshot.problem ?? '', /Start the server, or correct its address/);
    origin.isAway = false;
    await clock.advance(6_000);
    assert.deepEqual([client.snapshot.problem, client.snapshot.queue.length], [null, 2]);
  });
});
