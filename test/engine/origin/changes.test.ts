// Changes of a catalogue, pushed from a real origin server to an HTTP origin.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { HttpOrigin } from '../../../src/engine/origin/httpOrigin';
import type { MusicLibrary } from '../../../src/engine/origin/musicLibrary/musicLibrary';
import { createOriginServer } from '../../../src/server/originServer';
import type { Track } from '../../../src/shared/track';
import { makeTrack } from '../../support/world';
import { fixtureBytes, isStudied, LibraryWorld } from './musicLibrary/libraryWorld';

const never = new AbortController().signal;

describe('the changes of an origin', () => {
  let world: LibraryWorld;
  let library: MusicLibrary;
  let server: FastifyInstance;
  let origin: HttpOrigin;
  let port: number;

  const serve = async (): Promise<void> => {
    server = createOriginServer({ library, access: 'anonymous' });
    await server.listen({ port, host: '127.0.0.1' });
    port = (server.server.address() as AddressInfo).port;
  };
  /** Waits for the first list that `isTrue` of. */
  const changed = (isTrue: (tracks: readonly Track[]) => boolean): Promise<readonly Track[]> =>
    new Promise((resolve) => {
      const stop = origin.onChange((tracks) => {
        if (!isTrue(tracks)) return;
        stop();
        resolve(tracks);
      });
    });

  beforeEach(async () => {
    port = 0;
    world = await LibraryWorld.make({ 'one.wav': fixtureBytes('pcm-16.wav') });
    library = await world.open();
    await serve();
    origin = new HttpOrigin(`http://127.0.0.1:${port}/`, { retryMs: 20 });
  });
  afterEach(async () => {
    origin.close();
    await server.close();
    await world.close();
  });

  it('come without being asked for: content ids first, then what is new in the folder', async () => {
    const studied = changed(isStudiedList);
    if (!isStudiedList(await origin.catalogue(never))) await studied;
    const longer = changed((tracks) => tracks.length === 2 && isStudiedList(tracks));
    await world.music.put('two.ogg', fixtureBytes('vorbis-q4.ogg'));
    assert.deepEqual(await longer, library.tracks);
  });

  it('are made up for when the origin was away', async () => {
    await world.until(() => isStudied(library));
    await origin.catalogue(never);
    await server.close();
    await world.music.put('two.ogg', fixtureBytes('vorbis-q4.ogg'));
    await world.until(() => library.tracks.length === 2 && isStudied(library));
    const longer = changed((tracks) => tracks.length === 2);
    await serve();
    await longer;
  });

  it('are not asked for twice of an origin that has none to tell', async () => {
    const asked: (string | undefined)[] = [];
    const plain = createServer((request, response) => {
      asked.push(request.url);
      if (request.url === '/catalogue.json')
        response.setHeader('etag', '"1"').end(JSON.stringify({ tracks: [makeTrack('one', 10)] }));
      else response.writeHead(404).end();
    }).listen(0, '127.0.0.1');
    await once(plain, 'listening');
    const other = new HttpOrigin(`http://127.0.0.1:${(plain.address() as AddressInfo).port}/`, {
      retryMs: 1,
    });
    other.onChange(() => undefined);
    try {
      await other.catalogue(never);
      // Both are answered after /changes was, and long after 1 ms.
      for (let times = 0; times < 20; times++) await other.catalogue(never);
      assert.equal(asked.filter((url) => url === '/changes').length, 1);
    } finally {
      other.close();
      plain.closeAllConnections();
      plain.close();
    }
  });
});

function isStudiedList(tracks: readonly Track[]): boolean {
  return isStudied({ tracks });
}
