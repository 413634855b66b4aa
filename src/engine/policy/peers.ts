// The peers that are connected: what each has, what is under way from it, and how it has done so far.
import { hasBlock } from './haveMap';
import { Estimate } from './estimate';
import type { PeerLimits } from './peerLimits';
import type { Request } from './wanted';

/** A connected peer. */
export interface Peer {
  readonly peerId: string;
  estimate: Estimate;
  /** What it has been asked for and hasn't sent. */
  readonly requests: Set<Request>;
  outstandingBytes: number;
  /** Nothing is asked of it before this time, in milliseconds. */
  notBeforeMs: number;
  failuresInARow: number;
  /** Whether a block of it is overdue: it is asked for no more until one comes. */
  isSuspect: boolean;
  /** Since when, in milliseconds, where it is. */
  suspectSinceMs: number;
  /**
   * The first block of a peer that has never sent anything, which others have brought meanwhile: it is waited for all the same, or
   * who is slow couldn't be told from who is silent.
   */
  trial: Request | null;
  /** Blocks that it had promised and hadn't. */
  lies: number;
  /** What it has, by content id. */
  readonly holdings: Map<string, Holding>;
}

/** What a peer has of a content. */
export interface Holding {
  /** One bit a block, the lowest bit of the first byte for block 0. */
  readonly map: Uint8Array;
  /** How many bits are 1. */
  blocks: number;
}

/** Who has a track. */
interface Providers {
  readonly peers: Peer[];
  /** How many have each block. */
  readonly holders: Uint16Array;
}

const NOBODY: readonly Peer[] = [];
const BITS_PER_BYTE = 8;

/** The peers that are known. */
export class Peers {
  readonly #limits: PeerLimits;
  readonly #peers = new Map<string, Peer>();
  readonly #providers = new Map<string, Providers>();
  /** Peers that have sent what wasn't true: never again in this session. */
  readonly #banned = new Set<string>();

  constructor(limits: PeerLimits) {
    this.#limits = limits;
  }

  /** All of them. */
  get all(): IterableIterator<Peer> {
    return this.#peers.values();
  }

  get count(): number {
    return this.#peers.size;
  }

  get(peerId: string): Peer | undefined {
    return this.#peers.get(peerId);
  }

  isBanned(peerId: string): boolean {
    return this.#banned.has(peerId);
  }

  /** A peer is connected. Returns whether it is one to go on with. */
  find(peerId: string, roundTripMs: number | null): boolean {
    if (this.#banned.has(peerId)) return false;
    if (this.#peers.has(peerId)) return true;
    if (this.#peers.size >= this.#limits.mostPeers) return false;
    this.#peers.set(peerId, {
      ...{ peerId, estimate: new Estimate(this.#limits, roundTripMs), requests: new Set() },
      ...{
        outstandingBytes: 0,
        notBeforeMs: 0,
        failuresInARow: 0,
        isSuspect: false,
        suspectSinceMs: 0,
        trial: null,
        lies: 0,
        holdings: new Map(),
      },
    });
    return true;
  }

  /** A peer says what it has of a content; nothing, where all bits are 0. Returns whether that can be kept. */
  setHoldings(peerId: string, contentId: string, haveMap: Uint8Array): boolean {
    const peer = this.#peers.get(peerId);
    if (peer === undefined) return true;
    if (haveMap.length > this.#limits.haveMapBytes) return false;
    this.#forget(peer, contentId);
    if (haveMap.every((byte) => byte === 0)) return true;
    if (peer.holdings.size >= this.#limits.holdingsPerPeer) return false;
    const providers = this.#providersOf(contentId);
    providers.peers.push(peer);
    peer.holdings.set(contentId, { map: haveMap.slice(), blocks: count(providers.holders, haveMap, 1) });
    return true;
  }

  /** A peer hasn't a block that it had promised. */
  lose(peer: Peer, contentId: string, block: number): void {
    const holding = peer.holdings.get(contentId);
    if (holding === undefined || !hasBlock(holding.map, block)) return;
    holding.map[block >> 3] = (holding.map[block >> 3] ?? 0) & ~(1 << (block & 7));
    holding.blocks -= 1;
    const { holders } = this.#providersOf(contentId);
    holders[block] = (holders[block] ?? 1) - 1;
    peer.lies += 1;
  }

  /** A peer is gone. What was under way from it is for others to end first. */
  remove(peerId: string): void {
    const peer = this.#peers.get(peerId);
    if (peer === undefined) return;
    for (const contentId of [...peer.holdings.keys()]) this.#forget(peer, contentId);
    this.#peers.delete(peerId);
  }

  /** A peer is never to be asked again. */
  ban(peerId: string): void {
    this.#banned.add(peerId);
    const [oldest] = this.#banned;
    if (this.#banned.size > this.#limits.bansRemembered && oldest !== undefined) this.#banned.delete(oldest);
  }

  /** The machine has slept: rates and pauses are forgotten. */
  resume(): void {
    for (const peer of this.#peers.values()) {
      peer.estimate = new Estimate(this.#limits, null);
      peer.notBeforeMs = 0;
      peer.failuresInARow = 0;
      peer.isSuspect = false;
    }
  }

  /** Who has anything of a content, in the order they said so. */
  providersOf(contentId: string): readonly Peer[] {
    return this.#providers.get(contentId)?.peers ?? NOBODY;
  }

  /** How many have each block; null where nobody has any. */
  holdersOf(contentId: string): Uint16Array | null {
    return this.#providers.get(contentId)?.holders ?? null;
  }

  #providersOf(contentId: string): Providers {
    let providers = this.#providers.get(contentId);
    if (providers === undefined) {
      providers = { peers: [], holders: new Uint16Array(this.#limits.haveMapBytes * BITS_PER_BYTE) };
      this.#providers.set(contentId, providers);
    }
    return providers;
  }

  #forget(peer: Peer, contentId: string): void {
    const holding = peer.holdings.get(contentId);
    const providers = this.#providers.get(contentId);
    if (holding === undefined || providers === undefined) return;
    peer.holdings.delete(contentId);
    count(providers.holders, holding.map, -1);
    providers.peers.splice(providers.peers.indexOf(peer), 1);
    if (providers.peers.length === 0) this.#providers.delete(contentId);
  }
}

/** Counts the blocks of a map in or out. Returns how many there are. */
function count(holders: Uint16Array, map: Uint8Array, by: number): number {
  let blocks = 0;
  for (let block = 0; block < map.length * BITS_PER_BYTE; block++) {
    if (!hasBlock(map, block)) continue;
    holders[block] = (holders[block] ?? 0) + by;
    blocks += 1;
  }
  return blocks;
}
