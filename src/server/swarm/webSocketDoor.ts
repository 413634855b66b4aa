// The way into the swarm through the HTTP port, for members behind a proxy that passes nothing else. libp2p's listener for WebSockets
// wants a port of its own: it has one on loopback, and is handed the upgrades of the HTTP server, so that a member's address is
// still its own there. Two things are other than libp2p has them (@libp2p/websockets 10.1.21), since they come before anybody has
// shown who he is: a message may have 512 KiB instead of 100 MiB, and one that breaks the protocol doesn't end the process.
import type { EventEmitter } from 'node:events';
import { ServerResponse, type IncomingMessage, type Server } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Listener, Transport } from '@libp2p/interface';
import { webSockets, type WebSocketsComponents } from '@libp2p/websockets';
import { LONGEST_WEBSOCKET_MESSAGE, REFUSED_UPGRADE_MS } from './limits';

/** What of a WebSocket of npm `ws` is used here. */
interface ServedWebSocket extends EventEmitter {
  close(code?: number): void;
  terminate(): void;
}

/** What of libp2p's listener is used here, and isn't in its interface. */
interface UpgradeListener extends Listener {
  readonly wsServer: {
    readonly options: { maxPayload: number };
    handleUpgrade(...upgrade: [...Upgrade, done: (webSocket: ServedWebSocket) => void]): void;
  };
  onUpgrade(...upgrade: Upgrade): void;
  onWsServerConnection(webSocket: EventEmitter, request: IncomingMessage): void;
}

type Upgrade = [request: IncomingMessage, socket: Duplex, head: Buffer];

/** Where the transport listens. */
export const DOOR_ADDRESS = '/ip4/127.0.0.1/tcp/0/ws';

/** The door. */
export class WebSocketDoor {
  #listener: UpgradeListener | null = null;

  /** WebSockets as a transport of libp2p; one node only. */
  readonly transport = (components: WebSocketsComponents): Transport => {
    const transport = webSockets()(components);
    const createListener = transport.createListener.bind(transport);
    transport.createListener = (options) => {
      const listener = createListener(options) as UpgradeListener;
      listener.wsServer.options.maxPayload = LONGEST_WEBSOCKET_MESSAGE;
      listener.onUpgrade = (...upgrade) => {
        listener.wsServer.handleUpgrade(...upgrade, (webSocket) => {
          // It is closed for it, which libp2p is told; the error itself nobody else listens for.
          webSocket.on('error', () => undefined);
          closeByAbort(webSocket);

          listener.onWsServerConnection(webSocket, upgrade[0]);
        });
      };
      this.#listener = listener;
      return listener;
    };
    return transport;
  };

  /** Takes the WebSockets that come to an HTTP server. */
  open(server: Server): void {
    server.on('upgrade', (request, socket, head) => {
      // Node has taken its own listener away.
      socket.on('error', () => socket.destroy());

      const listener = this.#listener;
      const isWebSocket = request.headers.upgrade?.toLowerCase() === 'websocket';
      if (!isWebSocket) answerAsEver(server, request, socket);
      else if (listener === null || !(socket instanceof Socket)) socket.destroy();
      else {
        // Yamux sees to it that nobody stays who is gone.
        socket.setTimeout(0);
        listener.onUpgrade(request, socket, head);
      }
    });
  }
}

/** libp2p aborts by closing with 1006, which `ws` refuses to send: the socket would stay open, and count for nobody. */
function closeByAbort(webSocket: ServedWebSocket): void {
  const close = webSocket.close.bind(webSocket);
  webSocket.close = (code) => {
    if (code === 1006) webSocket.terminate();
    else close(code);
  };
}

/** Who offers another protocol (some clients offer HTTP/2 with every first request) is answered in this one. */
function answerAsEver(server: Server, request: IncomingMessage, socket: Duplex): void {
  if (socket instanceof Socket) socket.setTimeout(REFUSED_UPGRADE_MS, () => socket.destroy());
  if (!(socket instanceof Socket) || (request.method !== 'GET' && request.method !== 'HEAD')) {
    socket.end('HTTP/1.1 501 Not Implemented\r\nconnection: close\r\n\r\n');
    return;
  }
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.on('finish', () => {
    socket.destroySoon();
  });
  server.emit('request', request, response);
}
