// Addresses that only this machine reaches. Told to another one, they would have it knock at its own doors.
import { BlockList } from 'node:net';
import type { Finding } from '../policy/neighbourMessages';

/** In whatever form they are written. Who connects to “any address” connects to this machine. */
const OWN = new BlockList();
OWN.addSubnet('127.0.0.0', 8, 'ipv4');
OWN.addSubnet('0.0.0.0', 8, 'ipv4');
OWN.addAddress('::1', 'ipv6');
OWN.addAddress('::', 'ipv6');

/** Whether only this machine reaches a multiaddr. */
export function isLoopback(address: string): boolean {
  const [, family, host = ''] = /^\/ip([46])\/([^/]+)/.exec(address) ?? [];
  return family !== undefined && OWN.check(host, family === '4' ? 'ipv4' : 'ipv6');
}

/** Those that a machine is told, or believed: where it isn't this one (`isHere` false), none that only the teller itself would reach. */
export function reachableFrom(
  addresses: readonly string[],
  { isHere }: { readonly isHere: boolean },
): readonly string[] {
  return isHere ? addresses : addresses.filter((address) => !isLoopback(address));
}

/** What has been found, as a machine is told of it. */
export function findingsFor(
  found: readonly Finding[],
  { isHere }: { readonly isHere: boolean },
): readonly Finding[] {
  if (isHere) return found;
  return found.map(({ contentId, providers }) => ({
    contentId,
    providers: providers.map((each) => ({ ...each, addresses: reachableFrom(each.addresses, { isHere }) })),
  }));
}
