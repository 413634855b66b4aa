// Membership of the swarm of an origin: joins when peers are allowed, an origin that is used invites us, and sound has begun; renews
// the credential, serves what the cache holds of that origin's tracks, and leaves when any of it is no longer so. One swarm at a
// time: that of the first origin that has one.
import { NO_PEERS, type PeerSettings, type PeersReport, type Sharing } from '../../shared/peerSettings';
import type { Track } from '../../shared/track';
import { SERVING_PROFILES } from '../policy/servingLimits';
import type { Origin, PeerAsk, PeerNews, Swarm, SwarmOrigin } from '../ports';
import { JoinRests } from './joinRests';
import { hasSwarm, isSameSwarm, joinSwarm, type Joined } from './joinSwarm';
import * as limits from './limits';
import type { MembershipParts } from './membershipParts';
import { SharingNews } from './sharingNews';
import type { SwarmPeers } from './swarmPeers';

/** The swarm that we are in, if any. */
export class Membership implements Swarm {
  readonly #parts: MembershipParts;
  readonly #rests: JoinRests;
  readonly #sharing: SharingNews;
  /** Of the swarms that were left. */
  readonly #before = { receivedBytes: 0, sentBytes: 0, offences: 0 };
  #settings: PeerSettings = NO_PEERS;
  #origins: readonly SwarmOrigin[] = [];
  #hasBegun = false;
  #isEmergency = false;
  #joined: Joined | null = null;
  #joining: { readonly origin: Origin; readonly abort: AbortController } | null = null;
  /** What is being done to be where we ought to be. */
  #moving: Promise<void> | null = null;
  /** Whether something has changed since it was looked at. */
  #isToLook = false;
  #isStopped = false;
  #problem: string | null = null;
  #isOnline: (isJoined: boolean) => void = () => undefined;
  #hear: (news: PeerNews) => void = () => undefined;
  #countSent: (bytes: number) => void = () => undefined;

  constructor(parts: MembershipParts) {
    this.#parts = parts;
    this.#sharing = new SharingNews(parts.clock);
    this.#rests = new JoinRests({ ...parts, onOver: () => this.#move() });
    parts.store.onHeldChange((contentKey) => this.#joined?.holdings.change(contentKey));
  }

  get report(): PeersReport {
    const peers = this.#joined?.peers;
    const { receivedBytes, sentBytes, offences } = this.#before;
    const now = peers?.counts ?? { receivedBytes: 0, sentBytes: 0, offences: 0 };
    return {
      state: this.#state,
      connected: peers?.connected.length ?? 0,
      receivedBytes: receivedBytes + now.receivedBytes,
      sentBytes: sentBytes + now.sentBytes,
      offences: offences + now.offences,
      upload: this.sharing.upload,
      problem: this.#problem,
      lacking: this.#joined?.lacking ?? null,
    };
  }

  get sharing(): Sharing {
    return this.#sharing.sharing;
  }

  onSharing(listener: (sharing: Sharing) => void): void {
    this.#sharing.onChange(listener);
  }

  onSent(listener: (bytes: number) => void): void {
    this.#countSent = listener;
  }

  allow(settings: PeerSettings): void {
    if (settings.isOn && !this.#settings.isOn) this.#rests.clear();
    this.#settings = settings;
    this.#sharing.allow(settings);
    if (this.#joined !== null) this.#applyTo(this.#joined.peers);
    this.#move();
  }

  use(origins: readonly SwarmOrigin[]): void {
    this.#rests.keep(new Set(origins.map(({ origin }) => origin)));
    this.#origins = origins;
    this.#sharing.offer(origins.find(hasSwarm)?.origin.name ?? null);
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
    this.#isEmergency = isOn;
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
    const isAble = (each: SwarmOrigin): boolean => hasSwarm(each) && !this.#rests.has(each.origin);
    return this.#origins.find(isAble)?.origin ?? null;
  }

  get #state(): PeersReport['state'] {
    if (!this.#settings.isOn) return 'off';
    if (!this.#hasBegun) return 'waiting';
    if (this.#joined !== null && this.#joined.origin === this.#wanted) return 'joined';
    return this.#wanted !== null ? 'joining' : this.#problem === null ? 'none' : 'failed';
  }

  /** Goes where we ought to be, one step after the other. */
  #move(): void {
    this.#isToLook = true;
    if (this.#joining !== null && this.#joining.origin !== this.#wanted) this.#joining.abort.abort();
    this.#moving ??= this.#moveOn().finally(() => {
      this.#moving = null;
      // Something may have changed between the last look and this.
      if (this.#isToLook) this.#move();
    });
  }

  async #moveOn(): Promise<void> {
    // Whatever is wanted in the same tick counts together.
    await Promise.resolve();
    while (this.#isToLook) {
      this.#isToLook = false;
      const [joined, wanted] = [this.#joined, this.#wanted];
      if ((joined?.origin ?? null) === wanted && joined?.isStale !== true) continue;
      this.#isToLook = true;
      if (joined !== null) await this.#leave(joined);
      else if (wanted !== null) await this.#join(wanted);
    }
  }

  /** Joins, or has the origin wait. */
  async #join(origin: Origin): Promise<void> {
    const joining = { origin, abort: new AbortController() };
    this.#joining = joining;
    const { signal } = joining.abort;
    try {
      const joined = await this.#tryToJoin(origin, signal);
      if (joined === null) this.#rest(origin, null);
      else this.#enter(joined);
    } catch (error) {
      // Nobody wants it any more: that is no failure.
      if (signal.aborted) return;
      const problem = error instanceof Error ? error.message : String(error);
      this.#parts.info(`The peers of ${origin.name} can't be reached: ${problem}.`);
      this.#rest(origin, problem);
    } finally {
      this.#joining = null;
    }
  }

  #tryToJoin(origin: Origin, signal: AbortSignal): Promise<Joined | null> {
    return joinSwarm(origin, {
      parts: this.#parts,
      signal,
      onSent: (peerId, bytes) => {
        this.#sharing.sent(peerId, bytes);
        this.#countSent(bytes);
      },
      onTrouble: () => {
        if (this.#joined?.origin === origin) void this.#renew(this.#joined);
      },
    });
  }

  #enter(joined: Joined): void {
    const { origin, peers, holdings } = joined;
    this.#joined = joined;
    this.#problem = null;
    this.#rests.end(origin);
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
    this.#sharing.leave();
    holdings.stop();
    tracker.close();
    const { receivedBytes, sentBytes, offences } = peers.counts;
    this.#before.receivedBytes += receivedBytes;
    this.#before.sentBytes += sentBytes;
    this.#before.offences += offences;
    await peers.stop().catch((error: unknown) => {
      this.#parts.info(`The node of the swarm did not stop in peace: ${String(error)}`);
    });
  }

  #applyTo(peers: SwarmPeers): void {
    const { uploadCapBytesPerSecond, isMetered } = this.#settings;
    peers.setSharing(!isMetered);
    peers.setCap(uploadCapBytesPerSecond ?? SERVING_PROFILES.modern.capBytesPerSecond);
    peers.setEmergency(this.#isEmergency);
  }

  /** Leaves an origin alone for a while; `problem` null: it has no swarm for us. */
  #rest(origin: Origin, problem: string | null): void {
    this.#problem = problem;
    this.#rests.begin(origin, problem !== null);
  }

  /** Before the credential ends there is another. */
  #renewLater(joined: Joined): void {
    const { clock } = this.#parts;
    const { invitation } = joined;
    clock.wakeAt(clock.nowMs() + Math.max(invitation.countsForMs / 2, limits.RENEW_AGAIN_MS), () => {
      if (this.#joined === joined && joined.invitation === invitation) void this.#renew(joined);
    });
  }

  async #renew(joined: Joined): Promise<void> {
    const { origin, peers, tracker } = joined;
    try {
      const invitation = await origin.invite?.(peers.peerId, AbortSignal.timeout(limits.INVITE_MS));
      if (this.#joined !== joined) return;
      if (invitation === null || invitation === undefined) this.#rest(origin, null);
      else joined.isStale ||= !isSameSwarm(joined.invitation, invitation);
      if (invitation === null || invitation === undefined || joined.isStale) {
        // The origin no longer vouches for us, or has another swarm by now.
        this.#move();
        return;
      }
      joined.invitation = invitation;
      peers.setCredential(invitation.credential);
      tracker.renew();
    } catch (error) {
      if (this.#joined !== joined) return;
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
