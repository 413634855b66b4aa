// Of whom a block is asked: of the peer that is expected to deliver it first, by what is outstanding there and by the rate
// that it has shown. Source: Kreitz & Niemelä 2010.
import type { PeerLimits } from './peerLimits';
import { hasBlock } from './haveMap';
import type { Peer, Peers } from './peers';
import { sizeOf, type Requests } from './requests';
import type { Wanted } from './wanted';

/** A source for a block, and when it is expected to bring it. */
export interface Chosen {
  /** The peer; null: the origin. */
  readonly peer: Peer | null;
  /** Until it has come, in milliseconds. */
  readonly ms: number;
  /** The same, put off so far that it is safe. */
  readonly safeMs: number;
}

/** How soon a block is needed: now, because it is late; soon; or not soon. */
export type Haste = 'late' | 'soon' | 'ahead';

/** What choosing goes by. */
export interface PeerChoiceParts {
  readonly limits: PeerLimits;
  readonly peers: Peers;
  readonly requests: Requests;
}

/** Chooses sources. */
export class PeerChoice {
  readonly #parts: PeerChoiceParts;

  constructor(parts: PeerChoiceParts) {
    this.#parts = parts;
  }

  /** How soon a block with this deadline is needed. */
  hasteOf(deadlineMs: number): Haste {
    const { limits, requests } = this.#parts;
    return deadlineMs - requests.nowMs > limits.emergencyOverMs ? 'ahead' : 'soon';
  }

  /** Whether any provider of a track may be asked for a block now. */
  hasAnyRoom({ track, blockSizeBytes }: Wanted, haste: Haste): boolean {
    for (const peer of this.#parts.peers.providersOf(track.contentId ?? ''))
      if (this.#hasRoom(peer, blockSizeBytes, haste)) return true;
    return false;
  }

  /** Whether a peer may be asked for so many bytes more now. */
  #hasRoom(peer: Peer, bytes: number, haste: Haste): boolean {
    if (peer.isSuspect || peer.notBeforeMs > this.#parts.requests.nowMs) return false;
    const { outstandingAlwaysBytes, outstandingMs, aheadOutstandingMs } = this.#parts.limits;
    const { isMeasured, rateBytesPerSecond } = peer.estimate;
    const ms = haste === 'ahead' ? aheadOutstandingMs : outstandingMs;
    const mostBytes = Math.max(outstandingAlwaysBytes, isMeasured ? (rateBytesPerSecond * ms) / 1000 : 0);
    return peer.outstandingBytes + bytes <= mostBytes + (haste === 'late' ? outstandingAlwaysBytes : 0);
  }

  /** Whether a peer offers a block. */
  #offers(peer: Peer, { track, blocks }: Wanted, block: number): boolean {
    const holding = peer.holdings.get(track.contentId ?? '');
    if (holding === undefined) return false;
    if (!this.#parts.limits.takesPartialTracks && holding.blocks < blocks.count) return false;
    return hasBlock(holding.map, block);
  }

  /** The peer to ask for a block now, or null. Those in `but` have been asked already. */
  bestPeer(
    wanted: Wanted,
    block: number,
    { haste, but = [] }: { readonly haste: Haste; readonly but?: readonly string[] },
  ): Chosen | null {
    const bytes = sizeOf(wanted, { first: block, end: block + 1 });
    const { limits, peers } = this.#parts;
    let best: Peer | null = null;
    let bestMs = Infinity;
    for (const peer of peers.providersOf(wanted.track.contentId ?? '')) {
      if (!this.#hasRoom(peer, bytes, haste) || but.includes(peer.peerId)) continue;
      if (!this.#offers(peer, wanted, block)) continue;
      const ms = peer.estimate.expectMs(peer.outstandingBytes + bytes);
      if (ms >= bestMs) continue;
      best = peer;
      bestMs = ms;
      if (!limits.choosesByDelivery) break;
    }
    if (best === null) return null;
    return { peer: best, ms: bestMs, safeMs: bestMs + this.#marginMs(best.estimate.deviationMs) };
  }

  /** What the origin would take for a block, or null where it can't be asked. */
  origin(wanted: Wanted, block: number): Chosen | null {
    const { requests } = this.#parts;
    if (wanted.originFailure !== null || wanted.notBeforeMs > requests.nowMs) return null;
    const bytes = sizeOf(wanted, { first: block, end: block + 1 });
    const ms = requests.origin.expectMs(requests.originOutstandingBytes + bytes);
    return { peer: null, ms, safeMs: ms + this.#marginMs(requests.origin.deviationMs) };
  }

  #marginMs(deviationMs: number): number {
    return deviationMs * this.#parts.limits.safeDeviations;
  }
}
