// Members of the same origin on the same network, found by multicast DNS: also without the tracker, and without a way to the origin.
// Each swarm has a name of its own there, so that members of others pass it over. What an answer says is nobody's word: whoever is
// on the network can send one. It makes us dial at a pace, and who is dialled shows the origin's credential as everywhere.
import { createHash } from 'node:crypto';
import { createSocket } from 'node:dgram';
import type { PeerDiscovery } from '@libp2p/interface';
import { mdns, type MulticastDNSComponents } from '@libp2p/mdns';
import { LRUCache } from 'lru-cache';
import { TokenBucket } from '../policy/tokenBucket';
import type { Clock } from '../ports';
import * as limits from './limits';

/** What looking around needs. */
export interface LanParts {
  readonly clock: Pick<Clock, 'nowMs'>;
  /** The name of the swarm. */
  readonly swarm: string;
  /** Somebody may be there. */
  readonly onFound: (peerId: string, addresses: readonly string[]) => void;
}

/** What a swarm is called on a network: a hash, so that the origin isn't named. 15 characters (RFC 6763, section 7.2). */
function lanName(swarm: string): string {
  return `_sl${createHash('sha256').update(swarm).digest('hex').slice(0, 12)}._udp.local`;
}

/**
 * Looks around and answers others who do, as a service of a node. libp2p would keep whoever it finds as a discovery of its own, as
 * many as there may be.
 */
export function lookAround({
  clock,
  swarm,
  onFound,
}: LanParts): (components: MulticastDNSComponents) => PeerDiscovery {
  const pace = new TokenBucket(limits.LAN_FOUND);
  // Everybody who starts is answered by everybody, and all hear it: else the same few would use up the pace.
  const told = new LRUCache<string, number>({ max: limits.LAN_TOLD });
  return (components) => {
    const around = mdns({ serviceTag: lanName(swarm), interval: limits.LAN_MS })(components);
    around.addEventListener('peer', ({ detail: { id, multiaddrs } }) => {
      const [peerId, addresses, nowMs] = [id.toString(), multiaddrs.map(String), clock.nowMs()];
      // With its addresses: another may have named it, and told where it isn't.
      const answer = [peerId, ...addresses].join(' ');
      if (nowMs - (told.get(answer) ?? -Infinity) < limits.LAN_TOLD_MS || !pace.take(1, nowMs)) return;
      told.set(answer, nowMs);
      onFound(peerId, addresses);
    });
    return around;
  };
}

/**
 * Why nothing can be sent to everybody on this network, as the system says it: most often there is no way out of it (no default route).
 * Null where it can. Nothing is sent for it. @libp2p/mdns doesn't say: it looks at none of the errors of sending.
 */
export async function whyNoMulticast(): Promise<string | null> {
  const socket = createSocket('udp4');
  try {
    return await new Promise((resolve) => {
      socket.once('error', ({ message }) => resolve(message));
      socket.once('connect', () => resolve(null));
      socket.connect(limits.MULTICAST_DNS.port, limits.MULTICAST_DNS.address);
    });
  } finally {
    socket.close();
  }
}
