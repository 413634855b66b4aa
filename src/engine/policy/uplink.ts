// How fast we may send, so that nobody else on this line notices. Pings tell how long packets wait above the floor. The rate
// grows while they wait less than the target, the slower the nearer they come to it, and shrinks in proportion to what they wait
// beyond, by half when a ping is lost; bytes go out at an even pace, and never faster than the cap. The line is one: peers are
// measured in turn, each above its own floor, and the lower one of the two latest counts, as the other may have waited at its end.
// From RFC 6817 (LEDBAT): target, floor, filter, growth by room. From its successor (draft-irtf-iccrg-ledbat-plus-plus): the
// fast start, shrinking in proportion, and the pauses that let the floor be seen: who sends without end would take the
// delay that it makes itself for the floor. Those count by each acknowledgement of a window; we measure ten times a second and
// steer a rate: the part of it that answers at once (`quick`) and the part that adds up (`slow`) are what a loop with 150 ms of
// delay bears without swinging. The round trip is measured, not the one-way delay: where our own downloads fill
// the line the other way, we hold back too much rather than too little.
import { DelayFloor } from './delayFloor';
import type { ServingLimits } from './servingLimits';
import { TokenBucket, type Pace } from './tokenBucket';

/** Bytes of a full packet on an ordinary line. */
const PACKET_BYTES = 1_400;
/** The least and the first rate, in bytes a second: two packets a second, ten packets a second. */
const LEAST_RATE = 2 * PACKET_BYTES;
const FIRST_RATE = 30 * PACKET_BYTES;
/** The fast start goes on until packets wait for half of the target; by so much with each measurement. */
const START_GROWTH = 1.25;
/** What was too much is still in the queue for so long: meanwhile nothing more is taken off the rate for it. */
const SETTLING_MS = 500;
/** What the rate gains in a second by itself when nothing waits, in bytes a second: the way back from nearly nothing. */
const STEADY_GROWTH = 2 * PACKET_BYTES;
/** After so long without sending, what the line can take is unknown again. */
const IDLE_MS = 10_000;
/** Who has sent for so long without a rest pauses, long enough for measurements to fall into it. */
const PAUSE_EVERY_MS = 30_000;
const PAUSE_MS = 400;
/** Less than this isn't a rest. */
const REST_MS = 1_000;
/** The least of so many latest measurements counts. Source: RFC 6817 (CURRENT_FILTER). */
const LATEST = 2;
/**
 * The pace is even in steps of so many milliseconds: the short one where packets wait for half of the target, for what goes out at
 * once is a queue to all that comes behind it; the long one where none waits, for each step is a message that costs both ends
 * as much work as 16 KiB do (a block of 2 Mbit/s in seven of them cost three times the CPU, docs/benchmarks.md). What the
 * long one does to a narrow line shows in the next measurement. A step has this many bytes at most.
 */
const STEP_MS = 10;
const LONGEST_STEP_MS = 66;
const MOST_STEP_BYTES = 16 * 1024;

/** The pace of what we send. */
export class Uplink {
  readonly #limits: ServingLimits;
  readonly #floors = new Map<string, DelayFloor>();
  readonly #bucket: TokenBucket;
  #pace: Pace;
  #capBytesPerSecond: number;
  #targetMs: number;
  /** How long packets waited, by the latest measurements, in milliseconds. */
  #waits: readonly number[] = [];
  /** What the line seems to bear, in bytes a second. */
  #rate = FIRST_RATE;
  #isStarting = true;
  #settledAtMs = -Infinity;
  #adjustedAtMs = 0;
  #sentAtMs = -Infinity;
  #sentSinceAdjusted = 0;
  /** When the present stretch of sending began. */
  #busySinceMs = 0;
  #pausedUntilMs = -Infinity;

  constructor(limits: ServingLimits) {
    this.#limits = limits;
    this.#capBytesPerSecond = limits.capBytesPerSecond;
    this.#targetMs = limits.targetDelayMs;
    this.#pace = this.#paceNow();
    this.#bucket = new TokenBucket(this.#pace);
  }

  /** How many bytes of these go out in one piece: all, or one of as many alike as there have to be. */
  pieceOf(bytes: number): number {
    return Math.ceil(bytes / Math.ceil(bytes / this.#pace.burst));
  }

  /** The listener's cap, in bytes a second. */
  setCap(bytesPerSecond: number, nowMs: number): void {
    this.#capBytesPerSecond = bytesPerSecond;
    this.#setRate(this.#rate, nowMs);
  }

  /** Whether the line is a wire all the way to the router: its delay varies less. */
  setWired(isWired: boolean): void {
    this.#targetMs = isWired ? this.#limits.targetDelayOnWireMs : this.#limits.targetDelayMs;
  }

  /** Everything measured is void: another line, or after sleep. */
  forget(nowMs: number): void {
    this.#floors.clear();
    this.#restart(nowMs);
  }

  /** A peer is gone. */
  forgetPeer(peerId: string): void {
    this.#floors.delete(peerId);
  }

  /** In how many milliseconds `bytes` may go out; 0: now. */
  waitMs(bytes: number, nowMs: number): number {
    if (nowMs < this.#pausedUntilMs) return Math.ceil(this.#pausedUntilMs - nowMs);
    return this.#bucket.waitMs(bytes, nowMs);
  }

  /** Notes that bytes go out now. */
  send(bytes: number, nowMs: number): void {
    if (nowMs - this.#sentAtMs > IDLE_MS) this.#restart(nowMs);
    if (nowMs - this.#sentAtMs > REST_MS) this.#busySinceMs = nowMs;
    this.#sentAtMs = nowMs;
    this.#sentSinceAdjusted += bytes;
    this.#bucket.spend(bytes, nowMs);
    if (nowMs - this.#busySinceMs < PAUSE_EVERY_MS || this.#targetMs === Infinity) return;
    this.#pausedUntilMs = nowMs + PAUSE_MS;
    this.#busySinceMs = this.#pausedUntilMs;
  }

  /** A small message to a peer has come back. */
  measure(peerId: string, roundTripMs: number, nowMs: number): void {
    const floor = this.#floors.get(peerId) ?? new DelayFloor();
    this.#floors.set(peerId, floor);
    this.#waits = [...this.#waits, floor.note(roundTripMs, nowMs)].slice(-LATEST);
    this.#adjust(nowMs);
  }

  /** A small message to a peer hasn't come back: as bad as a lost packet. */
  lose(nowMs: number): void {
    this.#isStarting = false;
    this.#setRate(this.#rate / 2, nowMs);
  }

  #adjust(nowMs: number): void {
    const seconds = Math.min(1, (nowMs - this.#adjustedAtMs) / 1000);
    const isUsed = this.#sentSinceAdjusted * 2 > this.#pace.perSecond * seconds;
    this.#adjustedAtMs = nowMs;
    this.#sentSinceAdjusted = 0;
    const room = this.#room;
    if (this.#isStarting && room < 0.5) {
      this.#isStarting = false;
      this.#settledAtMs = nowMs + SETTLING_MS;
      this.#setRate(this.#rate / 2, nowMs);
    } else if (nowMs < this.#settledAtMs) this.#setRate(this.#rate, nowMs);
    else if (room < 0) this.#setRate(this.#rate * Math.max(0.5, 1 - seconds * this.#shrinking), nowMs);
    else if (!isUsed) this.#setRate(this.#rate, nowMs);
    else if (this.#isStarting) this.#setRate(this.#rate * START_GROWTH, nowMs);
    else {
      const growth = STEADY_GROWTH + this.#slow * this.#rate;
      this.#setRate(this.#rate + seconds * room * growth, nowMs);
    }
  }

  /** How far packets are from waiting for the target: 1 they don't wait, 0 they do, negative beyond. */
  get #room(): number {
    const waitMs = this.#waits.reduce((least, each) => Math.min(least, each), Infinity);
    return waitMs === Infinity ? 1 : 1 - waitMs / this.#targetMs;
  }

  /** The part of the rate that is lost in a second: little for a little, nearly all where others fill the line. */
  get #shrinking(): number {
    const beyond = -this.#room;
    return this.#slow * beyond + 2 * Math.max(0, beyond - 1);
  }

  /** The part of the rate that answers the delay at once. */
  get #quick(): number {
    return this.#targetMs / 300;
  }

  /** The part of the rate that is gained or lost in a second, so that the loop comes to rest without swinging: `quick² / (4 · target)`. */
  get #slow(): number {
    return this.#quick ** 2 / (4 * (this.#targetMs / 1000));
  }

  #setRate(bytesPerSecond: number, nowMs: number): void {
    // A rate above the cap has never been tried.
    this.#rate = Math.max(LEAST_RATE, Math.min(bytesPerSecond, this.#capBytesPerSecond));
    this.#pace = this.#paceNow();
    this.#bucket.setPace(this.#pace, nowMs);
  }

  #restart(nowMs: number): void {
    this.#waits = [];
    this.#isStarting = true;
    this.#setRate(FIRST_RATE, nowMs);
  }

  #paceNow(): Pace {
    const answer = Math.max(0.5, 1 + this.#quick * this.#room);
    const steered = this.#targetMs === Infinity ? Infinity : this.#rate * answer;
    const perSecond = Math.min(this.#capBytesPerSecond, steered);
    const stepMs = STEP_MS + (LONGEST_STEP_MS - STEP_MS) * Math.max(0, 2 * this.#room - 1);
    const step = Math.min(Math.max((perSecond * stepMs) / 1000, PACKET_BYTES), MOST_STEP_BYTES);
    return { perSecond, burst: Math.floor(step) };
  }
}
