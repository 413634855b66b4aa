// A track's samples at the rate of the context that it sounds on. Where the rates are the same, nothing is touched. One that
// changes rates remembers a few frames: handed on to the next track's pass, the sound goes on in it without a joint.
import { Resampler } from './decoding/resampler';
import { framesOf, type Planes } from './decoding/planes';

/** Changes the rate of one stream of samples, which may go on from one track to the next. */
export class RateConverter {
  readonly fromHz: number;
  readonly toHz: number;
  readonly #resampler: Resampler | null;

  /** From a track's rate to a context's. */
  constructor(fromHz: number, toHz: number) {
    this.fromHz = fromHz;
    this.toHz = toHz;
    // Two channels always: the next track may have two where this one has one.
    this.#resampler = fromHz === toHz ? null : new Resampler({ fromHz, toHz, channels: 2 });
  }

  /** Whether it remembers anything, so that handing it on makes a difference. */
  get hasMemory(): boolean {
    return this.#resampler !== null;
  }

  /** Takes samples and gives those that are complete. */
  push(planes: Planes): Planes {
    return this.#resampler === null || framesOf(planes) === 0 ? planes : this.#resampler.push(planes);
  }

  /** The rest. Nothing may be pushed after. */
  flush(): Planes {
    return this.#resampler?.flush() ?? [];
  }
}
