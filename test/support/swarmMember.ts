// One listener of a swarm in memory: plays tracks whose blocks it has of others or of the origin, keeps them, and serves them.
// How it chooses whom to ask is as simple as can be; what it serves, whom it is connected to and whom it believes is the product's.
import { addBlock, countBlocks, emptyHaveMap } from '../../src/engine/policy/haveMap';
import type { Finding } from '../../src/engine/policy/neighbourMessages';
import { ServingPolicy } from '../../src/engine/policy/serving';
import { SERVING_PROFILES } from '../../src/engine/policy/servingLimits';
import type { ServingAction } from '../../src/engine/policy/servingMessages';
import type { Provider, TrackerEvent } from '../../src/engine/policy/trackerMessages';
import { Bottleneck } from './bottleneck';
import type { EventHeap } from './eventHeap';
import { SimulatedUploads } from './simulatedUploads';
import { SwarmLinks } from './swarmLinks';
import { ORIGIN_AFTER_MS, SwarmDownload, type Ask } from './swarmDownload';

/** `free rider`: never shares · `corrupt`: sends other bytes · `liar`: says that it has everything, and has nothing. */
export type Conduct = 'honest' | 'free rider' | 'corrupt' | 'liar';

const UPLINK_BYTES_PER_SECOND = 250_000;
/** Contents that a member keeps. */
const MOST_HELD = 8;
/** A peer that hasn't answered after so long has failed. */
const PATIENCE_MS = 4_000;

/** What came of it. */
export interface SwarmCounts {
  plays: number;
  finished: number;
  originBlocks: number;
  peerBlocks: number;
  /** Blocks that weren't what they should be: seen, and none of them kept. */
  badBlocks: number;
  bans: number;
  refusals: Record<string, number>;
}

/** What a member needs of the swarm. */
export interface SwarmWorld {
  readonly heap: EventHeap;
  readonly random: () => number;
  readonly counts: SwarmCounts;
  readonly members: ReadonlyMap<string, SwarmMember>;
  /** Every content of the catalogue is as long. */
  readonly sizeBytes: number;
  blockCountOf(contentId: string): number | undefined;
  after(ms: number, callback: () => void): void;
  send(from: string, to: string, deliver: (receiver: SwarmMember) => void): void;
  connect(a: SwarmMember, b: SwarmMember, isOverWebRtc: boolean): void;
  disconnect(a: SwarmMember, b: SwarmMember): void;
  tellTracker(event: TrackerEvent): void;
  askTracker(peerId: string, contentId: string, onAnswer: (found: readonly Provider[]) => void): void;
}

/** A member. */
export class SwarmMember {
  readonly name: string;
  readonly conduct: Conduct;
  readonly serving = new ServingPolicy(SERVING_PROFILES.modern);
  readonly links: SwarmLinks;
  readonly uploads: SimulatedUploads;
  /** Those it is connected to. */
  readonly connected = new Set<string>();
  /** What it holds, the content used longest ago first. */
  readonly held = new Map<string, Uint8Array>();
  isOnline = false;
  /** Pieces of blocks that have come, in bytes, by peer, request and block. */
  readonly #pieces = new Map<string, number>();
  readonly #swarm: SwarmWorld;
  #download: SwarmDownload | null = null;
  #requestId = 0;

  constructor(name: string, conduct: Conduct, swarm: SwarmWorld) {
    this.name = name;
    this.conduct = conduct;
    this.#swarm = swarm;
    const { heap } = swarm;
    const line = new Bottleneck({
      heap,
      bytesPerSecond: UPLINK_BYTES_PER_SECOND,
      wayMs: 30,
      queueBytes: 250_000,
    });
    this.uploads = new SimulatedUploads(this.serving, {
      ...{ heap, line, backMs: () => 30, onAction: (action) => this.#deliver(action) },
    });
    this.links = new SwarmLinks({
      heap,
      send: (to, deliver) => swarm.send(name, to, ({ links }) => deliver(links)),
      disconnect: (peerId) => swarm.disconnect(this, swarm.members.get(peerId)!),
      onFound: (found) => this.#findAmongNeighbours(found),
      onBan: () => (swarm.counts.bans += 1),
      self: () => ({ peerId: name, addresses: [], load: this.serving.load }),
      haveMapOf: (contentId) =>
        conduct === 'free rider' ? undefined : this.serving.own.haveMapOf(contentId),
      blockCountOf: (contentId) => swarm.blockCountOf(contentId),
      random: swarm.random,
    });
    this.uploads.handle({ type: 'sharingChanged', isAllowed: conduct !== 'free rider' });
  }

  /** Whether it is done with what it plays. */
  get isIdle(): boolean {
    return this.#download === null;
  }

  isConnectedTo(name: string): boolean {
    return this.connected.has(name);
  }

  /** Comes online, and says what it has. */
  join(): void {
    this.isOnline = true;
    const { name } = this;
    this.#swarm.tellTracker({ type: 'joined', peerId: name, account: `account of ${name}`, addresses: [] });
    for (const contentId of this.held.keys()) this.#announce(contentId);
    if (this.conduct === 'liar') for (let song = 0; song < 30; song++) this.#claim(`song ${song}`);
  }

  /** Goes away in the middle of whatever it does. */
  leave(): void {
    this.isOnline = false;
    this.#swarm.tellTracker({ type: 'left', peerId: this.name });
    for (const name of [...this.connected]) this.#swarm.disconnect(this, this.#swarm.members.get(name)!);
    this.#download = null;
  }

  /** Has a track that isn't in the cache, whoever gives it. */
  play(contentId: string): void {
    const isWhole = countBlocks(this.#mapOf(contentId)) === this.#swarm.blockCountOf(contentId);
    if (!this.isOnline || this.#download !== null || isWhole) return;
    const download = new SwarmDownload(contentId, this.#swarm.heap.nowMs(), () => ++this.#requestId);
    this.#download = download;
    this.#swarm.counts.plays += 1;
    this.#swarm.askTracker(this.name, contentId, (found) => this.#find(download, found));
    this.links.tell({ type: 'searchWanted', contentIds: [contentId] });
    this.#pump();
    this.#swarm.after(ORIGIN_AFTER_MS, () => this.#pump());
  }

  /** Somebody is connected now. */
  meet(other: SwarmMember, isOverWebRtc: boolean): void {
    const peerId = other.name;
    this.links.judge({ type: 'met', peerId, account: `account of ${peerId}` });
    if (!this.isConnectedTo(peerId)) return;
    this.links.tell({ type: 'connected', peerId, isOverWebRtc });
    if (this.isConnectedTo(peerId)) this.uploads.handle({ type: 'peerJoined', peerId });
  }

  /** Somebody is gone: what it was asked for is to be had elsewhere. */
  lose(peerId: string): void {
    this.links.tell({ type: 'disconnected', peerId });
    this.links.judge({ type: 'left', peerId });
    this.uploads.handle({ type: 'peerLeft', peerId });
    this.#download?.lose(peerId);
    this.#pump();
  }

  #findAmongNeighbours(found: readonly Finding[]): void {
    for (const { contentId, providers } of found)
      if (this.#download?.contentId === contentId) this.#find(this.#download, providers);
  }

  #find(download: SwarmDownload, found: readonly Provider[]): void {
    if (this.#download !== download || !this.isOnline) return;
    for (const provider of found) {
      const { peerId } = provider;
      const other = this.#swarm.members.get(peerId);
      const isOverWebRtc = this.#swarm.random() < 0.5;
      if (other === undefined || download.knows(peerId)) continue;
      if (!this.isConnectedTo(peerId) && this.links.neighbours.canConnect({ isOverWebRtc }))
        this.#swarm.connect(this, other, isOverWebRtc);
      if (this.isConnectedTo(peerId)) download.find(provider);
    }
    this.#pump();
  }

  /** Asks for the next blocks. */
  #pump(): void {
    const download = this.#download;
    if (download === null) return;
    const { contentId } = download;
    const blockCount = this.#swarm.blockCountOf(contentId) ?? 0;
    for (const ask of download.plan(this.#mapOf(contentId), blockCount, this.#swarm.heap.nowMs()))
      if (ask.from === 'peer') this.#askPeer(download, ask);
      else this.#askOrigin(download, ask.block);
  }

  #askPeer(download: SwarmDownload, { peerId, requestId, block }: Ask & { from: 'peer' }): void {
    const { contentId } = download;
    const blocks = { first: block, end: block + 1 };
    this.#swarm.send(this.name, peerId, ({ uploads }) => {
      uploads.handle({
        ...{ type: 'asked', peerId: this.name, requestId, contentId, blocks, priority: 'play' },
      });
    });
    this.#swarm.after(PATIENCE_MS, () => {
      if (this.#download !== download || download.end(requestId) === undefined) return;
      this.#swarm.send(this.name, peerId, ({ uploads }) => {
        uploads.handle({ type: 'cancelled', peerId: this.name, requestId });
      });
      this.#pause(download, peerId, PATIENCE_MS);
      this.links.judge({ type: 'offended', peerId, offence: 'stall' });
    });
  }

  #askOrigin(download: SwarmDownload, block: number): void {
    this.#swarm.after(60, () => {
      if (this.#download !== download) return;
      download.endOrigin(block);
      this.#swarm.counts.originBlocks += 1;
      this.#keep(download, block);
    });
  }

  /** What this member's serving says arrives at the other end of its line. */
  #deliver(action: ServingAction): void {
    if (action.type === 'blame')
      this.links.judge({ type: 'offended', peerId: action.peerId, offence: action.offence });
    if (action.type !== 'sendPiece' && action.type !== 'busy' && action.type !== 'gone') return;
    const receiver = this.#swarm.members.get(action.peerId);
    if (receiver?.isOnline !== true || !receiver.isConnectedTo(this.name)) return;
    if (action.type === 'sendPiece') receiver.#takePiece(this, action);
    else this.#swarm.send(this.name, action.peerId, (other) => other.#beRefused(this.name, action));
  }

  #takePiece(from: SwarmMember, action: ServingAction & { type: 'sendPiece' }): void {
    const { requestId, block, bytes } = action;
    const key = `${from.name} ${requestId} ${block}`;
    const come = (this.#pieces.get(key) ?? 0) + bytes;
    const isWhole = come === from.serving.own.blockBytes(action.contentId, block);
    if (isWhole) this.#pieces.delete(key);
    else this.#pieces.set(key, come);
    const download = this.#download;
    if (!isWhole || download?.end(requestId) === undefined) return;
    if (from.conduct === 'corrupt') {
      this.#swarm.counts.badBlocks += 1;
      this.links.judge({ type: 'offended', peerId: from.name, offence: 'bad block' });
      this.#pump();
      return;
    }
    this.#swarm.counts.peerBlocks += 1;
    this.links.tell({ type: 'transferred', peerId: from.name, sentBytes: 0, receivedBytes: come });
    from.links.tell({ type: 'transferred', peerId: this.name, sentBytes: come, receivedBytes: 0 });
    this.#keep(download, block);
  }

  #beRefused(peerId: string, action: ServingAction & { type: 'busy' | 'gone' }): void {
    const { refusals } = this.#swarm.counts;
    const why = action.type === 'busy' ? action.reason : 'gone';
    refusals[why] = (refusals[why] ?? 0) + 1;
    const download = this.#download;
    const request = download?.end(action.requestId);
    if (download === null || request === undefined) return;
    if (action.type === 'busy') {
      this.#pause(download, peerId, action.forMs);
      return;
    }
    download.lacks(peerId, request.block);
    this.links.judge({ type: 'offended', peerId, offence: 'lie' });
    this.#pump();
  }

  /** Leaves a peer alone for so long. */
  #pause(download: SwarmDownload, peerId: string, ms: number): void {
    download.pause(peerId, this.#swarm.heap.nowMs() + ms);
    this.#pump();
    this.#swarm.after(ms, () => this.#pump());
  }

  #keep(download: SwarmDownload, block: number): void {
    const { contentId } = download;
    const mine = this.#mapOf(contentId);
    addBlock(mine, block);
    this.held.delete(contentId);
    this.held.set(contentId, mine);
    const most = this.#swarm.blockCountOf(contentId) ?? 0;
    const count = countBlocks(mine);
    this.uploads.handle({ type: 'held', contentId, sizeBytes: this.#swarm.sizeBytes, haveMap: mine });
    if (count === Math.ceil(most / 2) || count === most) this.#announce(contentId);
    if (count === most && this.#download === download) {
      this.#swarm.counts.finished += 1;
      this.#download = null;
      this.#evict();
    }
    this.#pump();
  }

  #evict(): void {
    const [oldest] = this.held.keys();
    if (oldest === undefined || this.held.size <= MOST_HELD) return;
    this.held.delete(oldest);
    this.uploads.handle({
      ...{ type: 'held', contentId: oldest, sizeBytes: this.#swarm.sizeBytes, haveMap: new Uint8Array(0) },
    });
    this.#announce(oldest);
  }

  #mapOf(contentId: string): Uint8Array {
    return this.held.get(contentId) ?? emptyHaveMap(this.#swarm.blockCountOf(contentId) ?? 0);
  }

  #announce(contentId: string): void {
    if (this.conduct === 'free rider') return;
    const haveMap = Uint8Array.from(this.#mapOf(contentId));
    const { load } = this.serving;
    this.#swarm.tellTracker({
      type: 'announced',
      queryId: null,
      peerId: this.name,
      holdings: [{ contentId, haveMap }],
      load,
    });
  }

  #claim(contentId: string): void {
    this.#swarm.tellTracker({
      type: 'announced',
      queryId: null,
      peerId: this.name,
      holdings: [{ contentId, haveMap: null }],
      load: 0,
    });
  }
}
