// Opens streams to the origin's node: over TCP, and where that can't be had, over the WebSockets of its HTTP port, which cost
// two to three times the processor time but go through whatever HTTP goes through.
import type { Libp2p, Stream } from '@libp2p/interface';
import type { Multiaddr } from '@multiformats/multiaddr';
import { DIAL_MS } from './limits';
import { originTargetsOf } from './targets';

/** What is opened. */
export interface OriginDial {
  readonly peerId: string;
  /** Multiaddrs of its node, with or without its peer id. */
  readonly addresses: readonly string[];
  readonly protocol: string;
}

/**
 * Opens a stream to the origin's node.
 * @throws when it can't be reached, or doesn't know the protocol: what the last way said.
 */
export async function dialOrigin(node: Libp2p, { peerId, addresses, protocol }: OriginDial): Promise<Stream> {
  const targets = originTargetsOf(addresses, peerId);
  const ways = [targets.filter((each) => !isWebSocket(each)), targets.filter(isWebSocket)];
  let problem: unknown = new Error('The origin tells no way to its node.');
  for (const way of ways.filter(({ length }) => length > 0))
    try {
      return await node.dialProtocol(way, protocol, { signal: AbortSignal.timeout(DIAL_MS) });
    } catch (error) {
      // The next way may be open.
      problem = error;
    }
  throw problem;
}

function isWebSocket(address: Multiaddr): boolean {
  return address.getComponents().some(({ name }) => name === 'ws' || name === 'wss');
}
