// Addresses of servers that are tried before they go into the settings.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { probeServer } from '../../../src/engine/origin/probeServer';
import { ServerOrigin } from '../../../src/engine/origin/serverOrigin';
import { fixtureOrigin } from '../../support/fixtureOrigin';
import { ODD_LOGIN, OddSubsonic } from '../../support/oddSubsonic';

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

  describe('that sends to another one', () => {
    const trusted = getCACertificates('default');
    let target: OddSubsonic;

    before(async () => {
      const certificate = await readFile('test/support/tls/localhost.cert.pem', 'utf8');
      setDefaultCACertificates([...trusted, certificate]);
    });
    after(() => setDefaultCACertificates([...trusted]));
    afterEach(() => target.close());

    /** A server that sends wherever it is asked to `target`; all that it was asked. */
    const sender = async (): Promise<{ readonly host: string; readonly asked: readonly string[] }> => {
      const asked: string[] = [];
      const host = await serve((request, response) => {
        asked.push(`${request.url} ${request.headers.authorization ?? ''}`);
        response.writeHead(302, { location: new URL(request.url ?? '', target.url).href }).end();
      });
      return { host, asked };
    };

    for (const isTls of [false, true])
      it(`at ${isTls ? 'another host, by https' : 'another port of its host, by http'}, is not followed there, and nobody is told the login`, async () => {
        target = await OddSubsonic.start({ isTls });
        const { host: typed, asked } = await sender();
        for (const login of [null, ODD_LOGIN]) {
          const probed = await probeServer(typed, login);
          assert.ok(probed.kind === 'wrong', JSON.stringify(probed));
          assert.equal(
            probed.wrong,
            `${typed} sends to ${new URL(target.url).origin}. Add that address where you trust it.`,
          );
        }
        assert.deepEqual(target.asked, []);
        assert.ok(asked.length > 0 && asked.every((each) => / $/.test(each) && !each.includes('u=')));
      });

    it('by https at its own host is taken by that address; the login is for that one, and goes there only', async () => {
      target = await OddSubsonic.start({ isTls: true });
      const { host, asked } = await sender();
      const typed = host.replace('127.0.0.1', 'localhost');
      const wanted = await probeServer(typed, null);
      assert.ok(wanted.kind === 'loginWanted', JSON.stringify(wanted));
      assert.deepEqual([wanted.url, wanted.isOverheard], [target.url, false]);
      const early = await probeServer(typed, ODD_LOGIN);
      assert.ok(early.kind === 'wrong' && /Add that address/.test(early.wrong), JSON.stringify(early));
      assert.ok(target.asked.every(({ query }) => !query.has('u')));
      assert.deepEqual(await probeServer(wanted.url, ODD_LOGIN), { kind: 'found', url: target.url });
      assert.ok(asked.every((each) => / $/.test(each) && !each.includes('u=')));
    });

    it('with a name and a password before it doesn’t have them written into the settings', async () => {
      target = await OddSubsonic.start({ isTls: true });
      const host = await serve((request, response) => {
        const location = new URL(request.url ?? '', target.url);
        [location.username, location.password] = ['ann', 'pa55'];
        response.writeHead(302, { location: location.href }).end();
      });
      const wanted = await probeServer(host.replace('127.0.0.1', 'localhost'), null);
      assert.ok(wanted.kind === 'loginWanted' && wanted.url === target.url, JSON.stringify(wanted));
    });

    it('in its own house, at another path, is used as it stands, with the login', async () => {
      target = await OddSubsonic.start();
      const { host } = new URL(target.url);
      target.home = '/music/';
      assert.deepEqual(await probeServer(host, ODD_LOGIN), { kind: 'found', url: target.url });
      target.add({ id: 'one' }, Buffer.alloc(100, 1));
      const origin = new ServerOrigin(target.url, { onProblem: () => undefined });
      origin.logIn(ODD_LOGIN);
      assert.equal((await origin.catalogue(new AbortController().signal)).length, 1);
      origin.close();
    });
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
