// What is left of connections over WebRTC that are over: nothing, though the nodes go on.
import assert from 'node:assert/strict';
import { queryObjects, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Connection } from '@libp2p/interface';
import { RTCPeerConnection } from 'node-datachannel/polyfill';
import { isOverWebRtc } from '../../../src/engine/swarm/signalling';
import { openRelay, startSignalled, type RelayPlace, type SignalledNode } from '../../support/signalledNodes';
import { until } from '../../support/until';

describe('A connection over WebRTC that is over', function () {
  this.timeout(60_000);
  let relay: RelayPlace & { stop(): Promise<void> };
  let ann: SignalledNode;
  let bob: SignalledNode;
  before(async () => {
    relay = await openRelay();
    [ann, bob] = [await startSignalled(relay), await startSignalled(relay)];
  });
  after(async () => {
    await ann.stop();
    await bob.stop();
    await relay.stop();
  });

  it('is let go of at both ends, whoever ended it, while their nodes go on', async () => {
    const gone: WeakRef<Connection>[] = [];
    const meetAndPart = async (ends: 'ann' | 'bob'): Promise<void> => {
      await ann.connect(bob.peerId);
      await until(() => bob.connectionsTo(ann.peerId).some(isOverWebRtc));
      const all = [...ann.connectionsTo(bob.peerId), ...bob.connectionsTo(ann.peerId)];
      gone.push(...all.filter(isOverWebRtc).map((each) => new WeakRef(each)));
      if (ends === 'ann') ann.part(bob.peerId);
      else bob.part(ann.peerId);
      await until(() => bob.connectionsTo(ann.peerId).length + ann.connectionsTo(bob.peerId).length === 0);
    };
    for (const ends of ['ann', 'bob', 'ann'] as const) await meetAndPart(ends);
    assert.equal(gone.length, 6);
    // Node keeps hold of what came last.
    const earlier = gone.slice(0, 4);
    await until(() => {
      collectGarbage();
      return earlier.every((each) => each.deref() === undefined);
    });
  });

  it('is let go of too when it was given up before it was there', async () => {
    await bob.fallSilent();
    const before = connectionCount();
    for (let tries = 0; tries < 5; tries++) {
      await assert.rejects(ann.tryFor(300, bob.peerId));
      ann.part(bob.peerId);
    }
    // Node keeps hold of what came last.
    await until(() => connectionCount() <= before + 1);
  });
});

/** How many native connections there are in this process. */
function connectionCount(): number {
  collectGarbage();
  return queryObjects(RTCPeerConnection, { format: 'count' });
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}
