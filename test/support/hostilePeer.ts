// A node of libp2p that says on its stream whatever the test has it say.
import type { Connection, Libp2p, Stream } from '@libp2p/interface';
import { multiaddr } from '@multiformats/multiaddr';
import { Gate } from '../../src/engine/swarm/gate';
import { newIdentity, type Identity } from '../../src/engine/swarm/identity';
import { startNode, stopNode, type NodeOptions } from '../../src/engine/swarm/node';
import { decodeBlocksMessage, encodeBlocksMessage } from '../../src/engine/swarm/wire/blocksCodec';
import { BLOCKS_PROTOCOL, type BlocksMessage } from '../../src/engine/swarm/wire/blocksMessages';
import { FrameReader, frameOf } from '../../src/engine/swarm/wire/frames';
import { LONGEST_BLOCKS_FRAME } from '../../src/engine/swarm/wire/limits';
import { credentialOf, LOOPBACK, type Member } from './loopbackSwarm';

/** A connection; `closed` resolves when it is over. */
export interface Connected {
  readonly connection: Connection;
  readonly closed: Promise<void>;
}

/** A connection, and its end. */
export function watched(connection: Connection): Connected {
  const closed = new Promise<void>((resolve) => {
    if (connection.status !== 'open') resolve();
    connection.addEventListener('close', () => resolve());
  });
  return { connection, closed };
}

/** A peer without manners. */
export class HostilePeer {
  readonly identity: Identity;
  readonly node: Libp2p;
  /** What the victim has said on its own stream. */
  readonly heard: BlocksMessage[] = [];
  /** The stream that the victim has opened. */
  incoming: Stream | null = null;
  /** What it does with each of them. */
  onMessage: (message: BlocksMessage) => void = () => undefined;
  /** Whether it reads what the victim says. */
  isReading = true;
  readonly #waiting = new Set<() => void>();

  private constructor(identity: Identity, node: Libp2p) {
    this.identity = identity;
    this.node = node;
  }

  /** Starts one; `ways`: who it is, and how it is reached and reaches others, other than by TCP on loopback. */
  static async start(ways: Partial<NodeOptions> = {}): Promise<HostilePeer> {
    const identity = ways.identity ?? (await newIdentity());
    const gate = new Gate(() => 0);
    const peer = new HostilePeer(identity, await startNode({ identity, gate, listen: [LOOPBACK], ...ways }));
    await peer.node.handle(BLOCKS_PROTOCOL, (stream) => peer.#listen(stream));
    return peer;
  }

  get peerId(): string {
    return this.identity.peerId;
  }

  get addresses(): readonly string[] {
    return this.node.getMultiaddrs().map(String);
  }

  /** Connects to a member. */
  async connect(victim: Member): Promise<Connected> {
    const addresses = victim.peers.addresses.map((address) => multiaddr(address));
    return watched(await this.node.dial(addresses));
  }

  /** Connects, opens its stream and says who it is, truly or not; nothing, for null. */
  async join(victim: Member, credential: Uint8Array | null = credentialOf(this.peerId)): Promise<Joined> {
    return this.speak(await this.connect(victim), credential);
  }

  /** Opens its stream and says who it is, truly or not; nothing, for null. */
  async speak({ connection, closed }: Connected, credential: Uint8Array | null): Promise<Joined> {
    const stream = await connection.newStream(BLOCKS_PROTOCOL);
    const joined = new Joined(stream, closed);
    if (credential !== null) joined.say({ type: 'credential', credential });
    return joined;
  }

  /** Whether a new connection is ended before anything is said on it. */
  async isTurnedAway(from: Member): Promise<boolean> {
    try {
      const { connection, closed } = await this.connect(from);
      const opened = connection.newStream(BLOCKS_PROTOCOL).then(() => false);
      return await Promise.race([closed.then(() => true), opened]);
    } catch {
      // The dial itself was broken off, or the stream.
      return true;
    }
  }

  /** The first message of a kind that the victim has said. */
  hear<Type extends BlocksMessage['type']>(type: Type, count = 1): Promise<BlocksMessage & { type: Type }> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = this.heard.filter(
          (message): message is BlocksMessage & { type: Type } => message.type === type,
        );
        const last = found[count - 1];
        if (last === undefined) return;
        this.#waiting.delete(look);
        resolve(last);
      };
      this.#waiting.add(look);
      look();
    });
  }

  stop(): Promise<void> {
    return stopNode(this.node);
  }

  #listen(stream: Stream): void {
    this.incoming = stream;
    if (!this.isReading) {
      stream.pause();
      return;
    }
    const reader = new FrameReader(LONGEST_BLOCKS_FRAME);
    stream.addEventListener('message', ({ data }) => {
      for (const frame of reader.take(data.subarray())) {
        const message = decodeBlocksMessage(frame);
        if (message === null) continue;
        this.heard.push(message);
        this.onMessage(message);
      }
      for (const look of [...this.#waiting]) look();
    });
  }
}

/** A stream to a victim. */
export class Joined {
  readonly stream: Stream;
  /** Resolves when the victim has ended the connection. */
  readonly closed: Promise<void>;

  constructor(stream: Stream, closed: Promise<void>) {
    this.stream = stream;
    this.closed = closed;
  }

  /** Says a message, while the stream takes any. */
  say(message: BlocksMessage): void {
    this.sayBytes(frameOf(encodeBlocksMessage(message)));
  }

  /** Says bytes. */
  sayBytes(bytes: Uint8Array): void {
    if (this.stream.status === 'open') this.stream.send(bytes);
  }
}
