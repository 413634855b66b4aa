// WebSockets before anybody has shown who he is: what comes is bounded at both ends, and what is given up is over.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Libp2p } from '@libp2p/interface';
import { multiaddr } from '@multiformats/multiaddr';
import { WebSocket, WebSocketServer } from 'ws';
import { Gate } from '../../../src/engine/swarm/gate';
import { newIdentity } from '../../../src/engine/swarm/identity';
import { LONGEST_WEBSOCKET_MESSAGE } from '../../../src/engine/swarm/limits';
import { startNode, stopNode } from '../../../src/engine/swarm/node';
import { LOOPBACK } from '../../support/loopbackSwarm';

/** “Message too big”, and a connection that is gone without a word: RFC 6455, section 7.4.1. */
const [TOO_BIG, GONE] = [1009, 1006];

describe('A WebSocket of a node', () => {
  let node: Libp2p;
  let server: WebSocketServer;

  beforeEach(async () => {
    const gate = new Gate(() => 0);
    node = await startNode({ identity: await newIdentity(), gate, listen: [`${LOOPBACK}/ws`] });
    server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
  });
  afterEach(async () => {
    for (const each of server.clients) each.terminate();
    server.close();
    await stopNode(node);
  });

  /** The node dials a server that isn't one of libp2p. Its end of the connection, once there is one. */
  const dialled = async (signal: AbortSignal): Promise<WebSocket> => {
    const { port } = server.address() as AddressInfo;
    const connected = once(server, 'connection') as Promise<[WebSocket]>;
    node.dial(multiaddr(`/ip4/127.0.0.1/tcp/${port}/ws`), { signal }).catch(() => undefined);
    return (await connected)[0];
  };
  /** Connected to the node. */
  const connected = async (): Promise<WebSocket> => {
    const [address] = node.getMultiaddrs();
    const port = /\/tcp\/(\d+)/.exec(String(address))?.[1];
    const socket = new WebSocket(`ws://127.0.0.1:${port}/`);
    await once(socket, 'open');
    return socket;
  };
  const closingCode = async (socket: WebSocket): Promise<number> =>
    ((await once(socket, 'close')) as [number])[0];

  it('that it has dialled takes no message that is longer than any of ours', async () => {
    const socket = await dialled(new AbortController().signal);
    socket.send(new Uint8Array(LONGEST_WEBSOCKET_MESSAGE + 1));
    assert.equal(await closingCode(socket), TOO_BIG);
  });

  it('that it has dialled is closed when it gives up, though the other end says nothing', async () => {
    const givesUp = new AbortController();
    const socket = await dialled(givesUp.signal);
    givesUp.abort();
    assert.equal(await closingCode(socket), GONE);
  });

  it('that has come in takes no longer one either', async () => {
    const socket = await connected();
    socket.send(new Uint8Array(LONGEST_WEBSOCKET_MESSAGE + 1));
    assert.equal(await closingCode(socket), TOO_BIG);
  });

  it('that has come in may break the protocol, and nothing ends but itself', async () => {
    const socket = await connected();
    // All reserved bits are set.
    (socket as unknown as { readonly _socket: NodeJS.WritableStream })._socket.write(
      Uint8Array.of(0xff, 0xff),
    );
    await closingCode(socket);
    const another = await connected();
    assert.equal(another.readyState, WebSocket.OPEN);
    another.terminate();
  });
});
