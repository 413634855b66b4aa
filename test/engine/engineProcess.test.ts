import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { PROTOCOLS } from '../../src/shared/greeting';
import type { BytesMessage } from '../../src/shared/engineMessages';
import { EMPTY_SNAPSHOT, type Snapshot } from '../../src/shared/snapshot';
import { fixtureFolder } from '../support/fixtureFolder';
import { musicFolder, type MusicFolder } from '../support/musicFolder';
import { Wire } from '../support/wire';

const ENGINE = 'dist/engine/engine.cjs';
const VERSION = '1.0.0';
const HELLO = { type: 'hello', protocols: PROTOCOLS, version: VERSION, windowId: 'window' };

describe('the engine process', () => {
  const children: ChildProcess[] = [];
  let folder: MusicFolder;
  let path: string;

  const start = (): ChildProcess => {
    const args = ['--socket', path, '--storage', folder.path('storage'), '--version', VERSION];
    const child = spawn(process.execPath, [ENGINE, ...args], { stdio: 'ignore' });
    children.push(child);
    return child;
  };
  const reach = (): Promise<Wire> => Wire.reach(path);

  beforeEach(async () => {
    folder = await musicFolder({});
    path = folder.path('engine.sock');
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await folder.remove();
  });

  it('greets a window and shows it the state', async () => {
    start();
    const wire = await reach();
    wire.say(HELLO);
    const welcome = { type: 'welcome', protocols: PROTOCOLS, version: VERSION };
    assert.deepEqual(await wire.hears('welcome'), welcome);
    assert.equal((await wire.hears('snapshot')).type, 'snapshot');
    wire.socket.destroy();
  });

  it('tells a window that speaks nothing in common its own version, and no more', async () => {
    start();
    const wire = await reach();
    wire.say({ ...HELLO, protocols: { oldest: 98, newest: 99 } });
    wire.say({ type: 'intent', intent: { kind: 'setVolume', volume: 0.5 } });
    const other = await reach();
    other.say(HELLO);
    await other.hears('snapshot');
    assert.deepEqual(
      wire.heard.map(({ type }) => type),
      ['welcome'],
    );
    assert.equal(((await other.hears('snapshot'))['snapshot'] as Snapshot).volume, 1);
    wire.socket.destroy();
    other.socket.destroy();
  });

  it('survives a window that sends rubbish, and messages that it does not know', async () => {
    start();
    const bad = await reach();
    bad.socket.write(Buffer.alloc(64, 255));
    await bad.closed;
    const good = await reach();
    good.say(HELLO);
    good.say({ type: 'makeCoffee' });
    assert.match(JSON.stringify(await good.hears('log')), /does not know/);
    good.socket.destroy();
  });

  it('plays a folder of music by its path, from where the files lie', async () => {
    const music = await fixtureFolder(['flac-16.flac']);
    start();
    const wire = await reach();
    wire.say(HELLO);
    wire.say({ type: 'settings', origins: [music.root] });
    wire.say({ type: 'intent', intent: { kind: 'play' } });
    const block = (await wire.hears('bytes')) as unknown as BytesMessage;
    assert.equal(block.start, 0);
    assert.equal(Buffer.from(block.bytes.subarray(0, 4)).toString(), 'fLaC');
    wire.socket.destroy();
    await music.remove();
  });

  it('leaves the socket to the engine that has it', async () => {
    start();
    const wire = await reach();
    const [code] = (await once(start(), 'exit')) as [number];
    assert.equal(code, 0);
    wire.socket.destroy();
  });

  it('takes over the socket of an engine that was killed', async () => {
    const first = start();
    (await reach()).socket.destroy();
    first.kill('SIGKILL');
    await once(first, 'exit');
    await stat(path); // what it left behind
    start();
    (await reach()).socket.destroy();
  });

  it('is one, however many are started at once in the place of one that was killed', async () => {
    const first = start();
    (await reach()).socket.destroy();
    first.kill('SIGKILL');
    await once(first, 'exit');
    const many = Array.from({ length: 6 }, start);
    const ends = many.map((child) => once(child, 'exit') as Promise<[number]>);
    const wire = await reach();
    wire.say(HELLO);
    await wire.hears('welcome');
    for (let ended = 0; ended < many.length - 1; ended++) {
      const [code, at] = await Promise.race(
        ends.map((end, which) => end.then(([of]) => [of, which] as const)),
      );
      assert.equal(code, 0);
      void ends.splice(at, 1);
    }
    assert.deepEqual(many.filter(({ exitCode }) => exitCode === null).length, 1);
    wire.socket.destroy();
  });

  it('starts with the last good copy of the session, and without its cache, when their files are damaged', async () => {
    const kept = { ...EMPTY_SNAPSHOT, volume: 0.25 };
    await folder.put('storage/session.json', '{"revision": 7, "que');
    await folder.put('storage/session.last-good.json', JSON.stringify(kept));
    await folder.put('storage/cache/index.json', 'no index');
    await folder.put(`storage/cache/contents/ab/ab${'0'.repeat(38)}/meta.json`, 'no meta');
    await folder.put('storage/cache/contents/ab/ab12', 'no folder');
    start();
    const wire = await reach();
    wire.say(HELLO);
    assert.equal(((await wire.hears('snapshot'))['snapshot'] as Snapshot).volume, 0.25);
    for (const what of [
      /session\.json is damaged/,
      /list of the cache is missing or damaged/,
      /ab12 isn't Starling's/,
    ])
      await wire.hears('log', ({ text }) => what.test(String(text)));
    wire.socket.destroy();
  });

  for (const [what, prepare] of Object.entries({
    'its cache is a file': () => folder.put('storage/cache', 'a file'),
    'its session is a folder': () => folder.put('storage/session.json/inside', 'a folder'),
    'its whole storage is a file': () => folder.put('storage', 'a file'),
  })) {
    it(`plays on and says why where ${what}`, async () => {
      await prepare();
      const music = await fixtureFolder(['flac-16.flac']);
      start();
      const wire = await reach();
      wire.say(HELLO);
      wire.say({ type: 'settings', origins: [music.root] });
      wire.say({ type: 'intent', intent: { kind: 'play' } });
      await wire.hears('bytes');
      await wire.hears('log', ({ text }) => /can't be (made|read)/.test(String(text)));
      wire.socket.destroy();
      await music.remove();
    });
  }
});
