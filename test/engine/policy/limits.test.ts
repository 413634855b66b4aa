import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiskBlockStore } from '../../../src/engine/cache/diskBlockStore';
import { automaticCapBytes, PROFILES } from '../../../src/engine/policy/limits';
import { blockSizeBytes } from '../../../src/shared/blocks';
import { SimulatedClock } from '../../support/world';

const MiB = 1024 * 1024;
const GiB = 1024 * MiB;

describe('the two profiles', () => {
  it('take a tenth of the free disk for the cache, the 2010 one up to 10 GiB, ours up to 2', () => {
    const caps = (freeBytes: number): readonly number[] =>
      [PROFILES.classic, PROFILES.modern].map((limits) => automaticCapBytes(freeBytes, limits));
    assert.deepEqual(caps(0), [50 * MiB, 50 * MiB]);
    assert.deepEqual(caps(10 * GiB), [GiB, GiB]);
    assert.deepEqual(caps(1_000 * GiB), [10 * GiB, 2 * GiB]);
  });

  /** What is left of three contents of 3 MiB, the oldest first, when the cap goes down to 5 MiB. */
  async function leftBy(headShare: number): Promise<readonly number[]> {
    const folder = await mkdtemp(join(tmpdir(), 'starling-profile-'));
    const clock = new SimulatedClock();
    const onProblem = (text: string): void => assert.fail(text);
    const store = await DiskBlockStore.open({ folder, capBytes: 100 * MiB, headShare, clock, onProblem });
    const sizeBytes = 3 * MiB;
    const names = ['oldest', 'older', 'latest'];
    const blocks = Array.from(
      { length: sizeBytes / blockSizeBytes(sizeBytes) },
      () => new Uint8Array(blockSizeBytes(sizeBytes)),
    );
    for (const name of names) {
      await store.describe(name, { sizeBytes, proof: null, sidecar: null });
      assert.equal(await store.write(name, 0, blocks), 'stored');
    }
    await store.setCapBytes(5 * MiB);
    const left = await Promise.all(names.map((name) => store.lookUp(name)));
    await store.close();
    await rm(folder, { recursive: true });
    return left.map((holding) => (holding?.heldBytes ?? 0) / MiB);
  }

  it('evict what was used longest ago, the 2010 one entirely, ours its body before any head within their share', async () => {
    assert.deepEqual(await leftBy(PROFILES.classic.headShareOfCache), [0, 2, 3]);
    // A share of a tenth of so small a cache is less than one head: a larger one shows what it is for.
    assert.deepEqual(await leftBy(0.6), [1, 1, 3]);
    assert.ok(PROFILES.modern.headShareOfCache > PROFILES.classic.headShareOfCache);
  });
});
