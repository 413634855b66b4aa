// A user is removed while the server runs: its node is put out of the swarm at once, by the tracker and by whoever is connected
// to it. The server is a process of its own; the members are real nodes.
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { parseCatalogue } from '../../../src/engine/origin/catalogueFormat';
import { parseInvitation } from '../../../src/engine/origin/invitationFormat';
import { newIdentity } from '../../../src/engine/swarm/identity';
import { startSwarm } from '../../../src/engine/swarm/startSwarm';
import type { SwarmPeers } from '../../../src/engine/swarm/swarmPeers';
import { blockCount } from '../../../src/shared/blocks';
import type { Track } from '../../../src/shared/track';
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
  const member = async (apiKey: string, { contentId, sizeBytes }: Track) => {
    const identity = await newIdentity();
    const answer: unknown = await (await get(`swarm/invitation?peer=${identity.peerId}`, apiKey)).json();
    const invitation = parseInvitation(answer, new URL(url));
    assert.ok(invitation !== null && invitation !== 'malformed', JSON.stringify(answer));
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
    return { peers, troubles };
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
    for (const close of closing.reverse()) await close();
  });

  it('is put out of the swarm at once, by the tracker and by peers, and the others stay together', async () => {
    const [anna, bert, carl] = [
      await user('add', 'anna'),
      await user('add', 'bert'),
      await user('add', 'carl'),
    ];
    server = command('serve', music.root, '--port', '0', '--swarm-port', '0', '--index', data.path('index'));
    closing.push(() => {
      server.kill('SIGTERM');
      return once(server, 'exit');
    });
    server.stderr?.resume();
    for await (const line of server.stdout!) {
      url = /ready at (\S+)/.exec(String(line))?.[1] ?? '';
      if (url !== '') break;
    }
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
});
