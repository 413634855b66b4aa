// Whatever the listener does and whatever cache and origin do to it, in simulated time: the policy keeps its rules (they
// are in watchedPolicy.ts), and what can be finished is finished.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { blockSizeBytes } from '../../../src/shared/blocks';
import type { Track } from '../../../src/shared/track';
import { EventHeap, seededRandom } from '../../support/eventHeap';
import { runsOf, walkOf } from '../../support/properties';
import { SimulatedDriver, type OriginAnswer } from '../../support/simulatedDriver';
import { SimulatedPage } from '../../support/simulatedPage';
import { WatchedPolicy } from '../../support/watchedPolicy';
import { makeTrack } from '../../support/world';

const TRACKS = [
  makeTrack('short', 20_000),
  makeTrack('middling', 300_000),
  makeTrack('long', 1_500_000, 'audio/mpeg'),
  { ...makeTrack('long', 1_500_000, 'audio/mpeg'), revision: 'r2' },
];

const track = fc.nat(TRACKS.length - 1);
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant('play' as const), track }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('next' as const), track }) },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('seek' as const),
      // Near the end it is time to prefetch.
      part: fc.oneof(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.constant(0.9)),
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('ended' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constantFrom('pause' as const, 'goOn' as const, 'reload' as const) }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('leave' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const OK: OriginAnswer = { blocks: Infinity, end: 'done' };

/** A listener before a simulated world, in which anything may go wrong until it is healed. */
class Listening {
  readonly #heap = new EventHeap();
  readonly #policy = new WatchedPolicy();
  readonly #driver: SimulatedDriver;
  readonly #random: () => number;
  readonly #harm: number;
  readonly #sent = new Set<number>();
  #page: SimulatedPage | null = null;
  #next: { readonly playId: string; readonly track: Track } | null = null;
  #ids = 0;
  #isHealed = false;

  constructor({ seed, harm, held }: { seed: number; harm: number; held: readonly number[] }) {
    const random = seededRandom(seed);
    this.#random = random;
    this.#harm = harm;
    this.#driver = new SimulatedDriver({
      heap: this.#heap,
      policy: this.#policy,
      world: {
        lookUpMs: () => random() * 20,
        cacheMs: () => random() * 30,
        latencyMs: () => random() * 400,
        blockMs: () => random() * 60,
        answer: () => this.#answer(),
        hasStill: () => !this.#goesWrong(),
        takes: () => !this.#goesWrong(),
      },
      onBlock: (playId, block) => {
        if (playId === this.#page?.playId) this.#sent.add(block);
      },
      onGiveUp: (playId) => {
        if (playId === this.#page?.playId) this.#page = null;
      },
    });
    for (const each of TRACKS)
      this.#driver.hold(
        each,
        held.filter((block) => block * 16_384 < each.sizeBytes),
      );
  }

  walk(steps: readonly (readonly [number, Step])[]): void {
    for (const [pauseMs, each] of steps) {
      this.#heap.runUntil(this.#heap.nowMs() + pauseMs);
      this.#take(each);
    }
  }

  /** The world behaves from now on, and there is time. Everything in the window comes, also for a play begun before. */
  finish(): void {
    this.#heap.runUntil(this.#heap.nowMs() + 100);
    this.#page?.seek(0.3);
    this.#page?.leave();
    this.#heap.runUntil(this.#heap.nowMs() + 1_000);
    // From here on nothing happens but what the policy has asked for.
    this.#isHealed = true;
    this.#heap.runUntil(this.#heap.nowMs() + 60_000);
    if (this.#page === null) return;
    const { window } = this.#page;
    const size = blockSizeBytes(this.#page.track.sizeBytes);
    for (let block = Math.floor(window.start / size); block * size < window.end; block++)
      assert.ok(this.#sent.has(block), `block ${block} has come`);
  }

  /** The listener goes away. */
  leave(): void {
    this.#take({ type: 'leave' });
    assert.equal(this.#policy.requestCount, 0, 'nothing is under way');
  }

  #take(taken: Step): void {
    switch (taken.type) {
      case 'play': {
        this.#play(TRACKS[taken.track]!, `play ${++this.#ids}`);
        return;
      }
      case 'next': {
        this.#name(TRACKS[taken.track]!);
        return;
      }
      case 'ended':
        if (this.#next !== null) this.#play(this.#next.track, `play ${++this.#ids}`);
        return;
      case 'seek':
        this.#page?.seek(taken.part);
        return;
      case 'pause':
      case 'goOn':
        if (this.#page !== null) this.#page.isPlaying = taken.type === 'goOn';
        return;
      case 'reload':
        if (this.#page !== null) this.#play(this.#page.track, this.#page.playId);
        return;
      case 'leave':
        if (this.#next !== null) this.#driver.abandon(this.#next.playId);
        this.#next = null;
        this.#stop();
    }
  }

  /** Names the next track, whose head is prefetched in its time. */
  #name(next: Track): void {
    if (this.#next !== null) this.#driver.abandon(this.#next.playId);
    this.#next = { playId: `next ${++this.#ids}`, track: next };
    this.#driver.want(this.#next.playId, next, 'prefetch');
  }

  #play(played: Track, playId: string): void {
    this.#stop();
    this.#page = new SimulatedPage({ playId, track: played, clock: this.#heap, link: this.#driver });
    this.#driver.want(playId, played, 'play');
  }

  #stop(): void {
    this.#page?.leave();
    if (this.#page !== null) this.#driver.abandon(this.#page.playId);
    this.#page = null;
    this.#sent.clear();
  }

  #goesWrong(): boolean {
    return !this.#isHealed && this.#random() < this.#harm;
  }

  #answer(): OriginAnswer {
    if (!this.#goesWrong()) return OK;
    const ends = ['done', 'fails', 'fails', 'fails', 'fails', 'refused'] as const;
    return { blocks: Math.floor(this.#random() * 8), end: ends[Math.floor(this.#random() * ends.length)]! };
  }
}

describe('whatever happens to the fetch policy', () => {
  it('keeps its limits, sends a block once, finishes what can be finished, and leaves nothing under way', () => {
    const world = fc.record({
      seed: fc.integer(),
      harm: fc.double({ min: 0, max: 0.9, noNaN: true }),
      held: fc.uniqueArray(fc.nat(30)),
    });
    fc.assert(
      fc.property(world, walkOf(step), (options, steps) => {
        const listening = new Listening(options);
        listening.walk(steps);
        listening.finish();
        listening.leave();
      }),
      runsOf(300),
    );
  });
});
