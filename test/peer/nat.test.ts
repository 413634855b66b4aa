// Two hosts behind a NAT each: network namespaces, the kernel's own NAT, and what is built. They reach the origin, and each other only
// by what its STUN server and its relay tell them.
import assert from 'node:assert/strict';
import { longWave } from '../support/longWave';
import { madeOrLacking } from '../support/namespaces';
import { NatWorld, ORIGIN_ADDRESS, type Place } from '../support/natWorld';
import { originProcess, peerProcess, TalkingProcess, type OriginProcess } from '../support/processes';

describe('Two hosts behind a NAT each', function () {
  this.timeout(120_000);
  const url = `http://${ORIGIN_ADDRESS}:4533/`;
  let world: NatWorld | null = null;
  let origin: OriginProcess;
  let running: TalkingProcess[];

  before(function () {
    const made = madeOrLacking(NatWorld.lacking(), () => new NatWorld());
    if (typeof made === 'string') {
      console.log(`    skipped: ${made}`);
      this.skip();
    }
    world = made;
  });
  after(() => world?.remove());
  beforeEach(async () => {
    running = [];
    // Far away, so that a peer is found before all has come: WebRTC may take a second try, after 3 s.
    const args = ['--host', '0.0.0.0', '--port', '4533', '--delay', '500'];
    const within = world?.within('hub') ?? [];
    origin = await originProcess({ 'First.wav': longWave(240, 'first') }, { within, args });
  });
  afterEach(async () => {
    for (const each of running.reverse()) await each.end();
    await origin.close();
  });

  const started = (process: TalkingProcess): TalkingProcess => {
    running.push(process);
    return process;
  };
  const peerAt = (place: Place, ...more: readonly string[]): TalkingProcess => {
    const args = ['--play', 'all', '--host', '0.0.0.0', '--ways', 'tcp,webrtc', ...more];
    const env = { STARLING_API_KEY: origin.apiKey };
    return started(peerProcess(url, { within: world?.within(place) ?? [], args, env }));
  };
  /** A peer behind one NAT has the track, and the tracker knows; then one behind the other plays it. What came from where, in percent. */
  const play = async (): Promise<{ readonly peers: number; readonly origin: number }> => {
    const watcher = [
      ...(world?.within('hub') ?? []),
      process.execPath,
      'out/test/peer/natWatch/index.cjs',
      url,
    ];
    const watch = started(new TalkingProcess(watcher, { STARLING_API_KEY: origin.apiKey }));
    await watch.line(/^known$/);
    await peerAt('hostA', '--join', 'after').line(/^The peer is ready/);
    await watch.line(/^provided$/);
    const gets = peerAt('hostB');
    const [, peers, fromOrigin] = await gets.line(/first sound after .*peers (\d+) %, origin (\d+) %/);
    return { peers: Number(peers), origin: Number(fromOrigin) };
  };

  it('connect directly, and the second gets the track from the first', async () => {
    const share = await play();
    assert.ok(share.peers > 50, JSON.stringify(share));
  });

  it('play on from the origin where there is no way between them: the relay carries no blocks', async () => {
    world?.setRoute(false);
    try {
      assert.deepEqual(await play(), { peers: 0, origin: 100 });
    } finally {
      world?.setRoute(true);
    }
  });
});
