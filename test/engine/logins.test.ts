// An engine process, a server process with users, and windows that hand over what they know of logins.
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PROTOCOLS } from '../../src/shared/greeting';
import type { Login } from '../../src/shared/login';
import type { BytesMessage, LoginsWantedMessage, ServerProbedMessage } from '../../src/shared/engineMessages';
import type { Snapshot } from '../../src/shared/snapshot';
import type { EngineReport } from '../../src/shared/report';
import { ODD_LOGIN, OddSubsonic } from '../support/oddSubsonic';
import { longWave } from '../support/longWave';
import { musicFolder, type MusicFolder } from '../support/musicFolder';
import { ANNA, serverProcess, type ServerProcess } from '../support/serverProcess';
import { Wire, type Heard } from '../support/wire';

const VERSION = '1.0.0';
const LOGIN: Login = { kind: 'password', ...ANNA };

describe('An engine and a server that asks for logins', function () {
  this.timeout(60_000);
  let music: MusicFolder;
  let server: ServerProcess;
  let storage: MusicFolder;
  let engine: ChildProcess;
  let wires: Wire[];

  before(async () => {
    music = await musicFolder({ 'First.wav': longWave(60, 'first') });
    server = await serverProcess(music.root);
  });
  after(async () => {
    await server.close();
    await music.remove();
  });
  beforeEach(async () => {
    wires = [];
    storage = await musicFolder({});
    const args = [
      '--socket',
      storage.path('engine.sock'),
      '--storage',
      storage.path('data'),
      '--version',
      VERSION,
    ];
    engine = spawn(process.execPath, ['dist/engine/engine.cjs', ...args], { stdio: 'ignore' });
  });
  afterEach(async () => {
    for (const wire of wires) wire.socket.destroy();
    const ended = once(engine, 'exit');
    engine.kill('SIGTERM');
    await ended;
    await storage.remove();
  });

  const open = async (windowId = 'window'): Promise<Wire> => {
    const wire = await Wire.reach(storage.path('engine.sock'));
    wires.push(wire);
    wire.say({ type: 'hello', protocols: PROTOCOLS, version: VERSION, windowId });
    await wire.hears('welcome');
    return wire;
  };
  const use = (wire: Wire, login: Login | null, others: object = {}): void =>
    wire.say({
      type: 'settings',
      origins: [server.url],
      ...(login === null ? {} : { logins: [{ origin: server.url, login }] }),
      ...others,
    });
  const wanted = async (
    wire: Wire,
    isSo: (wanted: LoginsWantedMessage['wanted']) => boolean,
  ): Promise<void> => {
    await wire.hears('loginsWanted', (message) => isSo(message['wanted'] as LoginsWantedMessage['wanted']));
  };
  const probe = async (
    wire: Wire,
    address: string,
    login: Login | null,
  ): Promise<ServerProbedMessage['probed']> => {
    const probeId = `probe ${wire.heard.length}`;
    wire.say({ type: 'probeServer', probeId, address, login });
    return (await wire.hears('serverProbed', (message) => message['probeId'] === probeId))[
      'probed'
    ] as ServerProbedMessage['probed'];
  };
  const plays = async (wire: Wire): Promise<BytesMessage> => {
    await wire.hears('snapshot', ({ snapshot }) => (snapshot as { queue: unknown[] }).queue.length === 1);
    wire.say({ type: 'pageHere', isHere: true });
    wire.say({ type: 'intent', intent: { kind: 'play' } });
    return (await wire.hears('bytes')) as unknown as BytesMessage;
  };

  it('asks every window for a login, says whether it was refused, and plays once it has one', async () => {
    const [one, other] = [await open('one'), await open('other')];
    use(one, null);
    for (const wire of [one, other])
      await wanted(wire, ([first]) => first?.origin === server.url && !first.isRefused);
    use(other, { ...LOGIN, password: 'not hers' });
    await wanted(one, ([first]) => first?.isRefused === true);
    const late = await open('late');
    await wanted(late, ([first]) => first?.isRefused === true);
    use(other, LOGIN);
    await wanted(late, (none) => none.length === 0);
    assert.equal(Buffer.from((await plays(one)).bytes.subarray(0, 4)).toString(), 'RIFF');
  });

  it('keeps the login that one window has handed over, whatever others know', async () => {
    const [one, other] = [await open('one'), await open('other')];
    use(one, LOGIN);
    await plays(one);
    use(other, null, { logins: [] });
    other.say({ type: 'settings', origins: [server.url], cacheCapBytes: 100e6 });
    assert.equal((await probe(other, server.url, null)).kind, 'loginWanted');
    assert.ok(!other.heard.some(({ type }) => type === 'loginsWanted'));
  });

  it('tries an address, and a login there, before they are kept', async () => {
    const wire = await open();
    const { host } = new URL(server.url);
    assert.deepEqual(await probe(wire, host, null), {
      ...{ kind: 'loginWanted', url: server.url, name: host },
      ...{ isRefused: false, hasApiKeys: true, isOverheard: false },
    });
    const refused = await probe(wire, server.url, { ...LOGIN, password: 'not hers' });
    assert.ok(refused.kind === 'loginWanted' && refused.isRefused);
    assert.deepEqual(await probe(wire, server.url, LOGIN), { kind: 'found', url: server.url });
  });

  it('goes on by itself when a login that was refused turns out to be good again', async () => {
    const wire = await open();
    const [, password = ''] = /Password: +(\S+)/.exec(await server.user(['add', 'carl'])) ?? [];
    const login: Login = { kind: 'password', user: 'dora', password };
    use(wire, login);
    await wanted(wire, ([first]) => first?.isRefused === true);
    await server.user(['add', 'dora'], `${password}\n`);
    let probed = await probe(wire, server.url, login);
    while (probed.kind !== 'found') probed = await probe(wire, server.url, login);
    await wanted(wire, (none) => none.length === 0);
  });

  it('joins the swarm of the server by the same login', async () => {
    const wire = await open();
    const peers = { isOn: true, uploadCapBytesPerSecond: null, isMetered: false };
    use(wire, LOGIN, { peers });
    const { playId } = await plays(wire);
    wire.say({ type: 'sound', playId, state: 'sounding', positionSeconds: 0, latencyMs: 1 });
    await wire.hears('log', ({ text }) => /^Peers of .* can be asked\.$/.test(String(text)));
    wire.say({ type: 'reportWanted' });
    const { report } = (await wire.hears('engineReport')) as unknown as { report: EngineReport };
    assert.equal(report.peers?.state, 'joined');
  });

  it('plays from a Subsonic server with a login, and from the cache when that is gone', async () => {
    const subsonic = await OddSubsonic.start();
    subsonic.isWithoutRange = true;
    subsonic.add({ id: 'one', title: 'One', duration: 10 }, longWave(10, 'subsonic'));
    const wire = await open();
    wire.say({
      type: 'settings',
      origins: [subsonic.url],
      logins: [{ origin: subsonic.url, login: ODD_LOGIN }],
    });
    const whole = async (playId: string): Promise<Buffer> => {
      const comes = (message: Heard): boolean => message.type === 'bytes' && message['playId'] === playId;
      const bytes = (): Buffer =>
        Buffer.concat(wire.heard.filter(comes).map((message) => message['bytes'] as Uint8Array));
      while (bytes().length < FILE_BYTES) {
        const { length } = wire.heard;
        await wire.hears('bytes', (message) => comes(message) && wire.heard.indexOf(message) >= length);
      }
      return bytes();
    };
    const snapshot = await wire.hears(
      'snapshot',
      ({ snapshot: now }) => (now as Snapshot).queue.length === 1,
    );
    const [track] = (snapshot['snapshot'] as Snapshot).queue;
    const FILE_BYTES = track!.sizeBytes;
    wire.say({ type: 'pageHere', isHere: true });
    for (const playId of ['from afar', 'from here']) {
      wire.say({ type: 'intent', intent: { kind: 'playTrack', trackId: track!.id, playId } });
      wire.say({ type: 'window', playId, start: 0, end: FILE_BYTES });
      assert.ok((await whole(playId)).equals(longWave(10, 'subsonic')));
      if (playId === 'from here') break;
      await subsonic.close();
      const isKept = ({ report }: Heard): boolean => (report as EngineReport).cache.heldBytes >= FILE_BYTES;
      while (!wire.heard.some((message) => message.type === 'engineReport' && isKept(message))) {
        const { length } = wire.heard;
        wire.say({ type: 'reportWanted' });
        await wire.hears('engineReport', (message) => wire.heard.indexOf(message) >= length);
      }
    }
    const sources = wire.heard.filter(
      (message) => message['playId'] === 'from here' && message.type === 'bytes',
    );
    assert.deepEqual(new Set(sources.map(({ source }) => source)), new Set(['cache']));
  });

  it('writes and says nothing of a secret', async () => {
    const wire = await open();
    use(wire, { ...LOGIN, password: 'not hers' });
    await wanted(wire, ([first]) => first?.isRefused === true);
    use(wire, LOGIN);
    await plays(wire);
    wire.say({ type: 'reportWanted' });
    await wire.hears('engineReport');
    const said = wire.heard.map((message) => JSON.stringify({ ...message, bytes: undefined })).join('\n');
    const written = await everythingIn(storage.root);
    assert.ok(written.length > 0);
    for (const secret of [ANNA.password, 'not hers', Buffer.from(`anna:${ANNA.password}`).toString('base64')])
      for (const text of [said, ...written]) assert.ok(!text.includes(secret), secret);
  });
});

/** The contents of all files in a folder that somebody writes to: a file that has gone meanwhile has another name by now. */
async function everythingIn(folder: string): Promise<readonly string[]> {
  for (;;) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    const contents = await Promise.all(
      files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1').catch(() => null)),
    );
    const read = contents.filter((content) => content !== null);
    if (read.length === contents.length) return read;
  }
}
