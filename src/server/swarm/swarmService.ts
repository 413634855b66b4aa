// The origin's part in its swarm: a node of libp2p that members connect to, the tracker on it, and the credentials. It never serves
// blocks: those of the origin go over HTTP, and those of peers between peers.
import type { Server } from 'node:http';
import type { Libp2p } from '@libp2p/interface';
import { blockCount } from '../../shared/blocks';
import type { Track } from '../../shared/track';
import type { Clock, SwarmInvitation } from '../../engine/ports';
import { Gate } from '../../engine/swarm/gate';
import { startNode, stopNode } from '../../engine/swarm/node';
import { ADDRESSES_OF_NODE, FIRST_FRAME_MS } from '../../engine/swarm/wire/limits';
import { verifyCredential } from '../../engine/swarm/wire/credential';
import { TRACKER_PROTOCOL } from '../../engine/swarm/wire/trackerCodec';
import { Credentials } from './credentials';
import * as limits from './limits';
import type { SwarmKey } from './swarmKey';
import { signallingRelay } from './signallingRelay';
import { StunServer } from './stunServer';
import { TrackerService, type TrackerCounts } from './trackerService';
import { DOOR_ADDRESS, WebSocketDoor } from './webSocketDoor';

/** What the service is made of. */
export interface SwarmServiceOptions {
  readonly key: SwarmKey;
  readonly clock: Clock;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  /** Where its node listens, as multiaddrs: `/ip4/127.0.0.1/tcp/0`, `/ip4/0.0.0.0/tcp/4534/ws`. */
  readonly listen: readonly string[];
  /** Where it answers STUN, by UDP; port 0: any free one. Default: nowhere. */
  readonly stun?: { readonly host: string; readonly port: number } | null;
  /** Something that it can do without has failed: a sentence. Default: nobody is told. */
  readonly onProblem?: (sentence: string) => void;
  /** The catalogue, as it stands. */
  readonly tracks: () => readonly Track[];
}

/** An invitation, as it is sent; members reach the origin by a name that it may not know. */
export interface Invitation extends Omit<SwarmInvitation, 'stun'> {
  /** Where its node listens for TCP, if it is on all addresses. */
  readonly port: number | null;
  /** Where it answers STUN, by UDP. */
  readonly stunPort: number | null;
  /** Whether WebSockets are taken where HTTP is. */
  readonly webSockets: boolean;
}

/** How it stands, for the metrics. */
export interface SwarmServiceCounts extends TrackerCounts {
  /** Nodes that were invited, renewals among them. */
  readonly invitations: number;
  /** Nodes that weren't: their account has too many. */
  readonly refusedInvitations: number;
}

/** The swarm's side of an origin. */
export class SwarmService {
  readonly #key: SwarmKey;
  readonly #node: Libp2p;
  readonly #tracker: TrackerService;
  readonly #credentials: Credentials;
  readonly #door: WebSocketDoor;
  readonly #stun: StunServer | null;
  readonly #isPublic: boolean;
  #isDoorOpen = false;
  #invitations = 0;
  #refusedInvitations = 0;

  private constructor(
    key: SwarmKey,
    parts: {
      readonly node: Libp2p;
      readonly tracker: TrackerService;
      readonly credentials: Credentials;
      readonly door: WebSocketDoor;
      readonly stun: StunServer | null;
      readonly isPublic: boolean;
    },
  ) {
    this.#key = key;
    this.#node = parts.node;
    this.#tracker = parts.tracker;
    this.#credentials = parts.credentials;
    this.#door = parts.door;
    this.#stun = parts.stun;
    this.#isPublic = parts.isPublic;
  }

  /**
   * Starts the node, with tracker and relay on it, and STUN.
   * @throws when it can't listen there.
   */
  static async start(options: SwarmServiceOptions): Promise<SwarmService> {
    const { key, clock, random, listen, stun: stunAt = null, tracks } = options;
    const { onProblem = () => undefined } = options;
    const nowMs = (): number => clock.nowMs();
    const stun = stunAt === null ? null : await StunServer.listen({ ...stunAt, nowMs, onProblem });
    const credentials = new Credentials(key, () => clock.wallMs());
    const tracker = new TrackerService({
      ...{ clock, random },
      blockCountOf: blockCountsOf(tracks),
      revoked: () => credentials.revoked,
      verify: (shown, peerId) =>
        verifyCredential(shown, {
          ...{ originKey: key.publicKey, swarm: key.peerId, peerId, wallMs: clock.wallMs() },
          isRevoked: (account) => credentials.isRevoked(account),
        }),
    });
    const gate = new Gate(() => clock.nowMs());
    const identity = { peerId: key.peerId, privateKey: key.nodeKey };
    const door = new WebSocketDoor();
    const node = await startNode({
      ...{ identity, gate, listen: [...listen, DOOR_ADDRESS], webSockets: door.transport },
      ...signallingRelay({ clock, isMember: (peerId) => tracker.hasGuest(peerId) }),
      mostConnections: limits.MOST_CONNECTIONS,
      mostPending: limits.MOST_PENDING,
      mostInboundPerSecond: limits.INBOUND_CONNECTIONS_PER_SECOND,
    });
    // Who connects and doesn't show a good credential in time has no business here.
    node.addEventListener('connection:open', ({ detail }) => {
      clock.wakeAt(clock.nowMs() + 2 * FIRST_FRAME_MS, () => {
        if (!tracker.hasGuest(detail.remotePeer.toString())) detail.abort(new Error('It is no member.'));
      });
    });
    await node.handle(TRACKER_PROTOCOL, (stream, connection) => tracker.serve(stream, connection), {
      maxInboundStreams: limits.STREAMS_OF_CONNECTION,
    });
    const isPublic = listen.some((each) => /^\/(ip4\/0\.0\.0\.0|ip6\/::)\//.test(each));
    return new SwarmService(key, { node, tracker, credentials, door, stun, isPublic });
  }

  /** How the tracker stands. */
  get counts(): SwarmServiceCounts {
    const [invitations, refusedInvitations] = [this.#invitations, this.#refusedInvitations];
    return { ...this.#tracker.counts, invitations, refusedInvitations };
  }

  /** Lets members in through an HTTP server too, by WebSockets. */
  openDoor(server: Server): void {
    this.#door.open(server);
    this.#isDoorOpen = true;
  }

  /** Invites a node of an account. Null where the account has too many already. */
  invite(account: string, peerId: string): Invitation | null {
    const issued = this.#credentials.issue(account, peerId);
    if (issued === null) {
      this.#refusedInvitations += 1;
      return null;
    }
    this.#invitations += 1;
    const { publicKey, peerId: originPeerId } = this.#key;
    const originKey = Uint8Array.from(publicKey.export({ format: 'der', type: 'spki' }));
    const addresses = this.#tcpAddresses.slice(0, ADDRESSES_OF_NODE);
    const stunPort = this.#stun?.port ?? null;
    const ways = { addresses, port: this.#port, stunPort, webSockets: this.#isDoorOpen };
    return { swarm: originPeerId, originKey, originPeerId, ...ways, ...issued };
  }

  /** Where it listens on all addresses. */
  get #port(): number | null {
    const [first = ''] = this.#tcpAddresses;
    return this.#isPublic ? Number(/\/tcp\/(\d+)/.exec(first)?.[1] ?? 0) || null : null;
  }

  get #tcpAddresses(): readonly string[] {
    return this.#node
      .getMultiaddrs()
      .map(String)
      .filter((each) => /\/tcp\/\d+(\/p2p\/[^/]+)?$/.test(each));
  }

  /** An account is no longer one: its nodes are let go now, by peers as soon as they have heard it from the tracker. */
  revoke(account: string): void {
    this.#tracker.revoke(this.#credentials.revoke(account));
  }

  /** Lets everybody go and stops the node. */
  async stop(): Promise<void> {
    this.#tracker.close();
    this.#stun?.close();
    await stopNode(this.#node);
  }
}

/** Blocks by content id, made anew when the list of tracks is another one. */
function blockCountsOf(tracks: () => readonly Track[]): (contentId: string) => number | undefined {
  let counted: readonly Track[] | null = null;
  const counts = new Map<string, number>();
  return (contentId) => {
    const now = tracks();
    if (now !== counted) {
      counted = now;
      counts.clear();
      for (const { contentId: id, sizeBytes } of now) if (id !== null) counts.set(id, blockCount(sizeBytes));
    }
    return counts.get(contentId);
  };
}
