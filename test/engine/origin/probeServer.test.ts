// Addresses of servers that are tried before they go into the settings.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { probeServer } from '../../../src/engine/origin/probeServer';
import { fixtureOrigin } from '../../support/fixtureOrigin';

describe('A server', () => {
  const servers: Server[] = [];
  const serve = async (answer: RequestListener): Promise<string> => {
    const server = createServer(answer);
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const wrongWith = async (typed: string): Promise<string> => {
    const probed = await probeServer(typed, null);
    assert.ok(probed.kind === 'wrong', JSON.stringify(probed));
    return probed.wrong;
  };
  afterEach(() => {
    for (const server of servers.splice(0)) server.close().closeAllConnections();
  });

  it('is taken when it answers as a Starling server does, with or without a scheme and a slash', async () => {
    const origin = await fixtureOrigin(['cbr128.mp3']);
    try {
      const url = new URL(origin.url).href;
      for (const typed of [url, url.slice(0, -1), ` ${new URL(url).host} `])
        assert.deepEqual(await probeServer(typed, null), { kind: 'found', url });
    } finally {
      await origin.close();
    }
  });

  it('is not asked at all where that is no address, or there is a secret in it', async () => {
    for (const typed of ['', 'http://', 'ftp://music.example', 'http://a b/', 'http://music.example/?x'])
      assert.match(await wrongWith(typed), /no address/, typed);
    const wrong = await wrongWith('http://ann:pa55@music.example/');
    assert.match(wrong, /Leave out user name and password/);
    assert.doesNotMatch(wrong, /pa55/);
  });

  it('that can’t be reached is told from one that is something else', async () => {
    const left = await serve(() => undefined);
    servers.pop()?.close();
    assert.match(
      await wrongWith(left),
      /^[0-9.:]+: the origin can't be reached \(ECONNREFUSED\)\. Is the server running/,
    );
    const web = await serve((_, response) => response.end('<html>'));
    assert.match(await wrongWith(web), /answers, but neither as a Starling server nor/);
    const closed = await serve((_, response) => response.writeHead(401).end());
    assert.match(await wrongWith(closed), /refuses access/);
  });

  it('whose certificate nobody vouches for is told with what it is and what to do', async () => {
    const [key, cert] = await Promise.all(
      ['key', 'cert'].map((name) => readFile(`test/support/tls/localhost.${name}.pem`)),
    );
    const server = createTlsServer({ key, cert }, (_, response) => response.end());
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    assert.match(
      await wrongWith(`https://localhost:${port}/`),
      /its certificate \(of “localhost”, signed by “localhost”, valid until .*, SHA-256 [0-9A-F:]+…\) can't be trusted: it is signed by nobody but itself\. .*NODE_EXTRA_CA_CERTS/,
    );
    assert.match(await wrongWith(`http://localhost:${port}/`), /can't be reached/);
  });

  it('that sends on to https is taken by that address', async () => {
    const target = await serve((request, response) => response.end(request.url));
    const host = await serve((request, response) =>
      response.writeHead(301, { location: `https://${target}${request.url}` }).end(),
    );
    assert.match(await wrongWith(host), new RegExp(`^${target}: it does not speak TLS`));
  });

  it('that sends for ever is looked at no longer than it takes', async () => {
    const host = await serve((_, response) => {
      const more = (): void => {
        if (!response.destroyed) response.write('x'.repeat(65_536), more);
      };
      more();
    });
    assert.match(await wrongWith(host), /neither as a Starling server/);
  });
});
