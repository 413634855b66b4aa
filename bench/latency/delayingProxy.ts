// A line of a given length between two programs: every chunk takes so many milliseconds, in each direction. Connecting takes
// no time, which only favours whoever connects anew.
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A proxy that listens. */
export interface DelayingProxy {
  readonly url: string;
  /** From now on each way takes so long, in milliseconds. To be called while nothing is under way. */
  setDelay(delayMs: number): void;
  close(): Promise<void>;
}

/** Starts a proxy in front of `targetUrl`. */
export async function startDelayingProxy(targetUrl: string): Promise<DelayingProxy> {
  const target = new URL(targetUrl);
  const sockets = new Set<Socket>();
  let delayMs = 0;
  const carry = (from: Socket, to: Socket): void => {
    const later = (act: () => void): void => {
      if (delayMs === 0) act();
      else setTimeout(act, delayMs);
    };
    sockets.add(from);
    from.setNoDelay(true);
    from.on('data', (bytes) => later(() => void to.write(bytes)));
    from.on('end', () => later(() => to.end()));
    from.on('error', () => undefined); // 'close' follows
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
  };
  const server = createServer((client) => {
    const origin = connect(Number(target.port), target.hostname);
    carry(client, origin);
    carry(origin, client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    setDelay: (ms) => (delayMs = ms),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
