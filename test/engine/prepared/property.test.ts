// Whatever listeners do in two windows, and whatever a slow store and a failing origin do to them: every page gets the track's
// own bytes, each once unless it has dropped it, for the plays that it has asked for and after their media info; what may come
// is never had at the cost of what plays (watchedPolicy.ts); and when the pages are gone, nothing is under way.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Engine } from '../../../src/engine/engine';
import { manifestProver } from '../../../src/engine/manifest/prove';
import { parseMediaInfo } from '../../../src/engine/origin/mediaInfoFormat';
import type { HostMessage } from '../../../src/shared/hostMessages';
import type { PageMessage } from '../../../src/shared/pageMessages';
import { EMPTY_SNAPSHOT, nextTrack, type Play } from '../../../src/shared/snapshot';
import type { Track } from '../../../src/shared/track';
import { OTHER_PARTS } from '../../support/engineWorld';
import { blocksTouched } from '../../support/blockNumbers';
import { CheckingPage } from '../../support/checkingPage';
import { seededRandom } from '../../support/eventHeap';
import { sha256 } from '../../support/hashing';
import { runsOf, walkOf } from '../../support/properties';
import { TimedBlockStore } from '../../support/timedBlockStore';
import { MemoryCovers } from '../../support/memoryCovers';
import { TimedOrigin } from '../../support/timedOrigin';
import { WatchedPolicy } from '../../support/watchedPolicy';
import { bytesOf, indexAtTheEnd, makeTrack, SimulatedClock } from '../../support/world';

const TRACKS: readonly Track[] = [
  makeTrack('short', 20_000),
  { ...makeTrack('known', 400_000), mediaInfo: indexAtTheEnd(400_000) },
  makeTrack('middling', 300_000),
  makeTrack('mp3', 500_000, 'audio/mpeg'),
];

const track = fc.nat(TRACKS.length - 1);
const page = fc.nat(1);
const part = fc.double({ min: 0, max: 0.999, noNaN: true });
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant('click' as const), page, track }) },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constantFrom('next' as const, 'previous' as const, 'repeat' as const, 'shuffle' as const),
      page,
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('prepare' as const),
      page,
      tracks: fc.uniqueArray(track, { maxLength: TRACKS.length }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('ended' as const), page, isJoined: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('window' as const), page, at: fc.nat(4), part }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('drop' as const), page, at: fc.nat(4), part }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constantFrom('nearEnd' as const, 'reload' as const), page }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Two windows before one engine. */
class Listening {
  readonly #clock = new SimulatedClock();
  readonly #policy = new WatchedPolicy();
  readonly #store: TimedBlockStore;
  readonly #origin: TimedOrigin;
  readonly #engine: Engine;
  readonly #pages = ['first', 'second'].map((windowId) => new CheckingPage(windowId, TRACKS));
  #ids = 0;
  #isHealed = false;

  constructor({ seed, harm }: { seed: number; harm: number }) {
    const random = seededRandom(seed);
    const goesWrong = (): boolean => !this.#isHealed && random() < harm;
    const storeMs = (): number => random() * 60;
    this.#store = new TimedBlockStore(this.#clock, { lookUpMs: storeMs, readMs: storeMs });
    this.#origin = new TimedOrigin(this.#clock, {
      latencyMs: () => random() * 300,
      blockMs: () => random() * 40,
      answer: () =>
        goesWrong()
          ? { blocks: Math.floor(random() * 6), end: random() < 0.1 ? 'refused' : 'fails' }
          : { blocks: Infinity, end: 'done' },
      manifest: () => null,
      bytesOf,
    });
    this.#origin.catalogue = () => Promise.resolve(TRACKS);
    this.#engine = new Engine({
      clock: this.#clock,
      store: this.#store,
      covers: new MemoryCovers(),
      prove: manifestProver(sha256),
      parseMediaInfo,
      policy: this.#policy,
      newPlayId: () => `engine ${++this.#ids}`,
      chance: random,
      initial: EMPTY_SNAPSHOT,
      save: () => undefined,
      ...OTHER_PARTS,
      openOrigin: () => this.#origin,
    });
  }

  async walk(steps: readonly (readonly [number, Step])[]): Promise<void> {
    for (const each of this.#pages) {
      this.#engine.attach(each);
      this.#say(each, { type: 'pageHere', isHere: true });
    }
    this.#say(this.#pages[0]!, { type: 'settings', origins: ['timed'], cacheCapBytes: null });
    await this.#clock.advance(1);
    for (const [pauseMs, each] of steps) {
      await this.#clock.advance(pauseMs);
      this.#take(each, this.#pages[each.page]!);
      this.#check();
    }
  }

  /** All goes well from now on: what the page takes of the play comes, and then the first bytes of what may come. */
  async finish(): Promise<void> {
    const sounding = this.#pages.find(({ windowId, snapshot }) => windowId === snapshot.soundingWindow);
    this.#isHealed = true;
    await this.#clock.advance(60_000);
    this.#check();
    const current = sounding?.snapshot.current;
    if (sounding === undefined || current === undefined || current === null) return;
    const { sizeBytes } = TRACKS.find(({ id }) => id === current.trackId)!;
    this.#say(sounding, { type: 'window', playId: current.playId, start: 0, end: sizeBytes });
    const coming = { playId: 'at last', trackId: nextTrack(sounding.snapshot)?.id ?? 'short' };
    if (sounding.prepared.every(({ trackId }) => trackId !== coming.trackId))
      this.#prepare(sounding, [coming, ...sounding.prepared]);
    await this.#clock.advance(60_000);
    this.#check();
    for (const { playId, trackId } of sounding.snapshot.current === null ? [] : [sounding.snapshot.current])
      for (const block of blocksTouched(
        TRACKS.find(({ id }) => id === trackId)!,
        { start: 0, end: sizeBytes },
      ))
        assert.ok(sounding.has(playId, block), `block ${block} of ${playId} has come`);
    for (const { playId } of sounding.prepared.filter((play) => play === coming))
      assert.ok(sounding.has(playId, 0), `the first block of ${playId} has come`);
  }

  /** Both windows are closed. */
  async leave(): Promise<void> {
    for (const each of this.#pages) this.#engine.detach(each);
    await this.#clock.advance(1_000);
    const left = [this.#policy.requestCount, this.#origin.underWay.size, this.#store.pins];
    assert.deepEqual(left, [0, 0, 0], 'nothing is left');
    this.#check();
  }

  #check(): void {
    for (const { problem } of [this.#policy, ...this.#pages]) assert.ifError(problem);
  }

  #say(from: CheckingPage, message: HostMessage): void {
    this.#engine.receive(from, message);
  }

  #take(taken: Step, from: CheckingPage): void {
    const { current } = from.snapshot;
    const isSounding = from.snapshot.soundingWindow === from.windowId;
    switch (taken.type) {
      case 'click': {
        const { id: trackId } = TRACKS[taken.track]!;
        const playId = from.prepared.find((play) => play.trackId === trackId)?.playId ?? this.#newId();
        from.know({ playId, trackId });
        this.#say(from, { type: 'intent', intent: { kind: 'playTrack', trackId, playId } });
        return;
      }
      case 'next':
      case 'previous':
        this.#say(from, { type: 'intent', intent: { kind: taken.type } });
        return;
      case 'repeat': {
        const repeat = ({ off: 'one', one: 'all', all: 'off' } as const)[from.snapshot.repeat];
        this.#say(from, { type: 'intent', intent: { kind: 'setRepeat', repeat } });
        return;
      }
      case 'shuffle': {
        const isOn = from.snapshot.shuffled === null;
        this.#say(from, { type: 'intent', intent: { kind: 'setShuffle', isOn } });
        return;
      }
      case 'prepare': {
        const plays = taken.tracks.map((at) => {
          const { id: trackId } = TRACKS[at]!;
          return from.prepared.find((play) => play.trackId === trackId) ?? { playId: this.#newId(), trackId };
        });
        this.#prepare(from, plays);
        return;
      }
      case 'ended': {
        if (!isSounding || current === null) return;
        const track = nextTrack(from.snapshot);
        const next = from.prepared.find((play) => play.trackId === track?.id) ?? null;
        this.#say(from, { type: 'ended', playId: current.playId, next: taken.isJoined ? next : null });
        return;
      }
      case 'window':
      case 'drop': {
        this.#move(from, taken);
        return;
      }
      case 'nearEnd':
        if (current !== null)
          this.#say(from, {
            ...{
              type: 'sound',
              playId: current.playId,
              state: 'sounding',
              positionSeconds: 55,
              latencyMs: null,
            },
          });
        return;
      case 'reload':
        this.#say(from, { type: 'pageHere', isHere: false });
        from.reload();
        this.#say(from, { type: 'pageHere', isHere: true });
    }
  }

  #prepare(from: CheckingPage, plays: readonly Play[]): void {
    from.prepare(plays);
    this.#say(from, { type: 'prepare', plays });
  }

  /** The page moves the window of the current play or of a prepared one, or drops something of it. */
  #move(from: CheckingPage, { type, at, part: where }: Step & { type: 'window' | 'drop' }): void {
    const isSounding = from.snapshot.soundingWindow === from.windowId;
    const current = isSounding ? from.snapshot.current : null;
    const play = [...(current === null ? [] : [current]), ...from.prepared][at];
    if (play === undefined) return;
    const { sizeBytes } = TRACKS.find(({ id }) => id === play.trackId)!;
    const start = Math.floor(where * sizeBytes);
    const range = { playId: play.playId, start, end: Math.min(start + 100_000, sizeBytes) };
    if (type === 'drop') from.drop(play.playId, range);
    const message: PageMessage =
      type === 'drop' ? { type: 'dropped', ...range } : { type: 'window', ...range };
    this.#say(from, message);
  }

  #newId(): string {
    return `page ${++this.#ids}`;
  }
}

describe('whatever happens to plays that may come', () => {
  it('brings each page its own bytes once, after their media info, and leaves nothing behind', async () => {
    const options = fc.record({ seed: fc.integer(), harm: fc.double({ min: 0, max: 0.6, noNaN: true }) });
    await fc.assert(
      fc.asyncProperty(options, walkOf(step), async (world, steps) => {
        const listening = new Listening(world);
        await listening.walk(steps);
        await listening.finish();
        await listening.leave();
      }),
      runsOf(40),
    );
  }).timeout(600_000);
});
