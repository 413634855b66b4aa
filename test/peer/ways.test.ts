// Each way between peers, with the origin and two peers as processes of their own, as they are built: the second gets what the first
// has, every block of it held against the manifest, as everywhere.
import assert from 'node:assert/strict';
import { createServer, request, type Server } from 'node:http';
import { networkInterfaces } from 'node:os';
import type { AddressInfo } from 'node:net';
import { longWave } from '../support/longWave';
import { originProcess, peerProcess, type OriginProcess, type TalkingProcess } from '../support/processes';
import { swarmMachine } from '../support/swarmMachine';
import { until } from '../support/until';
import { watchTracker, type TrackerWatch } from '../support/trackerWatch';

/** An address of this machine that isn't loopback. */
const OWN_ADDRESS = Object.values(networkInterfaces())
  .flatMap((each) => each ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

describe('Peers in processes of their own get a track from one another', function () {
  this.timeout(120_000);
  let origin: OriginProcess;
  let watch: TrackerWatch;
  let contentId: string;
  let running: TalkingProcess[];

  before(async () => {
    origin = await originProcess({ 'First.wav': longWave(60, 'first') });
    contentId = (await origin.tracks())[0]?.contentId ?? '';
    watch = await watchTracker(origin.url);
  });
  after(async () => {
    await watch.close();
    await origin.close();
  });
  beforeEach(() => (running = []));
  afterEach(async () => {
    for (const each of running) await each.end();
    await watch.providers(contentId, 0);
  });

  const start = (args: readonly string[], url = origin.url): TalkingProcess => {
    const started = peerProcess(url, { args });
    running.push(started);
    return started;
  };
  /** What a peer says of the track that it has played: how much came from peers, in percent. */
  const shareOfPeers = async (peer: TalkingProcess): Promise<number> => {
    const [line, share] = await peer.line(/first sound after \d+ ms; .*peers (\d+) %/);
    assert.ok(share !== undefined, line);
    await peer.line(/^The peer is ready/);
    return Number(share);
  };

  for (const [way, args] of [
    ['TCP', ['--ways', 'tcp']],
    ['WebSockets', ['--ways', 'ws']],
    ['WebRTC, signalled through the relay, as neither listens anywhere', ['--ways', 'webrtc']],
  ] as const)
    it(`over ${way}`, async () => {
      const has = start(['--play', 'all', '--join', 'after', ...args]);
      await has.line(/^The peer is ready/);
      await watch.providers(contentId, 1);
      const gets = start(['--play', 'all', ...args]);
      assert.ok((await shareOfPeers(gets)) > 50, gets.said.join('\n'));
    });

  it('whom multicast DNS has made known to one another, as no tracker is to be had', async function () {
    if (OWN_ADDRESS === undefined) {
      console.log('      skipped: this machine has no network but loopback');
      this.skip();
    }
    const door = await doorWithoutTracker(origin.url);
    try {
      const { port } = door.address() as AddressInfo;
      const url = `http://127.0.0.1:${port}/`;
      const args = ['--ways', 'tcp,lan', '--host', OWN_ADDRESS];
      const has = start(['--play', 'all', '--join', 'after', ...args], url);
      await has.line(/^The peer is ready/);
      // In this process, so that it plays only when they know each other.
      const tracks = await origin.tracks();
      const about = { listen: [`/ip4/${OWN_ADDRESS}/tcp/0`], isOnLan: true };
      const gets = await swarmMachine({ url, tracks }, about);
      gets.membership.allow({ isOn: true, uploadCapBytesPerSecond: null, isMetered: false });
      gets.membership.begin();
      await until(() => gets.membership.report.connected === 1);
      const { bytes } = await gets.listener.play(tracks[0]!);
      await gets.close();
      assert.ok(bytes.peers > bytes.origin, JSON.stringify(bytes));
    } finally {
      door.closeAllConnections();
      door.close();
    }
  });
});

/** An origin as those see it who don't reach its swarm's node: what it invites them to is closed. */
async function doorWithoutTracker(url: string): Promise<Server> {
  const door = createServer((asked, answer) => {
    const about = { method: asked.method, headers: { ...asked.headers, host: new URL(url).host } };
    const passed = request(new URL(asked.url ?? '/', url), about, (answered) => {
      const pieces: Buffer[] = [];
      if (asked.url?.startsWith('/swarm/invitation') !== true) {
        answer.writeHead(answered.statusCode ?? 500, answered.headers);
        answered.pipe(answer);
        return;
      }
      answered.on('data', (piece: Buffer) => pieces.push(piece));
      answered.on('end', () => {
        const invitation = JSON.parse(Buffer.concat(pieces).toString()) as object;
        const closed = { addresses: ['/ip4/127.0.0.1/tcp/1'], port: null, stunPort: null, webSockets: false };
        answer.end(JSON.stringify({ ...invitation, ...closed }));
      });
    });
    passed.on('error', () => answer.destroy());
    asked.pipe(passed);
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  return door;
}
