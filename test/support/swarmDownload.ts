// How a member of a swarm in memory has one track: as simple as can be, the next few blocks, of whoever has least under way.
import { forgetBlock, hasBlock } from '../../src/engine/policy/haveMap';
import type { Provider } from '../../src/engine/policy/trackerMessages';

/** The origin is asked for a block that nobody is asked for after so long. */
export const ORIGIN_AFTER_MS = 300;
const ASKED_AHEAD = 8;
const OUTSTANDING_PER_PEER = 2;

interface Source {
  readonly peerId: string;
  /** Null for all. */
  readonly haveMap: Uint8Array | null;
  notBeforeMs: number;
  outstanding: number;
}

/** A block to be asked for: of a peer, or of the origin. */
export type Ask =
  | { readonly from: 'peer'; readonly peerId: string; readonly requestId: number; readonly block: number }
  | { readonly from: 'origin'; readonly block: number };

/** A track on its way. */
export class SwarmDownload {
  readonly contentId: string;
  readonly #begunAtMs: number;
  readonly #nextRequestId: () => number;
  readonly #sources = new Map<string, Source>();
  readonly #underWay = new Set<number>();
  readonly #requests = new Map<number, { readonly peerId: string; readonly block: number }>();

  constructor(contentId: string, begunAtMs: number, nextRequestId: () => number) {
    this.contentId = contentId;
    this.#begunAtMs = begunAtMs;
    this.#nextRequestId = nextRequestId;
  }

  /** Whether somebody is asked already if need be. */
  knows(peerId: string): boolean {
    return this.#sources.has(peerId);
  }

  /** Somebody has blocks of it. */
  find({ peerId, haveMap }: Provider): void {
    const own = haveMap === null ? null : Uint8Array.from(haveMap);
    this.#sources.set(peerId, { peerId, haveMap: own, notBeforeMs: 0, outstanding: 0 });
  }

  /** Somebody is gone: what it was asked for is to be had elsewhere. */
  lose(peerId: string): void {
    for (const [requestId, request] of this.#requests) if (request.peerId === peerId) this.end(requestId);
    this.#sources.delete(peerId);
  }

  /** What is to be asked for now; counts as asked for. */
  plan(mine: Uint8Array, blockCount: number, nowMs: number): readonly Ask[] {
    const asks: Ask[] = [];
    let ahead = 0;
    for (let block = 0; block < blockCount && ahead < ASKED_AHEAD; block++) {
      if (hasBlock(mine, block)) continue;
      ahead += 1;
      if (this.#underWay.has(block)) continue;
      const source = this.#sourceOf(block, nowMs);
      if (source !== null) asks.push(this.#askPeer(source, block));
      else if (ahead === 1 && nowMs >= this.#begunAtMs + ORIGIN_AFTER_MS)
        asks.push({ from: 'origin', block });
      if (source !== null || asks.at(-1)?.block === block) this.#underWay.add(block);
    }
    return asks;
  }

  /** A request is over, for better or worse. Returns what it was, while it was under way. */
  end(requestId: number): { readonly peerId: string; readonly block: number } | undefined {
    const request = this.#requests.get(requestId);
    if (request === undefined) return undefined;
    this.#requests.delete(requestId);
    this.#underWay.delete(request.block);
    const source = this.#sources.get(request.peerId);
    if (source !== undefined) source.outstanding -= 1;
    return request;
  }

  /** The origin has sent a block. */
  endOrigin(block: number): void {
    this.#underWay.delete(block);
  }

  /** Nothing is asked of a peer before that. */
  pause(peerId: string, untilMs: number): void {
    const source = this.#sources.get(peerId);
    if (source !== undefined) source.notBeforeMs = untilMs;
  }

  /** A peer hasn't a block. */
  lacks(peerId: string, block: number): void {
    const source = this.#sources.get(peerId);
    if (source === undefined) return;
    if (source.haveMap === null) this.#sources.delete(peerId);
    else forgetBlock(source.haveMap, block);
  }

  #askPeer(source: Source, block: number): Ask {
    const requestId = this.#nextRequestId();
    const { peerId } = source;
    source.outstanding += 1;
    this.#requests.set(requestId, { peerId, block });
    return { from: 'peer', peerId, requestId, block };
  }

  #sourceOf(block: number, nowMs: number): Source | null {
    let best: Source | null = null;
    for (const source of this.#sources.values()) {
      const has = source.haveMap === null || hasBlock(source.haveMap, block);
      if (!has || source.notBeforeMs > nowMs || source.outstanding >= OUTSTANDING_PER_PEER) continue;
      if (best === null || source.outstanding < best.outstanding) best = source;
    }
    return best;
  }
}
