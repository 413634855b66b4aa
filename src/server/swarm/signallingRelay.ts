// The relay, by which members find ways of their own to each other (WebRTC). It is for those alone who have shown a good credential
// and are connected to the tracker, at both ends; and for so few bytes and seconds that nothing but signalling fits in.
import { circuitRelayServer } from '@libp2p/circuit-relay-v2';
import { LRUCache } from 'lru-cache';
import { TokenBucket } from '../../engine/policy/tokenBucket';
import type { Clock } from '../../engine/ports';
import type { NodeOptions } from '../../engine/swarm/node';
import * as limits from './limits';

/** What the relay needs. */
export interface SignallingRelayParts {
  readonly clock: Pick<Clock, 'nowMs'>;
  /** Whether a member is connected to the tracker. */
  readonly isMember: (peerId: string) => boolean;
}

/** What a node needs to be the relay. */
export function signallingRelay({
  clock,
  isMember,
}: SignallingRelayParts): Pick<NodeOptions, 'services' | 'relayGates'> {
  const paces = new LRUCache<string, TokenBucket>({ max: limits.MOST_CONNECTIONS });
  const mayOpen = (peerId: string): boolean => {
    const pace = paces.get(peerId) ?? new TokenBucket(limits.RELAYED_OF_MEMBER);
    paces.set(peerId, pace);
    return pace.take(1, clock.nowMs());
  };
  return {
    services: {
      relay: circuitRelayServer({
        hopTimeout: limits.HOP_MS,
        maxInboundHopStreams: limits.HOPS_OF_MEMBER,
        reservations: {
          maxReservations: limits.MOST_CONNECTIONS,
          defaultDurationLimit: limits.RELAYED_MS,
          defaultDataLimit: BigInt(limits.RELAYED_BYTES),
        },
      }),
    },
    relayGates: {
      denyInboundRelayReservation: (peer) => !isMember(peer.toString()),
      denyOutboundRelayedConnection: (from, to) =>
        !isMember(from.toString()) || !isMember(to.toString()) || !mayOpen(from.toString()),
    },
  };
}
