// Connections that have come in and whose other end hasn't shown its key yet. Each may take its time over that (libp2p gives it 10 s),
// but there are so many at most, and when there is one more, the oldest of the address that has the most is given up: who opens
// many and says nothing takes the room from himself, and not from members who come.
import type { MultiaddrConnection } from '@libp2p/interface';

/** The connections that are half open. */
export class HalfOpen {
  readonly #most: number;
  /** With the address of the other end, the oldest first. */
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
  return remoteAddr.getComponents()[0]?.value ?? '';
}
