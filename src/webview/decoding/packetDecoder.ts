import type { Planes } from './planes';

/** Samples, and of which packet they are: the first that this decoder took is 0. The planes are the decoder's own: it fills them anew. */
export type OnPlanes = (planes: Planes, index: number) => void;

/** From packets to samples. Outputs come in the order of the packets, through a callback. */
export interface PacketDecoder {
  /**
   * Takes a packet; waits while too many are queued.
   * @throws {BadPacketError} when the decoder has given up on one of them; it is of no use then.
   */
  readonly decode: (bytes: Uint8Array) => Promise<void>;
  /** Resolves when everything has been put out. Throws as `decode`. */
  readonly flush: () => Promise<void>;
  readonly close: () => void;
}

/** Thrown when a packet, the first that hasn't been put out, can't be decoded. */
export class BadPacketError extends Error {
  override readonly name = 'BadPacketError';
}
