// What peers are asked for. Of a play: what it misses, in the order of need, each block of the peer that is expected to bring
// it first; but a block that no peer is expected to bring in time is left to an origin that is sooner. Well ahead of the
// playhead the rarest block comes first, so that what only one peer has is there before that peer is gone; and what lies beyond the page's
// window goes to the cache. Of what may come: its first window, in order. Source: Kreitz & Niemelä 2010; streaming.md §3.4.
import { MISSING } from './blockStates';
import type { AskReason } from '../../shared/blockNotes';
import type { FetchAction } from './fetchMessages';
import type { Chosen, PeerChoice, PeerChoiceParts } from './peerChoice';
import type { Wanted } from './wanted';

/** Whom to ask for which block. */
export class PeerPlan {
  readonly #parts: PeerChoiceParts;
  readonly #choice: PeerChoice;

  constructor(parts: PeerChoiceParts, choice: PeerChoice) {
    this.#parts = parts;
    this.#choice = choice;
  }

  /** Asks for what a play misses: within its window, and while it sounds in the rest of the track. */
  askForPlay(wanted: Wanted, actions: FetchAction[]): void {
    if (!this.#choice.hasAnyRoom(wanted, 'soon')) return;
    const isAhead = this.#parts.limits.readsAheadFromPeers && wanted.isMoved && wanted.playhead.isSounding;
    for (const range of wanted.window) {
      const [start, endOfRange] = blocksOf(wanted, range);
      const end = isAhead ? wanted.blocks.count : endOfRange;
      const rarestFrom = this.#askInOrder(wanted, { start, end, actions });
      if (rarestFrom < end) this.#askRarest(wanted, { start: rarestFrom, end, actions });
    }
  }

  /** Asks for up to `most` blocks of what may come, within its window. */
  askAhead(wanted: Wanted, most: number): FetchAction[] {
    const actions: FetchAction[] = [];
    const reason = wanted.purpose === 'prefetch' || wanted.isHeadDue ? 'prefetch' : 'prepare';
    for (const range of wanted.window) {
      const [start, end] = blocksOf(wanted, range);
      for (let block = start; block < end && actions.length < most; block++) {
        if (wanted.blocks.at(block) !== MISSING) continue;
        if (!this.#choice.hasAnyRoom(wanted, 'ahead')) return actions;
        const best = this.#choice.bestPeer(wanted, block, { haste: 'ahead' });
        if (best !== null) actions.push(this.#ask(wanted, block, { best, reason, deadlineMs: null }));
      }
    }
    return actions;
  }

  /** Returns where the blocks begin that the rarest is to be chosen from. */
  #askInOrder(wanted: Wanted, { start, end, actions }: Reach): number {
    const { limits, requests } = this.#parts;
    const { blocks, playhead, blockSizeBytes } = wanted;
    for (let block = start; (block = blocks.find(MISSING, block, end)) < end; block++) {
      const deadlineMs = playhead.deadlineMs(block * blockSizeBytes, requests.nowMs);
      if (deadlineMs - requests.nowMs > limits.rarestBeyondMs) return block;
      const haste = this.#choice.hasteOf(deadlineMs);
      if (!this.#choice.hasAnyRoom(wanted, haste)) return end;
      const best = this.#choice.bestPeer(wanted, block, { haste });
      if (best === null || this.#isForOrigin(wanted, block, { best, deadlineMs })) continue;
      actions.push(this.#ask(wanted, block, { best, reason: 'in order', deadlineMs }));
    }
    return end;
  }

  #askRarest(wanted: Wanted, { start, end, actions }: Reach): void {
    while (this.#choice.hasAnyRoom(wanted, 'ahead')) {
      const found = this.#rarest(wanted, start, end);
      if (found === null) return;
      const { block, best } = found;
      const deadlineMs = wanted.playhead.deadlineMs(
        block * wanted.blockSizeBytes,
        this.#parts.requests.nowMs,
      );
      actions.push(this.#ask(wanted, block, { best, reason: 'rarest', deadlineMs }));
    }
  }

  #rarest(
    wanted: Wanted,
    start: number,
    end: number,
  ): { readonly block: number; readonly best: Chosen } | null {
    const { limits, peers } = this.#parts;
    let found: { readonly block: number; readonly best: Chosen } | null = null;
    let fewest = Infinity;
    let left = limits.rarestAmongBlocks;
    const holdersOf = peers.holdersOf(wanted.track.contentId ?? '');
    if (holdersOf === null) return null;
    for (let block = start; block < end && left > 0; block++) {
      if (wanted.blocks.at(block) !== MISSING) continue;
      left -= 1;
      const holders = holdersOf[block] ?? 0;
      if (holders === 0 || holders >= fewest) continue;
      const best = this.#choice.bestPeer(wanted, block, { haste: 'ahead' });
      if (best === null) continue;
      found = { block, best };
      fewest = holders;
    }
    return found;
  }

  /** Whether a block that the best peer would bring too late is sooner had from the origin. */
  #isForOrigin(
    wanted: Wanted,
    block: number,
    { best, deadlineMs }: { best: Chosen; deadlineMs: number },
  ): boolean {
    const { limits, requests } = this.#parts;
    if (requests.nowMs + best.safeMs + limits.spareMs <= deadlineMs) return false;
    const origin = this.#choice.origin(wanted, block);
    return origin !== null && origin.ms < best.ms;
  }

  #ask(
    wanted: Wanted,
    block: number,
    { best, reason, deadlineMs }: { best: Chosen; reason: AskReason; deadlineMs: number | null },
  ): FetchAction {
    if (best.peer === null) throw new Error('a peer is asked');
    const { requests } = this.#parts;
    return requests.askPeer({ wanted, peer: best.peer, block, reason, deadlineMs, isHedge: false });
  }
}

/** Blocks `[start, end)` that may be asked for, and what has been. */
interface Reach {
  readonly start: number;
  readonly end: number;
  readonly actions: FetchAction[];
}

function blocksOf(
  { blockSizeBytes, blocks }: Wanted,
  range: { start: number; end: number },
): [number, number] {
  if (range.start >= range.end) return [0, 0];
  const end = Math.min(Math.ceil(range.end / blockSizeBytes), blocks.count);
  return [Math.floor(range.start / blockSizeBytes), end];
}
