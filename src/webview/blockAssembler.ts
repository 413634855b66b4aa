import type { Planes } from './decoder';
import { BLOCK_FRAMES, FIRST_BLOCK_FRAMES } from './limits';

/** Joins what the decoder gives (20 to 4,608 frames) to blocks worth a node each. */
export class BlockAssembler {
  #pieces: Planes[] = [];
  #frames = 0;

  /** Frames that wait to become a block. */
  get frames(): number {
    return this.#frames;
  }

  push(planes: Planes): void {
    if ((planes[0]?.length ?? 0) === 0) return;
    this.#pieces.push(planes);
    this.#frames += planes[0]?.length ?? 0;
  }

  /**
   * A block, if one is due: as long as what is still ahead, so that blocks are short at the start and after a dry spell
   * and grow to their full length as the schedule fills.
   */
  takeDue(aheadFrames: number): Planes | null {
    const due = Math.min(BLOCK_FRAMES, Math.max(FIRST_BLOCK_FRAMES, aheadFrames));
    return this.#frames >= due ? this.takeAll() : null;
  }

  /** What there is, or null if there is nothing. */
  takeAll(): Planes | null {
    const pieces = this.#pieces.splice(0);
    const frames = this.#frames;
    this.#frames = 0;
    return pieces[0] === undefined || frames === 0
      ? null
      : pieces[0].map((_, channel) => joined(pieces, channel, frames));
  }
}

function joined(pieces: readonly Planes[], channel: number, frames: number): Float32Array<ArrayBuffer> {
  const plane = new Float32Array(frames);
  let offset = 0;
  for (const piece of pieces) {
    plane.set(piece[channel] ?? new Float32Array(), offset);
    offset += piece[0]?.length ?? 0;
  }
  return plane;
}
