// Whatever the listener does, and whatever a slow and failing store and a hostile origin do to it: the real fetcher sends the
// track's own bytes, each once, keeps only what is right, finishes what can be finished, and leaves nothing behind.
//
// One thing is allowed: bytes that come before the manifest does aren't checked then; the play is given up when it comes.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { blockCount, blockSizeBytes } from '../../../src/shared/blocks';
import type { Track } from '../../../src/shared/track';
import { seededRandom } from '../../support/eventHeap';
import { runsOf, walkOf } from '../../support/properties';
import type { TimedAnswer } from '../../support/timedOrigin';
import { makeTrack } from '../../support/world';
import { FetcherWorld, MANIFESTS, provenTrack, trackBytes, WELL } from './world';

const long = 'x'.repeat(300);
const TRACKS = [
  provenTrack('proven', 200_000),
  provenTrack('short', 20_000),
  makeTrack('changing', 150_000),
  { ...makeTrack('changing', 150_000), revision: 'r2' },
  makeTrack(`${long}1`, 40_000),
  makeTrack(`${long}2`, 40_000),
];

const track = fc.nat(TRACKS.length - 1);
const part = fc.double({ min: 0, max: 1, noNaN: true });
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ type: fc.constant('play' as const), track }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('next' as const), track }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('seek' as const), part }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('damage' as const), track, block: fc.nat(12) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('cap' as const), kib: fc.nat(300) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constantFrom('ended' as const, 'nearEnd' as const, 'reload' as const, 'leave' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('origin' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

interface Options {
  readonly seed: number;
  readonly harm: number;
}

/** A listener before the real fetcher. */
class Listening {
  readonly #world: FetcherWorld;
  readonly #random: () => number;
  readonly #harm: number;
  #play: { readonly playId: string; readonly track: Track; readonly isProved: boolean } | null = null;
  #next: { readonly playId: string; readonly track: Track } | null = null;
  /** Plays to which nothing wrong may come, whatever became of them. */
  readonly #checkable = new Map<string, Track>();
  #window = { start: 0, end: 0 };
  #ids = 0;
  #isHealed = false;
  /** Content ids whose manifest was had: of these not a single wrong byte comes. */
  readonly #proved = new Set<string | null>();
  /** Whether a manifest couldn't be had: what came then is trusted. */
  #wasManifestMissing = false;

  constructor({ seed, harm }: Options) {
    const random = seededRandom(seed);
    this.#random = random;
    this.#harm = harm;
    this.#world = new FetcherWorld(
      {
        latencyMs: () => random() * 300,
        blockMs: () => random() * 40,
        answer: (asked) => this.#answer(asked),
        manifest: (asked) => this.#manifest(asked),
      },
      () => random() * 400,
    );
    this.#world.onGiveUp = (playId) => {
      if (this.#play?.playId === playId) this.#play = null;
      // As the engine does: the next track at once, within the very event.
      if (random() < 0.5) this.#take({ type: 'ended' });
    };
  }

  async walk(steps: readonly (readonly [number, Step])[]): Promise<void> {
    for (const [pauseMs, each] of steps) {
      await this.#world.clock.advance(pauseMs);
      this.#take(each);
      this.#checkPage();
    }
  }

  /** The world behaves from now on: every block of the present window comes, and after it every track plays right. */
  async finish(): Promise<void> {
    if (this.#play !== null) this.#take({ type: 'seek', part: 0.1 });
    await this.#world.clock.advance(500);
    this.#isHealed = true;
    await this.#world.clock.advance(60_000);
    this.#checkPage();
    if (this.#play !== null) this.#checkWindow(this.#play);
    for (const each of TRACKS) {
      this.#take({ type: 'play', track: TRACKS.indexOf(each) });
      await this.#world.clock.advance(20_000);
      assert.ok(this.#play !== null, `${each.id} is played to its end`);
      assert.deepEqual(this.#world.wrongBlocksOf(this.#play.playId, each).length, 0, 'the bytes are right');
      this.#checkWindow(this.#play);
    }
  }

  /** The listener goes away. */
  async leave(): Promise<void> {
    this.#take({ type: 'leave' });
    await this.#world.clock.advance(1_000);
    const { policy, origin, store } = this.#world;
    assert.deepEqual([policy.requestCount, origin.underWay.size, store.pins], [0, 0, 0], 'nothing is left');
    assert.equal(policy.problem, null);
    for (const [playId, played] of this.#checkable)
      assert.equal(this.#world.wrongBlocksOf(playId, played).length, 0, 'the bytes are right');
    for (const { contentKey, block, bytes } of store.written) {
      const kept = TRACKS.find(({ contentId }) => contentId === contentKey);
      if (kept === undefined) continue;
      const size = blockSizeBytes(kept.sizeBytes);
      const right = trackBytes(kept).subarray(block * size, (block + 1) * size);
      assert.equal(Buffer.compare(bytes, right), 0, 'what is kept of a content id is proved');
    }
  }

  #take(taken: Step): void {
    const { fetcher, store } = this.#world;
    switch (taken.type) {
      case 'play': {
        this.#start(TRACKS[taken.track]!, `play ${++this.#ids}`);
        return;
      }
      case 'next': {
        this.#name(TRACKS[taken.track]!);
        return;
      }
      case 'ended':
        if (this.#next !== null) this.#start({ ...this.#next.track }, `play ${++this.#ids}`);
        return;
      case 'reload':
        if (this.#play !== null) this.#start(this.#play.track, this.#play.playId);
        return;
      case 'seek': {
        this.#seek(taken.part);
        return;
      }
      case 'nearEnd':
        if (this.#play !== null) fetcher.movePlayhead(this.#play.playId, 5, true);
        return;
      case 'damage': {
        const { contentId, id, revision } = TRACKS[taken.track]!;
        store.memory.damage(contentId ?? `timed/${id}/${revision}`, taken.block);
        return;
      }
      case 'cap':
        void store.memory.setCapBytes(taken.kib * 1024);
        return;
      case 'origin':
        this.#play = null;
        this.#next = null;
        {
          fetcher.useOrigin(this.#world.origin);
          return;
        }
      case 'leave': {
        this.#stop();
        return;
      }
    }
  }

  #start(started: Track, playId: string): void {
    const { fetcher } = this.#world;
    if (this.#play !== null) fetcher.abandon(this.#play.playId);
    this.#play = { playId, track: started, isProved: this.#proved.has(started.contentId) };
    if (this.#play.isProved || started.contentId === null) this.#checkable.set(playId, started);
    this.#world.play(playId, started);
    this.#window = { start: 0, end: started.sizeBytes };
  }

  #name(next: Track): void {
    const { fetcher } = this.#world;
    if (this.#next !== null) fetcher.abandon(this.#next.playId);
    this.#next = { playId: `next ${++this.#ids}`, track: next };
    fetcher.want(this.#next.playId, next, 'prefetch');
  }

  #seek(to: number): void {
    if (this.#play === null) return;
    const { sizeBytes } = this.#play.track;
    const start = Math.floor(to * sizeBytes);
    this.#window = { start, end: Math.min(sizeBytes, start + 100_000) };
    this.#world.fetcher.moveWindow(this.#play.playId, this.#window);
  }

  #stop(): void {
    const { fetcher } = this.#world;
    if (this.#next !== null) fetcher.abandon(this.#next.playId);
    if (this.#play !== null) fetcher.abandon(this.#play.playId);
    this.#next = null;
    this.#play = null;
  }

  /** What has come is the track's own, each block once. */
  #checkPage(): void {
    if (this.#play === null) return;
    const { playId, track: played, isProved } = this.#play;
    const came = this.#world.blocksOf(playId, played);
    assert.equal(new Set(came).size, came.length, 'a block comes once');
    const isTrusted = played.contentId !== null && !isProved && (this.#wasManifestMissing || !this.#isHealed);
    if (!isTrusted) assert.equal(this.#world.wrongBlocksOf(playId, played).length, 0, 'the bytes are right');
  }

  #checkWindow({ playId, track: played }: { playId: string; track: Track }): void {
    const came = new Set(this.#world.blocksOf(playId, played));
    const size = blockSizeBytes(played.sizeBytes);
    for (let block = 0; block < blockCount(played.sizeBytes); block++) {
      if (block * size >= this.#window.end || (block + 1) * size <= this.#window.start) continue;
      assert.ok(came.has(block), `block ${block} of ${playId} has come`);
    }
  }

  #goesWrong(): boolean {
    return !this.#isHealed && this.#random() < this.#harm;
  }

  #answer({ contentId }: Track): TimedAnswer {
    const isLong = this.#random() < 0.1;
    if (this.#isHealed) return { ...WELL, isLong };
    const end = this.#goesWrong()
      ? this.#oneOf(['done', 'fails', 'fails', 'refused', 'hangs'] as const)
      : 'done';
    // An origin answers or fails in the end (it has a guard against standing still), so it hangs only when all has come.
    const blocks = end === 'hangs' || end === 'done' ? Infinity : Math.floor(this.#random() * 8);
    const isCut = end === 'done' && this.#goesWrong();
    const isWrong = contentId !== null && this.#random() < this.#harm / 4;
    return { blocks: isCut ? 1 : blocks, end, isWrong, isLong };
  }

  #manifest({ contentId }: Track): Uint8Array | null {
    const encoded = MANIFESTS.get(contentId ?? '') ?? null;
    if (!this.#goesWrong()) {
      this.#proved.add(contentId);
      return encoded;
    }
    this.#wasManifestMissing = true;
    return this.#oneOf([null, new Uint8Array(100), MANIFESTS.get(TRACKS[1]!.contentId!)!.slice(1)]);
  }

  #oneOf<T>(choices: readonly T[]): T {
    return choices[Math.floor(this.#random() * choices.length)]!;
  }
}

describe('whatever happens to the fetcher', () => {
  it('sends right bytes once, keeps proved ones only, finishes what can be finished, and leaves nothing behind', async () => {
    const options = fc.record({ seed: fc.integer(), harm: fc.double({ min: 0, max: 0.8, noNaN: true }) });
    await fc.assert(
      fc.asyncProperty(options, walkOf(step), async (world, steps) => {
        const listening = new Listening(world);
        await listening.walk(steps);
        await listening.finish();
        await listening.leave();
      }),
      runsOf(150),
    );
  }).timeout(60_000);
});
