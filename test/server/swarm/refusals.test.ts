// Who is no member is let go, by a member and by the tracker, whichever way he comes, and gets nothing. (The relay is for those alone
// who are connected to the tracker: relay.test.ts. Whom multicast DNS has made known: ../../peer/lan.test.ts.)
import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { multiaddr } from '@multiformats/multiaddr';
import { newIdentity } from '../../../src/engine/swarm/identity';
import { dialPeer } from '../../../src/engine/swarm/peerDial';
import { Signalling } from '../../../src/engine/swarm/signalling';
import { startSwarm } from '../../../src/engine/swarm/startSwarm';
import type { SwarmPeers } from '../../../src/engine/swarm/swarmPeers';
import type { TrackerLink } from '../../../src/engine/swarm/trackerLink';
import { FrameReader, frameOf } from '../../../src/engine/swarm/wire/frames';
import { LONGEST_TRACKER_FRAME } from '../../../src/engine/swarm/wire/limits';
import {
  decodeTrackerMessage,
  encodeTrackerMessage,
  TRACKER_PROTOCOL,
  type TrackerMessage,
} from '../../../src/engine/swarm/wire/trackerCodec';
import { swarmKeyOf } from '../../../src/server/swarm/swarmKey';
import { blockCount } from '../../../src/shared/blocks';
import { GUESTS, MEMBER, signed, type GuestWorld, type Shown } from '../../support/guests';
import { HostilePeer, watched, type Connected, type Joined } from '../../support/hostilePeer';
import { longWave } from '../../support/longWave';
import { LOOPBACK } from '../../support/loopbackSwarm';
import { realClock } from '../../support/realClock';
import { swarmOrigin, type SwarmOriginWorld } from '../../support/swarmMachine';
import { until } from '../../support/until';

/** How a node connects to the member. */
type Way = (peer: HostilePeer) => Promise<Connected>;

describe('Who is no member', function () {
  this.timeout(30_000);
  let origin: SwarmOriginWorld;
  let member: SwarmPeers;
  let tracker: TrackerLink;
  let world: GuestWorld;
  let contentId: string;
  let guests: HostilePeer[];

  before(async () => {
    origin = await swarmOrigin({ 'First.wav': longWave(5, 'first') });
    const [song] = origin.tracks;
    contentId = song?.contentId ?? '';
    const identity = await newIdentity();
    const invitation = { ...origin.swarm.invite('anna', identity.peerId)!, stun: [] };
    ({ peers: member, tracker } = await startSwarm({
      ...{ clock: realClock, random: Math.random, identity, invitation, info: () => undefined },
      ...{ listen: [LOOPBACK, `${LOOPBACK}/ws`], webRtc: { bindAddress: '127.0.0.1' }, isOnLan: false },
      blocks: { read: () => Promise.resolve(new Uint8Array(16 * 1024)) },
      blockCountOf: () => blockCount(song?.sizeBytes ?? 0),
      ...{ onSent: () => undefined, onTrouble: () => undefined },
    }));
    member.setHeld({ contentId, sizeBytes: song?.sizeBytes ?? 0, haveMap: null });
    member.setSharing(true);
    origin.swarm.revoke('mallory');
    // The tracker tells one after the other: when it answers, the member has heard who was removed.
    await until(() => tracker.isConnected);
    await tracker.find([contentId]);
    world = {
      key: origin.key,
      otherKey: await swarmKeyOf(randomBytes(32)),
      removed: createHmac('sha256', origin.key.seed).update('mallory').digest('hex'),
      shownByMember: member.credential,
    };
  });
  after(async () => {
    tracker.close();
    await member.stop();
    await origin.close();
  });
  beforeEach(() => (guests = []));
  afterEach(() => Promise.all(guests.map((guest) => guest.stop())));

  const node = async (...about: Parameters<typeof HostilePeer.start>): Promise<HostilePeer> => {
    const started = await HostilePeer.start(...about);
    guests.push(started);
    return started;
  };
  const dialled = async (peer: HostilePeer, address: string | undefined): Promise<Connected> =>
    watched(await peer.node.dial(multiaddr(address)));

  describe('is let go by a member', () => {
    const direct = (fits: RegExp) => (peer: HostilePeer) =>
      dialled(
        peer,
        member.addresses.find((each) => fits.test(each)),
      );
    const ways: Record<string, Way> = {
      TCP: direct(/\/tcp\/\d+(\/p2p\/|$)/),
      WebSockets: direct(/\/ws(\/p2p\/|$)/),
      // The relay takes him for a member, as the tracker has seen another credential.
      WebRTC: async (peer) => {
        const known = origin.swarm.counts.connected;
        await speakToTracker(peer, signed(world.key, { peerId: peer.peerId }));
        await until(() => origin.swarm.counts.connected > known);
        const signalled = multiaddr(`${member.at.signalling?.address}/p2p/${member.peerId}`);
        return watched(await dialPeer(peer.node, { direct: [], signalled }));
      },
    };
    const webRtc = (): Promise<Signalling> =>
      Signalling.load({
        ...{ clock: realClock, originPeerId: origin.key.peerId, stun: [], bindAddress: '127.0.0.1' },
      });

    /** Somebody comes, and asks for a block as soon as he has said who he is. */
    const visit = async (way: string, shown: Shown): Promise<{ peer: HostilePeer; stream: Joined }> => {
      const options = way === 'WebRTC' ? (await webRtc()).options : {};
      const peer = await node({ ...options, listen: [] });
      const connected = await ways[way]!(peer);
      const stream = await peer.speak(connected, shown(peer.peerId, world));
      if (shown(peer.peerId, world) !== null) {
        const blocks = { first: 0, end: 1 };
        // Who asks before that is let go for that alone, whoever he is.
        await Promise.race([peer.hear('limits'), stream.closed]);
        stream.say({ type: 'request', requestId: 1, contentId, blocks, priority: 'play', deadlineMs: null });
      }
      return { peer, stream };
    };

    for (const way of Object.keys(ways)) {
      describe(`whom he comes to over ${way} and who`, () => {
        for (const [who, shown] of Object.entries(GUESTS))
          it(who, async () => {
            const { peer, stream } = await visit(way, shown);
            await stream.closed;
            assert.ok(!member.connected.includes(peer.peerId));
            const heard = new Set(peer.heard.map(({ type }) => type));
            assert.deepEqual(
              [...heard].filter((type) => type !== 'credential' && type !== 'limits'),
              [],
            );
          });
      });

      it(`while a member who comes over ${way} gets what he asks for`, async () => {
        const { peer } = await visit(way, MEMBER);
        await peer.hear('block');
        assert.ok(member.connected.includes(peer.peerId));
      });
    }
  });

  /** What the tracker says to who shows it this, and asks; `closed` resolves when it has ended the connection. */
  async function speakToTracker(
    peer: HostilePeer,
    credential: Uint8Array | null,
    address = origin.swarm.invite(peer.peerId, peer.peerId)?.addresses[0],
  ): Promise<{ readonly heard: readonly TrackerMessage[]; readonly closed: Promise<void> }> {
    const { connection, closed } = await dialled(peer, address);
    const stream = await connection.newStream(TRACKER_PROTOCOL);
    const reader = new FrameReader(LONGEST_TRACKER_FRAME);
    const heard: TrackerMessage[] = [];
    stream.addEventListener('message', ({ data }) => {
      for (const frame of reader.take(data.subarray())) heard.push(decodeTrackerMessage(frame)!);
    });
    const say = (message: TrackerMessage): void => {
      if (stream.status === 'open') stream.send(frameOf(encodeTrackerMessage(message)));
    };
    if (credential !== null) {
      say({ type: 'credential', credential });
      say({ type: 'find', queryId: 1, contentIds: [contentId] });
    }
    return { heard, closed };
  }

  describe('is let go by the tracker', () => {
    const ways: Record<string, () => string> = {
      TCP: () => origin.swarm.invite('dora', member.peerId)?.addresses[0] ?? '',
      WebSockets: () => `/ip4/127.0.0.1/tcp/${new URL(origin.url).port}/ws/p2p/${origin.key.peerId}`,
    };
    for (const [way, address] of Object.entries(ways)) {
      describe(`to which he comes over ${way} and who`, () => {
        for (const [who, shown] of Object.entries(GUESTS))
          it(who, async () => {
            const peer = await node();
            const before = origin.swarm.counts.connected;
            const { heard, closed } = await speakToTracker(peer, shown(peer.peerId, world), address());
            await closed;
            const said = heard.map((each) => (each.type === 'refused' ? each.reason : each.type));
            const expected =
              who === 'shows nothing' ? [] : [who === 'was removed' ? 'revoked' : 'not a member'];
            assert.deepEqual([said, origin.swarm.counts.connected], [expected, before]);
          });
      });

      it(`while a member who comes over ${way} is told what he asks`, async () => {
        const peer = await node();
        const { heard } = await speakToTracker(peer, MEMBER(peer.peerId, world), address());
        await until(() => heard.some(({ type }) => type === 'found'));
      });
    }
  });
});
