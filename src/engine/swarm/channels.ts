// The channels to all peers: dials, takes incoming ones, and sees to it that each peer has one at most. Who connects and doesn't
// open its stream in time is disconnected; who was refused isn't let in for a minute.
import type { Connection, Libp2p, Stream } from '@libp2p/interface';
import { peerIdFromString } from '@libp2p/peer-id';
import type { Multiaddr } from '@multiformats/multiaddr';
import { TokenBucket } from '../policy/tokenBucket';
import type { Clock } from '../ports';
import type { Gate } from './gate';
import * as limits from './limits';
import { findingsFor, isLoopback } from './loopback';
import { PeerChannel, type ChannelEnd, type ChannelParts } from './peerChannel';
import { dialPeer } from './peerDial';
import { isOverWebRtc, isRelayed } from './signalling';
import { targetsOf } from './targets';
import { BLOCKS_PROTOCOL, type BlocksMessage } from './wire/blocksMessages';
import type { Credential, CredentialVerdict } from './wire/credential';
import { FIRST_FRAME_MS } from './wire/limits';

/** What channels are made of. */
export interface ChannelsParts {
  readonly node: Libp2p;
  readonly gate: Gate;
  /** Who isn't dialled now, beside those. */
  readonly resting: Gate;
  readonly clock: Clock;
  readonly credential: () => Uint8Array;
  readonly verify: (shown: Uint8Array, peerId: string) => CredentialVerdict;
  /** What a peer may have waiting here. */
  readonly limits: ChannelParts['limits'];
  /** Who may be connected without being a peer; null where the origin has no node. */
  readonly originPeerId: string | null;
  /** The way to a peer by WebRTC; null where there is none, or there are enough such. */
  readonly signalledWay: (peerId: string, addresses: readonly string[]) => Multiaddr | null;
  readonly onMet: (peerId: string, credential: Credential, how: Meeting) => void;
  readonly onMessage: (peerId: string, message: BlocksMessage | null) => void;
  /** A channel is over; `wasMet`: its peer had been met. */
  readonly onEnd: (peerId: string, end: ChannelEnd, wasMet: boolean) => void;
}

/** How a peer was met. */
export interface Meeting {
  readonly roundTripMs: number;
  readonly isOverWebRtc: boolean;
}

/** The channels of a node. */
export class Channels {
  readonly #parts: ChannelsParts;
  readonly #channels = new Map<string, PeerChannel>();
  readonly #dialling = new Map<string, Promise<void>>();
  readonly #dials = new TokenBucket({ perSecond: limits.DIALS_PER_SECOND, burst: limits.DIALS_AT_ONCE });

  private constructor(parts: ChannelsParts) {
    this.#parts = parts;
  }

  /** Takes channels from now on. */
  static async open(parts: ChannelsParts): Promise<Channels> {
    const channels = new Channels(parts);
    const { node } = parts;
    node.addEventListener('connection:open', ({ detail }) => channels.#expect(detail));
    await node.handle(BLOCKS_PROTOCOL, (stream, connection) => channels.#accept(stream, connection), {
      maxInboundStreams: limits.STREAMS_OF_PEER,
      maxOutboundStreams: limits.STREAMS_OF_PEER,
    });
    return channels;
  }

  /** Whether a peer has been met and is there. */
  isMet(peerId: string): boolean {
    return this.accountOf(peerId) !== null;
  }

  /** Whose a peer is; null where it isn't there. */
  accountOf(peerId: string): string | null {
    return this.#channels.get(peerId)?.account ?? null;
  }

  /** Everybody who has been met. */
  get met(): readonly string[] {
    return [...this.#channels.keys()].filter((peerId) => this.isMet(peerId));
  }

  /** Sends a message to a peer that has been met; to others nothing goes. */
  send(peerId: string, message: BlocksMessage): void {
    const channel = this.#channels.get(peerId);
    if (channel === undefined || channel.account === null) return;
    if (message.type !== 'answer') channel.send(message);
    else channel.send({ ...message, found: findingsFor(message.found, { isHere: this.isHere(peerId) }) });
  }

  /** Whether a node is connected by an address that only this machine reaches. */
  isHere(peerId: string): boolean {
    return this.#parts.node
      .getConnections(peerIdFromString(peerId))
      .some(({ remoteAddr }) => isLoopback(remoteAddr.toString()));
  }

  /** Shows all peers a newer credential. */
  renew(): void {
    for (const channel of this.#channels.values()) channel.renew();
  }

  /** Connects to a peer. Resolves when it has been met, or can't be: never rejects. */
  dial(peerId: string, addresses: readonly string[]): Promise<void> {
    const { gate, resting, clock, node, originPeerId } = this.#parts;
    const underWay = this.#dialling.get(peerId);
    if (underWay !== undefined) return underWay;
    if (this.#channels.has(peerId) || peerId === node.peerId.toString()) return Promise.resolve();
    if (gate.isKeptOut(peerId) || resting.isKeptOut(peerId)) return Promise.resolve();
    const direct = targetsOf(addresses, {
      peerId,
      isHere: originPeerId === null || this.isHere(originPeerId),
    });
    const signalled = this.#parts.signalledWay(peerId, addresses);
    if ((direct.length === 0 && signalled === null) || !this.#dials.take(1, clock.nowMs()))
      return Promise.resolve();
    const dialling = dialPeer(node, { direct, signalled }).then(
      (connection) => {
        this.#dialling.delete(peerId);
        if (isRelayed(connection)) return undefined;
        return (this.#channels.get(peerId) ?? this.#add(peerId, connection)).settled;
      },
      // It can't be reached, or isn't who it was said to be: others are.
      () => void this.#dialling.delete(peerId),
    );
    this.#dialling.set(peerId, dialling);
    return dialling;
  }

  /** Ends the channel to a peer, and its connections. */
  end(peerId: string, end: ChannelEnd): void {
    this.#channels.get(peerId)?.end(end);
    this.#disconnect(peerId, end.message);
  }

  /** Ends all. */
  async close(): Promise<void> {
    await this.#parts.node.unhandle(BLOCKS_PROTOCOL);
    for (const peerId of [...this.#channels.keys()]) this.end(peerId, { why: 'let go', message: 'We stop.' });
  }

  /** Who has connected opens its stream in time, or is no peer. Through the relay there is time for signalling only. */
  #expect(connection: Connection): void {
    const { clock, originPeerId } = this.#parts;
    const peerId = connection.remotePeer.toString();
    if (isRelayed(connection)) {
      clock.wakeAt(clock.nowMs() + limits.RELAYED_MS, () => {
        connection.abort(new Error('It has had its time.'));
      });
      return;
    }
    if (connection.direction === 'outbound' || peerId === originPeerId) return;
    clock.wakeAt(clock.nowMs() + FIRST_FRAME_MS, () => {
      if (connection.status !== 'open' || this.#channels.has(peerId)) return;
      if (isOverWebRtc(connection)) {
        // libp2p takes a try that its dialer has given up for a connection. The next one is under way, and a member's.
        connection.abort(new Error('It was never there.'));
        return;
      }
      this.#parts.gate.keepOut(peerId, limits.REFUSED_MS);
      this.#disconnect(peerId, 'It connected and said nothing.');
    });
  }

  #accept(stream: Stream, connection: Connection): void {
    const peerId = connection.remotePeer.toString();
    // libp2p refuses it too, where the relay says that it is one.
    if (isRelayed(connection)) {
      stream.abort(new Error('Blocks do not go through the relay.'));
      return;
    }
    const known = this.#channels.get(peerId);
    // It has come back before we knew that it was gone.
    if (known?.hasIncoming === true) known.end({ why: 'replaced', message: 'It has opened another stream.' });
    (this.#channels.get(peerId) ?? this.#add(peerId, connection)).accept(stream);
  }

  #add(peerId: string, connection: Connection): PeerChannel {
    const { verify, onMet, onMessage, ...parts } = this.#parts;
    const channel: PeerChannel = new PeerChannel({
      ...{ clock: parts.clock, limits: parts.limits, credential: parts.credential, connection },
      verify: (shown) => verify(shown, peerId),
      onMet: (credential, roundTripMs) => {
        this.#closeRelayed(peerId);
        onMet(peerId, credential, { roundTripMs, isOverWebRtc: isOverWebRtc(connection) });
      },
      onMessage: (message) => onMessage(peerId, message),
      onEnd: (end) => this.#lose(peerId, channel, end),
    });
    this.#channels.set(peerId, channel);
    return channel;
  }

  #lose(peerId: string, channel: PeerChannel, end: ChannelEnd): void {
    const wasMet = channel.account !== null;
    if (this.#channels.get(peerId) === channel) this.#channels.delete(peerId);
    const isOffence = end.why === 'refused' || end.why === 'silent' || end.why === 'malformed';
    if (isOffence && !wasMet) this.#parts.gate.keepOut(peerId, limits.REFUSED_MS);
    if (end.why !== 'replaced') this.#disconnect(peerId, end.message);
    this.#parts.onEnd(peerId, end, wasMet);
  }

  /** Both ends have what they were signalling for. */
  #closeRelayed(peerId: string): void {
    for (const connection of this.#parts.node.getConnections(peerIdFromString(peerId)))
      if (isRelayed(connection)) connection.abort(new Error('It has served its turn.'));
  }

  #disconnect(peerId: string, message: string): void {
    for (const connection of this.#parts.node.getConnections(peerIdFromString(peerId)))
      connection.abort(new Error(message));
  }
}
