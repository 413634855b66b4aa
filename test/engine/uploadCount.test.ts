// What went out to peers, told now and then and at the end.
import assert from 'node:assert/strict';
import { UploadCount } from '../../src/engine/uploadCount';

describe('The count of uploads', () => {
  it('is told once for some seconds, and at the end what wasn’t told yet', () => {
    const wakes: (() => void)[] = [];
    const clock = {
      nowMs: () => 0,
      wallMs: () => 0,
      wakeAt: (_atMs: number, wake: () => void) => void wakes.push(wake),
    };
    let sentBytes = 0;
    const told: number[] = [];
    const uploads = new UploadCount({
      clock,
      counter: { addSent: (bytes) => (sentBytes += bytes) },
      publish: () => told.push(sentBytes),
    });
    uploads.tell();
    for (const bytes of [1, 2]) uploads.add(bytes);
    assert.deepEqual(told, []);
    wakes.shift()?.();
    assert.deepEqual(told, [3]);
    uploads.add(4);
    uploads.tell();
    assert.deepEqual(told, [3, 7]);
    wakes.shift()?.();
    assert.deepEqual(told, [3, 7]);
    assert.equal(wakes.length, 0);
  });
});
