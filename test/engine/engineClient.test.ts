// What the listener is told when no engine can be had: the reason, and what to do.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { ClientSocket } from '../../src/engine/clientSocket';
import type { Engine } from '../../src/engine/engine';
import { engineSocketPath } from '../../src/host/enginePath';
import { EngineWindow } from '../support/engineWindow';
import { musicFolder, type MusicFolder } from '../support/musicFolder';

describe('A window that can not have its engine', () => {
  let folder: MusicFolder;
  const runtimeFolder = process.env['XDG_RUNTIME_DIR'];

  beforeEach(async () => {
    folder = await musicFolder({});
  });
  afterEach(async () => {
    if (runtimeFolder === undefined) delete process.env['XDG_RUNTIME_DIR'];
    else process.env['XDG_RUNTIME_DIR'] = runtimeFolder;
    await folder.remove();
  });

  it('says what the engine complained of when it ended at once', async () => {
    await folder.put('engine.cjs', 'throw new Error("The moon is in the wrong place");');
    const window = new EngineWindow({ storageFolder: folder.root, enginePath: folder.path('engine.cjs') });
    await window.client.start();
    assert.match(window.problems.join(), /could not be started: .*The moon is in the wrong place/s);
    assert.match(window.problems.join(), /Reload this window to try again\.$/);
    window.client.dispose();
  });

  it('says why where the socket can not be bound', async () => {
    process.env['XDG_RUNTIME_DIR'] = folder.path('a name that is too long for a socket '.repeat(5));
    const window = new EngineWindow({ storageFolder: folder.root });
    await window.client.start();
    assert.match(window.problems.join(), /could not be started: .*(EINVAL|ENAMETOOLONG|too long)/s);
    window.client.dispose();
  });

  it('says why an engine that listens can not work, once, and does not try again', async () => {
    const path = await engineSocketPath(folder.root);
    let fail: (why: Error) => void = () => undefined;
    const engine = new Promise<Engine>((_, reject) => (fail = reject));
    let clients = 0;
    const socket = await ClientSocket.bind({
      path,
      version: '1.0.0',
      secret: null,
      engine,
      onClients: (count) => (clients = Math.max(clients, count)),
      onAttached: () => undefined,
      onHandOver: () => undefined,
    });
    const window = new EngineWindow({ storageFolder: folder.root });
    const started = window.client.start();
    const other = connect(path);
    await once(other, 'connect');
    fail(new Error('the cache is made of cheese'));
    await started;
    assert.deepEqual(window.problems, [
      "Starling's engine can't work: the cache is made of cheese. Reload this window to try again.",
    ]);
    other.destroy();
    await socket.release();
    assert.equal(clients, 2);
    window.client.dispose();
  });
});
