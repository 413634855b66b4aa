// What is dialled of the addresses that others say: IP and TCP or WebSockets, nothing by name, so that nobody has us ask name
// servers; and nothing on this machine, unless the origin is on it too.
import { multiaddr, type Multiaddr } from '@multiformats/multiaddr';
import { reachableFrom } from './loopback';

/** What is dialled to reach a peer that is said to be at these addresses. */
export function targetsOf(
  addresses: readonly string[],
  { peerId, isHere }: { readonly peerId: string; readonly isHere: boolean },
): readonly Multiaddr[] {
  return reachableFrom(addresses, { isHere }).flatMap((address) => targetOf(address, { peerId, ways: IP }));
}

/** What is dialled to reach the origin, which its own invitation names: it may have a name, the listener's own word for it. */
export function originTargetsOf(addresses: readonly string[], peerId: string): readonly Multiaddr[] {
  return addresses.flatMap((address) => targetOf(address, { peerId, ways: IP_OR_NAME }));
}

const IP = /^ip[46] tcp( ws)?$/;
const IP_OR_NAME = /^(ip[46]|dns[46]?) tcp( ws| tls ws| wss)?$/;

function targetOf(
  address: string,
  { peerId, ways }: { readonly peerId: string; readonly ways: RegExp },
): readonly Multiaddr[] {
  try {
    const plain = multiaddr(address.replace(/\/p2p\/[^/]+$/, ''));
    const names = plain.getComponents().map(({ name }) => name);
    return ways.test(names.join(' ')) ? [plain.encapsulate(`/p2p/${peerId}`)] : [];
  } catch {
    // Not an address, whatever was said of it.
    return [];
  }
}
