import assert from 'node:assert/strict';
import { once } from 'node:events';
import { link, utimes } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { AlreadyRunningError, bindSocket } from '../../src/engine/socketBinding';
import { musicFolder, type MusicFolder } from '../support/musicFolder';

describe('Binding the socket', () => {
  let folder: MusicFolder;
  let path: string;
  const servers: Server[] = [];

  /** What a killed engine leaves behind: a socket's file that nobody answers. */
  const leaveBehind = async (): Promise<void> => {
    const server = createServer();
    server.listen(folder.path('other'));
    await once(server, 'listening');
    await link(folder.path('other'), path);
    server.close();
    await once(server, 'close');
  };
  const makeServer = (): Server => {
    const server = createServer((socket) => socket.end());
    servers.push(server);
    return server;
  };

  before(function () {
    if (process.platform !== 'win32') return;
    console.log('        skipped: named pipes leave nothing behind');
    this.skip();
  });
  beforeEach(async () => {
    folder = await musicFolder({});
    path = folder.path('engine.sock');
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) server.close();
    await folder.remove();
  });

  it('is for one only, when many find a dead socket at the same time', async () => {
    await leaveBehind();
    const bindings = await Promise.allSettled(
      Array.from({ length: 64 }, async () => {
        const server = makeServer();
        await bindSocket(server, path);
        return server;
      }),
    );
    const [winner, ...others] = bindings.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    assert.deepEqual(others, []);
    for (const each of bindings)
      if (each.status === 'rejected') assert.ok(each.reason instanceof AlreadyRunningError);
    const connected = once(winner!, 'connection');
    const client = connect(path);
    client.resume();
    await Promise.all([connected, once(client, 'close')]);
  });

  it('takes a claim over that a killed engine has left', async () => {
    await leaveBehind();
    await folder.put('engine.sock.claim', '');
    await utimes(`${path}.claim`, 0, 0);
    await bindSocket(makeServer(), path);
  });
});
