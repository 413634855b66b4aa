// Performs what the fetch policy decides: reads the cache, asks the origin, keeps what came, hands blocks on. It decides nothing.
//
// Before a track is given to the policy, the store is asked what it holds of it. A track with a content id is proved: its
// manifest is had from the store or the origin, once, and what came before it is checked when it comes. Blocks that the
// manifest doesn't vouch for are never kept, and a track whose bytes aren't the manifest's is given up by name.
import { blockSizeBytes, bytesOfBlocks, type BlockRange } from '../shared/blocks';
import type { ByteRange, Track } from '../shared/track';
import { BlockCutter } from './blockCutter';
import type { BlockPins, BlockStore } from './blockStore';
import { FetchPolicy, type FetchAction, type FetchEvent } from './policy/fetchPolicy';
import type { Limits } from './policy/limits';
import { isSameBytes, type Purpose, type Source } from './policy/wanted';
import { OriginError, type Clock, type Origin } from './ports';
import { Proofs, type Prove } from './proofs';

/** A block of a play, for the page. */
export interface FetchedBlock {
  readonly playId: string;
  /** Where it begins in the track, in bytes. */
  readonly start: number;
  readonly bytes: Uint8Array;
  readonly source: Source;
}

/** What the fetcher is made of. */
export interface FetcherParts {
  readonly clock: Clock;
  readonly store: BlockStore & BlockPins;
  readonly limits: Limits;
  readonly prove: Prove;
  readonly onBlock: (block: FetchedBlock) => void;
  /** A play can't go on; `message` is a clause that says why. */
  readonly onGiveUp: (playId: string, message: string) => void;
  readonly warn: (text: string) => void;
  /** Default: one that keeps to `limits`. */
  readonly policy?: FetchPolicy;
}

/** Why a track whose bytes aren't its manifest's is given up: a clause for the listener. */
const CHANGED = 'the file has changed at the origin';

/** The part of the engine that gets bytes. */
export class Fetcher {
  readonly #parts: FetcherParts;
  readonly #policy: FetchPolicy;
  readonly #requests = new Map<number, { readonly abort: AbortController; readonly track: Track }>();
  readonly #proofs: Proofs;
  /** What is wanted, by play id; also while the store is still being asked about it. */
  readonly #wanted = new Map<string, Want>();
  /** Requests under way that are reads of the cache. */
  readonly #cacheReads = new Set<number>();
  /** Events that wait for the one being handled. */
  readonly #events: { readonly event: FetchEvent; readonly arrived: Uint8Array | undefined }[] = [];
  #isHandling = false;
  #origin: Origin | null = null;

  constructor(parts: FetcherParts) {
    this.#parts = parts;
    this.#policy = parts.policy ?? new FetchPolicy(parts.limits);
    this.#proofs = new Proofs({ store: parts.store, prove: parts.prove, warn: parts.warn });
  }

  /** Uses another origin from now on, or none. */
  useOrigin(origin: Origin | null): void {
    for (const playId of [...this.#wanted.keys()]) this.abandon(playId);
    this.#origin = origin;
    this.#proofs.useOrigin(origin);
  }

  /** Wants a track: its blocks for the page, or its head in the cache. */
  want(playId: string, track: Track, purpose: Purpose): void {
    if (purpose === 'prefetch' && this.#origin?.isLocal === true) return;
    this.abandon(playId);
    // The policy knows how it stands with a prefetch, and what is under way for it goes on.
    const isPrefetched = this.#policy.isPrefetching(track);
    const want: Want = { track, purpose, isKnown: isPrefetched, window: null };
    this.#wanted.set(playId, want);
    this.#parts.store.pin(keyOf(track, this.#origin), 'playing');
    if (isPrefetched) this.#handle({ type: 'trackWanted', playId, track, purpose, held: null });
    else void this.#lookUpAndWant(playId, want);
  }

  async #lookUpAndWant(playId: string, want: Want): Promise<void> {
    const { track, purpose } = want;
    const held = await this.#heldOf(track);
    if (this.#wanted.get(playId) !== want) return;
    want.isKnown = true;
    this.#handle({ type: 'trackWanted', playId, track, purpose, held });
    if (want.window !== null) this.moveWindow(playId, want.window);
  }

  /** No longer wants it: nothing stays under way. */
  abandon(playId: string): void {
    const want = this.#wanted.get(playId);
    if (want === undefined) return;
    this.#wanted.delete(playId);
    this.#parts.store.unpin(keyOf(want.track, this.#origin), 'playing');
    this.#handle({ type: 'abandoned', playId });
    this.#endReadsOf(want.track);
  }

  /** Ends reads that have brought all they should but don't end: the policy no longer knows them. */
  #endReadsOf(track: Track): void {
    if ([...this.#wanted.values()].some((other) => isSameBytes(other.track, track))) return;
    for (const [requestId, request] of this.#requests) {
      if (!isSameBytes(request.track, track)) continue;
      request.abort.abort();
      this.#end(requestId);
    }
  }

  /** The page takes these bytes now. */
  moveWindow(playId: string, window: ByteRange): void {
    const want = this.#wanted.get(playId);
    if (want === undefined) return;
    if (want.isKnown) this.#handle({ type: 'windowMoved', playId, window });
    else want.window = window;
  }

  /** So much of the track that plays is left, in seconds. */
  movePlayhead(playId: string, secondsLeft: number): void {
    this.#handle({ type: 'playheadMoved', playId, secondsLeft });
  }

  /** What the cache holds of a track, as a have-map. */
  async #heldOf(track: Track): Promise<Uint8Array | null> {
    const origin = this.#origin;
    if (origin === null || origin.isLocal) return null;
    const key = keyOf(track, origin);
    const holding = await this.#parts.store.lookUp(key);
    if (holding?.sizeBytes === track.sizeBytes) return holding.haveMap;
    await this.#parts.store.describe(key, { sizeBytes: track.sizeBytes, proof: null, sidecar: null });
    return null;
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
  }

  #handleNow(event: FetchEvent, arrived: Uint8Array | undefined): void {
    const source = 'requestId' in event ? this.#sourceOf(event.requestId) : 'origin';
    for (const action of this.#policy.handle(event, this.#parts.clock.nowMs()))
      this.#perform(action, { arrived, source });
  }

  #sourceOf(requestId: number): Source {
    return this.#cacheReads.has(requestId) ? 'cache' : 'origin';
  }

  #perform(
    action: FetchAction,
    { arrived, source }: { arrived: Uint8Array | undefined; source: Source },
  ): void {
    switch (action.type) {
      case 'readCache':
        void this.#readCache(action);
        return;
      case 'askOrigin':
        void this.#askOrigin(action);
        return;
      case 'cancel':
        this.#requests.get(action.requestId)?.abort.abort();
        this.#end(action.requestId);
        return;
      case 'sendToPage': {
        const track = this.#wanted.get(action.playId)?.track;
        if (track === undefined || arrived === undefined) return;
        const start = action.block * blockSizeBytes(track.sizeBytes);
        this.#parts.onBlock({ playId: action.playId, start, bytes: arrived, source });
        return;
      }
      case 'keep':
        if (arrived !== undefined) void this.#keep(action.track, action.block, arrived);
        return;
      case 'giveUp':
        this.abandon(action.playId);
        this.#parts.onGiveUp(action.playId, action.message);
        return;
      case 'wakeAt':
        this.#wakeAt(action.atMs);
    }
  }

  /** Timers may ring a little early (Node's count whole milliseconds): then once more, or the policy would wait for ever. */
  #wakeAt(atMs: number): void {
    const { clock } = this.#parts;
    clock.wakeAt(atMs, () => {
      if (clock.nowMs() < atMs) this.#wakeAt(atMs);
      else this.#handle({ type: 'timer' });
    });
  }

  #end(requestId: number): void {
    this.#requests.delete(requestId);
    this.#cacheReads.delete(requestId);
  }

  async #readCache({ requestId, track, blocks }: FetchAction & { type: 'readCache' }): Promise<void> {
    const abort = new AbortController();
    this.#requests.set(requestId, { abort, track });
    this.#cacheReads.add(requestId);
    const found = await this.#parts.store.read(keyOf(track, this.#origin), blocks);
    for (let at = 0; at < blocks.end - blocks.first && !abort.signal.aborted; at++) {
      const bytes = found[at] ?? null;
      const block = blocks.first + at;
      if (bytes === null) this.#handle({ type: 'blockLost', requestId, block });
      else this.#handle({ type: 'blockArrived', requestId, block }, bytes);
    }
    this.#end(requestId);
  }

  async #askOrigin({ requestId, track, blocks }: FetchAction & { type: 'askOrigin' }): Promise<void> {
    const abort = new AbortController();
    this.#requests.set(requestId, { abort, track });
    const { signal } = abort;
    try {
      await this.#readOrigin({ requestId, track, blocks, signal });
      if (!signal.aborted) this.#handle({ type: 'requestDone', requestId });
    } catch (error) {
      if (signal.aborted) return;
      const message = error instanceof Error ? error.message : String(error);
      const range = bytesOfBlocks(track.sizeBytes, blocks);
      this.#parts.warn(`Bytes ${range.start}–${range.end} of “${track.title}”: ${message}.`);
      this.#handle({
        type: 'requestFailed',
        requestId,
        message,
        isFinal: error instanceof OriginError && error.isFinal,
      });
    } finally {
      this.#end(requestId);
    }
  }

  async #readOrigin({ requestId, track, blocks, signal }: OriginBlocks): Promise<void> {
    if (this.#origin === null) throw new OriginError('no origin is set', { isFinal: true });
    const onBlock = (block: number, bytes: Uint8Array): void => {
      if (signal.aborted) return;
      if (this.#proofs.judge(track, block, bytes) === 'wrong')
        throw new OriginError(CHANGED, { isFinal: true });
      this.#handle({ type: 'blockArrived', requestId, block }, bytes);
    };
    const cutter = new BlockCutter(track, blocks.first, onBlock);
    const range = bytesOfBlocks(track.sizeBytes, blocks);
    await this.#origin.read({ track, range, onBytes: (bytes) => cutter.push(bytes) }, signal);
  }

  /** Keeps a block, once its manifest is there if there is to be one: nothing unproved stays in the cache for a content id. */
  async #keep(track: Track, block: number, bytes: Uint8Array): Promise<void> {
    if (this.#origin === null || this.#origin.isLocal) return;
    const key = keyOf(track, this.#origin);
    const isProved = await this.#proofs.prove(track, key);
    const judgement = this.#proofs.judge(track, block, bytes);
    if (judgement === 'wrong') this.#handle({ type: 'bytesWrong', track, message: CHANGED });
    if (track.contentId !== null && !(isProved && judgement === 'right')) return;
    await this.#parts.store.write(key, block, [bytes]);
  }
}

/** A track that is wanted. The policy knows of it once the store has said what it holds. */
interface Want {
  readonly track: Track;
  readonly purpose: Purpose;
  isKnown: boolean;
  /** Where the page's window moved to before the policy knew. */
  window: ByteRange | null;
}

interface OriginBlocks {
  readonly requestId: number;
  readonly track: Track;
  readonly blocks: BlockRange;
  readonly signal: AbortSignal;
}

/**
 * What the cache knows a track by: its content id, or else the origin's own name for these very bytes. The whole of it: one
 * that is too long for the store isn't kept, but never taken for another either.
 */
function keyOf(track: Track, origin: Origin | null): string {
  return track.contentId ?? `${origin?.name ?? ''}/${track.id}/${track.revision}`;
}
