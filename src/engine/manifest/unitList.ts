// The units of a track's sound (MP3 and FLAC frames, Ogg pages, MP4 samples) as a scan meets them, boiled down at once to
// a seek table and the start range. The table is thinned as it grows: when it is full, every other point goes and the
// distance doubles, so that a file of any length needs the same memory.
import type { SeekTable } from '../../shared/mediaInfo';

/** The longest seek table, in points: 20 minutes at one a second, 21 KB of JSON. Two hours have a point every 8 s, 17 KB. */
const MOST_POINTS = 1200;
/** How much sound the start ranges hold, in seconds: twice what a decoder and the output want before they begin. */
const START_SECONDS = 0.5;

/** Takes units in order and keeps what media info needs of them. */
export class UnitList {
  readonly #sampleRate: number;
  #distanceSeconds = 1;
  #frames: number[] = [];
  #offsets: number[] = [];
  #startEnd: number | null = null;

  constructor(sampleRate: number) {
    this.#sampleRate = sampleRate;
  }

  /** Adds a unit that begins at byte `offset` with PCM frame `frame`. One that doesn't lie behind the others is left out. */
  add(frame: number, offset: number): void {
    if (frame <= (this.#frames.at(-1) ?? -Infinity) || offset <= (this.#offsets.at(-1) ?? -1)) return;
    if (frame >= START_SECONDS * this.#sampleRate) this.#startEnd ??= offset;
    if (!this.#isFarEnough(frame)) return;
    this.#frames.push(frame);
    this.#offsets.push(offset);
    if (this.#frames.length > MOST_POINTS) this.#thin();
  }

  /** The byte at which the first unit begins, or null where there was none. */
  get start(): number | null {
    return this.#offsets[0] ?? null;
  }

  /** The byte at which the first unit begins that lies half a second into the track, or null where there is none. */
  get startEnd(): number | null {
    return this.#startEnd;
  }

  /** The seek table of a sound that ends with PCM frame `frames`: the units before that. */
  seekTable(frames: number): SeekTable {
    const isBehind = (frame: number): boolean => frame >= frames;
    const end = this.#frames.findIndex(isBehind);
    const count = end < 0 ? this.#frames.length : end;
    return { frames: this.#frames.slice(0, count), offsets: this.#offsets.slice(0, count) };
  }

  #isFarEnough(frame: number): boolean {
    const last = this.#frames.at(-1);
    return last === undefined || frame - last >= this.#distanceSeconds * this.#sampleRate;
  }

  #thin(): void {
    this.#frames = this.#frames.filter((_, index) => index % 2 === 0);
    this.#offsets = this.#offsets.filter((_, index) => index % 2 === 0);
    this.#distanceSeconds *= 2;
  }
}
