// The second driver of the fetch policy: performs its actions in simulated time, on a simulated cache and a simulated
// origin, with an event heap in place of promises. It has the face of the real one (src/engine/fetcher.ts), so that the
// same page can sit before either.
import type { FetchPolicy } from '../../src/engine/policy/fetchPolicy';
import type { FetchAction, FetchEvent } from '../../src/engine/policy/fetchMessages';
import { MOST_MANIFESTS } from '../../src/engine/policy/peerLimits';
import type { Purpose } from '../../src/engine/policy/wanted';
import { blockCount, type BlockRange } from '../../src/shared/blocks';
import type { ByteRange, Track } from '../../src/shared/track';
import type { EventHeap } from './eventHeap';
import type { SimulatedPeers } from './simulatedPeers';

/** What a read of the origin comes to: so many blocks, and then its end. */
export interface OriginAnswer {
  /** Blocks that come before the end; all of them where there are fewer. */
  readonly blocks: number;
  /** `done`: it ends, early where blocks are left · `fails`: with an error that may pass · `refused`: with one that stays. */
  readonly end: 'done' | 'fails' | 'refused';
}

/** How the world behaves; asked anew each time. */
export interface SimulatedWorld {
  readonly lookUpMs: () => number;
  readonly cacheMs: () => number;
  readonly latencyMs: () => number;
  readonly blockMs: () => number;
  /** How long the manifest of a track takes to be had; never had where left out. */
  readonly manifestMs?: () => number;
  readonly answer: (track: Track, blocks: BlockRange) => OriginAnswer;
  /** Whether the cache, asked for a block, has it after all. */
  readonly hasStill: (track: Track, block: number) => boolean;
  /** Whether the cache takes a block. */
  readonly takes: (track: Track, block: number) => boolean;
}

/** The parts of a simulated driver. */
export interface SimulatedParts {
  readonly heap: EventHeap;
  readonly policy: FetchPolicy;
  readonly world: SimulatedWorld;
  readonly onBlock?: (playId: string, block: number) => void;
  readonly onGiveUp?: (playId: string, message: string) => void;
  /** Peers; none where left out. */
  readonly peers?: SimulatedPeers;
  readonly onStart?: (playId: string) => void;
}

interface Want {
  readonly track: Track;
  purpose: Purpose;
  stage: 'waiting' | 'asking' | 'known';
  window: ByteRange | null;
}

/** What an origin says when it fails for a while, and when it refuses. */
export const FAILS = 'the line is broken';
/** The refusal. */
export const REFUSED = 'the origin no longer has it';

/** Drives the policy through simulated time. */
export class SimulatedDriver {
  /** The blocks that the cache holds, by track. */
  readonly cache = new Map<Track, Set<number>>();
  readonly #parts: SimulatedParts;
  readonly #underWay = new Set<number>();
  readonly #wanted = new Map<string, Want>();
  #isLookingUp = false;
  #arePeersUsed = false;
  /** Manifests at hand, the one that was used longest ago first; and those that are being had. */
  readonly #manifests = new Set<string>();
  readonly #having = new Set<string>();

  constructor(parts: SimulatedParts) {
    this.#parts = parts;
    parts.peers?.tell((event) => this.#handle(event));
  }

  /** The listener wants peers used, or not. */
  usePeers(isOn: boolean): void {
    this.#arePeersUsed = isOn;
    this.#handle({ type: 'peersUsed', isOn });
  }

  /** The manifest of a track is there. */
  knowManifest({ contentId }: Track): void {
    this.#handle({ type: 'manifestKnown', contentId: contentId ?? '' });
  }

  /** A peer has connected. */
  meet(peerId: string): void {
    this.#handle({ type: 'peerFound', peerId, roundTripMs: null });
  }

  /** A peer says what it has of a track. */
  announce(peerId: string, { contentId }: Track, haveMap: Uint8Array): void {
    this.#handle({ type: 'peerHas', peerId, contentId: contentId ?? '', haveMap });
  }

  /** The page has the sound of a play wait for leave to begin. */
  awaitStart(playId: string): void {
    this.#handle({ type: 'startAwaited', playId });
  }

  /** Wants a track, as soon as the cache has said what it holds; for prepared plays one after the other. */
  want(playId: string, track: Track, purpose: Purpose): void {
    const before = this.#wanted.get(playId);
    if (purpose === 'play' && before?.purpose === 'prepare') {
      before.purpose = 'play';
      if (before.stage === 'known') this.#makeKnown({ playId, track, purpose, held: null });
      else this.#handle({ type: 'playAwaited', playId });
      if (before.stage === 'waiting') this.#lookUp(playId, before);
      return;
    }
    if (purpose === 'play') this.#handle({ type: 'playAwaited', playId });
    else this.#handle({ type: 'abandoned', playId });
    const isPrefetched = this.#parts.policy.isPrefetching(track);
    const want: Want = { track, purpose, stage: isPrefetched ? 'known' : 'waiting', window: null };
    this.#wanted.set(playId, want);
    if (isPrefetched) this.#makeKnown({ playId, track, purpose, held: null });
    else if (purpose === 'prepare') this.#lookUpNext();
    else this.#lookUp(playId, want);
  }

  /** The policy hears of a track; and of its manifest, once that was had. */
  #makeKnown(wanted: Omit<FetchEvent & { type: 'trackWanted' }, 'type'>): void {
    this.#handle({ type: 'trackWanted', ...wanted });
    const { track } = wanted;
    const { manifestMs } = this.#parts.world;
    if (manifestMs === undefined || track.contentId === null || !this.#arePeersUsed) return;
    if (this.#use(track)) this.knowManifest(track);
    else if (!this.#having.has(track.contentId)) {
      this.#having.add(track.contentId);
      this.#after(manifestMs(), () => this.#prove(track));
    }
  }

  /** Whether a manifest is at hand; using it, it is forgotten last. */
  #use({ contentId }: Track): boolean {
    if (contentId === null || !this.#manifests.delete(contentId)) return false;
    this.#manifests.add(contentId);
    return true;
  }

  /** A manifest has come: of so many the first is forgotten, but none of what plays or comes next. */
  #prove(track: Track): void {
    const { contentId } = track;
    this.#having.delete(contentId ?? '');
    this.#manifests.add(contentId ?? '');
    const [oldest] = this.#manifests;
    if (this.#manifests.size > MOST_MANIFESTS && oldest !== undefined) this.#manifests.delete(oldest);
    this.knowManifest(track);
    for (const want of this.#wanted.values())
      if (want.purpose !== 'prepare' && want.track.contentId !== contentId && this.#use(want.track))
        this.knowManifest(want.track);
  }

  #lookUpNext(): void {
    const found = [...this.#wanted].find(
      ([, { purpose, stage }]) => purpose === 'prepare' && stage === 'waiting',
    );
    if (this.#isLookingUp || found === undefined) return;
    this.#isLookingUp = true;
    this.#lookUp(...found, () => {
      this.#isLookingUp = false;
      this.#lookUpNext();
    });
  }

  #lookUp(playId: string, want: Want, after: () => void = () => undefined): void {
    want.stage = 'asking';
    this.#after(this.#parts.world.lookUpMs(), () => {
      if (this.#wanted.get(playId) === want) {
        want.stage = 'known';
        const { track, purpose, window } = want;
        this.#makeKnown({ playId, track, purpose, held: this.#haveMap(track) });
        if (window !== null) this.moveWindow(playId, window);
      }
      after();
    });
  }

  /** No longer wants it. */
  abandon(playId: string): void {
    this.#wanted.delete(playId);
    this.#handle({ type: 'abandoned', playId });
  }

  /** The prepared plays that count now, and what comes next by itself. */
  listPrepared(playIds: readonly string[], nextPlayId: string | null): void {
    this.#handle({ type: 'preparedListed', playIds, nextPlayId });
  }

  /** The page has let go of these bytes. */
  drop(playId: string, range: ByteRange): void {
    this.#handle({ type: 'dropped', playId, range });
  }

  /** The page takes these bytes now. */
  moveWindow(playId: string, window: ByteRange): void {
    const want = this.#wanted.get(playId);
    if (want !== undefined && want.stage !== 'known') want.window = window;
    else this.#handle({ type: 'windowMoved', playId, window });
  }

  /** So much of the track that plays is left, in seconds. */
  movePlayhead(playId: string, secondsLeft: number, isSounding: boolean): void {
    this.#handle({ type: 'playheadMoved', playId, secondsLeft, isSounding });
  }

  /** The machine has slept. */
  resume(): void {
    this.#handle({ type: 'resumed' });
  }

  /** Puts blocks into the cache beforehand. */
  hold(track: Track, blocks: readonly number[]): void {
    this.cache.set(track, new Set([...(this.cache.get(track) ?? []), ...blocks]));
  }

  #handle(event: FetchEvent): void {
    const { heap, policy } = this.#parts;
    for (const action of policy.handle(event, heap.nowMs())) this.#perform(action);
  }

  #perform(action: FetchAction): void {
    switch (action.type) {
      case 'readCache': {
        this.#readCache(action);
        return;
      }
      case 'askOrigin': {
        this.#askOrigin(action);
        return;
      }
      case 'cancel':
        this.#underWay.delete(action.requestId);
        this.#parts.peers?.cancel(action.requestId);
        return;
      case 'sendToPage':
        this.#parts.onBlock?.(action.playId, action.block);
        return;
      case 'keep':
        if (this.#parts.world.takes(action.track, action.block)) this.hold(action.track, [action.block]);
        return;
      case 'giveUp':
        this.#wanted.delete(action.playId);
        this.#parts.onGiveUp?.(action.playId, action.message);
        return;
      case 'wakeAt':
        this.#parts.heap.wakeAt(action.atMs, () => this.#handle({ type: 'timer' }));
        return;
      case 'findPeers':
        this.#parts.peers?.find(action);
        return;
      case 'askPeer':
        this.#parts.peers?.ask(action);
        return;
      case 'dropPeer':
      case 'ban':
        this.#parts.peers?.drop(action.peerId);
        return;
      case 'start':
        this.#parts.onStart?.(action.playId);
        return;
      case 'emergency':
      // Nobody is served here.
    }
  }

  #readCache({ requestId, track, blocks }: FetchAction & { type: 'readCache' }): void {
    const { world } = this.#parts;
    this.#underWay.add(requestId);
    this.#after(world.cacheMs(), () => {
      for (let block = blocks.first; block < blocks.end && this.#underWay.has(requestId); block++) {
        const isThere = this.cache.get(track)?.has(block) === true && world.hasStill(track, block);
        if (!isThere) this.cache.get(track)?.delete(block);
        this.#handle({ type: isThere ? 'blockArrived' : 'blockLost', requestId, block });
      }
    });
  }

  #askOrigin(ask: FetchAction & { type: 'askOrigin' }): void {
    const { world } = this.#parts;
    this.#underWay.add(ask.requestId);
    const answer = world.answer(ask.track, ask.blocks);
    this.#after(world.latencyMs(), () => this.#answer(ask, answer, ask.blocks.first));
  }

  /** The next thing that a read of the origin brings: a block, or its end. */
  #answer(ask: FetchAction & { type: 'askOrigin' }, answer: OriginAnswer, block: number): void {
    const { requestId, blocks } = ask;
    if (!this.#underWay.has(requestId)) return;
    if (block < Math.min(blocks.end, blocks.first + answer.blocks)) {
      this.#after(this.#parts.world.blockMs(), () => {
        if (this.#underWay.has(requestId)) this.#handle({ type: 'blockArrived', requestId, block });
        this.#answer(ask, answer, block + 1);
      });
      return;
    }
    this.#underWay.delete(requestId);
    if (answer.end === 'done') this.#handle({ type: 'requestDone', requestId });
    else this.#handle(failure(requestId, answer.end === 'refused'));
  }

  #haveMap(track: Track): Uint8Array {
    const map = new Uint8Array(Math.ceil(blockCount(track.sizeBytes) / 8));
    for (const block of this.cache.get(track) ?? []) map[block >> 3]! |= 1 << (block & 7);
    return map;
  }

  #after(ms: number, callback: () => void): void {
    const { heap } = this.#parts;
    heap.wakeAt(heap.nowMs() + ms, callback);
  }
}

function failure(requestId: number, isFinal: boolean): FetchEvent {
  return { type: 'requestFailed', requestId, message: isFinal ? REFUSED : FAILS, isFinal };
}
