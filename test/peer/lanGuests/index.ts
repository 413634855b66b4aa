// A member on a network where others answer to its swarm's name who are none, and one who is: it says of each what became of him.
// `index.cjs ADDRESS`; the swarm's node is nowhere.
import { randomBytes } from 'node:crypto';
import { SERVING_PROFILES } from '../../../src/engine/policy/servingLimits';
import { newIdentity } from '../../../src/engine/swarm/identity';
import { lookAround } from '../../../src/engine/swarm/lan';
import { SwarmPeers } from '../../../src/engine/swarm/swarmPeers';
import { swarmKeyOf } from '../../../src/server/swarm/swarmKey';
import { GUESTS, MEMBER, signed, type GuestWorld, type Shown } from '../../support/guests';
import { HostilePeer, watched } from '../../support/hostilePeer';
import { realClock } from '../../support/realClock';
import { until } from '../../support/until';

const [, , address = ''] = process.argv;
const listen = [`/ip4/${address}/tcp/0`];

async function main(): Promise<void> {
  const [key, otherKey, identity] = [
    await swarmKeyOf(randomBytes(32)),
    await swarmKeyOf(randomBytes(32)),
    await newIdentity(),
  ];
  const credential = signed(key, { peerId: identity.peerId });
  const world = { key, otherKey, removed: 'ee'.repeat(32), shownByMember: credential };
  const outcomes = new Map<string, Promise<unknown>>();
  let good: HostilePeer | null = null;
  for (const [who, shown] of [['is a member', MEMBER] as const, ...Object.entries(GUESTS)]) {
    const peer = await guest(world, shown, (ended) => void outcomes.set(who, ended));
    good ??= peer;
  }
  const member = await SwarmPeers.start({
    ...{ identity, listen, clock: realClock, random: Math.random, isOnLan: true },
    ...{ swarm: key.peerId, originKey: key.publicKey, originPeerId: null, credential },
    ...{ serving: SERVING_PROFILES.modern, tracker: null },
    blocks: { read: () => Promise.resolve(null) },
    blockCountOf: () => undefined,
  });
  member.revoke(world.removed);
  await until(() => outcomes.size === 1 + Object.keys(GUESTS).length && member.connected.length > 0);
  for (const who of Object.keys(GUESTS)) {
    await outcomes.get(who);
    process.stdout.write(`let go: ${who}\n`);
  }
  const [met, ...others] = member.connected;
  process.stdout.write(met === good?.peerId && others.length === 0 ? 'the member stays\n' : 'others stay\n');
  process.exit(0);
}

/** Somebody who answers whoever looks around, and shows this to who connects; `onMet` has the end of that connection. */
async function guest(
  world: GuestWorld,
  shown: Shown,
  onMet: (ended: Promise<void>) => void,
): Promise<HostilePeer> {
  const parts = { clock: realClock, swarm: world.key.peerId, onFound: () => undefined };
  const peer = await HostilePeer.start({ listen, services: { around: lookAround(parts) } });
  peer.node.addEventListener('connection:open', ({ detail }) => {
    const connected = watched(detail);
    onMet(connected.closed);
    // It may be let go before it has said anything.
    void peer.speak(connected, shown(peer.peerId, world)).catch(() => undefined);
  });
  return peer;
}

void main();
