// What a source has been found to deliver. The rate is the lower of two moving means, one that follows quickly and one that
// remembers: a source that slows down is believed at once, one that speeds up only after a while. Beside it, as RFC 6298 has
// it for round trips: how long the first byte takes, and how far deliveries are off what was expected.
// Source: hls.js, utils/ewma-bandwidth-estimator; RFC 6298, section 2.
import type { PeerLimits } from './peerLimits';

/** Weights of a new round trip and of a new deviation. Source: RFC 6298: 1/8 and 1/4. */
const ROUND_TRIP_WEIGHT = 1 / 8;
const DEVIATION_WEIGHT = 1 / 4;

type EstimateLimits = Pick<
  PeerLimits,
  'fastHalfLifeMs' | 'slowHalfLifeMs' | 'firstRateBytesPerSecond' | 'firstRoundTripMs'
>;

/** A delivery: so many bytes. */
export interface Delivery {
  readonly bytes: number;
  readonly askedAtMs: number;
  readonly expectedAtMs: number;
  /** Whether nothing else was under way when it was asked for. */
  readonly wasIdle: boolean;
}

/** An estimate of one source. */
export class Estimate {
  readonly #limits: EstimateLimits;
  readonly #fast: MovingMean;
  readonly #slow: MovingMean;
  #roundTripMs: number | null;
  #deviationMs: number | null = null;
  /** Reckoned when something comes: it is asked for far more often. */
  #rate: number;
  #receivedMs = 0;
  #lastAtMs = -Infinity;

  constructor(limits: EstimateLimits, roundTripMs: number | null) {
    this.#limits = limits;
    this.#rate = limits.firstRateBytesPerSecond;
    this.#fast = new MovingMean(limits.fastHalfLifeMs);
    this.#slow = new MovingMean(limits.slowHalfLifeMs);
    this.#roundTripMs = roundTripMs;
  }

  /** Whether it has delivered anything. */
  get isMeasured(): boolean {
    return this.#receivedMs > 0;
  }

  /** How long it has been receiving, in milliseconds. */
  get receivedMs(): number {
    return this.#receivedMs;
  }

  get rateBytesPerSecond(): number {
    return this.#rate;
  }

  get roundTripMs(): number {
    return this.#roundTripMs ?? this.#limits.firstRoundTripMs;
  }

  /** Mean distance of deliveries from what was expected of them, in milliseconds. */
  get deviationMs(): number {
    return this.#deviationMs ?? this.roundTripMs / 2;
  }

  /** How long `bytes` bytes take, what is under way before them included, in milliseconds. */
  expectMs(bytes: number): number {
    return this.roundTripMs + (bytes / this.rateBytesPerSecond) * 1000;
  }

  /** A block has come at `nowMs`. */
  observe({ bytes, askedAtMs, expectedAtMs, wasIdle }: Delivery, nowMs: number): void {
    const sinceAskedMs = nowMs - askedAtMs;
    const isBehindAnother = this.#lastAtMs > askedAtMs;
    // Of a source that was idle the first block says more of the round trip than of the rate.
    const sendingMs = isBehindAnother
      ? nowMs - this.#lastAtMs
      : Math.max(sinceAskedMs - this.roundTripMs, sinceAskedMs / 8);
    this.#lastAtMs = nowMs;
    if (this.isMeasured && wasIdle && !isBehindAnother) this.#noteRoundTrip(bytes, sinceAskedMs);
    this.#noteRate(bytes, Math.max(sendingMs, 0.5));
    const offMs = Math.abs(nowMs - expectedAtMs);
    this.#deviationMs = this.deviationMs + (offMs - this.deviationMs) * DEVIATION_WEIGHT;
  }

  /** A block hasn't come in all the time since it was asked for: the rate is lower than was thought. */
  miss(bytes: number, sinceAskedMs: number): void {
    const ms = Math.max(sinceAskedMs, 1);
    if (this.isMeasured) this.#noteRate(bytes, ms);
    else this.#rate = Math.min(this.#rate, (bytes / ms) * 1000);
  }

  #noteRate(bytes: number, ms: number): void {
    this.#fast.add(bytes / ms, ms);
    this.#slow.add(bytes / ms, ms);
    this.#receivedMs += ms;
    this.#rate = Math.max(1, Math.min(this.#fast.value, this.#slow.value) * 1000);
  }

  #noteRoundTrip(bytes: number, sinceAskedMs: number): void {
    const roundTripMs = Math.max(0, sinceAskedMs - (bytes / this.rateBytesPerSecond) * 1000);
    this.#roundTripMs = this.roundTripMs + (roundTripMs - this.roundTripMs) * ROUND_TRIP_WEIGHT;
  }
}

/** A mean in which what is older counts less: by half after each half-life of weight. */
class MovingMean {
  readonly #halfLife: number;
  #sum = 0;
  #weight = 0;

  constructor(halfLife: number) {
    this.#halfLife = halfLife;
  }

  get value(): number {
    return this.#weight === 0 ? 0 : this.#sum / this.#weight;
  }

  add(value: number, weight: number): void {
    const kept = 0.5 ** (weight / this.#halfLife);
    this.#sum = this.#sum * kept + value * (1 - kept);
    this.#weight = this.#weight * kept + (1 - kept);
  }
}
