// Timers of node may ring early; the engine's clock doesn't.
import assert from 'node:assert/strict';
import { systemClock } from '../../src/engine/systemClock';

describe('the clock of this machine', () => {
  it('calls back when it is time and not before, however long the loop was held up when it was asked', async () => {
    const early: number[] = [];
    for (let round = 0; round < 30; round++) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      const heldUpUntilMs = performance.now() + 4;
      while (performance.now() < heldUpUntilMs);
      const atMs = systemClock.nowMs() + 6;
      await new Promise<void>((resolve) => {
        systemClock.wakeAt(atMs, resolve);
      });
      if (systemClock.nowMs() < atMs) early.push(atMs - systemClock.nowMs());
    }
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
