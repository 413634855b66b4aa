// What the engine tells windows that watch: where each block of what plays came from, and why.
import assert from 'node:assert/strict';
import type { BlockNotesMessage } from '../../src/shared/blockNotes';
import type { Origin } from '../../src/engine/ports';
import { blockCount } from '../../src/shared/blocks';
import { makeWorld } from '../support/engineWorld';
import { onePeer } from '../support/onePeer';
import { RecordingClient, settle } from '../support/world';
import { MANIFESTS, provenTrack, trackBytes } from './fetcher/world';

function told(client: RecordingClient): BlockNotesMessage[] {
  return client.received.filter((message) => message.type === 'blockNotes');
}

function notesOf(messages: readonly BlockNotesMessage[]): string[] {
  return messages
    .flatMap(({ notes }) => notes)
    .sort((a, b) => a.block - b.block)
    .map(({ block, source, reason }) => `${block} ${source} ${reason}`);
}

/** How many bytes a page was sent. */
function bytesAt(client: RecordingClient): number {
  return client.received.reduce(
    (sum, message) => sum + (message.type === 'bytes' ? message.bytes.length : 0),
    0,
  );
}

describe('notes of blocks', () => {
  it('tells a window that watches of each block of what plays, and one that doesn’t of none', async () => {
    const { client, engine, open, intend, say } = makeWorld();
    const other = new RecordingClient('other window');
    engine.attach(other);
    await open();
    await say({ type: 'blocksWatched', isOn: true });
    await intend({ kind: 'playTrack', trackId: 'one', playId: 'mine' });
    await say({ type: 'window', playId: 'mine', start: 0, end: 300_000 });
    const messages = told(client);
    assert.deepEqual(
      new Set(messages.map(({ playId, blockCount }) => `${playId} ${blockCount}`)),
      new Set(['mine 19']),
    );
    const notes = notesOf(messages);
    assert.equal(notes.length, 19);
    assert.equal(notes[0], '0 origin head');
    assert.equal(notes[18], '18 origin read-ahead');
    assert.deepEqual(told(other), []);
  });

  it('tells all that has come to a window that begins to watch, and nothing more to one that no longer does', async () => {
    const { client, open, intend, say } = makeWorld();
    await open();
    await intend({ kind: 'playTrack', trackId: 'one', playId: 'mine' });
    await say({ type: 'blocksWatched', isOn: true });
    const [first] = told(client);
    assert.equal(first?.isAll, true);
    assert.ok(first.notes.length > 0);
    await say({ type: 'blocksWatched', isOn: false });
    const before = told(client).length;
    await say({ type: 'window', playId: 'mine', start: 0, end: 300_000 });
    assert.equal(told(client).length, before);
  });

  it('says of a second play that the blocks were held', async () => {
    const { client, open, intend, say } = makeWorld();
    await open();
    await intend({ kind: 'playTrack', trackId: 'one', playId: 'first' });
    await say({ type: 'window', playId: 'first', start: 0, end: 300_000 });
    await say({ type: 'blocksWatched', isOn: true });
    await intend({ kind: 'playTrack', trackId: 'one', playId: 'second' });
    await say({ type: 'window', playId: 'second', start: 0, end: 300_000 });
    const notes = notesOf(told(client).filter(({ playId }) => playId === 'second'));
    assert.equal(notes.length, 19);
    assert.ok(
      notes.every((note) => note.endsWith('cache held')),
      notes.join(),
    );
  });

  it('tells of a play that was got ready what came before it was current', async () => {
    const { client, open, intend, say } = makeWorld();
    await open();
    await say({ type: 'blocksWatched', isOn: true });
    await say({ type: 'prepare', plays: [{ playId: 'ready', trackId: 'two' }] });
    await say({ type: 'window', playId: 'ready', start: 0, end: 16_384 });
    assert.deepEqual(told(client), []);
    await intend({ kind: 'playTrack', trackId: 'two', playId: 'ready' });
    const [first] = told(client);
    assert.equal(first?.isAll, true);
    assert.deepEqual(notesOf([first]), ['0 origin prepare', '1 origin prepare']);
  });

  it('says of what peers sent ahead of the page’s window that it came from them, at once and when the page takes it', async () => {
    const track = provenTrack('long', 3_000_000);
    const { client, counted, open, intend, origin, say } = makeWorld(undefined, {
      swarm: onePeer(trackBytes),
    });
    const read: Origin['read'] = ({ range, onBytes }) => {
      onBytes(trackBytes(track).subarray(range.start, range.end));
      return Promise.resolve();
    };
    Object.assign(origin, { tracks: [track], manifests: MANIFESTS, read });
    await open();
    await say({ type: 'blocksWatched', isOn: true });
    await intend({ kind: 'playTrack', trackId: 'long', playId: 'mine' });
    const sounding = { type: 'sound', playId: 'mine', state: 'sounding', latencyMs: null } as const;
    await say({ ...sounding, positionSeconds: 1 });
    await say({ type: 'window', playId: 'mine', start: 0, end: 500_000 });
    await say({ ...sounding, positionSeconds: 2 });
    const last = blockCount(track.sizeBytes) - 1;
    const isNoted = (): boolean =>
      notesOf(told(client)).some((note) => /^\d+ peers/.test(note) && parseInt(note) === last);
    for (let turn = 0; turn < 1_000 && !isNoted(); turn++) await settle();
    assert.ok(isNoted(), 'it is told before the page takes it');
    await say({ type: 'window', playId: 'mine', start: 500_000, end: track.sizeBytes });
    for (let turn = 0; turn < 1_000 && bytesAt(client) < track.sizeBytes; turn++) await settle();
    await intend({ kind: 'stop' });
    assert.deepEqual(
      notesOf(told(client)).filter((note) => note.includes('cache')),
      [],
    );
    const { cache, origin: fromOrigin, peers } = counted.at(-1)!.playedBytes;
    assert.deepEqual([cache, fromOrigin + peers], [0, track.sizeBytes]);
    assert.ok(peers > 2_500_000, `${peers} came from peers`);
  });
});
