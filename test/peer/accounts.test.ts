// A server that asks for logins, and peers of it: each a process of its own.
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { readLogin } from '../../src/peer/readLogin';
import { longWave } from '../support/longWave';
import { musicFolder, type MusicFolder } from '../support/musicFolder';
import { ANNA, serverProcess, type ServerProcess } from '../support/serverProcess';

describe('Peers of a server with accounts', function () {
  this.timeout(60_000);
  let music: MusicFolder;
  let server: ServerProcess;
  const children: ChildProcess[] = [];

  before(async () => {
    music = await musicFolder({ 'First.wav': longWave(240, 'first') });
    server = await serverProcess(music.root);
  });
  after(async () => {
    await server.close();
    await music.remove();
  });
  afterEach(async () => {
    for (const child of children.splice(0)) {
      const ended = child.exitCode === null ? once(child, 'exit') : null;
      child.kill('SIGTERM');
      await ended;
    }
  });

  const start = (args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
    const child = spawn(process.execPath, ['dist/peer/peer.cjs', '--origin', server.url, ...args], {
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    return child;
  };
  /** What a peer says until it is ready. */
  const ready = async (child: ReturnType<typeof start>): Promise<string> => {
    let out = '';
    for await (const piece of child.stdout.iterator({ destroyOnReturn: false })) {
      out += String(piece);
      if (out.includes('The peer is ready')) return out;
    }
    throw new Error(`It ended: ${out}`);
  };

  it('log in by the environment or by a file, and get a track from one another', async () => {
    const env = { STARLING_USER: ANNA.user, STARLING_PASSWORD: ANNA.password };
    await ready(start(['--play', 'all', '--join', 'after'], env));
    const added = await server.user(['add', 'bert']);
    const [, apiKey = ''] = /API key: +(\S+)/.exec(added) ?? [];
    await music.put('login.txt', `${apiKey}\n`);
    await chmod(music.path('login.txt'), 0o600);
    // What the first shares the tracker hears a moment after it is ready: who is quicker has all from the origin.
    let heard = '';
    for (let tries = 0; tries < 3 && !/peers ([89]\d|100) %/.test(heard); tries++)
      heard = await ready(start(['--play', 'all', '--login', music.path('login.txt')]));
    assert.match(heard, /peers ([89]\d|100) %/);
  }).timeout(150_000);

  it('end by themselves where nobody is left to read what they say', async () => {
    const env = { STARLING_USER: ANNA.user, STARLING_PASSWORD: ANNA.password };
    const child = start(['--play', 'all'], env);
    child.stdout.destroy();
    child.stderr.destroy();
    assert.deepEqual(await once(child, 'exit'), [0, null]);
  });

  it('say what to do where they have no login, or a wrong one', async () => {
    for (const [env, what] of [
      [{}, /asks for a login\. Set STARLING_USER/],
      [{ STARLING_USER: ANNA.user, STARLING_PASSWORD: 'wrong' }, /refuses the login\. Set STARLING_USER/],
      [{ STARLING_USER: ANNA.user }, /Set both/],
    ] as const) {
      const child = start(['--play', '1'], env);
      const [wrong, [code]] = await Promise.all([
        text(child.stderr),
        once(child, 'exit') as Promise<[number]>,
      ]);
      assert.equal(code, 1);
      assert.match(wrong, what);
    }
  });

  it('take a name and a password out of a file, leave nothing in the environment, and quote no secret', async () => {
    const folder = await musicFolder({ two: 'anna\ncorrect horse\n', odd: 'spaces are\n', none: '\n' });
    const said: string[] = [];
    const warn = (sentence: string): void => void said.push(sentence);
    const read = (file: string) => readLogin({ env: {}, file: folder.path(file), warn });
    try {
      assert.deepEqual(await read('two'), { kind: 'password', ...ANNA });
      assert.match(said.join(), /chmod 600/);
      await assert.rejects(read('odd'), (error: Error) => !error.message.includes('spaces'));
      await assert.rejects(read('none'), /has no login/);
      await assert.rejects(read('missing'), /no file/);
      const env = { STARLING_API_KEY: 'key', OTHER: 'stays' };
      assert.deepEqual(await readLogin({ env, warn }), { kind: 'apiKey', apiKey: 'key' });
      assert.deepEqual(env, { OTHER: 'stays' });
      assert.equal(await readLogin({ env, warn }), null);
    } finally {
      await folder.remove();
    }
  });
});
