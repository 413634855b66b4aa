// A user is removed while the server runs: its node is put out of the swarm at once, by the tracker and by whoever is connected
// to it. The server is a process of its own; the members are real nodes.
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { multiaddr } from '@multiformats/multiaddr';
import { parseCatalogue } from '../../../src/engine/origin/catalogueFormat';
import { parseInvitation } from '../../../src/engine/origin/invitationFormat';
import { newIdentity, type Identity } from '../../../src/engine/swarm/identity';
import { startSwarm } from '../../../src/engine/swarm/startSwarm';
import type { SwarmPeers } from '../../../src/engine/swarm/swarmPeers';
import type { SwarmInvitation } from '../../../src/engine/ports';
import { blockCount } from '../../../src/shared/blocks';
import type { Track } from '../../../src/shared/track';
import { HostilePeer, watched } from '../../support/hostilePeer';
import { longWave } from '../../support/longWave';
import { LOOPBACK } from '../../support/loopbackSwarm';
import { musicFolder, type MusicFolder } from '../../support/musicFolder';
import { realClock } from '../../support/realClock';
import { until } from '../../support/until';

describe('A user who is removed', function () {
  this.timeout(60_000);
  let music: MusicFolder;
  let data: MusicFolder;
  let server: ChildProcess;
  let url: string;
  let closing: (() => Promise<unknown>)[];

  const command = (...args: string[]): ChildProcess =>
    spawn(process.execPath, ['dist/server/server.cjs', ...args, '--data', data.root]);
  const user = async (...args: string[]): Promise<string> => {
    const child = command('user', ...args);
    child.stdin?.end();
    const [out] = await Promise.all([text(child.stdout!), once(child, 'close')]);
    assert.equal(child.exitCode, 0, out);
    return /API key: +(\S+)/.exec(out)?.[1] ?? '';
  };
  const get = (path: string, apiKey: string): Promise<Response> =>
    fetch(`${url}${path}`, { headers: { authorization: `Bearer ${apiKey}` } });
  const track = async (apiKey: string): Promise<Track> => {
    for (;;) {
      const [first] = parseCatalogue(await (await get('catalogue.json', apiKey)).json())?.tracks ?? [];
      if (first !== undefined && first.contentId !== null) return first;
    }
  };
  /** A node of a user; `troubles`: what its tracker has said. */
  const member = async (apiKey: string, song: Track) => {
    const identity = await newIdentity();
    const answer: unknown = await (await get(`swarm/invitation?peer=${identity.peerId}`, apiKey)).json();
    const invitation = parseInvitation(answer, new URL(url));
    assert.ok(invitation !== null && invitation !== 'malformed', JSON.stringify(answer));
    const started = await join(identity, invitation, song);
    return { ...started, identity, invitation };
  };
  /** A node in the swarm, by an invitation. */
  const join = async (identity: Identity, invitation: SwarmInvitation, { contentId, sizeBytes }: Track) => {
    const troubles: string[] = [];
    const { peers, tracker } = await startSwarm({
      ...{ clock: realClock, random: Math.random, identity, listen: [LOOPBACK], invitation },
      blocks: { read: () => Promise.resolve(null) },
      blockCountOf: (asked) => (asked === contentId ? blockCount(sizeBytes) : undefined),
      ...{ info: () => undefined, webRtc: null, isOnLan: false },
      onSent: () => undefined,
      onTrouble: (reason) => void troubles.push(reason),
    });
    closing.push(() => {
      tracker.close();
      return peers.stop();
    });
    return { peers, tracker, troubles };
  };
  const serve = async (): Promise<void> => {
    const ports = ['--port', '0', '--swarm-port', '0'];
    server = command('serve', music.root, ...ports, '--index', data.path('index'));
    server.stderr?.resume();
    for await (const line of server.stdout!) {
      url = /ready at (\S+)/.exec(String(line))?.[1] ?? '';
      if (url !== '') break;
    }
  };
  const endServer = async (): Promise<void> => {
    if (server.exitCode !== null) return;
    server.kill('SIGTERM');
    await once(server, 'exit');
  };
  const meet = async (one: SwarmPeers, other: SwarmPeers, wanted: Track): Promise<void> => {
    while (!one.connected.includes(other.peerId)) {
      one.find([wanted]);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };

  before(async () => (music = await musicFolder({ 'First.wav': longWave(20, 'first') })));
  after(() => music.remove());
  beforeEach(async () => {
    closing = [];
    data = await musicFolder({});
    closing.push(() => data.remove());
  });
  afterEach(async () => {
    await endServer();
    for (const close of closing.reverse()) await close();
  });

  it('is put out of the swarm at once, by the tracker and by peers, and the others stay together', async () => {
    const [anna, bert, carl] = [
      await user('add', 'anna'),
      await user('add', 'bert'),
      await user('add', 'carl'),
    ];
    await serve();
    const song = await track(anna);
    const [annas, berts, carls] = [
      await member(anna, song),
      await member(bert, song),
      await member(carl, song),
    ];
    const { contentId, sizeBytes } = song;
    annas.peers.setHeld({ contentId: contentId ?? '', sizeBytes, haveMap: null });
    await meet(berts.peers, annas.peers, song);
    await meet(carls.peers, annas.peers, song);
    await until(() => annas.peers.connected.length === 2);

    await user('remove', 'bert');
    await until(() => annas.peers.connected.length === 1);
    assert.deepEqual(annas.peers.connected, [carls.peers.peerId]);
    await until(() => berts.troubles.includes('revoked'));
    assert.deepEqual([annas.troubles, carls.troubles], [[], []]);
    assert.equal((await get(`swarm/invitation?peer=${berts.peers.peerId}`, bert)).status, 401);
    const metrics = await (await get('metrics', anna)).text();
    assert.match(metrics, /^starling_swarm_connected_peers 2$/m);
    assert.match(metrics, /^starling_swarm_invitations_total 3$/m);
    assert.match(metrics, /^starling_swarm_holdings 1$/m);
  });

  const byCommand = (): Promise<unknown> => user('remove', 'bert');
  const byHand = async (): Promise<void> => {
    const path = data.path('users.json');
    const { users, ...rest } = JSON.parse(await readFile(path, 'utf8')) as { users: { name: string }[] };
    await writeFile(path, JSON.stringify({ ...rest, users: users.filter(({ name }) => name !== 'bert') }));
  };
  for (const [when, isRunning, remove] of [
    ['by the command before the server is started again', true, byCommand],
    ['by the command while the server is not running', false, byCommand],
    ['by hand before the server is started again', true, byHand],
    ['by hand while the server is not running', false, byHand],
  ] as const)
    it(`${when} is in the swarm no more, though his credential would last`, async () => {
      const [anna, bert] = [await user('add', 'anna'), await user('add', 'bert')];
      await serve();
      const { identity, invitation, ...berts } = await member(bert, await track(anna));
      await until(() => berts.tracker.isConnected);
      if (isRunning) {
        await remove();
        await until(() => berts.troubles.includes('revoked'));
      }
      await Promise.all([endServer(), berts.peers.stop()]);
      berts.tracker.close();
      if (!isRunning) await remove();

      await serve();
      const song = await track(anna);
      const annas = await member(anna, song);
      await until(() => annas.tracker.isConnected);
      const { addresses } = annas.invitation;
      const again = await join(identity, { ...invitation, addresses }, song);
      await until(() => again.troubles.length > 0);
      assert.equal(again.troubles[0], 'revoked');
      // By then anna has heard of it too: he goes to her directly.
      await annas.tracker.find([song.contentId ?? '']);
      const peer = await HostilePeer.start({ identity });
      closing.push(() => peer.stop());
      const [address] = annas.peers.addresses;
      const connected = watched(await peer.node.dial(multiaddr(address)));
      const { closed } = await peer.speak(connected, invitation.credential);
      await closed;
      assert.deepEqual([annas.peers.connected, annas.peers.counts.met], [[], 0]);
    });
});
