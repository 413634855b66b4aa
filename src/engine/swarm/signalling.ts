// WebRTC between members of whom neither reaches the other directly. They find their ways through the origin's relay: one opens a
// connection through it (encrypted between the two, limited to signalling), on which both tell their candidates. Relay and WebRTC
// are transports of libp2p, which take such streams from anybody; here they are held to the origin's relay and to a pace, since
// each try makes a native connection, which costs a DTLS handshake. Blocks never go through the relay (`isRelayed`).
import { circuitRelayTransport, RELAY_V2_STOP_CODEC } from '@libp2p/circuit-relay-v2';
import {
  serviceCapabilities,
  type Connection,
  type Libp2p,
  type PeerId,
  type Transport,
} from '@libp2p/interface';
import type { Registrar } from '@libp2p/interface-internal';
import { peerIdFromString } from '@libp2p/peer-id';
import type * as webRtcModule from '@libp2p/webrtc';
import { multiaddr, type Multiaddr } from '@multiformats/multiaddr';
import { LRUCache } from 'lru-cache';
import type { PeerConnection } from 'node-datachannel';
import { TokenBucket } from '../policy/tokenBucket';
import type { Clock } from '../ports';
import * as limits from './limits';
import { connectionClass } from './nativeConnections';
import type { NodeOptions } from './node';

/** What signalling needs. */
export interface SignallingParts {
  readonly clock: Pick<Clock, 'nowMs'>;
  /** The origin's, which is the relay too. */
  readonly originPeerId: string;
  /** STUN servers, as `stun:host:port`; none: only candidates of the own network. */
  readonly stun: readonly string[];
  /** The address of this machine that WebRTC keeps to; default: all of them. */
  readonly bindAddress?: string;
}

/** What of the relay's transport is used here, and isn't in its interface. */
interface RelayTransport extends Transport {
  readonly reservationStore: { addRelay(peerId: PeerId, type: 'configured'): Promise<unknown> };
}

/** Whether a connection goes through a relay: such are for signalling only. */
export function isRelayed({ limits: limit, remoteAddr }: Connection): boolean {
  return limit !== undefined || /\/p2p-circuit(?!\/webrtc)/.test(remoteAddr.toString());
}

/** Whether a connection is over WebRTC. */
export function isOverWebRtc({ remoteAddr }: Connection): boolean {
  return remoteAddr.toString().includes('/webrtc');
}

/** The ways through the relay. */
export class Signalling {
  readonly #parts: SignallingParts;
  readonly #webRTC: typeof webRtcModule.webRTC;
  readonly #Connection: typeof PeerConnection;
  readonly #paces = new LRUCache<string, TokenBucket>({ max: limits.MOST_SIGNALLERS });
  #relay: RelayTransport | null = null;

  private constructor(
    parts: SignallingParts,
    loaded: { readonly webRTC: typeof webRtcModule.webRTC; readonly Connection: typeof PeerConnection },
  ) {
    this.#parts = parts;
    this.#webRTC = loaded.webRTC;
    this.#Connection = loaded.Connection;
  }

  /**
   * Loads WebRTC.
   * @throws when its native part can't be loaded on this machine: a clause says why.
   */
  static async load(parts: SignallingParts): Promise<Signalling> {
    try {
      const { webRTC } = await import('@libp2p/webrtc');
      const Connection = connectionClass(await import('node-datachannel'));
      return new Signalling(parts, { webRTC, Connection });
    } catch (error) {
      throw new Error(whyNotLoaded(error), { cause: error });
    }
  }

  /** What a node needs for it. */
  get options(): Pick<NodeOptions, 'transports' | 'services' | 'relayGates'> {
    const { originPeerId, stun, bindAddress } = this.#parts;
    const config = { iceServers: [...stun], ...(bindAddress === undefined ? {} : { bindAddress }) };
    const rtcConfiguration = () => {
      // The servers are this one's. To whoever names none, libp2p would give its own.
      return { iceServers: [], peerConnection: new this.#Connection('starling', config) };
    };
    const dataChannel = {
      maxBufferedAmount: limits.WEBRTC_BUFFERED_BYTES,
      maxMessageSize: limits.WEBRTC_MESSAGE_BYTES,
    };
    return {
      transports: [
        (components) => {
          const relay = circuitRelayTransport()(this.#held(components)) as RelayTransport;
          this.#relay = relay;
          return relay;
        },
        (components) => this.#webRTC({ rtcConfiguration, dataChannel })(this.#held(components)),
      ],
      // Both want it beside them, to find relays by. Ours is known, and identify tells our addresses to whoever connects.
      services: { identify: () => ({ [serviceCapabilities]: ['@libp2p/identify'] }) },
      relayGates: {
        denyInboundRelayedConnection: (relay, remote) =>
          relay.toString() !== originPeerId || !this.#mayTry('relayed', remote),
      },
    };
  }

  /** How others reach us by it: told to the tracker. */
  get address(): string {
    return `/p2p/${this.#parts.originPeerId}/p2p-circuit/webrtc`;
  }

  /**
   * Has the relay let others come to us. The origin must be connected, and know us as a member.
   * @throws when it refuses.
   */
  async reserve(): Promise<void> {
    await this.#relay?.reservationStore.addRelay(peerIdFromString(this.#parts.originPeerId), 'configured');
  }

  /** What is dialled for a peer that says it is reached so; null where it doesn't, or the origin isn't connected. */
  wayTo(peerId: string, addresses: readonly string[], node: Libp2p): Multiaddr | null {
    const isTold = addresses.some((each) => each.startsWith(this.address));
    const isConnected = node.getConnections(peerIdFromString(this.#parts.originPeerId)).length > 0;
    return isTold && isConnected ? multiaddr(`${this.address}/p2p/${peerId}`) : null;
  }

  /** What libp2p gives a transport, but that streams which others open are looked at first. */
  #held<Components extends { readonly registrar: Registrar }>(components: Components): Components {
    const handle: Registrar['handle'] = (protocol, handler, options) =>
      components.registrar.handle(
        protocol,
        (stream, connection) => {
          if (this.#isTaken(protocol, connection)) return handler(stream, connection);
          stream.abort(new Error('It is not taken here.'));
          return undefined;
        },
        { ...options, maxInboundStreams: limits.SIGNALLING_STREAMS },
      );
    // Both are proxies or classes of libp2p: everything else of them goes through.
    const registrar = Object.assign(Object.create(components.registrar) as Registrar, { handle });
    return Object.create(components, { registrar: { value: registrar } }) as Components;
  }

  /** The origin connects others to us; they signal on such connections, and nowhere else. */
  #isTaken(protocol: string, connection: Connection): boolean {
    const { remotePeer, remoteAddr } = connection;
    if (protocol === RELAY_V2_STOP_CODEC)
      return !isRelayed(connection) && remotePeer.toString() === this.#parts.originPeerId;
    const isThroughOrigin = remoteAddr.toString().includes(`/p2p/${this.#parts.originPeerId}/p2p-circuit`);
    return isRelayed(connection) && isThroughOrigin && this.#mayTry('signals', remotePeer);
  }

  #mayTry(what: string, peerId: PeerId): boolean {
    const key = `${what} ${peerId.toString()}`;
    const pace = this.#paces.get(key) ?? new TokenBucket(limits.SIGNALLED);
    this.#paces.set(key, pace);
    return pace.take(1, this.#parts.clock.nowMs());
  }
}

/** The package names the file and the loader's reason, above a stack and advice for who builds it; or that it has none for this system. */
function whyNotLoaded(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (/^(?:Cannot load native addon|Unsupported platform)/.test(message))
    return `this Starling has no native part for ${process.platform} on ${process.arch}`;
  const [reason = ''] = message.replace(/^Failed to load local native addon build: /, '').split('\n', 1);
  return reason;
}
