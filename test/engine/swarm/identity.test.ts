// A node is the same after a restart.
import assert from 'node:assert/strict';
import { decodeIdentity, encodeIdentity, newIdentity } from '../../../src/engine/swarm/identity';

describe('an identity', () => {
  it('is the same when it was kept', async () => {
    const identity = await newIdentity();
    assert.equal(decodeIdentity(encodeIdentity(identity)).peerId, identity.peerId);
  });

  it('is another one each time it is made', async () => {
    assert.notEqual((await newIdentity()).peerId, (await newIdentity()).peerId);
  });

  it('that is none is refused', () => {
    assert.throws(() => decodeIdentity(Uint8Array.of(1, 2, 3)));
  });
});
