// How far ahead the origin is asked for a play. Without peers: for all that the page takes. While peers are searched for: for
// the first seconds. While peers have it: for what is due soon and no peer has promised, or where a head in the cache
// bridges the time, when half of that is gone; further ahead, up to 15 s, only for what no peer has.
// Source: Kreitz & Niemelä 2010; streaming.md §2, §3.1.
import { MISSING } from './blockStates';
import type { Alarm } from './alarm';
import type { Discovery } from './discovery';
import type { FetchAction } from './fetchMessages';
import { byteAtSeconds } from './pace';
import type { PeerLimits } from './peerLimits';
import type { Peers } from './peers';
import type { Requests } from './requests';
import type { Wanted } from './wanted';

/** What the plan goes by. */
export interface OriginPlanParts {
  readonly limits: PeerLimits;
  readonly peers: Peers;
  readonly requests: Requests;
  readonly discovery: Discovery;
  readonly alarm: Alarm;
}

/** What the origin is asked for while there may be peers. */
export class OriginPlan {
  readonly #parts: OriginPlanParts;

  constructor(parts: OriginPlanParts) {
    this.#parts = parts;
  }

  /** Asks for what only the origin can bring in time, in up to `most` requests. */
  ask(wanted: Wanted, most: number, actions: FetchAction[]): void {
    const { requests } = this.#parts;
    const { nowMs } = requests;
    if (most <= 0) return;
    const hasProviders = this.#providersOf(wanted) > 0;
    const end = this.#end(wanted, hasProviders, nowMs);
    const reason = hasProviders && end < Infinity && wanted.playhead.isSounding ? 'urgent' : undefined;
    const asked = requests.askAll(
      { wanted, source: 'origin', most, end, isBudgeted: false, reason },
      actions,
    );
    if (hasProviders && asked < most) this.#askUnheld(wanted, { from: end, nowMs, actions });
  }

  #providersOf({ track }: Wanted): number {
    return track.contentId === null ? 0 : this.#parts.peers.providersOf(track.contentId).length;
  }

  /** The byte up to which the origin is asked for anything. */
  #end(wanted: Wanted, hasProviders: boolean, nowMs: number): number {
    const { limits, discovery, alarm } = this.#parts;
    const { track, playhead } = wanted;
    const isSearching = track.contentId !== null && discovery.isUnderWay(track.contentId, nowMs);
    if (!wanted.isMoved || !(hasProviders || isSearching)) return Infinity;
    if (isSearching) alarm.want(discovery.nextAtMs(track.contentId, nowMs), nowMs);
    const reachMs = this.#reachMs(wanted, hasProviders, limits);
    const end = byteAtSeconds(track, playhead.seconds(nowMs) + reachMs / 1000);
    // No block is begun that would end beyond; the last one may be shorter than the others.
    if (end >= track.sizeBytes) return track.sizeBytes;
    return Math.max(wanted.blockSizeBytes, Math.floor(end / wanted.blockSizeBytes) * wanted.blockSizeBytes);
  }

  #reachMs({ heldAtFirstMs }: Wanted, hasProviders: boolean, limits: PeerLimits): number {
    const { originWindowMs, searchingMs, unpromisedMs } = limits;
    if (!hasProviders && heldAtFirstMs === 0) return searchingMs;
    return Math.min(originWindowMs, Math.max(unpromisedMs, heldAtFirstMs / 2));
  }

  /** Asks for the first block that no peer has, where it lies within the origin's window; and sees to it that what isn't due yet is looked at in time. */
  #askUnheld(
    wanted: Wanted,
    { from, nowMs, actions }: { from: number; nowMs: number; actions: FetchAction[] },
  ): void {
    const { limits, peers, requests, alarm } = this.#parts;
    const { track, blocks, blockSizeBytes, playhead } = wanted;
    const last = byteAtSeconds(track, playhead.seconds(nowMs) + limits.originWindowMs / 1000);
    const windowEnd = Math.min(wanted.window.at(-1)?.end ?? 0, last);
    const end = Math.min(Math.ceil(windowEnd / blockSizeBytes), blocks.count);
    const first = Math.floor(Math.min(from, windowEnd) / blockSizeBytes);
    const holders = peers.holdersOf(track.contentId ?? '');
    for (
      let block = blocks.find(MISSING, first, end);
      block < end;
      block = blocks.find(MISSING, block + 1, end)
    ) {
      if ((holders?.[block] ?? 0) > 0) continue;
      const range = { first: block, end: block + 1 };
      actions.push(
        requests.ask({ wanted, source: 'origin', blocks: range, isBudgeted: false, reason: 'urgent' }),
      );
      return;
    }
    const missing = blocks.find(MISSING, first, blocks.count);
    if (playhead.isSounding && missing < blocks.count)
      alarm.want(playhead.deadlineMs(missing * blockSizeBytes, nowMs) - limits.unpromisedMs, nowMs);
  }
}
