// Whatever the listener does and whatever cache and origin do to it, in simulated time: the policy keeps its rules (they
// are in watchedPolicy.ts), and what can be finished is finished.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { blockSizeBytes } from '../../../src/shared/blocks';
import type { Track } from '../../../src/shared/track';
import { EventHeap, seededRandom } from '../../support/eventHeap';
import { PROFILES } from '../../../src/engine/policy/limits';
import { runsOf, walkOf } from '../../support/properties';
import { SimulatedDriver, type OriginAnswer } from '../../support/simulatedDriver';
import { SimulatedPage } from '../../support/simulatedPage';
import { WatchedPolicy } from '../../support/watchedPolicy';
import { indexAtTheEnd, makeTrack } from '../../support/world';

const TRACKS = [
  makeTrack('short', 20_000),
  makeTrack('middling', 300_000),
  { ...makeTrack('known', 400_000), mediaInfo: indexAtTheEnd(400_000) },
  makeTrack('long', 1_500_000, 'audio/mpeg'),
  { ...makeTrack('long', 1_500_000, 'audio/mpeg'), revision: 'r2' },
];

const track = fc.nat(TRACKS.length - 1);
const part = fc.double({ min: 0, max: 0.999, noNaN: true });
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant('play' as const), track }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('next' as const), track }) },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('seek' as const),
      // Near the end it is time to prefetch.
      part: fc.oneof(part, fc.constant(0.9)),
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('ended' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constantFrom('pause' as const, 'goOn' as const, 'reload' as const) }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constantFrom('leave' as const, 'sleep' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('prepare' as const),
      tracks: fc.uniqueArray(track, { maxLength: TRACKS.length }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('playPrepared' as const), at: fc.nat(4) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('movePrepared' as const), at: fc.nat(4), part }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('drop' as const), part }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const OK: OriginAnswer = { blocks: Infinity, end: 'done' };

interface Options {
  readonly seed: number;
  readonly harm: number;
  readonly held: readonly number[];
  readonly budgetBytes: number;
}

interface Coming {
  readonly playId: string;
  readonly track: Track;
}

/** A listener before a simulated world, in which anything may go wrong until it is healed. */
class Listening {
  readonly #heap = new EventHeap();
  readonly #policy: WatchedPolicy;
  readonly #driver: SimulatedDriver;
  readonly #random: () => number;
  readonly #harm: number;
  /** The blocks that the page has of each play. */
  readonly #sent = new Map<string, Set<number>>();
  #page: SimulatedPage | null = null;
  #prepared: readonly Coming[] = [];
  #nextTrack: Track | null = null;
  #prefetch: Coming | null = null;
  #ids = 0;
  #isHealed = false;

  constructor({ seed, harm, held, budgetBytes }: Options) {
    this.#policy = new WatchedPolicy({ ...PROFILES.modern, preparedBytesAnHour: budgetBytes });
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
        this.#sent.set(playId, (this.#sent.get(playId) ?? new Set()).add(block));
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
      assert.ok(this.#sent.get(this.#page.playId)?.has(block), `block ${block} has come`);
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
      case 'next':
        this.#nextTrack = TRACKS[taken.track]!;
        this.#sync();
        return;
      case 'ended': {
        const track = this.#nextTrack;
        const prepared = this.#prepared.find((each) => each.track === track);
        if (track !== null) this.#play(track, prepared?.playId ?? `play ${++this.#ids}`);
        return;
      }
      case 'prepare': {
        this.#prepare(taken.tracks.map((at) => TRACKS[at]!));
        return;
      }
      case 'playPrepared': {
        const prepared = this.#prepared[taken.at];
        if (prepared !== undefined) this.#play(prepared.track, prepared.playId);
        return;
      }
      case 'movePrepared': {
        const prepared = this.#prepared[taken.at];
        if (prepared === undefined) return;
        const start = Math.floor(taken.part * prepared.track.sizeBytes);
        this.#driver.moveWindow(prepared.playId, { start, end: start + 50_000 });
        return;
      }
      case 'drop': {
        this.#drop(taken.part);
        return;
      }
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
      case 'sleep':
        this.#driver.resume();
        return;
      case 'leave':
        this.#nextTrack = null;
        this.#stop();
        this.#prepare([]);
    }
  }

  /** The page says anew what may come. */
  #prepare(tracks: readonly Track[]): void {
    const before = this.#prepared;
    this.#prepared = tracks.map(
      (each) =>
        before.find((known) => known.track === each) ?? { playId: `ready ${++this.#ids}`, track: each },
    );
    for (const { playId } of before.filter((each) => !this.#prepared.includes(each)))
      this.#driver.abandon(playId);
    for (const { playId, track: each } of this.#prepared.filter((one) => !before.includes(one)))
      this.#driver.want(playId, each, 'prepare');
    this.#sync();
  }

  /** Says which prepared plays count, and has the next track prefetched where it isn't one of them. */
  #sync(): void {
    const next = this.#prepared.find((each) => each.track === this.#nextTrack);
    const ids = this.#prepared.map(({ playId }) => playId);
    this.#driver.listPrepared(ids, next?.playId ?? null);
    const wanted = next === undefined ? this.#nextTrack : null;
    if (wanted === (this.#prefetch?.track ?? null)) return;
    if (this.#prefetch !== null) this.#driver.abandon(this.#prefetch.playId);
    this.#prefetch = wanted === null ? null : { playId: `next ${++this.#ids}`, track: wanted };
    if (this.#prefetch !== null) this.#driver.want(this.#prefetch.playId, this.#prefetch.track, 'prefetch');
  }

  #play(played: Track, playId: string): void {
    const before = this.#page;
    const isPrepared = this.#prepared.some((each) => each.playId === playId);
    if (!isPrepared) this.#sent.delete(playId);
    this.#prepared = this.#prepared.filter((each) => each.playId !== playId);
    before?.leave();
    this.#page = new SimulatedPage({ playId, track: played, clock: this.#heap, link: this.#driver });
    this.#driver.want(playId, played, 'play');
    if (before !== null && before.playId !== playId) this.#driver.abandon(before.playId);
    this.#sync();
  }

  /** The page lets go of a stretch of what it has. */
  #drop(from: number): void {
    if (this.#page === null) return;
    const { playId, track: played } = this.#page;
    const start = Math.floor(from * played.sizeBytes);
    const range = { start, end: start + 60_000 };
    const size = blockSizeBytes(played.sizeBytes);
    for (let block = Math.floor(start / size); block * size < range.end; block++)
      this.#sent.get(playId)?.delete(block);
    this.#driver.drop(playId, range);
  }

  #stop(): void {
    this.#page?.leave();
    if (this.#page !== null) this.#driver.abandon(this.#page.playId);
    this.#page = null;
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
      budgetBytes: fc.constantFrom(0, 200_000, 50_000_000),
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
