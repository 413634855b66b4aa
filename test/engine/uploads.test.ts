// What an engine of its own process gave to another listener: counted, told to its window, and known to the next engine.
import assert from 'node:assert/strict';
import { localDay } from '../../src/shared/localDay';
import type { SentBytes } from '../../src/shared/statistics';
import { EngineWindow } from '../support/engineWindow';
import { longWave } from '../support/longWave';
import { musicFolder, type MusicFolder } from '../support/musicFolder';
import { swarmMachine, swarmOrigin, type SwarmOriginWorld } from '../support/swarmMachine';
import { until } from '../support/until';

const ALLOWED = { isOn: true, uploadCapBytesPerSecond: 50e6, isMetered: false };

describe('Uploads', function () {
  this.timeout(60_000);
  let storage: MusicFolder;
  let origin: SwarmOriginWorld;

  before(async () => {
    origin = await swarmOrigin({ 'First.wav': longWave(60, 'first') });
    storage = await musicFolder({});
  });
  after(async () => {
    await origin.close();
    await storage.remove();
  });

  const sentBy = (window: EngineWindow): SentBytes | undefined =>
    window.messages.findLast((message) => message.type === 'statistics')?.statistics.sent;

  it('are counted of today and in all, and the next engine goes on counting', async () => {
    const track = origin.tracks[0]!;
    const window = new EngineWindow({ storageFolder: storage.root });
    await window.client.start();
    window.client.send({ type: 'settings', origins: [origin.url], cacheCapBytes: null, peers: ALLOWED });
    await window.until(({ snapshot }) => snapshot.queue.length === 1);
    window.client.send({ type: 'pageHere', isHere: true });
    const { id: trackId } = window.snapshot.queue[0]!;
    window.client.send({ type: 'intent', intent: { kind: 'playTrack', trackId, playId: 'mine' } });
    window.client.send({
      type: 'sound',
      playId: 'mine',
      state: 'sounding',
      positionSeconds: 1,
      latencyMs: 5,
    });
    window.client.send({ type: 'window', playId: 'mine', start: 0, end: track.sizeBytes });
    await until(() => origin.swarm.counts.places > 0);

    const other = await swarmMachine(origin);
    other.membership.allow(ALLOWED);
    await other.listener.joined(30_000);
    // Both are with the tracker.
    await until(() => origin.swarm.counts.connected >= 2);
    const { bytes } = await other.listener.play(track);
    assert.ok(bytes.peers > 0, 'it had some of the track from the engine');
    await window.until(() => (sentBy(window)?.totalBytes ?? 0) >= bytes.peers);
    const sent = sentBy(window)!;
    assert.deepEqual(sent, { ...sent, day: localDay(Date.now()), dayBytes: sent.totalBytes });
    await other.close();

    // A newer window takes over, so that the engine ends in peace.
    window.client.dispose();
    const next = new EngineWindow({ storageFolder: storage.root, version: '1.0.1' });
    await next.client.start();
    await next.until(() => sentBy(next) !== undefined);
    assert.deepEqual(sentBy(next), sent);
    next.client.dispose();
  });
});
