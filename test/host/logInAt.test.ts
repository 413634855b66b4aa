// Logging in at a server of the settings whose address sends from http to https: a real pair of servers, tried as the engine tries them.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { probeServer } from '../../src/engine/origin/probeServer';
import { ServerOrigin } from '../../src/engine/origin/serverOrigin';
import { logInAgain, type LoggingInParts } from '../../src/host/origins/logInAt';
import { Logins } from '../../src/host/logins';
import { ODD_LOGIN, OddSubsonic } from '../support/oddSubsonic';

const OTHERS = ['http://one.example/', 'http://two.example/'] as const;

describe('Logging in at a server of the settings', () => {
  const trusted = getCACertificates('default');
  let target: OddSubsonic;
  let plain: Server;
  let typed: string;
  let servers: readonly string[];
  let stored: string | undefined;
  let logins: Logins;
  let parts: LoggingInParts;

  before(async () => {
    const certificate = await readFile('test/support/tls/localhost.cert.pem', 'utf8');
    setDefaultCACertificates([...trusted, certificate]);
  });
  after(() => setDefaultCACertificates([...trusted]));

  beforeEach(async () => {
    target = await OddSubsonic.start({ isTls: true });
    target.add({ id: 'one' }, Buffer.alloc(100, 1));
    plain = createServer((request, response) =>
      response.writeHead(301, { location: new URL(request.url ?? '', target.url).href }).end(),
    );
    plain.listen(0, '127.0.0.1');
    await once(plain, 'listening');
    typed = `http://localhost:${(plain.address() as AddressInfo).port}`;
    servers = [OTHERS[0], typed, OTHERS[1]];
    stored = undefined;
    logins = new Logins({
      secrets: {
        get: () => Promise.resolve(stored),
        store: (_, value) => Promise.resolve(void (stored = value)),
        delete: () => Promise.resolve(void (stored = undefined)),
        onDidChange: () => ({ dispose: () => undefined }),
      },
      onChange: () => undefined,
      onProblem: (sentence) => assert.fail(sentence),
    });
    parts = {
      probeServer: (address) => probeServer(address, null),
      askLogin: async ({ url }) => {
        const probed = await probeServer(url, ODD_LOGIN);
        assert.ok(probed.kind === 'found', JSON.stringify(probed));
        return { url: probed.url, login: ODD_LOGIN };
      },
      logins,
      servers: {
        read: () => servers,
        write: (changed) => Promise.resolve(void (servers = changed)),
      },
    };
  });
  afterEach(async () => {
    logins.dispose();
    plain.close().closeAllConnections();
    await target.close();
  });

  it('that sends to https keeps the login for that address, which takes its place: it plays with it', async () => {
    assert.equal((await logInAgain(typed, parts)).kind, 'loginWanted');
    assert.deepEqual(servers, [OTHERS[0], target.url, OTHERS[1]]);
    await logins.load(servers);
    assert.deepEqual(logins.at(servers), [{ origin: target.url, login: ODD_LOGIN }]);
    const origin = new ServerOrigin(servers[1] ?? '', { onProblem: () => undefined });
    origin.logIn(logins.at(servers)?.[0]?.login ?? null);
    assert.equal((await origin.catalogue(new AbortController().signal)).length, 1);
    origin.close();
  });

  it('that sends to one that is there already leaves that one alone', async () => {
    servers = [target.url, typed];
    await logInAgain(typed, parts);
    assert.deepEqual(servers, [target.url]);
  });

  it('stays as it is written where that is the address, and where the listener gives up', async () => {
    const written = target.url.slice(0, -1);
    servers = [written];
    await logInAgain(written, parts);
    assert.deepEqual(servers, [written]);
    assert.deepEqual(logins.at(servers), [{ origin: written, login: ODD_LOGIN }]);
    servers = [typed];
    await logInAgain(typed, { ...parts, askLogin: () => Promise.resolve(null) });
    assert.deepEqual(servers, [typed]);
  });
});
