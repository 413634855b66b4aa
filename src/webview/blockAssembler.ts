import { framesOf, type Planes } from './decoding/planes';
import { BLOCK_FRAMES, FIRST_BLOCK_FRAMES } from './limits';

/**
 * Joins what the decoder gives (20 to 4,608 frames) to blocks worth a node each. It collects them in memory of its own and
 * gives them out of it, so that nothing is made anew for every packet: for such garbage VS Code's whole heap is gone
 * through, every few seconds (measured: 2 % of a core).
 */
export class BlockAssembler {
  /** One for each channel, as long as the longest block so far. */
  #memory: readonly Float32Array<ArrayBuffer>[] = [];
  #channels = 0;
  #frames = 0;

  /** Frames that wait to become a block. */
  get frames(): number {
    return this.#frames;
  }

  /** Takes a copy. A block has as many channels as what it begins with. */
  push(planes: Planes): void {
    const frames = framesOf(planes);
    if (frames === 0) return;
    if (this.#frames === 0) this.#channels = planes.length;
    this.#reserve(this.#frames + frames);
    for (const [channel, memory] of this.#memory.entries()) {
      const plane = planes[channel];
      if (plane === undefined) memory.fill(0, this.#frames, this.#frames + frames);
      else memory.set(plane, this.#frames);
    }
    this.#frames += frames;
  }

  /**
   * A block, if one is due: as long as what is still ahead, so that blocks are short at the start and after a dry spell
   * and grow to their full length as the schedule fills. To be copied before anything is pushed again.
   */
  takeDue(aheadFrames: number): Planes | null {
    const due = Math.min(BLOCK_FRAMES, Math.max(FIRST_BLOCK_FRAMES, aheadFrames));
    return this.#frames >= due ? this.takeAll() : null;
  }

  /** What there is, or null if there is nothing. To be copied before anything is pushed again. */
  takeAll(): Planes | null {
    const frames = this.#frames;
    this.#frames = 0;
    return frames === 0
      ? null
      : this.#memory.slice(0, this.#channels).map((memory) => memory.subarray(0, frames));
  }

  #reserve(frames: number): void {
    if (this.#memory.length >= this.#channels && framesOf(this.#memory) >= frames) return;
    const length = Math.max(frames, Math.min(2 * framesOf(this.#memory), BLOCK_FRAMES));
    this.#memory = Array.from({ length: Math.max(this.#channels, this.#memory.length) }, (_, channel) => {
      const memory = new Float32Array(length);
      memory.set(this.#memory[channel] ?? []);
      return memory;
    });
  }
}
