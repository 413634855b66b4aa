// An origin's node, and members who have a song and wait for who wants it.
import { randomBytes } from 'node:crypto';
import type { SwarmInvitation } from '../../src/engine/ports';
import { newIdentity } from '../../src/engine/swarm/identity';
import { startSwarm } from '../../src/engine/swarm/startSwarm';
import { SwarmService } from '../../src/server/swarm/swarmService';
import { swarmKeyOf } from '../../src/server/swarm/swarmKey';
import { blockCount } from '../../src/shared/blocks';
import type { Track } from '../../src/shared/track';
import { LOOPBACK, newSong } from '../../test/support/loopbackSwarm';
import { realClock } from '../../test/support/realClock';
import { until } from '../../test/support/until';
import { SEED } from '../contest';
import { WAYS, type Way } from './ways';

const SONG_BYTES = 1_000_000;

/** Who is there beside the node that is looked at. */
export interface NeighbourWorld {
  /** What the neighbours have. */
  readonly track: Track;
  /** Lets a node in, as an account of its own. */
  invite(peerId: string): SwarmInvitation;
  close(): Promise<void>;
}

/** Starts so many neighbours. Resolves when the tracker knows of them. */
export async function neighbourWorld(way: Way, count: number): Promise<NeighbourWorld> {
  const { track, contentId, bytes } = newSong(SEED, SONG_BYTES);
  const service = await SwarmService.start({
    ...{ key: await swarmKeyOf(randomBytes(32)), clock: realClock, random: Math.random },
    ...{ listen: [LOOPBACK], tracks: () => [track] },
  });
  const invite = (peerId: string): SwarmInvitation => {
    const invitation = service.invite(peerId, peerId);
    if (invitation === null) throw new Error('The origin lets nobody in any more.');
    return { ...invitation, stun: [] };
  };
  const members: Awaited<ReturnType<typeof startSwarm>>[] = [];
  for (let at = 0; at < count; at++) {
    const identity = await newIdentity();
    const member = await startSwarm({
      ...{ ...WAYS[way], clock: realClock, random: Math.random, identity },
      ...{ invitation: invite(identity.peerId), blockCountOf: () => blockCount(SONG_BYTES) },
      ...{ blocks: { read: () => Promise.resolve(null) }, onSent: ignore, onTrouble: ignore, info: ignore },
    });
    member.peers.setHeld({ contentId, sizeBytes: bytes.length, haveMap: null });
    members.push(member);
  }
  await until(() => service.counts.places >= count);
  const close = async (): Promise<void> => {
    for (const { tracker } of members) tracker.close();
    await Promise.all(members.map(({ peers }) => peers.stop()));
    await service.stop();
  };
  return { track, invite, close };
}

function ignore(): void {
  // The node that is looked at says what goes wrong.
}
