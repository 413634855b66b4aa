// WebSockets as a transport of libp2p, held to limits at both ends. Three things are other than libp2p has them (@libp2p/websockets
// 10.1.21), since they come before anybody has shown who he is: a message may have 512 KiB instead of 100 MiB, or any number where
// we dial; one that breaks the protocol doesn't end the process; and a connection that is aborted, or came to nothing, is over.
import type { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { AbortOptions, Listener, Transport } from '@libp2p/interface';
import { webSockets, type WebSocketsComponents } from '@libp2p/websockets';
import type { Multiaddr } from '@multiformats/multiaddr';
import { WebSocket } from 'ws';
import { LONGEST_WEBSOCKET_MESSAGE, WEBSOCKET_CLOSE_MS } from './limits';

/** What an HTTP server hands over. */
export type Upgrade = [request: IncomingMessage, socket: Duplex, head: Buffer];

/** What of libp2p's listener is used here, and isn't in its interface. */
export interface UpgradeListener extends Listener {
  readonly wsServer: {
    readonly options: { maxPayload: number; closeTimeout: number };
    handleUpgrade(...upgrade: [...Upgrade, done: (webSocket: WebSocket) => void]): void;
  };
  onUpgrade(...upgrade: Upgrade): void;
  onWsServerConnection(webSocket: EventEmitter, request: IncomingMessage): void;
}

/** What of libp2p's transport is used here, and isn't in its interface. */
interface DialTransport extends Transport {
  _connect(address: Multiaddr, options: AbortOptions): Promise<WebSocket>;
}

/** What each is held to. */
const HELD = { maxPayload: LONGEST_WEBSOCKET_MESSAGE, closeTimeout: WEBSOCKET_CLOSE_MS };

/** The transport; `onListener` is told of each listener that is made. */
export function heldWebSockets(
  onListener: (listener: UpgradeListener) => void = () => undefined,
): (components: WebSocketsComponents) => Transport {
  return (components) => {
    const transport = webSockets()(components) as DialTransport;
    const dialled = new WeakMap<object, WebSocket>();
    transport._connect = async (address, options) => {
      const webSocket = await connect(address, options);
      dialled.set(options, webSocket);
      return webSocket;
    };
    const dial = transport.dial.bind(transport);
    transport.dial = async (address, options) => {
      const own = { ...options };
      try {
        return await dial(address, own);
      } catch (error) {
        // Whoever it is with hasn't shown in time who he is, or is somebody else.
        dialled.get(own)?.terminate();
        throw error;
      }
    };
    const createListener = transport.createListener.bind(transport);
    transport.createListener = (options) => {
      const listener = createListener(options) as UpgradeListener;
      Object.assign(listener.wsServer.options, HELD);
      listener.onUpgrade = (...upgrade) => {
        listener.wsServer.handleUpgrade(...upgrade, (webSocket) => {
          listener.onWsServerConnection(held(webSocket), upgrade[0]);
        });
      };
      onListener(listener);
      return listener;
    };
    return transport;
  };
}

/**
 * Connects.
 * @throws when nobody takes it there, or it is called off.
 */
async function connect(address: Multiaddr, { signal }: AbortOptions): Promise<WebSocket> {
  signal?.throwIfAborted();
  const options = { ...HELD, perMessageDeflate: false };
  const webSocket = held(new WebSocket(urlOf(address), options));
  webSocket.binaryType = 'arraybuffer';
  const callOff = (): void => {
    webSocket.terminate();
  };
  signal?.addEventListener('abort', callOff, { once: true });
  try {
    await new Promise((resolve, reject) => {
      webSocket.once('open', resolve);
      webSocket.once('error', reject);
    });
    return webSocket;
  } finally {
    signal?.removeEventListener('abort', callOff);
  }
}

/** What is dialled: `targets.ts` lets IP addresses and names through, and TCP, with TLS or without. */
function urlOf(address: Multiaddr): string {
  const components = address.getComponents();
  const valueOf = (pattern: RegExp): string => components.find(({ name }) => pattern.test(name))?.value ?? '';
  const isSecure = components.some(({ name }) => name === 'tls' || name === 'wss');
  const host = components.some(({ name }) => name === 'ip6')
    ? `[${valueOf(/^ip6$/)}]`
    : valueOf(/^(ip4|dns[46]?)$/);
  return `${isSecure ? 'wss' : 'ws'}://${host}:${valueOf(/^tcp$/)}/`;
}

/** With its ends tied up. libp2p aborts by closing with 1006, which nobody sends: the socket would stay open, and count for nobody. */
function held(webSocket: WebSocket): WebSocket {
  // It is closed for it, which libp2p is told; the error itself nobody else listens for.
  webSocket.on('error', () => undefined);
  const close = webSocket.close.bind(webSocket);
  webSocket.close = (code, reason) => {
    if (code === 1006) webSocket.terminate();
    else close(code, reason);
  };
  return webSocket;
}
