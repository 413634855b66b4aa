// What is taken into the library: folders, and servers that are tried first.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { typedFolder, withFolders } from '../../src/host/origins/musicFolders';
import { probeServer } from '../../src/host/origins/probeServer';
import { fixtureOrigin } from '../support/fixtureOrigin';

describe('Folders of music', () => {
  const ADDED: readonly (readonly [string, readonly string[], readonly string[], readonly string[]])[] = [
    ['are added behind the others', ['/a'], ['/b', '/c'], ['/a', '/b', '/c']],
    ['are not taken twice', ['/a/'], ['/a'], ['/a/']],
    ['are not taken where they lie in one that is there', ['/a'], ['/a/b/c'], ['/a']],
    ['replace those that lie in them', ['/a/b', '/x', '/a/c'], ['/a'], ['/x', '/a']],
    ['are not taken for others with longer names', ['/a'], ['/ab', '/..a'], ['/a', '/ab', '/..a']],
    ['are known by ~ too', ['~/Music'], [`${homedir()}/Music/Live`], ['~/Music']],
  ];
  for (const [what, known, added, all] of ADDED)
    it(what, () => {
      assert.deepEqual(withFolders(known, added), all);
    });

  it('are taken as typed where they are there, and it is said what is wrong where not', async () => {
    assert.deepEqual(await typedFolder(`${tmpdir()}/`), { path: tmpdir() });
    assert.deepEqual(await typedFolder('~'), { path: homedir() });
    for (const [typed, wrong] of [
      ['Music', /whole path/],
      ['/no/such/folder', /no such folder/],
      [__filename, /That is a file/],
    ] as const)
      assert.match(JSON.stringify(await typedFolder(typed)), wrong);
  });
});

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
    const probed = await probeServer(typed);
    assert.ok('wrong' in probed, JSON.stringify(probed));
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
        assert.deepEqual(await probeServer(typed), { url });
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
      /^[0-9.:]+ can't be reached \(ECONNREFUSED\)\. Is the server running/,
    );
    const web = await serve((_, response) => response.end('<html>'));
    assert.match(await wrongWith(web), /answers, but not as a Starling server does/);
    const closed = await serve((_, response) => response.writeHead(401).end());
    assert.match(await wrongWith(closed), /refuses access/);
  });

  it('that speaks Subsonic is called by its name', async () => {
    const host = await serve((request, response) => {
      if (request.url?.startsWith('/music/rest/ping.view') === true)
        response.end('{"subsonic-response":{"status":"failed"}}');
      else response.writeHead(404).end('no');
    });
    assert.match(await wrongWith(`${host}/music`), /Subsonic server .*can't play from those yet/);
  });

  it('that sends for ever is looked at no longer than it takes', async () => {
    const host = await serve((_, response) => {
      const more = (): void => {
        if (!response.destroyed) response.write('x'.repeat(65_536), more);
      };
      more();
    });
    assert.match(await wrongWith(host), /not as a Starling server/);
  });
});
