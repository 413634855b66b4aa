// Performs what the serving policy decides: reads blocks from the store, sends their pieces, refusals and pings, and tells the policy
// what comes back. A block is read once, when its first piece is due; pieces that are due before it is there wait for it.
import { ServingPolicy } from '../policy/serving';
import type { ServingLimits } from '../policy/servingLimits';
import type { ServingAction, ServingEvent } from '../policy/servingMessages';
import type { Clock } from '../ports';
import type { BlocksMessage } from './wire/blocksMessages';

/** Where blocks that are served are read from: what is held, checked on reading. */
export interface ServedBlocks {
  /** The bytes of a block, or null where it isn't there after all. It doesn't throw. */
  read(contentId: string, block: number): Promise<Uint8Array | null>;
}

/** What uploads are made of. */
export interface UploadsParts {
  readonly clock: Clock;
  readonly limits: ServingLimits;
  readonly blocks: ServedBlocks;
  readonly send: (peerId: string, message: BlocksMessage) => void;
  /** Bytes of blocks have gone to a peer. */
  readonly onSent: (peerId: string, bytes: number) => void;
  readonly onOffence: (peerId: string, offence: 'malformed' | 'flood') => void;
}

type Piece = ServingAction & { readonly type: 'sendPiece' };

/** A block on its way to a peer. */
interface Reading {
  readonly key: string;
  /** What was read; undefined while it is being read. */
  bytes: Uint8Array | null | undefined;
  readonly due: Piece[];
}

/** What we send to a peer. */
interface Receiver {
  reading: Reading | null;
  unacknowledgedBytes: number;
  ping: { readonly id: number; readonly sentMs: number } | null;
}

/** The uploads to all peers. */
export class Uploads {
  readonly #parts: UploadsParts;
  readonly #policy: ServingPolicy;
  readonly #receivers = new Map<string, Receiver>();
  #pingId = 0;

  constructor(parts: UploadsParts) {
    this.#parts = parts;
    this.#policy = new ServingPolicy(parts.limits);
  }

  /** What is served. */
  get own(): ServingPolicy['own'] {
    return this.#policy.own;
  }

  /** How busy the uplink is: 0 to 1. */
  get load(): number {
    return this.#policy.load;
  }

  /** Something has happened. */
  handle(event: ServingEvent): void {
    if (event.type === 'peerJoined')
      this.#receivers.set(event.peerId, { reading: null, unacknowledgedBytes: 0, ping: null });
    if (event.type === 'peerLeft') this.#receivers.delete(event.peerId);
    for (const action of this.#policy.handle(event, this.#parts.clock.nowMs())) this.#perform(action);
  }

  /** Takes a message of a peer that is served. */
  hear(peerId: string, message: BlocksMessage & { type: 'request' | 'cancel' | 'received' | 'pong' }): void {
    switch (message.type) {
      case 'request': {
        const { requestId, contentId, blocks, priority } = message;
        this.handle({ type: 'asked', peerId, requestId, contentId, blocks, priority });
        return;
      }
      case 'cancel':
        this.handle({ type: 'cancelled', peerId, requestId: message.requestId });
        return;
      case 'received':
        this.#acknowledge(peerId, message.bytes);
        return;
      case 'pong':
        this.#measure(peerId, message.pingId);
    }
  }

  #perform(action: ServingAction): void {
    const { clock, send, onOffence } = this.#parts;
    switch (action.type) {
      case 'sendPiece':
        this.#sendPiece(action);
        return;
      case 'ping':
        this.#ping(action.peerId);
        return;
      case 'busy':
      case 'gone':
        send(action.peerId, action);
        return;
      case 'blame':
        onOffence(action.peerId, action.offence);
        return;
      case 'wakeAt':
        clock.wakeAt(action.atMs, () => this.handle({ type: 'timer' }));
    }
  }

  #sendPiece(piece: Piece): void {
    const receiver = this.#receivers.get(piece.peerId);
    if (receiver === undefined) return;
    receiver.unacknowledgedBytes += piece.bytes;
    const key = `${piece.requestId} ${piece.block}`;
    if (piece.offset === 0) this.#read(receiver, piece, key);
    const { reading } = receiver;
    if (reading?.key !== key) return;
    reading.due.push(piece);
    this.#sendDue(receiver, reading);
  }

  #read(receiver: Receiver, { peerId, requestId, contentId, block }: Piece, key: string): void {
    const reading: Reading = { key, bytes: undefined, due: [] };
    receiver.reading = reading;
    void this.#parts.blocks.read(contentId, block).then((bytes) => {
      reading.bytes = bytes;
      if (this.#receivers.get(peerId) === receiver) this.#sendDue(receiver, reading);
      if (bytes !== null) return;
      this.handle({ type: 'unreadable', contentId, block });
      // The policy may have had all of it sent by now, and says nothing.
      const blocks = [{ first: block, end: block + 1 }];
      if (this.#receivers.get(peerId) === receiver)
        this.#parts.send(peerId, { type: 'gone', requestId, blocks });
    });
  }

  #sendDue(receiver: Receiver, { bytes: whole, due }: Reading): void {
    if (whole === undefined) return;
    for (const { peerId, requestId, block, offset, bytes } of due.splice(0)) {
      const piece = whole?.subarray(offset, offset + bytes);
      if (piece?.length === bytes) {
        this.#parts.send(peerId, { type: 'block', requestId, block, offset, bytes: piece });
        this.#parts.onSent(peerId, bytes);
      } else {
        // It never went out: nobody will acknowledge it.
        receiver.unacknowledgedBytes -= bytes;
        queueMicrotask(() => this.handle({ type: 'acknowledged', peerId, bytes }));
      }
    }
  }

  #acknowledge(peerId: string, bytes: number): void {
    const receiver = this.#receivers.get(peerId);
    if (receiver === undefined) return;
    if (bytes > receiver.unacknowledgedBytes) {
      this.#parts.onOffence(peerId, 'malformed');
      return;
    }
    receiver.unacknowledgedBytes -= bytes;
    this.handle({ type: 'acknowledged', peerId, bytes });
  }

  #ping(peerId: string): void {
    const receiver = this.#receivers.get(peerId);
    if (receiver === undefined) return;
    this.#pingId = (this.#pingId + 1) >>> 0;
    receiver.ping = { id: this.#pingId, sentMs: this.#parts.clock.nowMs() };
    this.#parts.send(peerId, { type: 'ping', pingId: this.#pingId });
  }

  #measure(peerId: string, pingId: number): void {
    const receiver = this.#receivers.get(peerId);
    const ping = receiver?.ping;
    if (receiver === undefined || ping?.id !== pingId) return;
    receiver.ping = null;
    this.handle({ type: 'pinged', peerId, roundTripMs: this.#parts.clock.nowMs() - ping.sentMs });
  }
}
