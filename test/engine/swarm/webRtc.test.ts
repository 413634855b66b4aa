// Members that nobody reaches directly: they find each other through the relay of the origin, and speak by WebRTC.
import assert from 'node:assert/strict';
import { longWave } from '../../support/longWave';
import { swarmMachine, swarmOrigin, type SwarmOriginWorld } from '../../support/swarmMachine';
import { until } from '../../support/until';

const ALLOWED = { isOn: true, uploadCapBytesPerSecond: 50e6, isMetered: false };

describe('Members that listen nowhere', function () {
  this.timeout(60_000);
  let origin: SwarmOriginWorld;
  before(async () => {
    origin = await swarmOrigin({ 'First.wav': longWave(120, 'first') });
  });
  after(() => origin.close());

  it('get a track from one another over WebRTC', async () => {
    const [has, wants] = [
      await swarmMachine(origin, { listen: [], hasWebRtc: true }),
      await swarmMachine(origin, { listen: [], hasWebRtc: true }),
    ];
    try {
      has.membership.allow(ALLOWED);
      await has.listener.play(origin.tracks[0]!);
      await has.listener.joined(10_000);
      await until(() => origin.swarm.counts.places > 0);
      wants.membership.allow(ALLOWED);
      await wants.listener.joined(10_000);
      const { bytes } = await wants.listener.play(origin.tracks[0]!);
      assert.equal(bytes.peers + bytes.origin, origin.tracks[0]!.sizeBytes);
      assert.ok(bytes.peers > bytes.origin);
    } finally {
      await has.close();
      await wants.close();
    }
  });
});
