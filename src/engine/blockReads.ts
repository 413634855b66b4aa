// Reads blocks for the fetcher: from the store, and from the origin, which is checked against the manifest where there is one.
import type { BlockReason } from '../shared/blockNotes';
import { bytesOfBlocks, type BlockRange } from '../shared/blocks';
import { isSameBytes, type Track } from '../shared/track';
import { BlockCutter } from './blockCutter';
import type { BlockStore } from './blockStore';
import { keyOf } from './cacheEntry';
import type { FetchAction, FetchEvent } from './policy/fetchMessages';
import { OriginError, type Origin } from './ports';
import type { Proofs } from './proofs';

/** Why a track whose bytes aren't its manifest's is given up: a clause for the listener. */
export const CHANGED = 'the file has changed at the origin';

/** Where the fetcher reads. */
export type ReadSource = 'cache' | 'origin';

/** What reads are made of. */
export interface BlockReadsParts {
  readonly store: BlockStore;
  readonly proofs: Proofs;
  readonly warn: (text: string) => void;
  /** What comes of a read; `arrived` are the bytes of a block that has come. */
  readonly tell: (event: FetchEvent, arrived?: Uint8Array) => void;
}

/** The reads under way. */
export class BlockReads {
  readonly #parts: BlockReadsParts;
  readonly #reads = new Map<
    number,
    {
      readonly abort: AbortController;
      readonly track: Track;
      readonly source: ReadSource;
      readonly reason: BlockReason;
    }
  >();
  #origin: Origin | null = null;

  constructor(parts: BlockReadsParts) {
    this.#parts = parts;
  }

  /** Uses another origin from now on, or none. */
  useOrigin(origin: Origin | null): void {
    this.#origin = origin;
  }

  /** Where the blocks of a request come from, and why; null where it is over. */
  originOf(requestId: number): { readonly source: ReadSource; readonly reason: BlockReason } | null {
    return this.#reads.get(requestId) ?? null;
  }

  /** Ends a read. Nothing more comes of it. */
  cancel(requestId: number): void {
    this.#reads.get(requestId)?.abort.abort();
    this.#reads.delete(requestId);
  }

  /** Ends reads that have brought all they should but don't end: the policy no longer knows them. */
  cancelAllOf(track: Track): void {
    for (const [requestId, read] of this.#reads) if (isSameBytes(read.track, track)) this.cancel(requestId);
  }

  /** Reads blocks from the store. */
  async readCache({ requestId, track, blocks }: FetchAction & { type: 'readCache' }): Promise<void> {
    const signal = this.#begin(requestId, { track, source: 'cache', reason: 'held' });
    const found = await this.#parts.store.read(keyOf(track, this.#origin), blocks);
    for (let at = 0; at < blocks.end - blocks.first && !signal.aborted; at++) {
      const bytes = found[at] ?? null;
      const block = blocks.first + at;
      if (bytes === null) this.#parts.tell({ type: 'blockLost', requestId, block });
      else this.#parts.tell({ type: 'blockArrived', requestId, block }, bytes);
    }
    this.#reads.delete(requestId);
  }

  /** Reads blocks from the origin. */
  async askOrigin({ requestId, track, blocks, reason }: FetchAction & { type: 'askOrigin' }): Promise<void> {
    const signal = this.#begin(requestId, { track, source: 'origin', reason });
    try {
      await this.#readOrigin({ requestId, track, blocks, signal });
      if (!signal.aborted) this.#parts.tell({ type: 'requestDone', requestId });
    } catch (error) {
      if (signal.aborted) return;
      const message = error instanceof Error ? error.message : String(error);
      const range = bytesOfBlocks(track.sizeBytes, blocks);
      // What may never be played is nothing to warn of: if it is played, it is asked for anew.
      if (reason !== 'prepare')
        this.#parts.warn(`Bytes ${range.start}–${range.end} of “${track.title}”: ${message}.`);
      const isFinal = error instanceof OriginError && error.isFinal;
      this.#parts.tell({ type: 'requestFailed', requestId, message, isFinal });
    } finally {
      this.#reads.delete(requestId);
    }
  }

  #begin(
    requestId: number,
    read: { readonly track: Track; readonly source: ReadSource; readonly reason: BlockReason },
  ): AbortSignal {
    const abort = new AbortController();
    this.#reads.set(requestId, { ...read, abort });
    return abort.signal;
  }

  async #readOrigin({ requestId, track, blocks, signal }: OriginBlocks): Promise<void> {
    if (this.#origin === null) throw new OriginError('no origin is set', { isFinal: true });
    const onBlock = (block: number, bytes: Uint8Array): void => {
      if (signal.aborted) return;
      if (this.#parts.proofs.judge(track, block, bytes) === 'wrong')
        throw new OriginError(CHANGED, { isFinal: true });
      this.#parts.tell({ type: 'blockArrived', requestId, block }, bytes);
    };
    const cutter = new BlockCutter(track, blocks.first, onBlock);
    const range = bytesOfBlocks(track.sizeBytes, blocks);
    await this.#origin.read({ track, range, onBytes: (bytes) => cutter.push(bytes) }, signal);
  }
}

interface OriginBlocks {
  readonly requestId: number;
  readonly track: Track;
  readonly blocks: BlockRange;
  readonly signal: AbortSignal;
}
