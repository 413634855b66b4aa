// From one sample rate to another, band-limited, in pieces of any length. Output frame n lies at input position n · M / L (L / M
// is the ratio in lowest terms), always at one of L places between two input frames; for each of them a windowed sinc is kept
// (Kaiser window), cut off below the lower of the two Nyquist frequencies. Pieces leave no trace: the frames that the next
// output needs are kept, so that one track can go on where another ended. Sources: Crochiere & Rabiner 1983, chapter 4;
// Kaiser 1974 for window and length.
import { framesOf, type Planes } from './planes';

/** Images and aliases lie this far below, in decibels; asked for are 80. */
const STOP_DB = 100;
/** Heard by nobody above, in Hz: as far as there the sound is left alone where the rates allow it. */
const AUDIBLE_HZ = 20_000;
/** From where the sound is left alone to where nothing is left, as a share of the lower Nyquist frequency. Steeper costs more. */
const TRANSITION = { least: 0.093, most: 0.25 };

/** Values of the window's one half. On lines between so many the error is below 1e-6. */
const WINDOW_STEPS = 2048;
const KAISER = Float64Array.from({ length: WINDOW_STEPS + 1 }, (_, step) => kaiserAt(step / WINDOW_STEPS));

/** What a resampler is made of. */
export interface ResamplerOptions {
  readonly fromHz: number;
  readonly toHz: number;
  /** Planes given back. Mono that is pushed into two goes into both. */
  readonly channels: 1 | 2;
}

/** One stream on its way from one rate to another. */
export class Resampler {
  readonly #step: number;
  readonly #phases: readonly Float32Array[];
  readonly #taps: number;
  /** For each channel the input frames from the next output's first tap on. */
  #held: Float32Array<ArrayBuffer>[];
  /** Which of the L places the next output has, and how far its first tap lies behind the start of `#held`. */
  #phase = 0;
  #skip = 0;
  #takenFrames = 0;
  #givenFrames = 0;

  constructor({ fromHz, toHz, channels }: ResamplerOptions) {
    const divisor = greatestDivisor(fromHz, toHz);
    this.#step = fromHz / divisor;
    this.#phases = filters({ fromHz, toHz, phases: toHz / divisor });
    this.#taps = this.#phases[0]?.length ?? 0;
    // The first output lies on the first input: half a filter of silence comes before it.
    this.#held = Array.from({ length: channels }, () => new Float32Array(this.#taps / 2 - 1));
  }

  /** Takes frames and gives those that they complete. */
  push(planes: Planes): Planes {
    this.#takenFrames += framesOf(planes);
    return this.#run(planes, Infinity);
  }

  /** Ends the stream: gives the rest, so that there are ceil(frames · toHz / fromHz) in all. Nothing may be pushed after. */
  flush(): Planes {
    const left = Math.ceil((this.#takenFrames * this.#phases.length) / this.#step) - this.#givenFrames;
    return this.#run([new Float32Array(this.#taps)], left);
  }

  #run(planes: Planes, mostFrames: number): Planes {
    this.#held = this.#held.map((held, channel) => joined(held, planes[channel] ?? planes[0]));
    const frames = Math.max(0, Math.min(mostFrames, this.#completeFrames()));
    const out = this.#held.map((held) => this.#convolve(held, frames));
    const end = this.#phase + frames * this.#step;
    this.#phase = end % this.#phases.length;
    this.#skip += Math.floor(end / this.#phases.length);
    const gone = Math.min(this.#skip, framesOf(this.#held));
    this.#held = this.#held.map((held) => held.slice(gone));
    this.#skip -= gone;
    this.#givenFrames += frames;
    return out;
  }

  /** How many outputs have all their taps. */
  #completeFrames(): number {
    const spare = framesOf(this.#held) - this.#skip - this.#taps;
    return spare < 0 ? 0 : Math.floor(((spare + 1) * this.#phases.length - 1 - this.#phase) / this.#step) + 1;
  }

  #convolve(input: Float32Array, frames: number): Float32Array<ArrayBuffer> {
    const out = new Float32Array(frames);
    const count = this.#phases.length;
    let [phase, start] = [this.#phase, this.#skip];
    for (let frame = 0; frame < frames; frame++) {
      out[frame] = dot(input, start, this.#phases[phase] ?? input);
      phase += this.#step;
      const whole = Math.floor(phase / count);
      start += whole;
      phase -= whole * count;
    }
    return out;
  }
}

function dot(input: Float32Array, start: number, filter: Float32Array): number {
  let sum = 0;
  for (let tap = 0; tap < filter.length; tap++) sum += (input[start + tap] ?? 0) * (filter[tap] ?? 0);
  return sum;
}

function joined(held: Float32Array, added: Float32Array | undefined): Float32Array<ArrayBuffer> {
  const both = new Float32Array(held.length + (added?.length ?? 0));
  both.set(held);
  if (added !== undefined) both.set(added, held.length);
  return both;
}

/** A filter for each place between two input frames, each of an even number of taps, half of them on either side. */
function filters({
  fromHz,
  toHz,
  phases,
}: {
  fromHz: number;
  toHz: number;
  phases: number;
}): readonly Float32Array[] {
  const nyquistHz = Math.min(fromHz, toHz) / 2;
  const share = Math.min(TRANSITION.most, Math.max(TRANSITION.least, 1 - AUDIBLE_HZ / nyquistHz));
  const cutoff = (nyquistHz * (1 - share / 2)) / fromHz;
  const half = Math.ceil((STOP_DB - 7.95) / 14.36 / ((nyquistHz * share) / fromHz) / 2);
  return Array.from({ length: phases }, (_, phase) => filterAt({ offset: phase / phases, half, cutoff }));
}

/** The filter for an output that lies `offset` behind an input frame; its taps add up to 1. */
function filterAt({ offset, half, cutoff }: { offset: number; half: number; cutoff: number }): Float32Array {
  const taps = Array.from({ length: 2 * half }, (_, tap) => {
    const distance = tap - (half - 1) - offset;
    return sinc(2 * cutoff * distance) * kaiser(distance / half);
  });
  const sum = taps.reduce((total, value) => total + value, 0);
  return Float32Array.from(taps, (value) => value / sum);
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** The window on a line between values computed once: some 20,000 taps are to be made in the tick of a click. */
function kaiser(x: number): number {
  const at = Math.min(1, Math.abs(x)) * WINDOW_STEPS;
  const index = Math.min(WINDOW_STEPS - 1, Math.floor(at));
  const [low, high] = [KAISER[index] ?? 0, KAISER[index + 1] ?? 0];
  return low + (high - low) * (at - index);
}

function kaiserAt(x: number): number {
  const beta = 0.1102 * (STOP_DB - 8.7);
  return besselI0(beta * Math.sqrt(1 - x * x)) / besselI0(beta);
}

/** The modified Bessel function of the first kind and order 0, by its series. */
function besselI0(x: number): number {
  let [sum, term] = [1, 1];
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}
