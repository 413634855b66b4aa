// Searches of windows, as the engine answers them.
import assert from 'node:assert/strict';
import { parseHostMessage } from '../../src/engine/hostMessages';
import type { FoundMessage } from '../../src/shared/engineMessages';
import { LONGEST_QUERY } from '../../src/shared/pageMessages';
import { makeWorld, tracks } from '../support/engineWorld';
import { makeTrack, RecordingClient } from '../support/world';

describe('Searches of windows', () => {
  const found = (client: RecordingClient): FoundMessage[] =>
    client.received.filter((message) => message.type === 'found');
  const [, two] = tracks;

  it('are answered with the tracks of the catalogue, to the window that asked alone', async () => {
    const { clock, engine, client, open, say } = makeWorld();
    await open();
    const other = new RecordingClient('another window');
    engine.attach(other);
    await say({ type: 'search', searchId: 's1', query: 'titel tow' });
    await clock.advance(0);
    await say({ type: 'search', searchId: 's2', query: '' });
    await clock.advance(0);
    assert.deepEqual(found(client), [
      { type: 'found', searchId: 's1', tracks: [] },
      { type: 'found', searchId: 's2', tracks },
    ]);
    assert.deepEqual(found(other), []);
  });

  it('count by the latest of each window', async () => {
    const { clock, engine, client, open } = makeWorld();
    await open();
    const other = new RecordingClient('another window');
    engine.attach(other);
    for (let at = 0; at < 500; at++)
      for (const each of [client, other])
        engine.receive(each, { type: 'search', searchId: `s${at}`, query: at % 2 ? 'two' : 'one' });
    await clock.advance(0);
    const latest = [{ type: 'found', searchId: 's499', tracks: [two] }];
    assert.deepEqual([found(client), found(other)], [latest, latest]);
  });

  it('follow the catalogue', async () => {
    const { clock, client, origin, open, say } = makeWorld();
    await say({ type: 'search', searchId: 'early', query: 'one' });
    await clock.advance(0);
    await open();
    origin.change([makeTrack('three', 1_000)]);
    await clock.advance(0);
    for (const query of ['three', 'trhee', 'one'])
      await say({ type: 'search', searchId: query, query }).then(() => clock.advance(0));
    assert.deepEqual(
      found(client).map(({ searchId, tracks: listed }) => [searchId, ...listed.map(({ id }) => id)]),
      [['early'], ['three', 'three'], ['trhee', 'three'], ['one']],
    );
  });

  it('of a window that is gone are dropped', async () => {
    const { clock, engine, client, open, say } = makeWorld();
    await open();
    await say({ type: 'search', searchId: 's', query: 'one' });
    engine.detach(client);
    await clock.advance(0);
    assert.deepEqual(found(client), []);
  });

  it('are refused where they are too long', () => {
    const search = { type: 'search', searchId: 's', query: 'x'.repeat(LONGEST_QUERY) };
    assert.deepEqual(parseHostMessage(search), search);
    assert.equal(parseHostMessage({ ...search, query: `${search.query}x` }), null);
    assert.equal(parseHostMessage({ ...search, query: 7 }), null);
  });
});
