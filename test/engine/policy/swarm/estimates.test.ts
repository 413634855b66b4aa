// What the policy goes by: rates, round trips, chains of rates, and what may be asked for twice.
import assert from 'node:assert/strict';
import { Estimate } from '../../../../src/engine/policy/estimate';
import { HedgeBudget } from '../../../../src/engine/policy/hedgeBudget';
import { PROFILES } from '../../../../src/engine/policy/limits';
import { RateChain } from '../../../../src/engine/policy/rateChain';
import { seededRandom } from '../../../support/eventHeap';

const limits = PROFILES.modern.peers;
const BLOCK_BYTES = 16_384;

/** Has blocks come one behind the other, one every `everyMs`, from `fromMs` on. Returns when the last one came. */
function receive(
  estimate: Estimate,
  { fromMs, everyMs, blocks }: { fromMs: number; everyMs: number; blocks: number },
): number {
  for (let block = 1; block <= blocks; block++)
    estimate.observe(
      { bytes: BLOCK_BYTES, askedAtMs: fromMs, expectedAtMs: fromMs + block * everyMs, wasIdle: false },
      fromMs + block * everyMs,
    );
  return fromMs + blocks * everyMs;
}

describe('the estimate of a source', () => {
  it('takes a source that has sent nothing for a slow uplink', () => {
    const estimate = new Estimate(limits, 60);
    assert.deepEqual([estimate.isMeasured, estimate.rateBytesPerSecond], [false, 100_000]);
    assert.equal(estimate.expectMs(10_000), 160);
  });

  it('comes to the rate at which blocks arrive', () => {
    const estimate = new Estimate(limits, 60);
    receive(estimate, { fromMs: 0, everyMs: 50, blocks: 400 });
    assert.ok(Math.abs(estimate.rateBytesPerSecond / ((BLOCK_BYTES / 50) * 1000) - 1) < 0.02);
  });

  it('believes a source that slows down sooner than one that speeds up', () => {
    const share = (firstMs: number, thenMs: number): number => {
      const estimate = new Estimate(limits, 60);
      const fromMs = receive(estimate, { fromMs: 0, everyMs: firstMs, blocks: Math.ceil(20_000 / firstMs) });
      receive(estimate, { fromMs, everyMs: thenMs, blocks: Math.ceil(3_000 / thenMs) });
      const [from, to] = [BLOCK_BYTES / firstMs, BLOCK_BYTES / thenMs].map((rate) => rate * 1000);
      return (estimate.rateBytesPerSecond - from!) / (to! - from!);
    };
    assert.ok(share(50, 200) > share(200, 50) + 0.1, `${share(50, 200)} and ${share(200, 50)} of the way`);
  });

  it('thinks less of a source that has not brought a block, without taking it for one that has sent', () => {
    const estimate = new Estimate(limits, 60);
    estimate.miss(BLOCK_BYTES, 2_000);
    assert.deepEqual([estimate.isMeasured, estimate.rateBytesPerSecond], [false, BLOCK_BYTES / 2]);
  });
});

describe('the chain of rates', () => {
  /** A chain of a minute of these rates in turn, in bytes a second. */
  function chainOf(...rates: readonly number[]): RateChain {
    const chain = new RateChain(PROFILES.classic.peers, seededRandom(1));
    for (let second = 0; second < 60; second++)
      chain.receive(rates[second % rates.length]!, second * 1000 + 500);
    return chain;
  }
  const download = (bufferedBytes: number) => ({
    bufferedBytes,
    missingBytes: 600_000 - bufferedBytes,
    secondsLeft: 30,
  });

  it('has a download begin at once where every rate is faster than the music', () => {
    assert.ok(chainOf(70_000, 140_000).isSafe(download(20_000)));
  });

  it('has it wait where the rates are slower, until enough is there', () => {
    const chain = chainOf(9_000);
    assert.deepEqual(
      [0, 200_000, 400_000].map((bytes) => chain.isSafe(download(bytes))),
      [false, false, true],
    );
  });

  it('has it wait where slow seconds follow fast ones too often', () => {
    const chain = chainOf(2_100, 2_100, 2_100, 2_100, 90_000);
    assert.deepEqual(
      [5_000, 500_000].map((bytes) => chain.isSafe(download(bytes))),
      [false, true],
    );
  });

  it('knows the last fifteen minutes', () => {
    const chain = new RateChain(PROFILES.classic.peers, seededRandom(1));
    for (let second = 0; second < 2_000; second++) chain.receive(50_000, second * 1000);
    assert.equal(chain.seconds, 900);
  });
});

describe('the budget for asking twice', () => {
  it('allows eight blocks of a play in any case, and 3 % of the latest 50 MB', () => {
    const budget = new HedgeBudget(limits);
    assert.deepEqual([budget.allows(BLOCK_BYTES, 7), budget.allows(BLOCK_BYTES, 8)], [true, false]);
    for (let bytes = 0; bytes < 10_000_000; bytes += 100_000) budget.receive(100_000);
    let blocks = 0;
    for (; budget.allows(BLOCK_BYTES, 100); blocks++) budget.spend(BLOCK_BYTES);
    assert.equal(blocks, Math.floor((10_000_000 * 0.03) / BLOCK_BYTES));
  });

  it('forgets what lies more than 50 MB back', () => {
    const budget = new HedgeBudget(limits);
    budget.spend(2_000_000);
    for (let bytes = 0; bytes < 49_000_000; bytes += 100_000) budget.receive(100_000);
    assert.equal(budget.allows(BLOCK_BYTES, 8), false);
    for (let bytes = 0; bytes < 3_000_000; bytes += 100_000) budget.receive(100_000);
    assert.equal(budget.allows(BLOCK_BYTES, 8), true);
  });
});
