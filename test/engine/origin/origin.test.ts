import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HttpOrigin } from '../../../src/engine/origin/httpOrigin';
import { OriginError } from '../../../src/engine/ports';
import { createOriginServer } from '../../../src/server/originServer';
import { originContract } from '../../contracts/origin';
import { bytesOf, makeTrack, MemoryOrigin } from '../../support/world';
import { fixtureBytes, LibraryWorld } from './musicLibrary/libraryWorld';

originContract('in memory', () => {
  const track = makeTrack('one', 50_000);
  return Promise.resolve({
    origin: new MemoryOrigin([track]),
    bytes: bytesOf(track),
    close: () => Promise.resolve(),
  });
});

originContract('over HTTP, Starling’s own server', async () => {
  const bytes = fixtureBytes('pcm-16.wav');
  const world = await LibraryWorld.make({ 'a name with “quotes”, % and ♫.wav': bytes });
  const server = createOriginServer({ library: await world.openStudied(), access: 'anonymous' });
  await server.listen({ port: 0, host: '127.0.0.1' });
  const origin = new HttpOrigin(`http://127.0.0.1:${(server.server.address() as AddressInfo).port}`);
  const close = async (): Promise<void> => {
    origin.close();
    await server.close();
    await world.close();
  };
  return { origin, bytes, close };
});

describe('an HTTP origin that answers oddly', () => {
  const never = new AbortController().signal;
  const track = makeTrack('one', 50_000);
  let server: Server;
  let origin: HttpOrigin;
  let answer: RequestListener;

  beforeEach(async () => {
    server = createServer((request, response) => answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = new HttpOrigin(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  });
  afterEach(
    () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(resolve);
      }),
  );

  const read = (): Promise<Uint8Array[]> => {
    const pieces: Uint8Array[] = [];
    return origin
      .read({ track, range: { start: 0, end: 100 }, onBytes: (bytes) => pieces.push(bytes) }, never)
      .then(() => pieces);
  };
  const check = (
    name: string,
    listener: RequestListener,
    expected: { isFinal: boolean; message: RegExp },
  ): void => {
    it(name, async () => {
      answer = listener;
      await assert.rejects(read(), (error: unknown) => {
        assert.ok(error instanceof OriginError);
        assert.match(error.message, expected.message);
        assert.equal(error.isFinal, expected.isFinal);
        return true;
      });
    });
  };

  check('refuses a whole file where a range was asked for', (_, response) => response.end('everything'), {
    isFinal: true,
    message: /range/,
  });
  check(
    'refuses bytes of a file that has another size now',
    (_, response) => response.writeHead(206, { 'content-range': 'bytes 0-99/40000' }).end(Buffer.alloc(100)),
    { isFinal: true, message: /changed/ },
  );
  check('may be asked again after a 503', (_, response) => response.writeHead(503).end(), {
    isFinal: false,
    message: /503/,
  });
  check('may be asked again after it hung up', (request) => request.socket.destroy(), {
    isFinal: false,
    message: /can't be reached/,
  });
  check('is not asked again after a 403', (_, response) => response.writeHead(403).end(), {
    isFinal: true,
    message: /refuses/,
  });

  it('names a catalogue that is none', async () => {
    answer = (_, response) => response.end('<html>');
    await assert.rejects(origin.catalogue(never), /not as a Starling origin or a Subsonic server does/);
  });

  it('names an address that is none', async () => {
    await assert.rejects(new HttpOrigin('javascript:alert(1)').catalogue(never), /no http or https address/);
  });
});
