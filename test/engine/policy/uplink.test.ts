// What others on the listener's line notice of our uploads: a line with a queue, in simulated time.
import assert from 'node:assert/strict';
import { ServingPolicy } from '../../../src/engine/policy/serving';
import { SERVING_PROFILES } from '../../../src/engine/policy/servingLimits';
import { Bottleneck } from '../../support/bottleneck';
import { EventHeap } from '../../support/eventHeap';
import { SimulatedUploads } from '../../support/simulatedUploads';

const MiB = 1024 * 1024;
const SECOND_MS = 1_000;

/** An uploader whom `peers` peers ask for more all the time, on a line of its own. */
class Household {
  readonly heap = new EventHeap();
  readonly line: Bottleneck;
  readonly uploads: SimulatedUploads;
  readonly #peers: readonly string[];
  #requestId = 0;
  #isAsking = true;
  arePingsLost = false;
  /** The pieces that have gone out, in bytes. */
  readonly pieces: number[] = [];

  constructor(options: {
    readonly bytesPerSecond: number;
    readonly peers?: number;
    readonly profile?: keyof typeof SERVING_PROFILES;
    readonly queueBytes?: number;
  }) {
    const { bytesPerSecond, peers = 3, profile = 'modern', queueBytes = bytesPerSecond } = options;
    this.line = new Bottleneck({ heap: this.heap, bytesPerSecond, wayMs: 15, queueBytes });
    this.uploads = new SimulatedUploads(new ServingPolicy(SERVING_PROFILES[profile]), {
      ...{ heap: this.heap, line: this.line, backMs: () => 15, arePingsLost: () => this.arePingsLost },
      onAction: (action) => {
        if (action.type !== 'sendPiece') return;
        this.pieces.push(action.bytes);
        this.#ask(action.peerId, action.block);
      },
    });
    this.#peers = Array.from({ length: peers }, (_, at) => `peer ${at}`);
    this.uploads.handle({ type: 'held', contentId: 'song', sizeBytes: 4 * MiB, haveMap: null });
  }

  begin(): void {
    this.#isAsking = true;
    for (const peerId of this.#peers) {
      this.uploads.handle({ type: 'peerJoined', peerId });
      for (let block = -8; block < 0; block++) this.#ask(peerId, block);
    }
  }

  /** Nobody asks any more. */
  end(): void {
    this.#isAsking = false;
    for (const peerId of this.#peers) this.uploads.handle({ type: 'peerLeft', peerId });
  }

  pass(seconds: number): void {
    this.heap.runUntil(this.heap.nowMs() + seconds * SECOND_MS);
  }

  /** How fast blocks go out within the next `seconds` seconds, in bytes a second. */
  rateOf(seconds: number): number {
    const before = this.uploads.sentBytes;
    this.pass(seconds);
    return (this.uploads.sentBytes - before) / seconds;
  }

  /** What a call on the same line notices for `seconds` seconds: how long each of its packets waits, sorted, in milliseconds. */
  call(seconds: number): readonly number[] {
    const waits: number[] = [];
    const untilMs = this.heap.nowMs() + seconds * SECOND_MS;
    const say = (): void => {
      if (this.heap.nowMs() >= untilMs) return;
      waits.push(this.line.waitingMs);
      this.line.send(200, () => undefined);
      this.heap.wakeAt(this.heap.nowMs() + 20, say);
    };
    say();
    this.pass(seconds);
    return waits.sort((a, b) => a - b);
  }

  /** Each peer always has some blocks waiting: for each that has begun to come it asks for another. */
  readonly #begun = new Map<string, number>();
  #ask(peerId: string, block: number): void {
    if (!this.#isAsking || this.#begun.get(peerId) === block) return;
    this.#begun.set(peerId, block);
    const first = ++this.#requestId % 256;
    this.uploads.handle({
      ...{ type: 'asked', peerId, requestId: this.#requestId, contentId: 'song', priority: 'play' },
      blocks: { first, end: first + 1 },
    });
  }
}

const at = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(Math.floor(sorted.length * part), sorted.length - 1)] ?? NaN;

describe('an uploader with good manners', () => {
  it('sends 2 Mbit/s at most, however fast the line is, in any second', () => {
    const household = new Household({ bytesPerSecond: 10_000_000 });
    household.begin();
    household.pass(5);
    const seconds = Array.from({ length: 20 }, () => household.rateOf(1));
    assert.ok(Math.max(...seconds) <= 250_000 + 16_384, seconds.join());
    assert.ok(Math.min(...seconds) >= 0.75 * 250_000, seconds.join());
  });

  it('sends whole blocks where nothing waits, as each piece is work, and small ones where anything does', () => {
    const [wide, narrow] = [10_000_000, 100_000].map((bytesPerSecond) => {
      const household = new Household({ bytesPerSecond });
      household.begin();
      household.pass(10);
      household.pieces.length = 0;
      household.pass(30);
      return household.pieces.sort((a, b) => a - b);
    });
    assert.ok(at(wide!, 0.1) === 16_384, `a tenth has up to ${at(wide!, 0.1)} bytes`);
    assert.ok(at(narrow!, 0.5) <= 2_000, `half has up to ${at(narrow!, 0.5)} bytes`);
  });

  it('follows the cap when the listener changes it', () => {
    const household = new Household({ bytesPerSecond: 10_000_000 });
    household.begin();
    household.pass(5);
    household.uploads.handle({ type: 'capChanged', bytesPerSecond: 50_000 });
    const slow = household.rateOf(10);
    assert.ok(slow > 40_000 && slow < 52_000, String(slow));
    household.uploads.handle({ type: 'capChanged', bytesPerSecond: 1_000_000 });
    household.pass(10);
    assert.ok(household.rateOf(10) > 800_000);
  });

  it('fills a narrow line, and a call on it waits hardly more than 60 ms', () => {
    const household = new Household({ bytesPerSecond: 100_000 });
    household.begin();
    household.pass(20);
    const before = household.uploads.sentBytes;
    const waits = household.call(60);
    const rate = (household.uploads.sentBytes - before) / 60;
    assert.ok(rate > 75_000, `${rate} bytes a second`);
    assert.ok(at(waits, 0.95) < 80, `95 %: ${at(waits, 0.95)} ms`);
    assert.ok(at(waits, 0.5) < 65, `50 %: ${at(waits, 0.5)} ms`);
  });

  it('has a call on a line twice as wide as the cap wait for one block at most, and mostly not at all', () => {
    const household = new Household({ bytesPerSecond: 500_000 });
    household.begin();
    household.pass(20);
    const waits = household.call(60);
    assert.ok(at(waits, 0.99) <= 34, `99 %: ${at(waits, 0.99)} ms`);
    assert.ok(at(waits, 0.5) < 15, `50 %: ${at(waits, 0.5)} ms`);
  });

  it('comes to the pace of the line within seconds, and overshoots for less than one', () => {
    const household = new Household({ bytesPerSecond: 100_000 });
    household.begin();
    const waits = household.call(4);
    assert.ok(at(waits, 0.75) < 90, `75 %: ${at(waits, 0.75)} ms`);
    assert.ok(household.rateOf(4) > 60_000);
  });

  it('keeps a wire even shorter', () => {
    const household = new Household({ bytesPerSecond: 250_000 });
    household.uploads.handle({ type: 'linkChanged', isWired: true });
    household.begin();
    household.pass(20);
    const waits = household.call(60);
    assert.ok(at(waits, 0.95) < 35, `95 %: ${at(waits, 0.95)} ms`);
  });

  it('makes way for a big file that the listener sends, and comes back afterwards', () => {
    const household = new Household({ bytesPerSecond: 100_000 });
    household.begin();
    household.pass(20);
    // A sender that always keeps half a second in the queue, as TCP does before it meets the queue's end.
    const untilMs = household.heap.nowMs() + 30_000;
    let theirs = 0;
    const push = (): void => {
      if (household.heap.nowMs() >= untilMs) return;
      while (household.line.waitingMs < 500) {
        theirs += 1_500;
        household.line.send(1_500, () => undefined);
      }
      household.heap.wakeAt(household.heap.nowMs() + 10, push);
    };
    push();
    household.pass(5);
    const [theirsBefore, oursBefore] = [theirs, household.uploads.sentBytes];
    household.pass(25);
    const ours = household.uploads.sentBytes - oursBefore;
    assert.ok(ours < 0.12 * (theirs - theirsBefore), `${ours} of ours, ${theirs - theirsBefore} of theirs`);
    household.pass(30);
    assert.ok(household.rateOf(20) > 50_000, 'the line is used again');
  });

  it('sees the floor again though it sends for a quarter of an hour: it doesn’t take its own queue for the way', () => {
    const household = new Household({ bytesPerSecond: 100_000 });
    household.begin();
    household.pass(900);
    assert.ok(at(household.call(60), 0.95) < 85);
  });

  it('gives the line up to others when pings no longer come back: somewhere packets are lost', () => {
    const household = new Household({ bytesPerSecond: 100_000 });
    household.begin();
    household.pass(20);
    household.arePingsLost = true;
    household.pass(10);
    const rate = household.rateOf(10);
    assert.ok(rate < 10_000, `${rate} bytes a second`);
    household.arePingsLost = false;
    household.pass(20);
    assert.ok(household.rateOf(10) > 50_000, 'the line is used again');
  });

  it('sends as fast as it can in the 2010 profile, whatever others notice', () => {
    const household = new Household({ bytesPerSecond: 100_000, profile: 'classic', queueBytes: 1e9 });
    household.begin();
    household.pass(10);
    assert.ok(at(household.call(10), 0.5) > 500);
  });
});
