// Membership of the swarm of an origin: joins when peers are allowed, an origin that is used invites us, and sound has begun; renews
// the credential, serves what the cache holds of that origin's tracks, and leaves when any of it is no longer so. One swarm at a
// time: that of the first origin that has one.
import { NO_PEERS, type PeerSettings, type PeersReport } from '../../shared/peerSettings';
import type { Track } from '../../shared/track';
import type { BlockHoldings, BlockStore } from '../blockStore';
import type { Clock, Origin, PeerAsk, PeerNews, Swarm, SwarmInvitation, SwarmOrigin } from '../ports';
import type { Identity } from './identity';
import * as limits from './limits';
import { SharedHoldings } from './sharedHoldings';
import type { SwarmPeers } from './swarmPeers';
import type { TrackerLink } from './trackerLink';

/** What membership is made of. */
export interface MembershipParts {
  readonly clock: Clock;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  readonly store: Pick<BlockStore, 'lookUp' | 'read'> & BlockHoldings;
  /** Loads libp2p, which takes a quarter of a second. */
  readonly load: () => Promise<LoadedSwarm>;
  readonly info: (text: string) => void;
}

/** What a swarm is started with. */
export interface StartOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly identity: Identity;
  readonly listen: readonly string[];
  readonly invitation: SwarmInvitation;
  readonly blocks: { read(contentId: string, block: number): Promise<Uint8Array | null> };
  readonly blockCountOf: (contentId: string) => number | undefined;
  readonly onRefused: (reason: string) => void;
}

/** Joins. Resolves when the node listens; the tracker is connected by itself. */
export type StartSwarm = (
  options: StartOptions,
) => Promise<{ readonly peers: SwarmPeers; readonly tracker: TrackerLink }>;

/** What there is once libp2p is loaded. */
export interface LoadedSwarm {
  /** Who this node is: one identity per installation. */
  readonly identity: Identity;
  /** Where the node listens, as multiaddrs. */
  readonly listen: readonly string[];
  readonly start: StartSwarm;
}

/** A swarm that we are in. */
interface Joined {
  readonly origin: Origin;
  readonly peers: SwarmPeers;
  readonly tracker: TrackerLink;
  readonly holdings: SharedHoldings;
  invitation: SwarmInvitation;
}

/** The swarm that we are in, if any. */
export class Membership implements Swarm {
  readonly #parts: MembershipParts;
  #settings: PeerSettings = NO_PEERS;
  #origins: readonly SwarmOrigin[] = [];
  #hasBegun = false;
  #joined: Joined | null = null;
  /** What is being done to be where we ought to be. */
  #moving: Promise<void> | null = null;
  /** Whether something has changed since it was looked at. */
  #isToLook = false;
  #isStopped = false;
  #problem: string | null = null;
  /** Origins that were asked and have no swarm, till they are used anew. */
  #without = new Set<Origin>();
  #failures = 0;
  #renewals = 0;
  #isOnline: (isJoined: boolean) => void = () => undefined;
  #hear: (news: PeerNews) => void = () => undefined;

  constructor(parts: MembershipParts) {
    this.#parts = parts;
    parts.store.onHeldChange((contentKey) => this.#joined?.holdings.change(contentKey));
  }

  get report(): PeersReport {
    const peers = this.#joined?.peers;
    const { receivedBytes = 0, sentBytes = 0, offences = 0 } = peers?.counts ?? {};
    const connected = peers?.connected.length ?? 0;
    return { state: this.#state, connected, receivedBytes, sentBytes, offences, problem: this.#problem };
  }

  allow(settings: PeerSettings): void {
    this.#settings = settings;
    if (this.#joined !== null) this.#applyTo(this.#joined.peers);
    this.#move();
  }

  use(origins: readonly SwarmOrigin[]): void {
    const used = new Set(origins.map(({ origin }) => origin));
    this.#without = new Set([...this.#without].filter((origin) => used.has(origin)));
    this.#origins = origins;
    this.#joined?.holdings.share(this.#tracksOf(this.#joined.origin));
    this.#move();
  }

  begin(): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    this.#move();
  }

  onJoined(listener: (isJoined: boolean) => void): void {
    this.#isOnline = listener;
  }

  resume(): void {
    this.#joined?.peers.resume();
    if (this.#joined !== null) void this.#renew(this.#joined);
  }

  find(tracks: readonly Track[]): void {
    if (this.#joined !== null) this.#joined.peers.find(tracks);
    else for (const { contentId } of tracks) if (contentId !== null) this.#tellNobody(contentId);
  }

  ask(ask: PeerAsk): void {
    const { requestId } = ask;
    if (this.#joined !== null) this.#joined.peers.ask(ask);
    else queueMicrotask(() => this.#hear({ ...LEFT, requestId }));
  }

  cancel(requestId: number): void {
    this.#joined?.peers.cancel(requestId);
  }

  drop(peerId: string, isBanned: boolean): void {
    this.#joined?.peers.drop(peerId, isBanned);
  }

  setEmergency(isOn: boolean): void {
    this.#joined?.peers.setEmergency(isOn);
  }

  onNews(listener: (news: PeerNews) => void): void {
    this.#hear = listener;
  }

  /** Leaves for good. Resolves when the node has stopped. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#move();
    await this.#moving;
  }

  #tellNobody(contentId: string): void {
    queueMicrotask(() => this.#hear({ type: 'peersSearched', contentId }));
  }

  /** The origin whose swarm is to be joined. */
  get #wanted(): Origin | null {
    if (this.#isStopped || !this.#settings.isOn || !this.#hasBegun) return null;
    const able = this.#origins.find(
      ({ origin }) => origin.invite !== undefined && !this.#without.has(origin),
    );
    return able?.origin ?? null;
  }

  /** Goes where we ought to be, one step after the other. */
  #move(): void {
    this.#isToLook = true;
    this.#moving ??= this.#moveOn().finally(() => (this.#moving = null));
  }

  get #state(): PeersReport['state'] {
    if (!this.#settings.isOn) return 'off';
    if (!this.#hasBegun) return 'waiting';
    if (this.#joined !== null && this.#joined.origin === this.#wanted) return 'joined';
    return this.#wanted === null ? 'none' : this.#problem === null ? 'joining' : 'failed';
  }

  async #moveOn(): Promise<void> {
    // Whatever is wanted in the same tick counts together.
    await Promise.resolve();
    while (this.#isToLook) {
      this.#isToLook = false;
      await this.#step();
    }
  }

  async #step(): Promise<void> {
    const wanted = this.#wanted;
    if ((this.#joined?.origin ?? null) === wanted) return;
    this.#isToLook = true;
    if (this.#joined !== null) await this.#leave(this.#joined);
    else if (wanted !== null) this.#isToLook = await this.#join(wanted);
  }

  /** Returns false where it is to be tried again later. */
  async #join(origin: Origin): Promise<boolean> {
    const { clock, random, load, info } = this.#parts;
    try {
      const { identity, listen, start } = await load();
      const signal = AbortSignal.timeout(limits.INVITE_MS);
      const invitation = (await origin.invite?.(identity.peerId, signal)) ?? null;
      if (invitation === null) {
        this.#without.add(origin);
        return true;
      }
      const holdings = new SharedHoldings({ clock, store: this.#parts.store });
      const { peers, tracker } = await start({
        ...{ clock, random, identity, listen, invitation },
        blocks: { read: (contentId, block) => holdings.read(contentId, block) },
        blockCountOf: (contentId) => holdings.blockCountOf(contentId),
        onRefused: (reason) => {
          info(`The tracker of ${origin.name} doesn't take this player: ${reason}.`);
          if (this.#joined?.origin === origin) void this.#renew(this.#joined);
        },
      });
      this.#enter({ origin, peers, tracker, holdings, invitation });
      return true;
    } catch (error) {
      this.#problem = error instanceof Error ? error.message : String(error);
      info(`The peers of ${origin.name} can't be reached: ${this.#problem}.`);
      this.#tryLater();
      return false;
    }
  }

  #enter(joined: Joined): void {
    const { origin, peers, holdings } = joined;
    this.#joined = joined;
    [this.#problem, this.#failures] = [null, 0];
    peers.onNews((news) => this.#hear(news));
    holdings.onHeld((held) => peers.setHeld(held));
    holdings.share(this.#tracksOf(origin));
    this.#applyTo(peers);
    this.#renewLater(joined);
    this.#parts.info(`Peers of ${origin.name} can be asked.`);
    this.#isOnline(true);
  }

  async #leave({ peers, tracker, holdings }: Joined): Promise<void> {
    this.#joined = null;
    this.#isOnline(false);
    holdings.stop();
    tracker.close();
    await peers.stop();
  }

  #applyTo(peers: SwarmPeers): void {
    const { uploadCapBytesPerSecond, isMetered } = this.#settings;
    peers.setSharing(!isMetered);
    if (uploadCapBytesPerSecond !== null) peers.setCap(uploadCapBytesPerSecond);
  }

  #tryLater(): void {
    const { clock, random } = this.#parts;
    const waitMs = Math.min(limits.JOIN_AGAIN_MS * 2 ** this.#failures, limits.JOIN_AGAIN_AT_MOST_MS);
    this.#failures += 1;
    clock.wakeAt(clock.nowMs() + waitMs * (0.5 + random()), () => this.#move());
  }

  /** Before the credential ends there is another. */
  #renewLater(joined: Joined): void {
    const { clock } = this.#parts;
    const renewal = (this.#renewals += 1);
    const afterMs = Math.max(joined.invitation.countsForMs / 2, limits.RENEW_AGAIN_MS);
    clock.wakeAt(clock.nowMs() + afterMs, () => {
      if (this.#joined === joined && renewal === this.#renewals) void this.#renew(joined);
    });
  }

  async #renew(joined: Joined): Promise<void> {
    const { origin, peers, tracker } = joined;
    try {
      const invitation = await origin.invite?.(peers.peerId, AbortSignal.timeout(limits.INVITE_MS));
      if (this.#joined !== joined) return;
      if (invitation === null || invitation === undefined) {
        // The origin no longer vouches for us.
        this.#without.add(origin);
        this.#move();
        return;
      }
      joined.invitation = invitation;
      peers.setCredential(invitation.credential);
      tracker.renew();
    } catch (error) {
      // The present one counts for another half an hour: it is asked for again.
      this.#parts.info(`The membership isn't renewed yet: ${String(error)}`);
      joined.invitation = { ...joined.invitation, countsForMs: 0 };
    }
    this.#renewLater(joined);
  }

  #tracksOf(origin: Origin): readonly Track[] {
    return this.#origins.find((each) => each.origin === origin)?.tracks ?? [];
  }
}

const LEFT = { type: 'requestFailed', message: 'the swarm has been left', isFinal: false } as const;
