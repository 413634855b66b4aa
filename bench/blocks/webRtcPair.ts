// Two members that are connected by WebRTC, on loopback: neither listens, and a relay lets them find each other.
import type { Connection } from '@libp2p/interface';
import { peerIdFromString } from '@libp2p/peer-id';
import { multiaddr } from '@multiformats/multiaddr';
import { Gate } from '../../src/engine/swarm/gate';
import { newIdentity } from '../../src/engine/swarm/identity';
import { startNode, stopNode } from '../../src/engine/swarm/node';
import { isOverWebRtc } from '../../src/engine/swarm/signalling';
import { signallingRelay } from '../../src/server/swarm/signallingRelay';
import {
  LOOPBACK,
  type LoopbackSwarm,
  type Member,
  type MemberOptions,
  type Song,
} from '../../test/support/loopbackSwarm';
import { realClock } from '../../test/support/realClock';

/** Two members, and the connection between them. */
export interface WebRtcPair {
  readonly reader: Member;
  readonly holder: Member;
  /** The reader's end. */
  readonly connection: Connection;
  /** Stops the relay; the members are the swarm's. */
  close(): Promise<void>;
}

/** Thrown when this machine has no WebRTC. The message says why. */
export class NoWebRtcError extends Error {
  override readonly name = 'NoWebRtcError';
}

/**
 * Adds both to a swarm, and has them meet over a song.
 * @throws {NoWebRtcError}
 */
export async function webRtcPair(
  swarm: LoopbackSwarm,
  about: {
    readonly song: Song;
    /** What the reader is like, and the holder. */
    readonly reads: MemberOptions;
    readonly holds: MemberOptions;
  },
): Promise<WebRtcPair> {
  const { song, reads, holds } = about;
  const relay = await startNode({
    ...{ identity: await newIdentity(), listen: [LOOPBACK], gate: new Gate(() => 0) },
    ...signallingRelay({ clock: realClock, isMember: () => true }),
  });
  const add = async (options: MemberOptions): Promise<Member> => {
    const originPeerId = relay.peerId.toString();
    const ways = { listen: [], webRtc: { stun: [], bindAddress: '127.0.0.1' }, originPeerId };
    const member = await swarm.add({ ...options, ...ways });
    const { node, signalling, lacking } = member.peers.at;
    if (signalling === null) {
      await stopNode(relay);
      throw new NoWebRtcError(`There is no WebRTC here, so there was nothing to measure of it: ${lacking}`);
    }
    await node.dial(relay.getMultiaddrs().map((address) => multiaddr(address.toString())));
    await signalling.reserve();
    return member;
  };
  const [reader, holder] = [await add(reads), await add(holds)];
  swarm.give(holder, song);
  await reader.meet(song);
  const connections = reader.peers.at.node.getConnections(peerIdFromString(holder.peerId));
  const connection = connections.find(isOverWebRtc);
  if (connection === undefined) throw new Error('They have met otherwise than by WebRTC.');
  return { reader, holder, connection, close: () => stopNode(relay) };
}
