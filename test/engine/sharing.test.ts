// What a window learns of sharing from an engine of its own process, before the listener has decided anything.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Sharing } from '../../src/shared/peerSettings';
import { EngineWindow } from '../support/engineWindow';
import { musicFolder, type MusicFolder } from '../support/musicFolder';
import { swarmOrigin, type SwarmOriginWorld } from '../support/swarmMachine';
import { toneWave } from '../support/toneWave';

const UNDECIDED = { isOn: false, uploadCapBytesPerSecond: null, isMetered: false };

describe('A window whose listener has not decided about sharing', function () {
  this.timeout(60_000);
  let storage: MusicFolder;
  let origin: SwarmOriginWorld;
  let window: EngineWindow;

  beforeEach(async () => (storage = await musicFolder({})));
  afterEach(async () => {
    window.client.dispose();
    await origin.close();
    await storage.remove();
  });

  const sharing = (): Sharing | undefined =>
    window.messages.findLast((message) => message.type === 'sharing')?.sharing;
  /** A window with music of an origin that has a swarm, or has none. */
  const open = async (hasSwarm: boolean): Promise<void> => {
    origin = await swarmOrigin({ 'First.wav': toneWave(2) }, { hasSwarm });
    window = new EngineWindow({ storageFolder: storage.root });
    await window.client.start();
    window.client.send({ type: 'settings', origins: [origin.url], cacheCapBytes: null, peers: UNDECIDED });
    await window.until(({ snapshot }) => snapshot.queue.length === 1);
  };

  it('hears that an origin has a swarm, of an engine that has not even loaded what peers need', async () => {
    await open(true);
    await window.until(() => sharing()?.server === new URL(origin.url).host);
    assert.equal(sharing()?.capBytesPerSecond, 250_000);
    window.client.send({ type: 'settings', origins: [], cacheCapBytes: null, peers: UNDECIDED });
    await window.until(() => sharing()?.server === null);
    // A node of libp2p would have an identity, which is kept.
    assert.ok(!existsSync(join(storage.root, 'peer.key')));
    assert.equal(origin.swarm.counts.connected, 0);
  });

  it('hears of none where the origin has none', async () => {
    await open(false);
    assert.equal(sharing()?.server, null);
  });
});
