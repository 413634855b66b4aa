// The playable timeline between the frame asked for and the track's end: what decoders give is put in its place. What lies
// before the start (pre-roll, an encoder's delay) or behind the end (padding) is dropped; a hole, where packets couldn't be
// decoded, is filled with silence, so that what comes after stays where it belongs.
import { MOST_SILENCE_SECONDS } from '../limits';
import { framesOf, type Planes } from './planes';

/** What a timeline is made of. Frames are those of the playable timeline. */
export interface TimelineOptions {
  readonly fromFrame: number;
  /** Where the track ends, or null while it isn't known. */
  readonly endFrame: number | null;
  readonly sampleRate: number;
  readonly onPlanes: (planes: Planes) => void;
}

/** Puts samples out in order, each exactly once. */
export class Timeline {
  readonly #options: TimelineOptions;
  #endFrame: number;
  #nextFrame: number;
  #channels = 0;

  constructor(options: TimelineOptions) {
    this.#options = options;
    this.#nextFrame = options.fromFrame;
    this.#endFrame = options.endFrame ?? Infinity;
  }

  /** The frame that is to be put out next. */
  get nextFrame(): number {
    return this.#nextFrame;
  }

  /** Whether the track's end has been reached. */
  get isComplete(): boolean {
    return this.#nextFrame >= this.#endFrame;
  }

  /** The track ends here, if nothing was said of it before. */
  endAt(frame: number): void {
    if (this.#endFrame === Infinity) this.#endFrame = frame;
  }

  /** Takes samples that begin at `frame`. */
  put(planes: Planes, frame: number): void {
    this.#channels = planes.length;
    this.fillTo(frame);
    const from = Math.max(0, this.#nextFrame - frame);
    const to = Math.min(framesOf(planes), this.#endFrame - frame);
    if (to <= from) return;
    this.#nextFrame = frame + to;
    const isWhole = from === 0 && to === framesOf(planes);
    this.#options.onPlanes(isWhole ? planes : planes.map((plane) => plane.slice(from, to)));
  }

  /** Silence up to `frame`, if anything is missing before it; none before the first samples, as nothing says how many channels. */
  fillTo(frame: number): void {
    const missing = Math.min(frame, this.#endFrame) - this.#nextFrame;
    if (missing <= 0 || this.#channels === 0) return;
    const frames = Math.min(missing, Math.ceil(MOST_SILENCE_SECONDS * this.#options.sampleRate));
    this.#nextFrame += missing;
    this.#options.onPlanes(Array.from({ length: this.#channels }, () => new Float32Array(frames)));
  }
}
