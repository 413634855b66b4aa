// Blocks that peers are asked for. Requests go out at once, up to what the peer lets us have waiting; the pieces that come are put
// together in order. What comes is held against what was asked: another block, another place, or anything of a request that
// never was is an offence. What was cancelled may still be on its way, and is passed over.
import { bytesOfBlocks } from '../../shared/blocks';
import type { BlockRange } from '../../shared/blocks';
import { TokenBucket, type Pace } from '../policy/tokenBucket';
import type { Clock, PeerAsk, PeerNews } from '../ports';
import * as limits from './limits';
import type { BlocksMessage } from './wire/blocksMessages';

/** What downloads are made of. */
export interface DownloadsParts {
  /** How many requests a peer is sent. */
  readonly pace: Pace;
  readonly clock: Pick<Clock, 'nowMs' | 'wakeAt'>;
  readonly send: (peerId: string, message: BlocksMessage) => void;
  readonly tell: (news: PeerNews) => void;
  /** Bytes of blocks have come from a peer. */
  readonly onReceived: (peerId: string, bytes: number) => void;
  /** A peer sends what it wasn't asked for. */
  readonly onOffence: (peerId: string, message: string) => void;
  /** A peer hasn't a block that it was asked for. */
  readonly onLie: (peerId: string) => void;
}

/** A block that was asked for. */
interface Asked {
  readonly requestId: number;
  readonly block: number;
  readonly sizeBytes: number;
  /** Pieces put together; null before the first. */
  bytes: Uint8Array | null;
  filled: number;
}

/** What we have of a peer. */
interface Source {
  allowed: number;
  /** Those that have gone out, and those that wait until the peer takes more. */
  readonly asked: Map<number, Asked>;
  readonly waiting: PeerAsk[];
  /** Requests that are over for us. */
  readonly over: Set<number>;
  unacknowledgedBytes: number;
  /** More requests than this are a flood to it. */
  readonly pace: TokenBucket;
  isWoken: boolean;
}

/** The downloads of all peers. */
export class Downloads {
  readonly #parts: DownloadsParts;
  readonly #sources = new Map<string, Source>();
  /** Whom each request was put to. */
  readonly #peers = new Map<number, string>();

  constructor(parts: DownloadsParts) {
    this.#parts = parts;
  }

  /** Requests that have no answer yet. */
  get count(): number {
    return this.#peers.size;
  }

  /** A peer is connected. */
  join(peerId: string): void {
    const { requests, blocks } = limits.ASSUMED_LIMITS;
    const allowed = Math.min(requests, blocks);
    const source = { asked: new Map(), waiting: [], over: new Set<number>() };
    const pace = new TokenBucket(this.#parts.pace);
    this.#sources.set(peerId, { ...source, allowed, unacknowledgedBytes: 0, pace, isWoken: false });
  }

  /** A peer is gone: whatever it was asked for won't come. */
  leave(peerId: string): void {
    this.#sources.delete(peerId);
    for (const [requestId, of] of this.#peers) if (of === peerId) this.#peers.delete(requestId);
  }

  /** Asks a peer for a block. */
  ask(ask: PeerAsk): void {
    const { peerId, requestId } = ask;
    const source = this.#sources.get(peerId);
    if (source === undefined) {
      this.#parts.tell({ type: 'requestFailed', requestId, message: 'the peer is gone', isFinal: false });
      return;
    }
    this.#peers.set(requestId, peerId);
    source.waiting.push(ask);
    this.#sendWaiting(source, peerId);
  }

  /** A block is no longer wanted. */
  cancel(requestId: number): void {
    const peerId = this.#peers.get(requestId);
    const source = peerId === undefined ? undefined : this.#sources.get(peerId);
    if (peerId === undefined || source === undefined) return;
    this.#cancel(source, peerId, requestId);
    this.#sendWaiting(source, peerId);
  }

  /** Takes an answer of a peer. */
  hear(peerId: string, message: BlocksMessage & { type: 'limits' | 'block' | 'busy' | 'gone' }): void {
    const source = this.#sources.get(peerId);
    if (source === undefined) return;
    switch (message.type) {
      case 'limits':
        source.allowed = Math.min(message.requests, message.blocks);
        break;
      case 'block':
        this.#take(source, peerId, message);
        break;
      case 'busy':
        this.#giveUp(source, peerId, message);
        break;
      case 'gone':
        this.#miss(source, peerId, message);
    }
    this.#sendWaiting(source, peerId);
  }

  #sendWaiting(source: Source, peerId: string): void {
    const nowMs = this.#parts.clock.nowMs();
    while (source.asked.size < source.allowed && source.waiting.length > 0) {
      if (!source.pace.take(1, nowMs)) {
        this.#sendLater(source, peerId, nowMs);
        return;
      }
      const next = source.waiting.shift();
      if (next === undefined) return;
      const { requestId, track, deadlineMs } = next;
      const first = next.blocks.first;
      const blocks: BlockRange = { first, end: first + 1 };
      const { start, end } = bytesOfBlocks(track.sizeBytes, blocks);
      source.asked.set(requestId, {
        requestId,
        block: first,
        sizeBytes: end - start,
        bytes: null,
        filled: 0,
      });
      this.#parts.send(peerId, {
        ...{ type: 'request', requestId, contentId: track.contentId ?? '', blocks },
        priority: deadlineMs === null ? 'prefetch' : 'play',
        deadlineMs: deadlineMs === null ? null : deadlineMs - nowMs,
      });
    }
  }

  #sendLater(source: Source, peerId: string, nowMs: number): void {
    if (source.isWoken) return;
    source.isWoken = true;
    this.#parts.clock.wakeAt(nowMs + source.pace.waitMs(1, nowMs), () => {
      source.isWoken = false;
      if (this.#sources.get(peerId) === source) this.#sendWaiting(source, peerId);
    });
  }

  #cancel(source: Source, peerId: string, requestId: number): void {
    this.#peers.delete(requestId);
    const at = source.waiting.findIndex((each) => each.requestId === requestId);
    if (at >= 0) source.waiting.splice(at, 1);
    if (!source.asked.has(requestId)) return;
    this.#end(source, requestId);
    this.#parts.send(peerId, { type: 'cancel', requestId });
  }

  /** A request is over: what still comes of it is no offence. */
  #end(source: Source, requestId: number): void {
    this.#peers.delete(requestId);
    source.asked.delete(requestId);
    source.over.add(requestId);
    const [oldest] = source.over;
    if (source.over.size > limits.MOST_OVER && oldest !== undefined) source.over.delete(oldest);
  }

  #take(source: Source, peerId: string, message: BlocksMessage & { type: 'block' }): void {
    const { requestId, block, offset, bytes } = message;
    const asked = source.asked.get(requestId);
    if (asked === undefined) {
      if (source.over.has(requestId))
        this.#acknowledge(source, peerId, { bytes: bytes.length, isWhole: true });
      else this.#parts.onOffence(peerId, 'It sends a block that nobody asked it for.');
      return;
    }
    const isNext = block === asked.block && offset === asked.filled;
    if (!isNext || offset + bytes.length > asked.sizeBytes) {
      this.#parts.onOffence(peerId, 'It sends another block, or another place of it, than it was asked for.');
      return;
    }
    this.#parts.onReceived(peerId, bytes.length);
    const whole = fill(asked, bytes);
    if (whole !== null) this.#end(source, requestId);
    this.#acknowledge(source, peerId, { bytes: bytes.length, isWhole: whole !== null });
    if (whole !== null) this.#parts.tell({ type: 'blockSent', requestId, peerId, block, bytes: whole });
  }

  #acknowledge(
    source: Source,
    peerId: string,
    { bytes, isWhole }: { readonly bytes: number; readonly isWhole: boolean },
  ): void {
    source.unacknowledgedBytes += bytes;
    if (!isWhole && source.unacknowledgedBytes < limits.ACKNOWLEDGED_BYTES) return;
    this.#parts.send(peerId, { type: 'received', bytes: source.unacknowledgedBytes });
    source.unacknowledgedBytes = 0;
  }

  /** A peer is busy: nothing that it was asked for is waited for any longer. */
  #giveUp(source: Source, peerId: string, { requestId, forMs }: BlocksMessage & { type: 'busy' }): void {
    if (!source.asked.has(requestId)) {
      if (!source.over.has(requestId))
        this.#parts.onOffence(peerId, 'It is busy with what nobody asked it for.');
      return;
    }
    this.#end(source, requestId);
    for (const each of [...source.asked.keys()]) this.#cancel(source, peerId, each);
    for (const each of source.waiting.splice(0)) this.#peers.delete(each.requestId);
    this.#parts.tell({ type: 'peerBusy', peerId, forMs });
  }

  #miss(source: Source, peerId: string, { requestId, blocks }: BlocksMessage & { type: 'gone' }): void {
    const asked = source.asked.get(requestId);
    if (asked === undefined) {
      if (!source.over.has(requestId)) this.#parts.onOffence(peerId, 'It lacks what nobody asked it for.');
      return;
    }
    if (!blocks.some(({ first, end }) => asked.block >= first && asked.block < end)) return;
    this.#end(source, requestId);
    this.#parts.onLie(peerId);
    this.#parts.tell({ type: 'blockLost', requestId, block: asked.block });
  }
}

/** Puts a piece where it belongs; the block, when it is whole with it. */
function fill(asked: Asked, piece: Uint8Array): Uint8Array | null {
  if (piece.length === asked.sizeBytes) return piece;
  asked.bytes ??= new Uint8Array(asked.sizeBytes);
  asked.bytes.set(piece, asked.filled);
  asked.filled += piece.length;
  return asked.filled === asked.sizeBytes ? asked.bytes : null;
}
