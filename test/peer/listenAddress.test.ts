import assert from 'node:assert/strict';
import { Gate } from '../../src/engine/swarm/gate';
import { newIdentity } from '../../src/engine/swarm/identity';
import { startNode, stopNode } from '../../src/engine/swarm/node';
import { listenAddress } from '../../src/peer/listenAddress';

describe('A peer listens', () => {
  for (const host of ['127.0.0.1', '0.0.0.0', '::', '::1', '[::1]'])
    it(`at ${host}`, async () => {
      const gate = new Gate(() => 0);
      const node = await startNode({ identity: await newIdentity(), listen: [listenAddress(host)], gate });
      assert.ok(node.getMultiaddrs().length > 0);
      await stopNode(node);
    });

  it('at no name, and says what it takes', () => {
    assert.throws(() => listenAddress('localhost'), /--host takes an IP address, not “localhost”/);
  });
});
