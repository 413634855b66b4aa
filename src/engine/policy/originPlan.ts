// How far ahead the origin is asked for a play. Without peers: for all that the page takes. While peers are searched for: for
// the first seconds, or for 15 s where that takes long. While peers have it: for what is due soon and no peer has promised, or where a head in the cache
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
    const hasProviders = this.#hasProviders(wanted);
    const reachMs = this.#reachMs(wanted, hasProviders, nowMs);
    const end = this.#end(wanted, reachMs, nowMs);
    const reason = hasProviders && end < Infinity && wanted.playhead.isSounding ? 'urgent' : undefined;
    const asked = requests.askAll(
      { wanted, source: 'origin', most, end, isBudgeted: false, reason },
      actions,
    );
    if (hasProviders && asked < most && this.#askUnheld(wanted, { from: end, nowMs, actions })) return;
    if (reachMs < Infinity && asked < most) this.#wakeFor(wanted, { from: end, reachMs, nowMs });
  }

  /** Whether any peer may be asked for some of a track. */
  #hasProviders({ track: { contentId }, blocks }: Wanted): boolean {
    const { limits, peers } = this.#parts;
    if (contentId === null) return false;
    const providers = peers.providersOf(contentId);
    if (limits.takesPartialTracks) return providers.length > 0;
    return providers.some(({ holdings }) => (holdings.get(contentId)?.blocks ?? 0) >= blocks.count);
  }

  /** How far ahead of the playhead the origin is asked for anything, in milliseconds; Infinity: for all that the page takes. */
  #reachMs({ isMoved, track, heldAtFirstMs }: Wanted, hasProviders: boolean, nowMs: number): number {
    const { limits, discovery, alarm } = this.#parts;
    const { contentId } = track;
    if (!isMoved || contentId === null) return Infinity;
    const { originWindowMs, searchingMs, unpromisedMs } = limits;
    const isUnanswered = discovery.isUnanswered(contentId, nowMs);
    if (isUnanswered) alarm.want(discovery.nextAtMs(contentId, nowMs), nowMs);
    if (hasProviders || (heldAtFirstMs > 0 && discovery.isUnderWay(contentId, nowMs)))
      return Math.min(originWindowMs, Math.max(unpromisedMs, heldAtFirstMs / 2));
    if (!isUnanswered) return Infinity;
    return discovery.isUnderWay(contentId, nowMs) ? searchingMs : originWindowMs;
  }

  /** The byte up to which that is. */
  #end({ track, playhead, blockSizeBytes }: Wanted, reachMs: number, nowMs: number): number {
    if (reachMs === Infinity) return Infinity;
    const end = byteAtSeconds(track, playhead.seconds(nowMs) + reachMs / 1000);
    // No block is begun that would end beyond; the last one may be shorter than the others.
    if (end >= track.sizeBytes) return track.sizeBytes;
    return Math.max(blockSizeBytes, Math.floor(end / blockSizeBytes) * blockSizeBytes);
  }

  /** Sees to it that what isn't due yet is looked at in time: a block is begun when its end is within reach, which it is a moment later. */
  #wakeFor(
    { track, blocks, blockSizeBytes, playhead }: Wanted,
    { from, reachMs, nowMs }: { from: number; reachMs: number; nowMs: number },
  ): void {
    const missing = blocks.find(MISSING, Math.floor(from / blockSizeBytes), blocks.count);
    if (!playhead.isSounding || missing === blocks.count) return;
    const end = Math.min((missing + 1) * blockSizeBytes, track.sizeBytes);
    this.#parts.alarm.want(playhead.deadlineMs(end, nowMs) - reachMs + 1, nowMs);
  }

  /** Asks for the first block that no peer has, where it lies within the origin's window. Returns whether there is one. */
  #askUnheld(
    wanted: Wanted,
    { from, nowMs, actions }: { from: number; nowMs: number; actions: FetchAction[] },
  ): boolean {
    const { limits, peers, requests } = this.#parts;
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
      return true;
    }
    return false;
  }
}
