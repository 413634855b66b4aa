// How each block of a wanted track stands, and by which requests it is on its way.

/** Nobody here has it. */
export const MISSING = 0;
/** The cache has it. */
export const HELD = -1;
/** The page has it, or for a prefetch the cache. */
export const DONE = -2;
// Any other number is the request that it is on its way by.

const NONE: readonly number[] = [];

/** The blocks of a track. */
export class BlockStates {
  readonly #states: Int32Array;
  /** Further requests for blocks that are on their way already. */
  readonly #hedges = new Map<number, number[]>();
  readonly #onPut: (state: number) => void;
  /** None of the blocks before this one is missing: what is done isn't gone through with every event. */
  #noneMissingBefore = 0;

  /** As many blocks as `count`, and how they stand: `held` has one bit a block. `onPut` hears of every block that is to be had again, and what it is then. */
  constructor(count: number, held: Uint8Array | null, onPut: (state: number) => void) {
    this.#onPut = onPut;
    this.#states = Int32Array.from({ length: count }, (_, block) =>
      (((held?.[block >> 3] ?? 0) >> (block & 7)) & 1) === 1 ? HELD : MISSING,
    );
  }

  get count(): number {
    return this.#states.length;
  }

  at(block: number): number {
    return this.#states[block] ?? DONE;
  }

  /** Whether a block is on its way by this request. */
  isUnderWay(block: number, requestId: number): boolean {
    if (this.#states[block] === requestId) return true;
    return this.#hedges.size > 0 && (this.#hedges.get(block)?.includes(requestId) ?? false);
  }

  /** The requests beside the first one that a block is on its way by. */
  hedgesOf(block: number): readonly number[] {
    return this.#hedges.get(block) ?? NONE;
  }

  /** Marks blocks as on their way. */
  begin(requestId: number, first: number, end: number): void {
    this.#states.fill(requestId, first, end);
  }

  /** Marks a block that is on its way already as on its way by one more request. */
  hedge(requestId: number, block: number): void {
    this.#hedges.set(block, [...this.hedgesOf(block), requestId]);
  }

  /** A block has come. Returns the other requests that it was on its way by. */
  arrive(requestId: number, block: number, state: typeof DONE | typeof HELD): readonly number[] {
    const first = this.at(block);
    const hedges = this.hedgesOf(block);
    this.put(block, state);
    if (hedges.length === 0) return NONE;
    this.#hedges.delete(block);
    return [first, ...hedges].filter((each) => each !== requestId);
  }

  /** A request brings a block no more; where it was the only one, the block is as `left` says. */
  leave(requestId: number, block: number, left: typeof MISSING | typeof HELD): void {
    const hedges = this.hedgesOf(block);
    if (this.#states[block] === requestId) {
      const [next] = hedges;
      if (next === undefined) this.put(block, left);
      else this.#states[block] = next;
      this.#setHedges(block, hedges.slice(1));
    } else if (hedges.length > 0)
      this.#setHedges(
        block,
        hedges.filter((each) => each !== requestId),
      );
  }

  put(block: number, state: typeof MISSING | typeof HELD | typeof DONE): void {
    this.#states[block] = state;
    if (state === MISSING && block < this.#noneMissingBefore) this.#noneMissingBefore = block;
    this.#onPut(state);
  }

  /** The first of the blocks `[from, end)` that stands so, or `end`. */
  find(state: number, from: number, end: number): number {
    return state === MISSING ? this.#findMissing(from, end) : this.#find(state, from, end);
  }

  #findMissing(from: number, end: number): number {
    const known = this.#noneMissingBefore;
    if (end <= known) return end;
    const found = this.#find(MISSING, Math.max(from, known), end);
    if (from <= known) this.#noneMissingBefore = found;
    return found;
  }

  #find(state: number, from: number, end: number): number {
    let block = from;
    while (block < end && this.#states[block] !== state) block += 1;
    return block;
  }

  /** Where a run of blocks that stand so ends, at most `end`. */
  endOfRun(state: number, from: number, end: number): number {
    let block = from;
    while (block < end && this.#states[block] === state) block += 1;
    return block;
  }

  #setHedges(block: number, hedges: readonly number[]): void {
    if (hedges.length === 0) this.#hedges.delete(block);
    else this.#hedges.set(block, [...hedges]);
  }
}
