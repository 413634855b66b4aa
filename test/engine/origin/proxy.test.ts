import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HttpOrigin } from '../../../src/engine/origin/httpOrigin';
import { makeTrack } from '../../support/world';

const NAMES = ['NODE_USE_ENV_PROXY', 'HTTP_PROXY', 'NO_PROXY'] as const;

describe('an HTTP origin behind a proxy', () => {
  const before = NAMES.map((name) => process.env[name]);
  let proxy: Server;
  let asked: (string | undefined)[];

  beforeEach(async () => {
    asked = [];
    // Stands for the proxy and for the origin behind it, which no name leads to.
    proxy = createServer((request, response) => {
      asked.push(request.url);
      response.end(JSON.stringify({ tracks: [makeTrack('one', 10)] }));
    }).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    process.env['HTTP_PROXY'] = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    process.env['NO_PROXY'] = '';
  });
  afterEach(() => {
    for (const [index, name] of NAMES.entries()) {
      const value = before[index];
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
    proxy.closeAllConnections();
    proxy.close();
  });

  const ask = async (): Promise<number> => {
    const origin = new HttpOrigin('http://music.invalid:4533/');
    try {
      return (await origin.catalogue(new AbortController().signal)).length;
    } finally {
      origin.close();
    }
  };

  it('is asked through it when the environment says so', async function () {
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
    if (major < 22 || (major === 22 && minor < 21) || (major === 24 && minor < 5)) {
      console.log(`      (Node ${process.versions.node} knows no proxies)`);
      this.skip();
    }
    process.env['NODE_USE_ENV_PROXY'] = '1';
    assert.equal(await ask(), 1);
    assert.ok(asked.includes('http://music.invalid:4533/catalogue.json'), asked.join(' '));
  });

  it('is asked directly when it does not', async () => {
    Reflect.deleteProperty(process.env, 'NODE_USE_ENV_PROXY');
    await assert.rejects(ask(), /can't be reached/);
    assert.deepEqual(asked, []);
  });
});
