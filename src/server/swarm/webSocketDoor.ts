// The way into the swarm through the HTTP port, for members behind a proxy that passes nothing else. libp2p's listener for WebSockets
// wants a port of its own: it has one on loopback, and is handed the upgrades of the HTTP server, so that a member's address is
// still its own there. Held to limits they are as a player's are (`webSockets.ts`).
import { ServerResponse, type IncomingMessage, type Server } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { heldWebSockets, type UpgradeListener } from '../../engine/swarm/webSockets';
import { REFUSED_UPGRADE_MS } from './limits';

/** Where the transport listens. */
export const DOOR_ADDRESS = '/ip4/127.0.0.1/tcp/0/ws';

/** The door. */
export class WebSocketDoor {
  #listener: UpgradeListener | null = null;

  /** WebSockets as a transport of libp2p; one node only. */
  readonly transport = heldWebSockets((listener) => {
    this.#listener = listener;
  });

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
