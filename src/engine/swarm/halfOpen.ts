// Connections that have come in and whose other end hasn't shown its key yet. Each may take its time over that (libp2p gives it 10 s),
// but there are so many at most, and when there is one more, the oldest of the host that has the most is given up: who opens
// many and says nothing takes the room from himself, and not from members who come. A host is an IPv4 address, or a /64 of IPv6:
// that is the least that one line is given (RFC 6177), and whoever has it may come from a new address each time.
import type { MultiaddrConnection } from '@libp2p/interface';
import { multiaddr } from '@multiformats/multiaddr';

/** IPv4 written as IPv6 begins so (RFC 4291, section 2.5.5.2), in hexadecimal digits. */
const MAPPED = '00000000000000000000ffff';
/** A /64, in hexadecimal digits. */
const NETWORK_DIGITS = 16;

/** The connections that are half open. */
export class HalfOpen {
  readonly #most: number;
  /** With the host of the other end, the oldest first. */
  readonly #hosts = new Map<MultiaddrConnection, string>();

  constructor(most: number) {
    this.#most = most;
  }

  /** One has come in. */
  enter(connection: MultiaddrConnection): void {
    this.#hosts.set(connection, hostOf(connection));
    connection.addEventListener('close', () => this.leave(connection), { once: true });
    if (this.#hosts.size > this.#most) this.#giveUpOne();
  }

  /** One has been opened, or is over. */
  leave(connection: MultiaddrConnection): void {
    this.#hosts.delete(connection);
  }

  #giveUpOne(): void {
    const counts = new Map<string, number>();
    for (const host of this.#hosts.values()) counts.set(host, (counts.get(host) ?? 0) + 1);
    const most = Math.max(...counts.values());
    const oldest = [...this.#hosts].find(([, host]) => counts.get(host) === most)?.[0];
    if (oldest === undefined) return;
    this.leave(oldest);
    oldest.abort(new Error('Others come too.'));
  }
}

function hostOf({ remoteAddr }: MultiaddrConnection): string {
  // A zone stands before its address.
  const component = remoteAddr
    .getComponents()
    .find(({ name }) => name.startsWith('ip') && name !== 'ip6zone');
  const value = component?.value ?? '';
  if (component?.name !== 'ip6') return value;
  const digits = Buffer.from(multiaddr(`/ip6/${value}`).bytes.subarray(1)).toString('hex');
  if (!digits.startsWith(MAPPED)) return digits.slice(0, NETWORK_DIGITS);
  return [...Buffer.from(digits.slice(MAPPED.length), 'hex')].join('.');
}
