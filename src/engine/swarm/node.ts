// The node of libp2p: TCP and WebSockets, Noise, Yamux. WebRTC, the relay and mDNS are put in by who starts it (`transports`,
// `peerDiscovery`, `services`). Loading libp2p takes a quarter of a second: import this file only when peers are used.
import type { ConnectionGater, Libp2p } from '@libp2p/interface';
import { noise } from '@libp2p/noise';
import { tcp } from '@libp2p/tcp';
import { yamux } from '@libp2p/yamux';
import { createLibp2p, type Libp2pOptions } from 'libp2p';
import type { Gate } from './gate';
import { HalfOpen } from './halfOpen';
import type { Identity } from './identity';
import * as limits from './limits';
import { letGoAtItsEnd } from './webRtcEnds';
import { heldWebSockets } from './webSockets';

/** What a node is made of. */
export interface NodeOptions {
  readonly identity: Identity;
  /** Where it listens, as multiaddrs; nowhere: it only dials. Loopback only, until the listener has said yes to peers. */
  readonly listen: readonly string[];
  /** Who isn't let in. */
  readonly gate: Gate;
  /** Connections at a time; default: what a player needs. */
  readonly mostConnections?: number;
  /** Incoming connections that haven't shown their key yet; default: what a player needs. */
  readonly mostPending?: number;
  /** Connections that one address may open a second; default: what a player needs. */
  readonly mostInboundPerSecond?: number;
  /** WebSockets; default: those of a player. */
  readonly webSockets?: NonNullable<Libp2pOptions['transports']>[number];
  /** More transports: WebRTC, the relay. */
  readonly transports?: NonNullable<Libp2pOptions['transports']>;
  /** How neighbours are found without the tracker: mDNS. */
  readonly peerDiscovery?: NonNullable<Libp2pOptions['peerDiscovery']>;
  /** What those need, and the relay's server. */
  readonly services?: NonNullable<Libp2pOptions['services']>;
  /** Who may use a relay, and come through it; default: everybody. */
  readonly relayGates?: Pick<
    ConnectionGater,
    'denyInboundRelayReservation' | 'denyOutboundRelayedConnection' | 'denyInboundRelayedConnection'
  >;
}

/** Starts a node. */
export function startNode({ identity, listen, gate, ...more }: NodeOptions): Promise<Libp2p> {
  const mostPending = more.mostPending ?? limits.MOST_PENDING_CONNECTIONS;
  return createLibp2p({
    privateKey: identity.privateKey,
    addresses: { listen: [...listen] },
    transports: [tcp(), more.webSockets ?? heldWebSockets(), ...(more.transports ?? [])],
    connectionEncrypters: [noise()],
    streamMuxers: [
      yamux({
        ...{ enableKeepAlive: true, keepAliveInterval: limits.KEEP_ALIVE_MS },
        streamOptions: { maxStreamWindowSize: limits.STREAM_WINDOW_BYTES },
      }),
    ],
    connectionManager: {
      maxConnections: more.mostConnections ?? limits.MOST_CONNECTIONS,
      inboundConnectionThreshold: more.mostInboundPerSecond ?? limits.INBOUND_CONNECTIONS_PER_SECOND,
      // It refuses those that come later; `HalfOpen` gives up others before that, which takes it a moment to count.
      maxIncomingPendingConnections: 2 * mostPending,
      maxParallelDials: limits.MOST_DIALS,
      dialTimeout: limits.DIAL_MS,
      addressDialTimeout: limits.ADDRESS_DIAL_MS,
      // Whom to be connected to is policy's to say.
      reconnectRetries: 0,
    },
    // It pings with a protocol that our peers don't speak; Yamux keeps connections alive.
    connectionMonitor: { enabled: false },
    connectionGater: { ...gaterOf(gate, new HalfOpen(mostPending)), ...more.relayGates },
    ...(more.peerDiscovery === undefined ? {} : { peerDiscovery: more.peerDiscovery }),
    ...(more.services === undefined ? {} : { services: more.services }),
  });
}

/** Stops a node. Resolves after 2 s at the latest, whatever libp2p still waits for. */
export async function stopNode(node: Libp2p): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, limits.STOP_MS)));
  await Promise.race([node.stop(), late]);
  clearTimeout(timer);
}

/** Noise has proved the peer id where `Encrypted` is asked. */
function gaterOf(gate: Gate, halfOpen: HalfOpen): ConnectionGater {
  const isKeptOut = (peerId: { toString(): string }): boolean => gate.isKeptOut(peerId.toString());
  return {
    denyDialPeer: isKeptOut,
    denyDialMultiaddr: () => false,
    denyInboundConnection: (connection) => {
      halfOpen.enter(connection);
      return false;
    },
    denyInboundUpgradedConnection: (_, connection) => {
      halfOpen.leave(connection);
      letGoAtItsEnd(connection);
      return false;
    },
    denyOutboundUpgradedConnection: (_, connection) => {
      letGoAtItsEnd(connection);
      return false;
    },
    denyInboundEncryptedConnection: isKeptOut,
    denyOutboundEncryptedConnection: isKeptOut,
  };
}
