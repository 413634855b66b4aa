// The secret that both ends prove on sockets whose name anybody may take: on Windows always, here where a test asks for it.
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { engineSocketPath } from '../../src/host/enginePath';
import { ownSecret, secretFile } from '../../src/host/engineSecret';
import { PROTOCOLS } from '../../src/shared/greeting';
import { killEngines } from '../support/engineProcesses';
import { ENGINE, EngineWindow } from '../support/engineWindow';
import { musicFolder, type MusicFolder } from '../support/musicFolder';
import { Wire } from '../support/wire';

const HELLO = { type: 'hello', protocols: PROTOCOLS, version: '1.0.0', windowId: 'intruder' };
const ZEROS = '0'.repeat(64);

describe('The secret of the socket', () => {
  let storage: MusicFolder;
  let path: string;
  const children: ChildProcess[] = [];
  const windows: EngineWindow[] = [];

  const startEngine = async (): Promise<ChildProcess> => {
    await ownSecret(storage.root);
    const args = ['--socket', path, '--storage', storage.root, '--version', '1.0.0'];
    const child = spawn(process.execPath, [ENGINE, ...args, '--secret', secretFile(storage.root)], {
      stdio: 'ignore',
    });
    children.push(child);
    return child;
  };
  const open = (): EngineWindow => {
    const window = new EngineWindow({ storageFolder: storage.root, isSecretProved: true });
    windows.push(window);
    return window;
  };
  /** Somebody else who has taken the socket's name. */
  const pretend = async (heard: Wire['heard'][], answer: (wire: Wire) => void): Promise<Server> => {
    const server = createServer((socket: Socket) => {
      const wire = new Wire(socket);
      heard.push(wire.heard);
      answer(wire);
    });
    server.listen(path);
    await once(server, 'listening');
    return server;
  };

  beforeEach(async () => {
    storage = await musicFolder({});
    path = await engineSocketPath(storage.root);
  });
  afterEach(async () => {
    for (const { client } of windows.splice(0)) client.dispose();
    for (const child of children.splice(0)) child.kill('SIGKILL');
    if (process.platform === 'linux') await killEngines(storage.root);
    await storage.remove();
  });

  it('lets windows that know it meet their engine', async () => {
    const [one, other] = [open(), open()];
    await Promise.all([one.client.start(), other.client.start()]);
    one.client.send({ type: 'intent', intent: { kind: 'setVolume', volume: 0.5 } });
    await other.until(({ snapshot }) => snapshot.volume === 0.5);
    assert.deepEqual([...one.problems, ...other.problems], []);
  });

  it('keeps out who does not know it: a hello in its place gets no answer, and the connection ends', async () => {
    await startEngine();
    const intruder = await Wire.reach(path);
    intruder.say(HELLO);
    await intruder.closed;
    assert.deepEqual(
      intruder.heard.map(({ type }) => type),
      ['challenge'],
    );
  });

  it('keeps out who answers wrong', async () => {
    await startEngine();
    for (const answer of [{ nonce: ZEROS, proof: ZEROS }, { nonce: ZEROS, proof: 'short' }, {}]) {
      const intruder = await Wire.reach(path);
      intruder.say({ type: 'answer', ...answer });
      intruder.say(HELLO);
      await intruder.closed;
      assert.deepEqual(
        intruder.heard.filter(({ type }) => type !== 'challenge'),
        [],
      );
    }
  });

  it('cuts off who says nothing at all', async () => {
    await startEngine();
    const intruder = await Wire.reach(path);
    await intruder.closed;
    assert.deepEqual(
      intruder.heard.map(({ type }) => type),
      ['challenge'],
    );
  }).timeout(20_000);

  it('tells nothing to a server that does not know it, and names that to the listener', async () => {
    const heard: Wire['heard'][] = [];
    const server = await pretend(heard, (wire) => {
      wire.say({ type: 'challenge', nonce: ZEROS });
      void wire.hears('answer').then(() => wire.say({ type: 'proof', proof: ZEROS }));
    });
    const window = open();
    window.client.send({ type: 'settings', origins: ['/secret/music'], cacheCapBytes: null });
    await window.until(({ problems }) => problems.length > 0);
    server.close();
    await once(server, 'close');
    assert.match(window.problems.join(), /Another program answers .* Restart the computer/);
    assert.deepEqual(
      heard.flat().map(({ type }) => type),
      ['answer'],
    );
  });

  it('tells nothing to a server that asks for no proof', async () => {
    const heard: Wire['heard'][] = [];
    const server = await pretend(heard, (wire) => {
      wire.say({ type: 'welcome', protocols: PROTOCOLS, version: '1.0.0' });
    });
    const window = open();
    await window.client.start();
    server.close();
    await once(server, 'close');
    assert.match(window.problems.join(), /Another program answers/);
    assert.deepEqual(heard, [[]]);
  });

  it('is made by whoever comes first, whole, and readable by its user only', async () => {
    const secrets = await Promise.all(Array.from({ length: 20 }, () => ownSecret(storage.root)));
    assert.equal(new Set(secrets.map((secret) => secret.toString('hex'))).size, 1);
    const file = secretFile(storage.root);
    assert.equal((await readFile(file, 'utf8')).length, 64);
    if (process.platform !== 'win32') assert.equal((await stat(file)).mode & 0o777, 0o600);
  });

  it('says what to do where its file is damaged', async () => {
    await storage.put('engine.secret', 'half of a sec');
    const window = open();
    await window.client.start();
    assert.match(window.problems.join(), /engine\.secret is damaged\. Delete it, then reload this window\./);
    const child = spawn(process.execPath, [
      ENGINE,
      ...[
        '--socket',
        path,
        '--storage',
        storage.root,
        '--version',
        '1.0.0',
        '--secret',
        secretFile(storage.root),
      ],
    ]);
    const said: string[] = [];
    child.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text));
    const [code] = (await once(child, 'close')) as [number];
    assert.equal(code, 1);
    assert.match(said.join(''), /is damaged\. Delete it/);
  });
});
