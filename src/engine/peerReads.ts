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
  readonly proofs: Pick<Proofs, 'judge'>;
  /** What comes of a read; `arrived` are the bytes of a block that has come and is right. */
  readonly tell: (event: FetchEvent, arrived?: Uint8Array) => void;
}

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
    if (block !== ask.blocks.first)
      this.#parts.tell({ type: 'blockBad', requestId, block: ask.blocks.first });
    else this.#judge(ask, bytes);
    this.#asked.delete(requestId);
  }

  #judge({ requestId, track, blocks: { first: block } }: PeerAsk, bytes: Uint8Array): void {
    const judgement = this.#parts.proofs.judge(track, block, bytes);
    if (judgement === 'right') this.#parts.tell({ type: 'blockArrived', requestId, block }, bytes);
    else if (judgement === 'wrong') this.#parts.tell({ type: 'blockBad', requestId, block });
    else
      // Too many tracks since it was asked for: no fault of the peer's.
      this.#parts.tell({
        type: 'requestFailed',
        requestId,
        message: 'its manifest is no longer at hand',
        isFinal: false,
      });
  }
}
