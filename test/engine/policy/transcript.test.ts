// One policy, two clocks: the same evening of music goes through the real fetcher, with promises, and through the simulated
// driver, with an event heap. What the policy decides is the same, line by line; and it is written down to be read, in
// transcript.golden.txt (UPDATE_GOLDEN=1 writes it anew).
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { Fetcher } from '../../../src/engine/fetcher';
import { manifestProver } from '../../../src/engine/manifest/prove';
import { parseMediaInfo } from '../../../src/engine/origin/mediaInfoFormat';
import { PROFILES } from '../../../src/engine/policy/limits';
import type { Purpose } from '../../../src/engine/policy/wanted';
import type { Clock } from '../../../src/engine/ports';
import type { ByteRange, Track } from '../../../src/shared/track';
import { EventHeap } from '../../support/eventHeap';
import { sha256 } from '../../support/hashing';
import { SimulatedDriver, type OriginAnswer } from '../../support/simulatedDriver';
import { SimulatedPage, type PageLink } from '../../support/simulatedPage';
import { TimedBlockStore } from '../../support/timedBlockStore';
import { TimedOrigin } from '../../support/timedOrigin';
import { RecordingPolicy } from '../../support/transcript';
import { bytesOf, indexAtTheEnd, makeTrack, SimulatedClock } from '../../support/world';

const GOLDEN = 'test/engine/policy/transcript.golden.txt';
const BLOCK_BYTES = 16 * 1024;
const first = makeTrack('first', 700_000);
const second = makeTrack('second', 300_000);
const third = { ...makeTrack('third', 400_000), mediaInfo: indexAtTheEnd(400_000) };

/** The cache holds the beginning of the first track, and one block of it is damaged. */
const HELD = [0, 1, 2, 3, 4, 5];
const DAMAGED = 3;
/** What the first reads of the origin come to; the others go well. */
const ANSWERS: readonly OriginAnswer[] = [
  { blocks: 0, end: 'fails' },
  { blocks: Infinity, end: 'done' },
  { blocks: 2, end: 'fails' },
  { blocks: 1, end: 'done' },
];
const TIMES = { lookUpMs: () => 2, cacheMs: () => 3, latencyMs: () => 40, blockMs: () => 10 };
const END_MS = 12_000;

/** What either driver can be told. */
interface Driver extends PageLink {
  want(playId: string, track: Track, purpose: Purpose): void;
  abandon(playId: string): void;
  listPrepared(playIds: readonly string[], nextPlayId: string | null): void;
  drop(playId: string, range: ByteRange): void;
}

/** The evening: a play, a seek, a track that may come, the next one prefetched and then prepared, the end of the first, the next, a place that was dropped, and away. */
function listen(driver: Driver, clock: Clock): void {
  const at = (ms: number, act: () => void): void => clock.wakeAt(ms, act);
  const play = (playId: string, track: Track): SimulatedPage => {
    driver.want(playId, track, 'play');
    return new SimulatedPage({ playId, track, clock, link: driver });
  };
  at(0.5, () => {
    const page = play('play 1', first);
    at(3_300.5, () => page.seek(0.6));
    at(6_300.5, () => page.seek(0.9));
    at(7_350.5, () => {
      page.leave();
      const next = play('ready 2', second);
      driver.abandon('play 1');
      driver.listPrepared(['ready 3'], null);
      at(10_000.5, () => next.leave());
    });
  });
  at(4_000.5, () => {
    driver.want('ready 3', third, 'prepare');
    driver.listPrepared(['ready 3'], null);
  });
  at(5_000.5, () => driver.want('next', second, 'prefetch'));
  at(6_800.5, () => {
    driver.want('ready 2', second, 'prepare');
    driver.listPrepared(['ready 2', 'ready 3'], 'ready 2');
    driver.abandon('next');
  });
  at(8_000.5, () => driver.drop('ready 2', { start: 0, end: 20_000 }));
  at(8_500.5, () => driver.moveWindow('ready 2', { start: 0, end: 100_000 }));
  at(10_000.5, () => {
    driver.abandon('ready 2');
    driver.abandon('ready 3');
  });
}

function answering(): () => OriginAnswer {
  const left = [...ANSWERS];
  return () => left.shift() ?? { blocks: Infinity, end: 'done' };
}

function simulated(): readonly string[] {
  const heap = new EventHeap();
  const policy = new RecordingPolicy(PROFILES.modern);
  const world = {
    ...TIMES,
    answer: answering(),
    hasStill: (track: Track, block: number) => track !== first || block !== DAMAGED,
    takes: () => true,
  };
  const driver = new SimulatedDriver({ heap, policy, world });
  driver.hold(first, HELD);
  listen(driver, heap);
  heap.runUntil(END_MS);
  return policy.lines;
}

async function real(): Promise<readonly string[]> {
  const clock = new SimulatedClock();
  const policy = new RecordingPolicy(PROFILES.modern);
  const store = new TimedBlockStore(clock, { lookUpMs: TIMES.lookUpMs, readMs: TIMES.cacheMs });
  const fetcher = new Fetcher({
    clock,
    store,
    policy,
    limits: PROFILES.modern,
    prove: manifestProver(sha256),
    parseMediaInfo,
    onMediaInfo: () => undefined,
    onBlock: () => undefined,
    onGiveUp: () => undefined,
    warn: () => undefined,
  });
  fetcher.useOrigin(new TimedOrigin(clock, { ...TIMES, answer: answering(), manifest: () => null, bytesOf }));
  await fill(store);
  listen(fetcher, clock);
  await clock.advance(END_MS);
  return policy.lines;
}

async function fill({ memory }: TimedBlockStore): Promise<void> {
  const key = 'timed/first/r1';
  await memory.describe(key, { sizeBytes: first.sizeBytes, proof: null, sidecar: null });
  const bytes = bytesOf(first);
  const blocks = HELD.map((block) => bytes.subarray(block * BLOCK_BYTES, (block + 1) * BLOCK_BYTES));
  await memory.write(key, 0, blocks);
  memory.damage(key, DAMAGED);
}

describe('the fetch policy under two drivers', () => {
  it('decides the same in simulated time as with promises, line by line', async () => {
    assert.deepEqual(simulated(), await real());
  });

  it('decides as it is written down', () => {
    const text = `${simulated().join('\n')}\n`;
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(GOLDEN, text);
    assert.equal(text, readFileSync(GOLDEN, 'utf8').replaceAll('\r\n', '\n'));
  });
});
