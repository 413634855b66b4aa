import assert from 'node:assert/strict';
import { BlockBuffer } from '../../src/webview/blockBuffer';

const KIB = 1024;

interface World {
  readonly buffer: BlockBuffer;
  readonly over: AbortController;
  readonly waitedAt: (number | null)[];
  readonly dropped: [number, number][];
}

function world(sizeBytes: number, { keepBytes = sizeBytes, keepHeadBytes = 0 } = {}): World {
  const over = new AbortController();
  const waitedAt: (number | null)[] = [];
  const dropped: [number, number][] = [];
  const buffer = new BlockBuffer({
    sizeBytes,
    keepBytes,
    keepHeadBytes,
    onDropped: ({ start, end }) => dropped.push([start, end]),
    signal: over.signal,
    onRead: () => waitedAt.push(buffer.waitingFor?.start ?? null),
  });
  return { buffer, over, waitedAt, dropped };
}

/** Bytes that tell where they belong. */
function bytes(start: number, end: number): Uint8Array {
  return Uint8Array.from({ length: end - start }, (_, index) => (start + index) % 251);
}

describe('The block buffer', () => {
  it('gives back what came, whatever the order and the joints', async () => {
    const { buffer } = world(300 * KIB);
    for (const [start, end] of [
      [100, 300],
      [0, 30],
      [60, 100],
      [30, 60],
    ] as const) {
      buffer.add(start * KIB, bytes(start * KIB, end * KIB));
    }
    assert.deepEqual(await buffer.read(0, 300 * KIB), bytes(0, 300 * KIB));
    assert.deepEqual(buffer.take(65_535, 65_537), bytes(65_535, 65_537));
  });

  it('makes a reader wait for the last missing byte and tells where it waits', async () => {
    const { buffer, waitedAt } = world(100);
    buffer.add(0, bytes(0, 40));
    buffer.add(50, bytes(50, 100));
    const read = buffer.read(10, 90);
    assert.deepEqual(waitedAt, [10]);
    assert.equal(buffer.take(10, 90), null);
    buffer.add(40, bytes(40, 49));
    assert.deepEqual(buffer.waitingFor, { start: 10, end: 90 });
    buffer.add(49, bytes(49, 50));
    assert.deepEqual(await read, bytes(10, 90));
    assert.equal(buffer.waitingFor, null);
  });

  it('serves several readers as each one’s bytes come', async () => {
    const { buffer } = world(100);
    const [late, early] = [buffer.read(80, 100), buffer.read(0, 20)];
    buffer.add(0, bytes(0, 20));
    assert.deepEqual(await early, bytes(0, 20));
    assert.deepEqual(buffer.waitingFor, { start: 80, end: 100 });
    buffer.add(80, bytes(80, 100));
    assert.deepEqual(await late, bytes(80, 100));
  });

  it('knows how far bytes go on without a hole', () => {
    const { buffer } = world(100);
    buffer.add(20, bytes(20, 30));
    buffer.add(30, bytes(30, 40));
    assert.equal(buffer.contiguousEnd(0), 0);
    assert.equal(buffer.contiguousEnd(25), 40);
    assert.equal(buffer.contiguousEnd(40), 40);
  });

  it('ends every wait, present and future, when the play is over', async () => {
    const { buffer, over } = world(100);
    const read = buffer.read(0, 10);
    over.abort(new Error('over'));
    await assert.rejects(read, /over/);
    await assert.rejects(buffer.read(0, 10), /over/);
  });

  it('ignores what lies beyond the end of the file', () => {
    const { buffer } = world(100);
    buffer.add(90, bytes(90, 120));
    buffer.add(100, bytes(100, 120));
    assert.equal(buffer.contiguousEnd(90), 100);
  });

  it('lets go what lies far from the reader on either side, and says so', () => {
    const { buffer, dropped } = world(1024 * KIB, { keepBytes: 128 * KIB });
    buffer.add(0, bytes(0, 1024 * KIB));
    buffer.take(512 * KIB, 513 * KIB);
    assert.deepEqual(dropped, [
      [0, 384 * KIB],
      [640 * KIB, 1024 * KIB],
    ]);
    assert.equal(buffer.take(383 * KIB, 385 * KIB), null);
    assert.deepEqual(buffer.take(384 * KIB, 385 * KIB), bytes(384 * KIB, 385 * KIB));
    assert.equal(buffer.contiguousEnd(384 * KIB), 512 * KIB);
  });

  it('never lets go of the head, and takes again what it has dropped', async () => {
    const { buffer, dropped } = world(1024 * KIB, { keepBytes: 128 * KIB, keepHeadBytes: 64 * KIB });
    buffer.add(0, bytes(0, 1024 * KIB));
    buffer.take(512 * KIB, 513 * KIB);
    assert.deepEqual(dropped[0], [64 * KIB, 384 * KIB]);
    assert.deepEqual(buffer.take(0, 64 * KIB), bytes(0, 64 * KIB));
    const again = buffer.read(100 * KIB, 101 * KIB);
    buffer.add(64 * KIB, bytes(64 * KIB, 128 * KIB));
    assert.deepEqual(await again, bytes(100 * KIB, 101 * KIB));
  });

  it('ends the waits of a reader that is gone, and no later ones', async () => {
    const { buffer } = world(100);
    const gone = buffer.read(0, 10);
    buffer.cancelReads(new Error('elsewhere'));
    await assert.rejects(gone, /elsewhere/);
    const later = buffer.read(0, 10);
    buffer.add(0, bytes(0, 10));
    assert.deepEqual(await later, bytes(0, 10));
  });
});
