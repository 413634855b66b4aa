import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fixtureFolder } from '../support/fixtureFolder';
import { musicFolder, type MusicFolder } from '../support/musicFolder';

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly wrong: string;
}

describe('starling-server', () => {
  let music: MusicFolder;
  let data: MusicFolder;

  before(async () => {
    music = await fixtureFolder(['pcm-16.wav']);
  });
  beforeEach(async () => {
    data = await musicFolder({});
  });
  afterEach(() => data.remove());
  after(() => music.remove());

  const start = (args: readonly string[]): ChildProcess =>
    spawn(process.execPath, ['dist/server/server.cjs', ...args, '--data', data.root]);
  const run = async (args: readonly string[], input = ''): Promise<Ended> => {
    const child = start(args);
    child.stdin!.end(input);
    const [out, wrong] = await Promise.all([text(child.stdout!), text(child.stderr!), once(child, 'close')]);
    return { code: child.exitCode, out, wrong };
  };
  const serving = (...args: string[]): string[] => [
    ...['serve', music.root, '--port', '0', '--index', data.path('index')],
    ...args,
  ];
  const ready = async (child: ChildProcess): Promise<string> => {
    let out = '';
    for await (const piece of child.stdout!) {
      out += String(piece);
      const [, url] = /ready at (\S+)/.exec(out) ?? [];
      if (url !== undefined) return url;
    }
    throw new Error(`It ended: ${out}`);
  };

  it('says what to do where there are no users', async () => {
    const { code, wrong } = await run(serving());
    assert.equal(code, 1);
    assert.match(wrong, /no users in .*user add NAME.*--anonymous/s);
  });

  it('asks for logins wherever others could reach it', async () => {
    for (const host of ['0.0.0.0', '::', '192.168.1.2', 'example.org']) {
      const { code, wrong } = await run(serving('--anonymous', '--host', host));
      assert.equal(code, 1, host);
      assert.match(wrong, /Add users/);
    }
  });

  it('adds, lists, renews and removes users, and tells secrets once', async () => {
    const added = await run(['user', 'add', 'anna'], 'correct horse\n');
    assert.equal(added.code, 0, added.wrong);
    assert.match(added.out, /App password: \S+\nAPI key: +starling-\S+/);
    assert.ok(!added.out.includes('correct horse'));
    const made = await run(['user', 'add', 'bert']);
    assert.match(made.out, /\nPassword: +\S{29}\n/);
    assert.equal((await run(['user', 'add', 'carl'], 'short\n')).code, 1);
    assert.equal((await run(['user', 'add', 'anna'], 'correct horse\n')).code, 1);
    const [, apiKey = ''] = /API key: +(\S+)/.exec(added.out) ?? [];
    const listed = await run(['user', 'list']);
    assert.match(listed.out, new RegExp(`^anna\\tsince .*${apiKey.slice(0, 15)}….*\\nbert\\t.*\\n$`));
    assert.ok(!listed.out.includes(apiKey));
    assert.match((await run(['user', 'revoke', 'anna'])).out, /App password: /);
    assert.equal((await run(['user', 'password', 'bert'], 'another one\n')).code, 0);
    assert.equal((await run(['user', 'remove', 'bert'])).code, 0);
    assert.equal((await run(['user', 'remove', 'bert'])).code, 1);
    assert.match((await run(['user', 'list'])).out, /^anna\t[^\n]*\n$/);
  });

  it('serves who logs in, logs lines of JSON, and ends at once when it is told to', async () => {
    const { out } = await run(['user', 'add', 'anna']);
    const [, apiKey = ''] = /API key: +(\S+)/.exec(out) ?? [];
    const child = start(serving());
    const logged = text(child.stderr!);
    const url = await ready(child);
    const changes = await fetch(`${url}changes`, { headers: { authorization: `Bearer ${apiKey}` } });
    assert.equal(changes.status, 200);
    assert.equal((await fetch(`${url}catalogue.json`)).status, 401);
    const begunMs = performance.now();
    child.kill('SIGTERM');
    await once(child, 'exit');
    assert.equal(child.exitCode, 0);
    assert.ok(performance.now() - begunMs < 4_000);
    const lines = (await logged).trim().split('\n');
    const answered = lines.map(
      (line) => JSON.parse(line) as { msg: string; status?: number; account?: string },
    );
    assert.ok(answered.some(({ status }) => status === 401));
    assert.ok(!(await logged).includes(apiKey));
  });

  it('serves everybody on this machine where it is told to', async () => {
    const child = start(serving('--anonymous', '--log-level', 'silent'));
    try {
      const url = await ready(child);
      assert.equal((await fetch(`${url}catalogue.json`)).status, 200);
      assert.match(await (await fetch(`${url}rest/ping?v=1.16.1&c=test`)).text(), /status="ok"/);
    } finally {
      child.kill('SIGKILL');
    }
  });
});
