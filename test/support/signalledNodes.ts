// Nodes that nobody reaches directly, on loopback: they connect over WebRTC, and a relay that knows everybody lets them find each other.
import type { Connection } from '@libp2p/interface';
import { peerIdFromString } from '@libp2p/peer-id';
import { multiaddr, type Multiaddr } from '@multiformats/multiaddr';
import { Gate } from '../../src/engine/swarm/gate';
import { newIdentity } from '../../src/engine/swarm/identity';
import { startNode, stopNode } from '../../src/engine/swarm/node';
import { dialPeer } from '../../src/engine/swarm/peerDial';
import { Signalling } from '../../src/engine/swarm/signalling';
import { signallingRelay } from '../../src/server/swarm/signallingRelay';
import { LOOPBACK } from './loopbackSwarm';

/** Where it is found. */
export interface RelayPlace {
  readonly peerId: string;
  readonly addresses: readonly string[];
}

/** A node. */
export interface SignalledNode {
  readonly peerId: string;
  /** Connects to another over WebRTC. */
  connect(peerId: string): Promise<Connection>;
  /** Tries to once, for so many milliseconds. */
  tryFor(ms: number, peerId: string): Promise<Connection>;
  /** From now on it doesn't answer who would connect to it. */
  fallSilent(): Promise<void>;
  /** The connections to another, also those through the relay. */
  connectionsTo(peerId: string): readonly Connection[];
  /** Ends the connections to another. */
  part(peerId: string): void;
  stop(): Promise<void>;
}

/** Paces are of no account here: for these nodes ten hours pass each second. */
const HASTY = { nowMs: () => performance.now() * 36_000 };

/** What libp2p signals by. */
const SIGNALLING_PROTOCOL = '/webrtc-signaling/0.0.1';

/** Starts a relay. */
export async function openRelay(): Promise<RelayPlace & { stop(): Promise<void> }> {
  const relay = await startNode({
    ...{ identity: await newIdentity(), listen: [LOOPBACK], gate: new Gate(() => 0) },
    ...{ mostInboundPerSecond: 1_000, ...signallingRelay({ clock: HASTY, isMember: () => true }) },
  });
  const addresses = relay.getMultiaddrs().map(String);
  return { peerId: relay.peerId.toString(), addresses, stop: () => stopNode(relay) };
}

/**
 * Starts a node that is reached by the relay.
 * @throws when this machine has no WebRTC.
 */
export async function startSignalled({
  peerId: originPeerId,
  addresses,
}: RelayPlace): Promise<SignalledNode> {
  const signalling = await Signalling.load({
    ...{ clock: HASTY, originPeerId, stun: [], bindAddress: '127.0.0.1' },
  });
  const identity = await newIdentity();
  const node = await startNode({ identity, listen: [], gate: new Gate(() => 0), ...signalling.options });
  await node.dial(addresses.map((each) => multiaddr(each)));
  await signalling.reserve();
  const connectionsTo = (peerId: string): Connection[] => node.getConnections(peerIdFromString(peerId));
  const wayTo = (peerId: string): Multiaddr | null => signalling.wayTo(peerId, [signalling.address], node);
  return {
    peerId: identity.peerId,
    connect: (peerId) => dialPeer(node, { direct: [], signalled: wayTo(peerId) }),
    tryFor: (ms, peerId) => node.dial(wayTo(peerId) ?? [], { signal: AbortSignal.timeout(ms) }),
    fallSilent: async () => {
      await node.unhandle(SIGNALLING_PROTOCOL);
      await node.handle(SIGNALLING_PROTOCOL, () => undefined, { runOnLimitedConnection: true });
    },
    connectionsTo,
    part: (peerId) => {
      for (const each of connectionsTo(peerId)) each.abort(new Error('They part.'));
    },
    stop: () => stopNode(node),
  };
}
