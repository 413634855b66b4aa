import assert from 'node:assert/strict';
import {
  NO_STATISTICS,
  StatisticsCounter,
  type KeptStatistics,
} from '../../../src/engine/statistics/counter';
import { EMPTY_SNAPSHOT, type Snapshot, type SoundState } from '../../../src/shared/snapshot';

/** What a listener and a page do, in order, and a counter that is told of it. */
class Story {
  readonly counter: StatisticsCounter;
  #positionSeconds = 0;
  #snapshot: Snapshot = EMPTY_SNAPSHOT;

  constructor(kept: KeptStatistics = NO_STATISTICS) {
    this.counter = new StatisticsCounter(kept);
  }

  play(playId: string, { isContinued = false } = {}): this {
    this.#stepTo({ current: null, seek: null });
    this.#stepTo({ current: { playId, trackId: 't' } }, isContinued);
    this.#positionSeconds = 0;
    return this;
  }

  gets(source: 'cache' | 'origin', sizeBytes = 16_384): this {
    this.counter.addBytes({ playId: 'p', source, sizeBytes });
    return this;
  }

  /** The page of play `p` reports each of these, a second apart. */
  hears(...states: SoundState[]): this {
    for (const state of states) this.hear(state);
    return this;
  }

  hear(state: SoundState, { playId = 'p', latencyMs = null as number | null } = {}): boolean {
    this.#positionSeconds += 1;
    return this.counter.hear({ playId, state, positionSeconds: this.#positionSeconds, latencyMs });
  }

  seek(positionSeconds: number): this {
    this.#stepTo({ seek: { seekId: `to ${positionSeconds}`, playId: 'p', positionSeconds } });
    return this;
  }

  /** The page has performed the seek. */
  jump(positionSeconds: number): this {
    this.#positionSeconds = positionSeconds - 1;
    return this;
  }

  #stepTo(change: Partial<Snapshot>, isContinued = false): void {
    const before = this.#snapshot;
    this.#snapshot = { ...before, ...change };
    this.counter.follow(before, this.#snapshot, isContinued);
  }

  get underruns(): readonly [underruns: number, playsWithStutter: number] {
    const { underruns, playsWithStutter } = this.counter.figures;
    return [underruns, playsWithStutter];
  }
}

describe('the statistics', () => {
  it('count bytes by source, of plays and of prefetches apart', () => {
    const { counter } = new Story().play('p').gets('cache', 10).gets('origin', 200).gets('origin', 3);
    counter.addBytes({ playId: null, source: 'origin', sizeBytes: 4_000 });
    assert.deepEqual(counter.figures.playedBytes, { cache: 10, origin: 203, peers: 0 });
    assert.deepEqual(counter.figures.prefetchedBytes, { cache: 0, origin: 4_000, peers: 0 });
  });

  it('count what went to others, in all and on the latest day', () => {
    const { counter } = new Story();
    counter.addSent(700, '2026-11-25');
    counter.addSent(20, '2026-11-26');
    counter.addSent(3, '2026-11-26');
    const sent = { totalBytes: 723, day: '2026-11-26', dayBytes: 23 };
    assert.deepEqual([counter.figures.sent, new StatisticsCounter(counter.kept).kept.sent], [sent, sent]);
  });

  it('count what a page had of a play ahead as prefetched, and as played once it is', () => {
    const story = new Story().play('q').gets('origin', 700);
    assert.deepEqual(story.counter.figures.prefetchedBytes, { cache: 0, origin: 700, peers: 0 });
    story.play('p').hear('sounding', { latencyMs: 6 });
    const { latency, playedBytes, prefetchedBytes } = story.counter.figures;
    assert.deepEqual([playedBytes.origin, prefetchedBytes.origin], [700, 0]);
    assert.equal(latency.cached?.p50Ms, 6, 'it waited for nothing');
  });

  it('count a play with its first sound, once', () => {
    const story = new Story().play('p').hears('loading');
    assert.equal(story.counter.figures.plays, 0);
    assert.equal(story.hear('sounding'), true);
    assert.equal(story.hear('sounding'), false);
    assert.equal(story.hears('paused', 'sounding').counter.figures.plays, 1);
    assert.equal(story.play('p').hears('sounding').counter.figures.plays, 2);
  });

  it('do not count a play again that goes on after an engine was lost', () => {
    assert.equal(new Story().play('p', { isContinued: true }).hears('sounding').counter.figures.plays, 0);
  });

  it('count an underrun where the sound of a play stops by itself, and a stutter once a play', () => {
    const story = new Story().play('p').hears('loading', 'sounding', 'sounding', 'loading');
    assert.deepEqual(story.underruns, [1, 1]);
    assert.deepEqual(story.hears('sounding', 'loading', 'sounding').underruns, [2, 1]);
    assert.deepEqual(story.play('p').hears('sounding', 'loading').underruns, [3, 2]);
  });

  it('take loading for no underrun after a start, a pause, or in a page that came anew', () => {
    const story = new Story().play('p').hears('loading', 'sounding', 'paused', 'loading', 'sounding');
    story.counter.beginPage();
    assert.deepEqual(story.hears('loading', 'sounding').underruns, [0, 0]);
  });

  it('take loading for no underrun after a seek, also where the page reports from the old place in between', () => {
    const story = new Story().play('p').hears('sounding').seek(40).hears('sounding', 'loading');
    assert.deepEqual(story.underruns, [0, 0]);
    // It sounds where it was sought: what stops it from now on is an underrun again.
    assert.deepEqual(story.jump(40).hears('sounding', 'loading').underruns, [1, 1]);
  });

  it('do not believe what an earlier play still reports', () => {
    const story = new Story().play('p').hears('sounding').play('q').hears('loading');
    assert.deepEqual(story.underruns, [0, 0]);
    assert.equal(story.counter.figures.plays, 1);
  });

  it('measure latency apart for plays that the cache had, and for those that it had not', () => {
    const story = new Story().play('p').gets('cache');
    assert.equal(story.hear('sounding', { latencyMs: 30 }), true);
    story.play('p').gets('cache').gets('origin').hear('sounding', { latencyMs: 400 });
    // What comes from the origin after the first sound didn't delay it.
    story.play('p').gets('cache').hear('sounding', { latencyMs: 20 });
    story.gets('origin');
    const { cached, origin } = story.counter.figures.latency;
    assert.deepEqual([cached?.plays, cached?.p50Ms, cached?.p99Ms], [2, 20, 30]);
    assert.equal(origin?.plays, 1);
    assert.ok(Math.abs(origin.p50Ms - 400) <= 4, `${origin.p50Ms} ms`);
  });

  it('name the percentiles to 1 %, over a thousand plays, and take what makes no sense for the longest', () => {
    const story = new Story();
    for (let latencyMs = 1; latencyMs <= 1_000; latencyMs++)
      story.play('p').gets('origin').hear('sounding', { latencyMs });
    const { origin } = story.counter.figures.latency;
    for (const [is, should] of [
      [origin?.p50Ms, 500],
      [origin?.p75Ms, 750],
      [origin?.p90Ms, 900],
      [origin?.p99Ms, 990],
    ] as const)
      assert.ok(Math.abs((is ?? NaN) / should - 1) <= 0.01, `${is} ms for ${should}`);
    story.play('q').hear('sounding', { playId: 'q', latencyMs: 1e12 });
    assert.equal(story.counter.figures.latency.cached?.plays, 1);
  });

  it('go on from what was kept', () => {
    const story = new Story().play('p').gets('origin').hears('sounding', 'loading');
    story.play('p').gets('cache').hear('sounding', { latencyMs: 70 });
    const kept = JSON.parse(JSON.stringify(story.counter.kept)) as KeptStatistics;
    assert.deepEqual(new StatisticsCounter(kept).figures, story.counter.figures);
    assert.deepEqual(new StatisticsCounter(kept).kept, story.counter.kept);
  });
});
