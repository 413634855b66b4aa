// Two ends of a stream between two real nodes of libp2p on loopback: TCP, Noise, Yamux.
import type { Libp2p, Stream } from '@libp2p/interface';
import { noise } from '@libp2p/noise';
import { tcp } from '@libp2p/tcp';
import { yamux } from '@libp2p/yamux';
import { createLibp2p } from 'libp2p';

const PROTOCOL = '/test/frames/1.0.0';

/** Two nodes that are connected. */
export class ConnectedNodes {
  readonly #dialer: Libp2p;
  readonly #listener: Libp2p;
  #onStream: (stream: Stream) => void = () => undefined;

  private constructor(dialer: Libp2p, listener: Libp2p) {
    this.#dialer = dialer;
    this.#listener = listener;
  }

  static async start(): Promise<ConnectedNodes> {
    const nodes = new ConnectedNodes(await newNode(), await newNode());
    await nodes.#listener.handle(PROTOCOL, (stream) => nodes.#onStream(stream));
    return nodes;
  }

  /** Both ends of a new stream, nothing read from either. */
  async openStream(): Promise<readonly [Stream, Stream]> {
    const incoming = new Promise<Stream>((resolve) => (this.#onStream = resolve));
    const connection = await this.#dialer.dial(this.#listener.getMultiaddrs());
    const outgoing = await connection.newStream(PROTOCOL);
    return [outgoing, await incoming];
  }

  async stop(): Promise<void> {
    await Promise.all([this.#dialer.stop(), this.#listener.stop()]);
  }
}

function newNode(): Promise<Libp2p> {
  return createLibp2p({
    addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
    transports: [tcp()],
    connectionEncrypters: [noise()],
    // Without a limit the window grows with what goes through, to 16 MiB.
    streamMuxers: [yamux({ streamOptions: { maxStreamWindowSize: 256 * 1024 } })],
    connectionMonitor: { enabled: false },
  });
}
