// The relay of an origin, and members' doors to it, on real nodes: it is for members alone, at both ends, and carries no blocks.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { Connection } from '@libp2p/interface';
import { multiaddr } from '@multiformats/multiaddr';
import { Gate } from '../../../src/engine/swarm/gate';
import { newIdentity, type Identity } from '../../../src/engine/swarm/identity';
import { startNode, stopNode } from '../../../src/engine/swarm/node';
import { Signalling } from '../../../src/engine/swarm/signalling';
import { signCredential } from '../../../src/engine/swarm/wire/credential';
import { BLOCKS_PROTOCOL } from '../../../src/engine/swarm/wire/blocksMessages';
import { frameOf } from '../../../src/engine/swarm/wire/frames';
import { encodeTrackerMessage, TRACKER_PROTOCOL } from '../../../src/engine/swarm/wire/trackerCodec';
import { swarmKeyOf, type SwarmKey } from '../../../src/server/swarm/swarmKey';
import { SwarmService } from '../../../src/server/swarm/swarmService';
import { realClock } from '../../support/realClock';
import { until } from '../../support/until';

const HOUR_MS = 3_600_000;

describe('The relay of an origin', function () {
  this.timeout(30_000);
  let key: SwarmKey;
  let origin: SwarmService;
  let stops: (() => Promise<void>)[];

  before(async () => (key = await swarmKeyOf(randomBytes(32))));
  beforeEach(async () => {
    stops = [];
    origin = await SwarmService.start({
      ...{ key, clock: realClock, random: Math.random, listen: ['/ip4/127.0.0.1/tcp/0'], tracks: () => [] },
    });
  });
  afterEach(async () => {
    for (const stop of stops) await stop();
    await origin.stop();
  });

  type Shown = (identity: Identity) => Uint8Array | null;
  /** A node that has shown the tracker this, and what it does then. */
  const join = async (shown: Shown) => {
    const identity = await newIdentity();
    const signalling = await Signalling.load({
      ...{ clock: realClock, originPeerId: key.peerId, stun: [], bindAddress: '127.0.0.1' },
    });
    const node = await startNode({
      ...{ identity, listen: [], gate: new Gate(() => 0) },
      ...signalling.options,
    });
    stops.push(() => stopNode(node));
    const { addresses } = origin.invite(identity.peerId, identity.peerId) ?? { addresses: [] };
    const credential = shown(identity);
    const stream = await node.dialProtocol(
      addresses.map((each) => multiaddr(each)),
      TRACKER_PROTOCOL,
    );
    if (credential !== null) stream.send(frameOf(encodeTrackerMessage({ type: 'credential', credential })));
    const connectTo = (peerId: string): Promise<Connection> =>
      node.dial(multiaddr(`/p2p/${key.peerId}/p2p-circuit/p2p/${peerId}`));
    return { node, signalling, identity, connectTo };
  };
  const signed =
    (signer: SwarmKey, changes: { peerId?: string; swarm?: string; expiresInMs?: number } = {}): Shown =>
    ({ peerId }) =>
      signCredential(
        {
          account: '11'.repeat(32),
          peerId: changes.peerId ?? peerId,
          swarm: changes.swarm ?? key.peerId,
          expiresAtMs: Date.now() + (changes.expiresInMs ?? HOUR_MS / 2),
        },
        signer.privateKey,
      );

  it('connects two members for signalling, and no stream of blocks is opened on that', async () => {
    const [ann, bob] = [await join(signed(key)), await join(signed(key))];
    let opened = 0;
    await bob.node.handle(BLOCKS_PROTOCOL, () => void (opened += 1));
    await bob.signalling.reserve();
    const connection = await ann.connectTo(bob.identity.peerId);
    assert.ok(connection.limits !== undefined);
    await assert.rejects(connection.newStream(BLOCKS_PROTOCOL), /limited connection/);
    // Nor where the one who asks doesn't mind.
    const forced = connection.newStream(BLOCKS_PROTOCOL, { runOnLimitedConnection: true });
    await forced.then(
      (stream) => until(() => stream.status !== 'open'),
      () => undefined,
    );
    assert.equal(opened, 0);
  });

  for (const [who, shownBy] of Object.entries({
    'shows nothing': async () => Promise.resolve<Shown>(() => null),
    'shows noise': async () => Promise.resolve<Shown>(() => randomBytes(100)),
    'is a member of another origin': async () => signed(await swarmKeyOf(randomBytes(32))),
    'shows the credential of another': async () => signed(key, { peerId: (await newIdentity()).peerId }),
    'shows one that has ended': async () => Promise.resolve(signed(key, { expiresInMs: -HOUR_MS })),
    'shows one of another swarm': async () => Promise.resolve(signed(key, { swarm: 'elsewhere' })),
  }))
    it(`has no place for whoever ${who}, and connects him to nobody`, async () => {
      const bob = await join(signed(key));
      await bob.signalling.reserve();
      const stranger = await join(await shownBy());
      await assert.rejects(stranger.signalling.reserve());
      await assert.rejects(stranger.connectTo(bob.identity.peerId));
      assert.equal(bob.node.getConnections().length, 1);
    });

  it('has no place any more for who is removed', async () => {
    const bob = await join(signed(key));
    const mallory = await join(({ peerId }) => origin.invite('mallory', peerId)?.credential ?? null);
    await bob.signalling.reserve();
    await mallory.signalling.reserve();
    origin.revoke('mallory');
    await until(() => mallory.node.getConnections().length === 0);
    await assert.rejects(bob.connectTo(mallory.identity.peerId));
  });
});
