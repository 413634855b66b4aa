// The peers of a swarm, as the engine knows them (`PeerLink`): searches, asks, serves. Policies decide whom to be connected to
// (`neighbours.ts`), whom to believe (`peerTrust.ts`) and whom to send what (`serving.ts`); this only performs, and tells
// them what happens. What is asked for and what comes of it goes through `downloads.ts`, the other way through `uploads.ts`.
import type { Stream } from '@libp2p/interface';
import type { Track } from '../../shared/track';
import type { Holding } from '../policy/trackerMessages';
import type { PeerAsk, PeerLink, PeerNews } from '../ports';
import { Channels, type Meeting } from './channels';
import { Downloads } from './downloads';
import { HoldingsNews } from './holdingsNews';
import * as limits from './limits';
import { Links } from './links';
import { reachableFrom } from './loopback';
import { stopNode } from './node';
import { dialOrigin } from './originDial';
import type { ChannelEnd } from './peerChannel';
import { hearMessage } from './peerMessages';
import { PeerSearch } from './peerSearch';
import { addressesOf, startSwarmNode, type SwarmNode } from './swarmNode';
import type { SwarmCounts, SwarmOptions } from './swarmOptions';
import { Uploads } from './uploads';
import type { BlocksMessage } from './wire/blocksMessages';
import { verifyCredential, type CredentialVerdict } from './wire/credential';

/** The peers of a swarm. */
export class SwarmPeers implements PeerLink {
  readonly #options: SwarmOptions;
  /** Where this node is in the world. */
  readonly at: SwarmNode;
  readonly #links: Links;
  readonly #uploads: Uploads;
  readonly #downloads: Downloads;
  readonly #search: PeerSearch;
  readonly #holdings: HoldingsNews;
  readonly #revoked = new Set<string>();
  /** See `SwarmCounts`. */
  readonly counts: SwarmCounts = { met: 0, offences: 0, refused: 0, receivedBytes: 0, sentBytes: 0 };
  #channels: Channels | null = null;
  #credential: Uint8Array;
  #listener: (news: PeerNews) => void = () => undefined;

  private constructor(options: SwarmOptions, at: SwarmNode) {
    this.#options = options;
    this.at = at;
    this.#credential = options.credential;
    this.#uploads = this.#newUploads();
    this.#downloads = this.#newDownloads();
    this.#search = this.#newSearch();
    this.#links = this.#newLinks();
    const { clock, tracker } = options;
    this.#holdings = new HoldingsNews({
      ...{ clock, tracker, uploads: this.#uploads },
      send: (peerId, message) => this.#channels?.send(peerId, message),
    });
  }

  /** Starts a node and joins. */
  static async start(options: SwarmOptions): Promise<SwarmPeers> {
    const peers = new SwarmPeers(options, await startSwarmNode(options));
    peers.#channels = await peers.#openChannels();
    peers.at.onFound((peerId, addresses) => {
      if (peers.#links.canConnect(false)) void peers.#channels?.dial(peerId, addresses);
    });
    return peers;
  }

  /** Who this node is. */
  get peerId(): string {
    return this.at.node.peerId.toString();
  }

  /** How this node is reached: multiaddrs. */
  get addresses(): readonly string[] {
    return addressesOf(this.at);
  }

  /** How a node that is connected is told to reach us. */
  addressesFor(peerId: string): readonly string[] {
    return reachableFrom(this.addresses, { isHere: this.#channels?.isHere(peerId) === true });
  }

  /** What we show of ourselves. */
  get credential(): Uint8Array {
    return this.#credential;
  }

  /**
   * Opens a stream to the origin's node.
   * @throws when it can't be reached, or doesn't know the protocol.
   */
  openStream(peerId: string, addresses: readonly string[], protocol: string): Promise<Stream> {
    return dialOrigin(this.at.node, { peerId, addresses, protocol });
  }

  /** Peers that have been met and are there. */
  get connected(): readonly string[] {
    return this.#channels?.met ?? [];
  }

  /** What is served: for the tracker, when it has forgotten. */
  get holdings(): readonly Holding[] {
    return this.#holdings.all;
  }

  find(tracks: readonly Track[]): void {
    this.#search.find(tracks);
  }

  ask(ask: PeerAsk): void {
    this.#downloads.ask(ask);
  }

  cancel(requestId: number): void {
    this.#downloads.cancel(requestId);
  }

  drop(peerId: string, isBanned: boolean): void {
    if (isBanned) {
      this.counts.offences += 1;
      this.at.gate.keepOut(peerId, Infinity);
      this.#links.accuse(peerId, 'bad block');
    }
    this.#disconnect(peerId, isBanned ? 'It has sent what is not the block.' : 'It is of no use now.');
  }

  setEmergency(isOn: boolean): void {
    this.#uploads.handle({ type: 'emergency', isOn });
  }

  onNews(listener: (news: PeerNews) => void): void {
    this.#listener = listener;
  }

  /** What is held of a content has changed: which blocks; null for all, empty for none any more. */
  setHeld(held: {
    readonly contentId: string;
    readonly sizeBytes: number;
    readonly haveMap: Uint8Array | null;
  }): void {
    this.#uploads.handle({ type: 'held', ...held });
    this.#holdings.change(held.contentId);
  }

  /** Whether the listener shares. */
  setSharing(isAllowed: boolean): void {
    this.#uploads.handle({ type: 'sharingChanged', isAllowed });
    this.#holdings.setSharing(isAllowed);
  }

  /** The most that goes out, in bytes a second. */
  setCap(bytesPerSecond: number): void {
    this.#uploads.handle({ type: 'capChanged', bytesPerSecond });
  }

  /** The origin has signed a newer credential: peers are shown it. */
  setCredential(credential: Uint8Array): void {
    this.#credential = credential;
    this.#channels?.renew();
  }

  /** The origin has withdrawn its word for an account. */
  revoke(account: string): void {
    this.#revoked.add(account);
    // A credential lasts an hour: who was removed longest ago has none that counts.
    for (const oldest of this.#revoked)
      if (this.#revoked.size > limits.MOST_REVOKED) this.#revoked.delete(oldest);
    for (const peerId of this.connected)
      if (this.#channels?.accountOf(peerId) === account)
        this.#disconnect(peerId, 'The origin has removed it.');
  }

  /** The machine has slept: connections are void. */
  resume(): void {
    this.#uploads.handle({ type: 'resumed' });
    for (const peerId of this.connected) this.#disconnect(peerId, 'The machine has slept.');
  }

  /** Leaves, and stops the node. */
  async stop(): Promise<void> {
    await this.#channels?.close();
    await stopNode(this.at.node);
  }

  #openChannels(): Promise<Channels> {
    const { clock, originPeerId, serving } = this.#options;
    const { node, gate, resting, signalling } = this.at;
    const send = (peerId: string, message: BlocksMessage): void => this.#channels?.send(peerId, message);
    const hearers = {
      ...{ links: this.#links, uploads: this.#uploads, downloads: this.#downloads },
      ...{ search: this.#search, holdings: this.#holdings, send },
    };
    return Channels.open({
      ...{ node, gate, resting, clock },
      signalledWay: (peerId, addresses) =>
        this.#links.canConnect(true) ? (signalling?.wayTo(peerId, addresses, node) ?? null) : null,
      credential: () => this.#credential,
      verify: (shown, peerId) => this.#verify(shown, peerId),
      limits: { requests: serving.requestsOfPeer, blocks: serving.blocksOfPeer },
      originPeerId,
      onMet: (peerId, { account }, how) => this.#meet(peerId, account, how),
      onMessage: (peerId, message) => hearMessage(hearers, peerId, message),
      onEnd: (peerId, end, wasMet) => this.#lose(peerId, end, wasMet),
    });
  }

  #newUploads(): Uploads {
    const { clock, serving, blocks } = this.#options;
    return new Uploads({
      ...{ clock, limits: serving, blocks },
      send: (peerId, message) => this.#channels?.send(peerId, message),
      onSent: (peerId, sentBytes) => {
        this.counts.sentBytes += sentBytes;
        this.#options.onSent?.(peerId, sentBytes);
        this.#links.tell({ type: 'transferred', peerId, sentBytes, receivedBytes: 0 });
      },
      onOffence: (peerId, offence) => {
        if (offence === 'flood') this.#links.accuse(peerId, offence);
        else this.#channels?.end(peerId, { why: 'malformed', message: 'It asks for what no track has.' });
      },
    });
  }

  #newDownloads(): Downloads {
    const { clock, asked } = this.#options;
    return new Downloads({
      ...{ clock, pace: asked ?? limits.ASKED },
      send: (peerId, message) => this.#channels?.send(peerId, message),
      tell: (news) => this.#listener(news),
      onReceived: (peerId, receivedBytes) => {
        this.counts.receivedBytes += receivedBytes;
        this.#links.tell({ type: 'transferred', peerId, sentBytes: 0, receivedBytes });
      },
      onOffence: (peerId, message) => this.#channels?.end(peerId, { why: 'malformed', message }),
      onLie: (peerId) => this.#links.accuse(peerId, 'lie'),
    });
  }

  #newSearch(): PeerSearch {
    const { clock, tracker } = this.#options;
    return new PeerSearch({
      ...{ clock, tracker },
      askNeighbours: (contentIds) => {
        this.#links.tell({ type: 'searchWanted', contentIds });
        return this.#links.count > 0;
      },
      canConnect: () => this.#links.canConnect(false),
      isMet: (peerId) => this.#channels?.isMet(peerId) === true,
      dial: (peerId, addresses) => this.#channels?.dial(peerId, addresses) ?? Promise.resolve(),
      tell: (news) => this.#listener(news),
    });
  }

  #newLinks(): Links {
    const { clock, random, blockCountOf } = this.#options;
    return new Links({
      ...{ clock, random },
      self: () => ({ peerId: this.peerId, addresses: this.addresses, load: this.#uploads.load }),
      haveMapOf: (contentId) => this.#holdings.haveMapOf(contentId),
      blockCountOf: (contentId) => this.#search.blockCountOf(contentId) ?? blockCountOf(contentId),
      send: (peerId, message) => this.#channels?.send(peerId, message),
      disconnect: (peerId, reason) => {
        if (reason === 'held out') this.at.gate.keepOut(peerId, limits.REFUSED_MS);
        this.#disconnect(peerId, `It is let go: ${reason}.`);
      },
      onFound: (found) => void this.#search.take(found),
      onBan: (peerIds) => {
        for (const peerId of peerIds) this.at.gate.keepOut(peerId, Infinity);
      },
    });
  }

  #verify(shown: Uint8Array, peerId: string): CredentialVerdict {
    const { originKey, swarm, clock } = this.#options;
    const isRevoked = (account: string): boolean => this.#revoked.has(account);
    return verifyCredential(shown, { originKey, swarm, peerId, wallMs: clock.wallMs(), isRevoked });
  }

  #meet(peerId: string, account: string, { roundTripMs, isOverWebRtc }: Meeting): void {
    this.counts.met += 1;
    this.#links.meet(peerId, account, isOverWebRtc);
    // The policies may have let go of it at once.
    if (this.#channels?.isMet(peerId) !== true) return;
    this.#downloads.join(peerId);
    this.#uploads.handle({ type: 'peerJoined', peerId });
    this.#search.meet(peerId, roundTripMs);
  }

  #lose(peerId: string, end: ChannelEnd, wasMet: boolean): void {
    if (end.why === 'malformed' && wasMet) {
      this.counts.offences += 1;
      this.#links.accuse(peerId, 'malformed');
    } else if (end.why === 'slow' && wasMet) this.#links.accuse(peerId, 'stall');
    else if (!wasMet) this.counts.refused += 1;
    this.#downloads.leave(peerId);
    this.#uploads.handle({ type: 'peerLeft', peerId });
    this.#holdings.forget(peerId);
    this.#links.leave(peerId);
    this.#search.leave(peerId);
  }

  #disconnect(peerId: string, message: string): void {
    this.at.resting.keepOut(peerId, limits.LET_GO_MS);
    this.#channels?.end(peerId, { why: 'let go', message });
  }
}
