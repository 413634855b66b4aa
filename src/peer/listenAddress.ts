// Where a peer listens.
import { isIP } from 'node:net';

/**
 * The multiaddr of any free port at an address, for example `::` or `192.168.1.7`.
 * @throws when it is none.
 */
export function listenAddress(host: string): string {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  const family = isIP(bare);
  if (family === 0)
    throw new Error(
      `--host takes an IP address, not “${host}”: 0.0.0.0 or :: for all, 127.0.0.1 for this machine.`,
    );
  return `/ip${family}/${bare}/tcp/0`;
}
