// Each way between peers, with the origin and two peers as processes of their own, as they are built: the second gets what the first
// has, every block of it held against the manifest, as everywhere.
import assert from 'node:assert/strict';
import { longWave } from '../support/longWave';
import { originProcess, peerProcess, type OriginProcess, type TalkingProcess } from '../support/processes';
import { watchTracker, type TrackerWatch } from '../support/trackerWatch';

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

  const start = (args: readonly string[]): TalkingProcess => {
    const started = peerProcess(origin.url, { args });
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
});
