import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createTlsServer } from 'node:https';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { EngineClient } from '../../src/host/engineClient';
import { engineEnvironment, type NetworkSettings } from '../../src/host/engineEnvironment';
import type { EngineMessage } from '../../src/shared/engineMessages';
import { musicFolder, type MusicFolder } from '../support/musicFolder';
import { killEngines } from '../support/engineProcesses';
import { makeTrack } from '../support/world';

const NETWORK: NetworkSettings = {
  proxy: '',
  noProxy: [],
  isProxyOn: true,
  areSystemCertificatesTrusted: true,
};

describe('the environment of an engine', () => {
  it('has the proxy of the settings, before that of the environment, however that is written', () => {
    const env = engineEnvironment(
      { http_proxy: 'http://old:1', HTTPS_PROXY: 'http://old:2', PATH: '/bin' },
      { ...NETWORK, proxy: 'http://new:3' },
    );
    assert.deepEqual(
      [env['HTTP_PROXY'], env['HTTPS_PROXY'], env['http_proxy']],
      ['http://new:3', 'http://new:3', undefined],
    );
    assert.deepEqual([env['NODE_USE_ENV_PROXY'], env['PATH']], ['1', '/bin']);
  });

  it('has the proxy of the environment where the settings name none', () => {
    const env = engineEnvironment({ http_proxy: 'http://one:1', HTTPS_PROXY: 'http://two:2' }, NETWORK);
    assert.deepEqual([env['HTTP_PROXY'], env['HTTPS_PROXY']], ['http://one:1', 'http://two:2']);
  });

  it('reaches this machine, and what the settings and the environment except, without a proxy', () => {
    const env = engineEnvironment({ no_proxy: 'intranet' }, { ...NETWORK, noProxy: ['*.example'] });
    assert.equal(env['NO_PROXY'], '*.example,intranet,localhost,127.0.0.1,::1,[::1]');
  });

  it('has no proxy where the settings switch proxies off, and no system certificates where they say so', () => {
    const env = engineEnvironment(
      { HTTP_PROXY: 'http://old:1', NODE_USE_ENV_PROXY: '1', NODE_USE_SYSTEM_CA: '1' },
      { ...NETWORK, proxy: 'http://new:3', isProxyOn: false, areSystemCertificatesTrusted: false },
    );
    for (const name of ['HTTP_PROXY', 'NODE_USE_ENV_PROXY', 'NODE_USE_SYSTEM_CA'])
      assert.equal(env[name], undefined);
  });
});

describe('an engine process', () => {
  const asked: (string | undefined)[] = [];
  let folder: MusicFolder;
  let server: Server;
  let client: EngineClient | undefined;

  beforeEach(async () => {
    asked.length = 0;
    folder = await musicFolder({});
  });
  afterEach(async () => {
    client?.dispose();
    await killEngines(folder.path('storage'));
    server.closeAllConnections();
    server.close();
    await folder.remove();
  });

  const answer: Parameters<typeof createServer>[1] = (request, response) => {
    asked.push(request.url);
    response.end(JSON.stringify({ tracks: [makeTrack('one', 10)] }));
  };
  const listen = async (): Promise<number> => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };

  /** What the queue of an engine is that was started with this environment. */
  const queueOf = (originUrl: string, env: NodeJS.ProcessEnv): Promise<readonly string[]> =>
    new Promise((resolveQueue, reject) => {
      const hear = (message: EngineMessage): void => {
        if (message.type !== 'snapshot') return;
        const { queue, problem } = message.snapshot;
        if (problem !== null) reject(new Error(problem));
        if (queue.length > 0) resolveQueue(queue.map(({ id }) => id.replace(/^.*:/, '')));
      };
      client = new EngineClient({
        storageFolder: folder.path('storage'),
        enginePath: resolve('dist/engine/engine.cjs'),
        environment: () => env,
        version: '1.0.0',
        windowId: 'w',
        onMessage: hear,
        onConnected: () => client?.send({ type: 'settings', origins: [originUrl], cacheCapBytes: null }),
        onProblem: (text) => reject(new Error(text)),
      });
      void client.start();
    });

  it('asks an origin through the proxy of VS Code', async () => {
    server = createServer(answer);
    const proxy = `http://127.0.0.1:${await listen()}`;
    const env = engineEnvironment({ ...process.env, NO_PROXY: '', no_proxy: '' }, { ...NETWORK, proxy });
    assert.deepEqual(await queueOf('http://music.invalid:4533/', env), ['one']);
    assert.ok(asked.includes('http://music.invalid:4533/catalogue.json'), asked.join(' '));
  });

  it('believes certificates that the system trusts, and no others', async function () {
    if (process.platform !== 'linux') {
      console.log('      (only on Linux can a test name what the system trusts)');
      this.skip();
    }
    const { key, cert, path } = await selfSigned(folder);
    server = createTlsServer({ key, cert }, answer);
    const url = `https://localhost:${await listen()}/`;
    const env = engineEnvironment({ ...process.env, SSL_CERT_FILE: path }, NETWORK);
    assert.deepEqual(await queueOf(url, env), ['one']);
    client?.dispose();
    await killEngines(folder.path('storage'));
    const distrusting = engineEnvironment(
      { ...process.env, SSL_CERT_FILE: path },
      { ...NETWORK, areSystemCertificatesTrusted: false },
    );
    await assert.rejects(queueOf(url, distrusting), /can't be trusted: it is signed by nobody but itself/);
  });
});

/** A certificate for `localhost` that nobody has signed but itself. */
async function selfSigned(folder: MusicFolder): Promise<{ key: Buffer; cert: Buffer; path: string }> {
  const [key, cert] = await Promise.all(
    ['localhost.key.pem', 'localhost.cert.pem'].map((name) => readFile(`test/support/tls/${name}`)),
  );
  const path = folder.path('trusted.pem');
  await writeFile(path, cert!);
  return { key: key!, cert: cert!, path };
}
