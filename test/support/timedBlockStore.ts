// A block store in memory that takes its time, on a clock that only the test moves.
import type {
  BlockPins,
  BlockSpace,
  BlockStore,
  ContentDescription,
  DescribeResult,
  HeldProof,
  Holding,
  PinKind,
  WriteResult,
} from '../../src/engine/blockStore';
import type { Clock } from '../../src/engine/ports';
import type { CacheUsage } from '../../src/shared/report';
import type { BlockRange } from '../../src/shared/blocks';
import { MemoryBlockStore } from './memoryBlockStore';

/** How long the store takes, asked anew each time. */
export interface StoreTimes {
  readonly lookUpMs: () => number;
  readonly readMs: () => number;
}

/** A slow block store. */
export class TimedBlockStore implements BlockStore, BlockPins, Pick<BlockSpace, 'setCapBytes' | 'usage'> {
  readonly memory = new MemoryBlockStore();
  /** Pins that were not undone. */
  pins = 0;
  /** What was given to be kept. */
  readonly written: { readonly contentKey: string; readonly block: number; readonly bytes: Uint8Array }[] =
    [];
  readonly #clock: Clock;
  readonly #times: StoreTimes;

  constructor(clock: Clock, times: StoreTimes) {
    this.#clock = clock;
    this.#times = times;
  }

  async lookUp(contentKey: string): Promise<Holding | null> {
    await this.#wait(this.#times.lookUpMs());
    return this.memory.lookUp(contentKey);
  }

  describe(contentKey: string, description: ContentDescription): Promise<DescribeResult> {
    return this.memory.describe(contentKey, description);
  }

  proof(contentKey: string): Promise<HeldProof | null> {
    return this.memory.proof(contentKey);
  }

  async read(contentKey: string, blocks: BlockRange): Promise<readonly (Uint8Array | null)[]> {
    await this.#wait(this.#times.readMs());
    return this.memory.read(contentKey, blocks);
  }

  write(contentKey: string, first: number, blocks: readonly Uint8Array[]): Promise<WriteResult> {
    blocks.forEach((bytes, at) =>
      this.written.push({ contentKey, block: first + at, bytes: Uint8Array.from(bytes) }),
    );
    return this.memory.write(contentKey, first, blocks);
  }

  setCapBytes(capBytes: number): Promise<void> {
    return this.memory.setCapBytes(capBytes);
  }

  usage(): CacheUsage {
    return this.memory.usage();
  }

  pin(contentKey: string, kind: PinKind): void {
    this.pins += 1;
    this.memory.pin(contentKey, kind);
  }

  unpin(contentKey: string, kind: PinKind): void {
    this.pins -= 1;
    this.memory.unpin(contentKey, kind);
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.wakeAt(this.#clock.nowMs() + ms, resolve);
    });
  }
}
