// The receive rates of the last minutes as a Markov chain: seconds of receiving, in steps of a factor of two, and how often one
// followed another. The rest of a download is drawn from it many times over, to see how often it would run dry. The classic
// client starts by this. Source: Kreitz & Niemelä 2010, section on playback.
import type { PeerLimits } from './peerLimits';

/** Steps of rate: 2⁰ to 2³⁰ bytes a second, and below. */
const LEVELS = 32;

/** A download of which the rest is to be drawn, in bytes and seconds. */
export interface Download {
  readonly bufferedBytes: number;
  readonly missingBytes: number;
  readonly secondsLeft: number;
}

/** A chain of rates. */
export class RateChain {
  readonly #limits: PeerLimits;
  readonly #random: () => number;
  /** The level of each second, the oldest first. */
  readonly #levels: number[] = [];
  readonly #follows = new Uint32Array(LEVELS * LEVELS);
  #second = 0;
  #bytes = 0;

  /** Draws by `random`, numbers in [0, 1). */
  constructor(limits: PeerLimits, random: () => number) {
    this.#limits = limits;
    this.#random = random;
  }

  /** How many seconds it knows. */
  get seconds(): number {
    return this.#levels.length;
  }

  /** Bytes have come. Seconds in which nothing was to come aren't counted. */
  receive(bytes: number, nowMs: number): void {
    const second = Math.floor(nowMs / 1000);
    if (second !== this.#second) this.#close();
    this.#second = second;
    this.#bytes += bytes;
  }

  /** Nothing is known any more. */
  forget(): void {
    this.#levels.length = 0;
    this.#follows.fill(0);
    this.#bytes = 0;
  }

  /** Whether the rest of a download, drawn again and again, runs dry no more often than is allowed. */
  isSafe(download: Download): boolean {
    const { chainRuns, chainUnderruns } = this.#limits;
    let underruns = 0;
    for (let run = 0; run < chainRuns && underruns <= chainUnderruns; run++)
      if (this.#runsDry(download)) underruns += 1;
    return underruns <= chainUnderruns;
  }

  #runsDry({ bufferedBytes, missingBytes, secondsLeft }: Download): boolean {
    const needed = (bufferedBytes + missingBytes) / Math.max(1, secondsLeft);
    let level = this.#levels.at(-1) ?? 0;
    let had = bufferedBytes;
    for (let second = 1; had < bufferedBytes + missingBytes; second++) {
      had += 2 ** level;
      if (had < needed * Math.min(second, secondsLeft)) return true;
      if (second >= secondsLeft) return false;
      level = this.#draw(level);
    }
    return false;
  }

  #draw(level: number): number {
    const row = this.#follows.subarray(level * LEVELS, (level + 1) * LEVELS);
    const sum = row.reduce((all, count) => all + count, 0);
    if (sum === 0) return level;
    let left = this.#random() * sum;
    for (let next = 0; next < LEVELS; next++) {
      left -= row[next] ?? 0;
      if (left < 0) return next;
    }
    return level;
  }

  #close(): void {
    if (this.#bytes === 0) return;
    const level = Math.min(LEVELS - 1, Math.floor(Math.log2(this.#bytes)));
    this.#count(this.#levels.at(-1), level, 1);
    this.#levels.push(level);
    this.#bytes = 0;
    if (this.#levels.length <= this.#limits.chainSeconds) return;
    this.#count(this.#levels.shift(), this.#levels[0] ?? 0, -1);
  }

  #count(from: number | undefined, to: number, by: number): void {
    if (from === undefined) return;
    const at = from * LEVELS + to;
    this.#follows[at] = (this.#follows[at] ?? 0) + by;
  }
}
