// A swarm of real nodes on loopback: TCP, Noise, Yamux, the product's own policies. An origin signs credentials; the tracker is a table.
import { createHash, generateKeyPairSync } from 'node:crypto';
import { addBlock, emptyHaveMap } from '../../src/engine/policy/haveMap';
import type { Finding } from '../../src/engine/policy/neighbourMessages';
import { SERVING_PROFILES, type ServingLimits } from '../../src/engine/policy/servingLimits';
import type { PeerNews } from '../../src/engine/ports';
import { contentIdOf, encodeManifest } from '../../src/engine/manifest/manifest';
import { manifestProver } from '../../src/engine/manifest/prove';
import { newIdentity } from '../../src/engine/swarm/identity';
import type { SwarmOptions } from '../../src/engine/swarm/swarmOptions';
import { SwarmPeers } from '../../src/engine/swarm/swarmPeers';
import type { TrackerClient } from '../../src/engine/swarm/tracker';
import { signCredential, type Credential } from '../../src/engine/swarm/wire/credential';
import { blockCount, blockSizeBytes, bytesOfBlocks } from '../../src/shared/blocks';
import type { Track } from '../../src/shared/track';
import { seededRandom } from './eventHeap';
import { SteppedClock } from './steppedClock';
import { makeTrack } from './world';

const HOUR_MS = 3_600_000;
export const LOOPBACK = '/ip4/127.0.0.1/tcp/0';
const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const originKeys = generateKeyPairSync('ed25519');

/** As in 2010, but for parts of tracks: no cap and no measuring of the line, so that tests are quick. */
const UNHURRIED: ServingLimits = { ...SERVING_PROFILES.classic, servesParts: true };

/** A track with its bytes and its manifest. */
export interface Song {
  readonly track: Track;
  readonly contentId: string;
  readonly bytes: Uint8Array;
  /** The encoded manifest. */
  readonly manifest: Uint8Array;
  isBlockRight(block: number, bytes: Uint8Array): boolean;
}

/** A song of so many bytes that look like nothing. */
export function newSong(seed: number, sizeBytes: number): Song {
  const random = seededRandom(seed);
  const bytes = Uint8Array.from({ length: sizeBytes }, () => random() * 256);
  const size = blockSizeBytes(sizeBytes);
  const blocks = Array.from({ length: blockCount(sizeBytes) }, (_, at) =>
    bytes.subarray(at * size, (at + 1) * size),
  );
  const hashes = Uint8Array.from(Buffer.concat(blocks.map(sha256)));
  const encoded = encodeManifest({ version: 1, sizeBytes, blockSizeBytes: size, hashes });
  const contentId = contentIdOf(encoded, sha256);
  const { isBlockRight } = manifestProver(sha256)(encoded, contentId);
  const track = { ...makeTrack(`song ${seed}`, sizeBytes), contentId };
  return { track, contentId, bytes, manifest: encoded, isBlockRight };
}

/** A credential of a node, good for an hour. */
export function credentialOf(peerId: string, changes: Partial<Credential> = {}): Uint8Array {
  const account = createHash('sha256').update(peerId).digest('hex');
  const good = { account, peerId, swarm: 'home', expiresAtMs: Date.now() + HOUR_MS };
  return signCredential({ ...good, ...changes }, originKeys.privateKey);
}

/** What a member is like. */
export interface MemberOptions extends Partial<
  Pick<SwarmOptions, 'listen' | 'tracker' | 'asked' | 'webRtc' | 'originPeerId'>
> {
  readonly serving?: Partial<ServingLimits>;
  readonly credential?: (peerId: string) => Uint8Array;
  /** What it reads when it serves; default: the song's bytes. */
  readonly read?: (contentId: string, block: number) => Promise<Uint8Array | null>;
}

/** The members, and the tracker between them. */
export class LoopbackSwarm {
  readonly #members: Member[] = [];
  readonly #songs = new Map<string, Song>();
  /** Who has what, as the tracker says it. */
  readonly #providers = new Map<string, Member[]>();

  readonly tracker: TrackerClient = {
    find: (contentIds) => Promise.resolve(contentIds.map((contentId) => this.#findingOf(contentId))),
    announce: () => undefined,
  };

  /** Starts a member. */
  async add(options: MemberOptions = {}): Promise<Member> {
    const identity = await newIdentity();
    const clock = new SteppedClock();
    const read = async (contentId: string, block: number): Promise<Uint8Array | null> => {
      const song = this.#songs.get(contentId);
      if (song === undefined) return null;
      const { start, end } = bytesOfBlocks(song.bytes.length, { first: block, end: block + 1 });
      return Promise.resolve(song.bytes.subarray(start, end));
    };
    const peers = await SwarmPeers.start({
      ...{ identity, clock, random: seededRandom(1), listen: options.listen ?? [LOOPBACK] },
      ...{ swarm: 'home', originKey: originKeys.publicKey },
      ...{ originPeerId: options.originPeerId ?? null, webRtc: options.webRtc ?? null },
      credential: (options.credential ?? credentialOf)(identity.peerId),
      serving: { ...UNHURRIED, ...options.serving },
      blocks: { read: options.read ?? read },
      ...(options.asked === undefined ? {} : { asked: options.asked }),
      tracker: options.tracker === undefined ? this.tracker : options.tracker,
      blockCountOf: (contentId) => {
        const song = this.#songs.get(contentId);
        return song === undefined ? undefined : blockCount(song.bytes.length);
      },
    });
    const member = new Member(peers, clock);
    this.#members.push(member);
    return member;
  }

  /** The catalogue has a song. */
  list(song: Song): void {
    this.#songs.set(song.contentId, song);
  }

  /** A member has a song, or these blocks of it, and the tracker knows; nothing is read of those that `read` doesn't give. */
  give(member: Member, song: Song, blocks?: readonly number[]): void {
    this.list(song);
    const haveMap = blocks === undefined ? null : emptyHaveMap(blockCount(song.bytes.length));
    for (const block of blocks ?? []) if (haveMap !== null) addBlock(haveMap, block);
    member.peers.setHeld({ contentId: song.contentId, sizeBytes: song.bytes.length, haveMap });
    this.#providers.set(song.contentId, [...(this.#providers.get(song.contentId) ?? []), member]);
  }

  /** Everybody leaves. */
  async stop(): Promise<void> {
    await Promise.all(this.#members.splice(0).map(({ peers }) => peers.stop()));
  }

  #findingOf(contentId: string): Finding {
    const providers = (this.#providers.get(contentId) ?? []).flatMap(({ peers }) =>
      peers.holdings
        .filter((holding) => holding.contentId === contentId)
        .map(({ haveMap }) => ({ peerId: peers.peerId, addresses: peers.addresses, haveMap, load: 0 })),
    );
    return { contentId, providers };
  }
}

/** A member, and what it has heard. */
export class Member {
  readonly peers: SwarmPeers;
  readonly clock: SteppedClock;
  readonly news: PeerNews[] = [];
  readonly #waiting = new Set<() => void>();
  #requestId = 0;

  constructor(peers: SwarmPeers, clock: SteppedClock) {
    this.peers = peers;
    this.clock = clock;
    peers.onNews((news) => {
      this.news.push(news);
      for (const look of [...this.#waiting]) look();
    });
  }

  get peerId(): string {
    return this.peers.peerId;
  }

  /** The first news of a kind (and, where it is given, that fit), as soon as there is one. */
  hear<Type extends PeerNews['type']>(
    type: Type,
    fits: (news: PeerNews & { type: Type }) => boolean = () => true,
  ): Promise<PeerNews & { type: Type }> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = this.news.find(
          (news): news is PeerNews & { type: Type } =>
            news.type === type && fits(news as PeerNews & { type: Type }),
        );
        if (found === undefined) return;
        this.#waiting.delete(look);
        resolve(found);
      };
      this.#waiting.add(look);
      look();
    });
  }

  /** Searches for a song, and waits until somebody who has it is connected. */
  async meet(song: Song): Promise<void> {
    this.peers.find([song.track]);
    await this.hear('peerHas', ({ contentId }) => contentId === song.contentId);
  }

  /** Asks a peer for a block. Returns the request's id. */
  ask(of: Member, song: Song, block: number): number {
    const requestId = ++this.#requestId;
    const blocks = { first: block, end: block + 1 };
    this.peers.ask({ requestId, peerId: of.peerId, track: song.track, blocks, deadlineMs: null });
    return requestId;
  }
}
