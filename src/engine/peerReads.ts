// Reads blocks from peers for the fetcher. Nothing of a peer is believed: each block is held against the manifest before the
// policy hears of it.
import type { BlockReason } from '../shared/blockNotes';
import type { Track } from '../shared/track';
import type { FetchAction, FetchEvent } from './policy/fetchMessages';
import type { PeerLink, PeerNews } from './ports';
import type { Proofs } from './proofs';

/** What reads of peers are made of. */
export interface PeerReadsParts {
  /** The way to the peers; null where there is none. */
  readonly link: PeerLink | null;
  readonly proofs: Pick<Proofs, 'judge' | 'prove'>;
  /** What comes of a read; `arrived` are the bytes of a block that has come and is right. */
  readonly tell: (event: FetchEvent, arrived?: Uint8Array) => void;
}

/** How long a peer is left alone whose block can't be checked, in milliseconds: its manifest can't be had, and each try costs a block. */
const UNCHECKED_PAUSE_MS = 30_000;

type PeerAsk = FetchAction & { readonly type: 'askPeer' };

/** The blocks that peers have been asked for. */
export class PeerReads {
  readonly #parts: PeerReadsParts;
  readonly #asked = new Map<number, PeerAsk>();

  constructor(parts: PeerReadsParts) {
    this.#parts = parts;
    parts.link?.onNews((news) => {
      this.#hear(news);
    });
  }

  /** Why a block was asked for, and that a peer was; null where no peer was asked for it. */
  originOf(requestId: number): { readonly source: 'peers'; readonly reason: BlockReason } | null {
    const ask = this.#asked.get(requestId);
    return ask === undefined ? null : { source: 'peers', reason: ask.reason };
  }

  /** Searches for who has these tracks. */
  find(tracks: readonly Track[]): void {
    this.#parts.link?.find(tracks);
  }

  /** Asks a peer for a block. */
  ask(ask: PeerAsk): void {
    this.#asked.set(ask.requestId, ask);
    this.#parts.link?.ask(ask);
  }

  /** A block is no longer wanted. */
  cancel(requestId: number): void {
    if (this.#asked.delete(requestId)) this.#parts.link?.cancel(requestId);
  }

  /** Lets go of a peer; what it was asked for is over. */
  drop(peerId: string, isBanned: boolean): void {
    this.#forget(peerId);
    this.#parts.link?.drop(peerId, isBanned);
  }

  /** The sound is about to stop for want of bytes, or no longer. */
  setEmergency(isOn: boolean): void {
    this.#parts.link?.setEmergency(isOn);
  }

  #hear(news: PeerNews): void {
    if (news.type === 'blockSent') {
      this.#take(news);
      return;
    }
    // What we no longer want, or never asked for, is nothing to the policy.
    if ('requestId' in news && !this.#asked.has(news.requestId)) return;
    this.#parts.tell(news);
    if ('requestId' in news) this.#asked.delete(news.requestId);
    // What it was asked for won't come.
    else if (news.type === 'peerBusy' || news.type === 'peerGone') this.#forget(news.peerId);
  }

  #forget(peerId: string): void {
    for (const ask of this.#asked.values()) if (ask.peerId === peerId) this.#asked.delete(ask.requestId);
  }

  #take({ requestId, peerId, block, bytes }: PeerNews & { type: 'blockSent' }): void {
    const ask = this.#asked.get(requestId);
    if (ask === undefined || ask.peerId !== peerId) return;
    if (block !== ask.blocks.first) this.#end(ask, 'wrong', bytes);
    else if (this.#judge(ask, bytes) === 'unknown') void this.#proveAndJudge(ask, bytes);
  }

  /** Ends the request, where it can be said whether the block is right. */
  #judge(ask: PeerAsk, bytes: Uint8Array): 'right' | 'wrong' | 'unknown' {
    const judgement = this.#parts.proofs.judge(ask.track, ask.blocks.first, bytes);
    if (judgement !== 'unknown') this.#end(ask, judgement, bytes);
    return judgement;
  }

  /** Too many tracks since it was asked for, and its manifest was forgotten: the block waits until that is there again. */
  async #proveAndJudge(ask: PeerAsk, bytes: Uint8Array): Promise<void> {
    await this.#parts.proofs.prove(ask.track);
    if (this.#asked.get(ask.requestId) !== ask) return;
    if (this.#judge(ask, bytes) === 'unknown') this.#spare(ask.peerId);
  }

  #end(
    { requestId, blocks: { first: block } }: PeerAsk,
    judgement: 'right' | 'wrong',
    bytes: Uint8Array,
  ): void {
    if (judgement === 'right') this.#parts.tell({ type: 'blockArrived', requestId, block }, bytes);
    else this.#parts.tell({ type: 'blockBad', requestId, block });
    this.#asked.delete(requestId);
  }

  /** A peer's block can't be checked, which is no fault of the peer's: it is asked for nothing for a while. */
  #spare(peerId: string): void {
    for (const { requestId, peerId: asked } of [...this.#asked.values()])
      if (asked === peerId) this.cancel(requestId);
    this.#parts.tell({ type: 'peerBusy', peerId, forMs: UNCHECKED_PAUSE_MS });
  }
}
