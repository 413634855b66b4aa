// Timers of node may ring early; the engine's clock doesn't.
import assert from 'node:assert/strict';
import { systemClock } from '../../src/engine/systemClock';

describe('the clock of this machine', () => {
  it('calls back when it is time and not before, however long the loop was held up when it was asked', async () => {
    const early: number[] = [];
    await Promise.all(
      Array.from({ length: 50 }, async (_, at) => {
        await new Promise((resolve) => setTimeout(resolve, at));
        const heldUpUntilMs = performance.now() + 3;
        while (performance.now() < heldUpUntilMs);
        const atMs = systemClock.nowMs() + 1 + (at % 7);
        await new Promise<void>((resolve) => systemClock.wakeAt(atMs, resolve));
        if (systemClock.nowMs() < atMs) early.push(atMs - systemClock.nowMs());
      }),
    );
    assert.deepEqual(early, []);
  });

  it('calls back soon for what is past, but not at once', async () => {
    let hasCalled = false;
    const called = new Promise<void>((resolve) =>
      systemClock.wakeAt(0, () => {
        hasCalled = true;
        resolve();
      }),
    );
    assert.ok(!hasCalled);
    await called;
  });
});
