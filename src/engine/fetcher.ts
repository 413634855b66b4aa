// Performs what the fetch policy decides: reads the cache, asks the origin, keeps what came, hands blocks on. It decides nothing.
//
// Before a track is given to the policy, the store is asked what it holds of it, and for its media info where the catalogue
// has none; for prepared plays one after the other, so that they are in nobody's way. A track with a content id is proved:
// its manifest is had from the store or the origin, once, and what came before it is checked when it comes. Blocks that the
// manifest doesn't vouch for are never kept, and a track whose bytes aren't the manifest's is given up by name.
import type { BlockNote } from '../shared/blockNotes';
import { blockSizeBytes } from '../shared/blocks';
import { isSameBytes, type ByteRange, type Track } from '../shared/track';
import { BlockReads, CHANGED } from './blockReads';
import { isUncached, keyOf, lookUpTrack, type InCache } from './cacheEntry';
import type { Arrival, FetcherParts, Want } from './fetcherParts';
import { PeerReads } from './peerReads';
import type { FetchAction, FetchEvent } from './policy/fetchMessages';
import { FetchPolicy } from './policy/fetchPolicy';
import type { Purpose } from './policy/wanted';
import type { Origin } from './ports';
import { Proofs } from './proofs';
import { SleepWatch } from './sleepWatch';

/** The part of the engine that gets bytes. */
export class Fetcher {
  readonly #parts: FetcherParts;
  readonly #policy: FetchPolicy;
  readonly #proofs: Proofs;
  readonly #reads: BlockReads;
  readonly #peers: PeerReads;
  readonly #sleep: SleepWatch;
  /** What is wanted, by play id; also while the store is still being asked about it. */
  readonly #wanted = new Map<string, Want>();
  /** Events that wait for the one being handled. */
  readonly #events: { readonly event: FetchEvent; readonly arrived: Uint8Array | undefined }[] = [];
  #isHandling = false;
  #isLookingUp = false;
  #origin: Origin | null = null;
  #arePeersUsed = false;

  constructor(parts: FetcherParts) {
    this.#parts = parts;
    this.#policy = parts.policy ?? new FetchPolicy(parts.limits);
    const { store, prove, warn } = parts;
    const tell = (event: FetchEvent, arrived?: Uint8Array): void => this.#handle(event, arrived);
    const onProved = (contentId: string): void => this.#handle({ type: 'manifestKnown', contentId });
    const wanted = (): readonly Want[] => [...this.#wanted.values()];
    this.#proofs = new Proofs({ store, prove, warn, onProved, wanted });
    this.#reads = new BlockReads({ store, proofs: this.#proofs, warn, tell });
    this.#peers = new PeerReads({ link: parts.peers ?? null, proofs: this.#proofs, tell });
    this.#sleep = new SleepWatch(parts.clock, () => {
      this.#origin?.reconnect?.();
      parts.peers?.resume?.();
      this.#handle({ type: 'resumed' });
    });
  }

  /** Uses another origin from now on, or none. */
  useOrigin(origin: Origin | null): void {
    for (const playId of [...this.#wanted.keys()]) this.abandon(playId);
    this.#origin = origin;
    this.#proofs.useOrigin(origin);
    this.#reads.useOrigin(origin);
  }

  /** The listener wants peers used, or not. */
  usePeers(isOn: boolean): void {
    this.#arePeersUsed = isOn;
    this.#handle({ type: 'peersUsed', isOn });
    if (isOn)
      for (const { track, stage } of this.#wanted.values())
        if (stage === 'known') this.#proofs.proveAndTell(track);
  }

  /**
   * Wants a track: its blocks for the page now, or in case it is played; or its head in the cache. A prepared play that is
   * to be played goes on from what the page has of it; else all begins anew.
   */
  want(playId: string, track: Track, purpose: Purpose): void {
    if (purpose === 'prefetch' && isUncached(track, this.#origin)) return;
    this.#sleep.begin();
    const before = this.#wanted.get(playId);
    if (purpose === 'play' && before?.purpose === 'prepare') this.#playPrepared(playId, before);
    else this.#wantAnew(playId, track, purpose);
  }

  #wantAnew(playId: string, track: Track, purpose: Purpose): void {
    if (purpose === 'play') this.#leave(playId, { type: 'playAwaited', playId });
    else this.abandon(playId);
    // The policy knows how it stands with a prefetch, and what is under way for it goes on.
    const prefetched = this.#policy.isPrefetching(track) ? this.#prefetchOf(track) : undefined;
    const mediaInfo = track.mediaInfo ?? prefetched?.track.mediaInfo ?? null;
    const stage = prefetched === undefined ? 'waiting' : 'known';
    const want: Want = { track: { ...track, mediaInfo }, purpose, stage, window: null, isTold: false };
    this.#wanted.set(playId, want);
    // Prepared plays aren't pinned: their heads are the last to be evicted, and the whole of many tracks would fill the cache.
    if (purpose !== 'prepare') this.#pin(want);
    if (stage === 'known') this.#makeKnown(playId, want, null);
    else if (purpose === 'prepare') void this.#lookUpWaiting();
    else void this.#lookUp(playId, want);
  }

  #playPrepared(playId: string, want: Want): void {
    want.purpose = 'play';
    this.#pin(want);
    if (want.stage === 'known') this.#makeKnown(playId, want, null);
    else this.#handle({ type: 'playAwaited', playId });
    if (want.stage === 'waiting') void this.#lookUp(playId, want);
  }

  #prefetchOf(track: Track): Want | undefined {
    return [...this.#wanted.values()].find(
      (want) => want.purpose === 'prefetch' && isSameBytes(want.track, track),
    );
  }

  #pin({ track }: Want): void {
    this.#parts.store.pin(keyOf(track, this.#origin), 'playing');
  }

  async #lookUpWaiting(): Promise<void> {
    if (this.#isLookingUp) return;
    this.#isLookingUp = true;
    const next = (): [string, Want] | undefined =>
      [...this.#wanted].find(([, { purpose, stage }]) => purpose === 'prepare' && stage === 'waiting');
    for (let found = next(); found !== undefined; found = next()) await this.#lookUp(...found);
    this.#isLookingUp = false;
  }

  async #lookUp(playId: string, want: Want): Promise<void> {
    want.stage = 'asking';
    if (want.purpose === 'play' && want.track.mediaInfo !== null) this.#tellMediaInfo(playId, want);
    const { held, mediaInfo } = await this.#inCache(want.track);
    if (this.#wanted.get(playId) !== want) return;
    want.track = { ...want.track, mediaInfo };
    want.stage = 'known';
    this.#makeKnown(playId, want, held);
    if (want.window !== null) this.moveWindow(playId, want.window);
  }

  async #inCache(track: Track): Promise<InCache> {
    const { store, parseMediaInfo } = this.#parts;
    if (isUncached(track, this.#origin)) return { held: null, mediaInfo: track.mediaInfo };
    return lookUpTrack(track, { key: keyOf(track, this.#origin), store, parseMediaInfo });
  }

  #makeKnown(playId: string, want: Want, held: Uint8Array | null): void {
    const { track, purpose } = want;
    this.#tellMediaInfo(playId, want);
    const isLocal = this.#origin !== null && isUncached(track, this.#origin);
    this.#handle({ type: 'trackWanted', playId, track, purpose, held, isLocal });
    // Peers can be asked once their blocks can be checked.
    if (this.#arePeersUsed && !isLocal) this.#proofs.proveAndTell(track);
  }

  #tellMediaInfo(playId: string, want: Want): void {
    if (want.isTold || want.purpose === 'prefetch') return;
    want.isTold = true;
    this.#parts.onMediaInfo(playId, want.track.mediaInfo);
  }

  /** No longer wants it: nothing stays under way. */
  abandon(playId: string): void {
    if (this.#wanted.has(playId)) this.#leave(playId, { type: 'abandoned', playId });
  }

  #leave(playId: string, event: FetchEvent): void {
    const want = this.#wanted.get(playId);
    this.#wanted.delete(playId);
    if (want !== undefined && want.purpose !== 'prepare')
      this.#parts.store.unpin(keyOf(want.track, this.#origin), 'playing');
    this.#handle(event);
    if (want === undefined) return;
    const isStillWanted = [...this.#wanted.values()].some(({ track }) => isSameBytes(track, want.track));
    if (!isStillWanted) this.#reads.cancelAllOf(want.track);
  }

  /** The prepared plays that count now, the likeliest first, and what comes next by itself. */
  listPrepared(playIds: readonly string[], nextPlayId: string | null): void {
    this.#handle({ type: 'preparedListed', playIds, nextPlayId });
  }

  /** The page takes these bytes now. */
  moveWindow(playId: string, window: ByteRange): void {
    const want = this.#wanted.get(playId);
    if (want === undefined) return;
    if (want.stage === 'known') this.#handle({ type: 'windowMoved', playId, window });
    else want.window = window;
  }

  /** The page has let go of these bytes. */
  drop(playId: string, range: ByteRange): void {
    this.#handle({ type: 'dropped', playId, range });
  }

  /** So much of the track that plays is left, in seconds; and whether it gets less by itself. */
  movePlayhead(playId: string, secondsLeft: number, isSounding: boolean): void {
    this.#handle({ type: 'playheadMoved', playId, secondsLeft, isSounding });
  }

  /** Takes events one after the other: what an action brings about at once waits until the actions beside it are done. */
  #handle(event: FetchEvent, arrived?: Uint8Array): void {
    this.#events.push({ event, arrived });
    if (this.#isHandling) return;
    this.#isHandling = true;
    try {
      for (let next = this.#events.shift(); next !== undefined; next = this.#events.shift())
        this.#handleNow(next.event, next.arrived);
    } finally {
      this.#isHandling = false;
    }
    this.#parts.onNeed?.(this.#policy.isPlayInNeed);
  }

  #handleNow(event: FetchEvent, arrived: Uint8Array | undefined): void {
    const origin =
      'requestId' in event
        ? (this.#reads.originOf(event.requestId) ?? this.#peers.originOf(event.requestId))
        : null;
    const { source, reason } = origin ?? { source: 'origin', reason: 'read-ahead' };
    for (const action of this.#policy.handle(event, this.#parts.clock.nowMs()))
      this.#perform(action, { arrived, source, reason });
    this.#sleep.watch(this.#policy.isBusy);
  }

  #perform(action: FetchAction, { arrived, source, reason }: Arrival): void {
    switch (action.type) {
      case 'readCache':
        void this.#reads.readCache(action);
        return;
      case 'askOrigin':
        void this.#reads.askOrigin(action);
        return;
      case 'cancel':
        this.#reads.cancel(action.requestId);
        this.#peers.cancel(action.requestId);
        return;
      case 'sendToPage': {
        const track = this.#wanted.get(action.playId)?.track;
        if (track === undefined || arrived === undefined) return;
        const start = action.block * blockSizeBytes(track.sizeBytes);
        const isLocal = this.#origin !== null && isUncached(track, this.#origin);
        const { playId, block } = action;
        this.#parts.onBlock({ playId, block, start, bytes: arrived, source, reason, isLocal });
        return;
      }
      case 'keep':
        if (arrived === undefined) return;
        if (action.purpose === 'prefetch') this.#parts.onPrefetched?.({ source, sizeBytes: arrived.length });
        if (source === 'peers') this.#tellReadAhead(action, { block: action.block, source, reason });
        void this.#keep(action.track, action.block, arrived);
        return;
      case 'giveUp':
        this.abandon(action.playId);
        this.#parts.onGiveUp(action.playId, action.message);
        return;
      case 'wakeAt':
        this.#wakeAt(action.atMs);
        return;
      case 'findPeers':
        this.#peers.find(action.tracks);
        return;
      case 'askPeer':
        this.#peers.ask(action);
        return;
      case 'dropPeer':
      case 'ban':
        this.#peers.drop(action.peerId, action.type === 'ban');
        return;
      case 'emergency':
        this.#peers.setEmergency(action.isOn);
        return;
      case 'start':
      // Pages begin by themselves: none is told to wait for leave.
    }
  }

  #tellReadAhead({ track, purpose }: FetchAction & { type: 'keep' }, note: BlockNote): void {
    if (purpose !== 'play') return;
    for (const [playId, want] of this.#wanted)
      if (want.purpose === 'play' && isSameBytes(want.track, track)) this.#parts.onReadAhead?.(playId, note);
  }

  /** Timers may ring a little early (Node's count whole milliseconds): then once more, or the policy would wait for ever. */
  #wakeAt(atMs: number): void {
    const { clock } = this.#parts;
    clock.wakeAt(atMs, () => {
      if (clock.nowMs() < atMs) this.#wakeAt(atMs);
      else this.#handle({ type: 'timer' });
    });
  }

  /** Keeps a block, once its manifest is there if there is to be one: nothing unproved stays in the cache for a content id. */
  async #keep(track: Track, block: number, bytes: Uint8Array): Promise<void> {
    if (isUncached(track, this.#origin)) return;
    const key = keyOf(track, this.#origin);
    const isProved = await this.#proofs.prove(track);
    const judgement = this.#proofs.judge(track, block, bytes);
    if (judgement === 'wrong') this.#handle({ type: 'bytesWrong', track, message: CHANGED });
    if (track.contentId !== null && !(isProved && judgement === 'right')) return;
    await this.#parts.store.write(key, block, [bytes]);
  }
}
