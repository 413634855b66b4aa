// The tracker of an origin, on real nodes of libp2p: members join with the origin's credential, tell what they have, and find one
// another; whoever has no good credential is told so, and let go.
import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import type { Libp2p } from '@libp2p/interface';
import { multiaddr } from '@multiformats/multiaddr';
import { Gate } from '../../../src/engine/swarm/gate';
import { newIdentity, type Identity } from '../../../src/engine/swarm/identity';
import { startNode, stopNode } from '../../../src/engine/swarm/node';
import { TrackerLink } from '../../../src/engine/swarm/trackerLink';

import type { Holding } from '../../../src/engine/policy/trackerMessages';
import { signCredential } from '../../../src/engine/swarm/wire/credential';
import { TRACKER_PROTOCOL } from '../../../src/engine/swarm/wire/trackerCodec';
import { swarmKeyOf, type SwarmKey } from '../../../src/server/swarm/swarmKey';
import { SwarmService, type Invitation } from '../../../src/server/swarm/swarmService';
import { blockCount } from '../../../src/shared/blocks';
import type { Track } from '../../../src/shared/track';
import { realClock } from '../../support/realClock';
import { until } from '../../support/until';

const SIZE_BYTES = 4_000_000;
const TRACKS = ['bafyone', 'bafytwo'].map((contentId) => ({ contentId, sizeBytes: SIZE_BYTES })) as Track[];
const ONE = 'bafyone';
const HOUR_MS = 3_600_000;

interface Member {
  readonly identity: Identity;
  readonly link: TrackerLink;
  readonly refusals: string[];
  /** Accounts that it was told of as removed, by their hashes. */
  readonly revoked: string[];
  /** Resolves with the next reason for which it isn't taken as a member. */
  readonly refused: Promise<string>;
  readonly stop: () => Promise<void>;
}

describe('The tracker of an origin', () => {
  let key: SwarmKey;
  let origin: SwarmService;
  let stops: (() => Promise<void>)[];

  before(async () => (key = await swarmKeyOf(randomBytes(32))));
  beforeEach(async () => {
    stops = [];
    origin = await SwarmService.start({
      ...{ key, clock: realClock, random: Math.random, listen: ['/ip4/127.0.0.1/tcp/0'] },
      tracks: () => TRACKS,
    });
  });
  afterEach(async () => {
    for (const stop of stops) await stop();
    await origin.stop();
  });

  const join = async (options: {
    readonly account?: string;
    readonly identity?: Identity;
    readonly holdings?: readonly Holding[];
    readonly credential?: (invitation: Invitation, identity: Identity) => Uint8Array;
  }): Promise<Member> => {
    const identity = options.identity ?? (await newIdentity());
    const node: Libp2p = await startNode({
      ...{ identity, listen: ['/ip4/127.0.0.1/tcp/0'], gate: new Gate(() => 0) },
    });
    const invitation = origin.invite(options.account ?? identity.peerId, identity.peerId);
    assert.ok(invitation !== null, 'the origin invites it');
    const refusals: string[] = [];
    const revoked: string[] = [];
    let refuse: (reason: string) => void = () => undefined;
    const refused = new Promise<string>((resolve) => (refuse = resolve));
    const link = new TrackerLink({
      clock: realClock,
      random: Math.random,
      open: () =>
        node.dialProtocol(
          invitation.addresses.map((each) => multiaddr(each)),
          TRACKER_PROTOCOL,
        ),
      credential: () => options.credential?.(invitation, identity) ?? invitation.credential,
      addresses: () => node.getMultiaddrs().map(String),
      holdings: () => options.holdings ?? [],
      onRevoked: (accounts) => void revoked.push(...accounts),
      onTrouble: (reason) => {
        refusals.push(reason);
        refuse(reason);
      },
    });
    await link.start();
    const stop = async (): Promise<void> => {
      link.close();
      await stopNode(node);
    };
    stops.push(stop);
    return { identity, link, refusals, revoked, refused, stop };
  };
  const signedBy = (
    signer: SwarmKey,
    changes: { account?: string; peerId?: string; expiresInMs?: number },
  ) => {
    return (_: Invitation, { peerId }: Identity): Uint8Array =>
      signCredential(
        {
          account: changes.account ?? '00'.repeat(32),
          peerId: changes.peerId ?? peerId,
          swarm: key.peerId,
          expiresAtMs: Date.now() + (changes.expiresInMs ?? HOUR_MS / 2),
        },
        signer.privateKey,
      );
  };

  it('names who has a track to whoever asks, with addresses and have-map', async () => {
    const half = new Uint8Array(Math.ceil(blockCount(SIZE_BYTES) / 8)).fill(0x0f);
    const whole = await join({ holdings: [{ contentId: ONE, haveMap: null }] });
    const part = await join({ holdings: [{ contentId: ONE, haveMap: half }] });
    const asker = await join({});
    // Whoever asks itself has been heard before.
    for (const { link } of [whole, part]) await link.find([ONE]);
    const [found] = await asker.link.find([ONE, 'bafytwo']);
    assert.equal(found?.contentId, ONE);
    const byPeer = new Map(found.providers.map((each) => [each.peerId, each]));
    assert.deepEqual([...byPeer.keys()].sort(), [whole.identity.peerId, part.identity.peerId].sort());
    assert.equal(byPeer.get(whole.identity.peerId)?.haveMap, null);
    const told = byPeer.get(part.identity.peerId);
    assert.ok(told?.haveMap !== null && told !== undefined && told.haveMap.length > 0);
    assert.match(told.addresses[0] ?? '', /^\/ip4\/127\.0\.0\.1\/tcp\/\d+\/p2p\//);
  });

  it('forgets what a member lets go of, and names nobody who has left', async () => {
    const holder = await join({ holdings: [{ contentId: ONE, haveMap: null }] });
    const asker = await join({});
    await holder.link.find([ONE]);
    assert.equal((await asker.link.find([ONE]))[0]?.providers.length, 1);
    holder.link.announce([{ contentId: ONE, haveMap: new Uint8Array(0) }], 0);
    await holder.link.find([ONE]);
    assert.equal((await asker.link.find([ONE]))[0]?.providers.length, 0);
    holder.link.announce([{ contentId: ONE, haveMap: null }], 0);
    await holder.link.find([ONE]);
    assert.equal((await asker.link.find([ONE]))[0]?.providers.length, 1);
    await holder.stop();
    await until(() => origin.counts.connected === 1);
    assert.deepEqual((await asker.link.find([ONE]))[0]?.providers, []);
  });

  it('takes no credential that another origin has signed, that is another peer’s, or that has ended', async () => {
    const other = await swarmKeyOf(randomBytes(32));
    const somebody = await newIdentity();
    for (const credential of [
      signedBy(other, {}),
      signedBy(key, { peerId: somebody.peerId }),
      signedBy(key, { expiresInMs: -HOUR_MS }),
      signedBy(key, { expiresInMs: 3 * HOUR_MS }),
      () => randomBytes(100),
    ]) {
      const stranger = await join({ credential });
      assert.equal(await stranger.refused, 'not a member');
      await assert.rejects(stranger.link.find([ONE]));
      await stranger.stop();
    }
    assert.equal(origin.counts.members, 0);
  });

  it('lets a removed member go at once, and takes its credential no more', async () => {
    const removed = await join({ account: 'mallory', holdings: [{ contentId: ONE, haveMap: null }] });
    const stays = await join({ account: 'alice' });
    await removed.link.find([ONE]);
    origin.revoke('mallory');
    assert.equal(await removed.refused, 'revoked');
    assert.deepEqual((await stays.link.find([ONE]))[0]?.providers, []);
    // It comes back by itself, with the same credential.
    await until(() => removed.refusals.length >= 2);
    assert.deepEqual(removed.refusals.slice(0, 2), ['revoked', 'revoked']);
    assert.deepEqual(stays.refusals, []);
  });

  it('tells the others who was removed, those who come later too, and none of them who is still one', async () => {
    const stays = await join({ account: 'alice' });
    origin.revoke('mallory');
    await until(() => stays.revoked.length > 0);
    const later = await join({ account: 'bob' });
    await until(() => later.revoked.length > 0);
    const hash = createHmac('sha256', key.seed).update('mallory').digest('hex');
    assert.deepEqual([stays.revoked, later.revoked], [[hash], [hash]]);
    // Let in again, nobody is told that it is out.
    assert.ok(origin.invite('mallory', (await newIdentity()).peerId) !== null);
    const last = await join({ account: 'carl' });
    await last.link.find([ONE]);
    assert.deepEqual(last.revoked, []);
  });

  it('has four machines of one listener at a time, and says so to the fifth', async () => {
    for (let machine = 0; machine < 4; machine++) await join({ account: 'alice' });
    assert.equal(origin.invite('alice', (await newIdentity()).peerId), null);
    assert.ok(origin.invite('bob', (await newIdentity()).peerId) !== null);
  });

  it('comes back by itself when the tracker has been away, and tells again what it has', async () => {
    const holder = await join({ holdings: [{ contentId: ONE, haveMap: null }] });
    await holder.link.find([ONE]);
    const port = /\/tcp\/(\d+)/.exec(origin.invite('port', holder.identity.peerId)?.addresses[0] ?? '')?.[1];
    await origin.stop();
    origin = await SwarmService.start({
      ...{ key, clock: realClock, random: Math.random, listen: [`/ip4/127.0.0.1/tcp/${port}`] },
      tracks: () => TRACKS,
    });
    await until(() => origin.counts.connected === 1 && origin.counts.places === 1);
    const asker = await join({});
    assert.equal((await asker.link.find([ONE]))[0]?.providers[0]?.peerId, holder.identity.peerId);
    assert.deepEqual(holder.refusals, []);
  });
});
