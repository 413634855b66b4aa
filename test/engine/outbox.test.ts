// What goes out to a window: in order, whole, and in as few messages as can be.
import assert from 'node:assert/strict';
import { Outbox } from '../../src/engine/outbox';
import { FrameReader } from '../../src/shared/frames';
import type { BytesMessage, EngineMessage } from '../../src/shared/engineMessages';
import { EMPTY_SNAPSHOT } from '../../src/shared/snapshot';
import type { Track } from '../../src/shared/track';

const UTF8 = {
  encode: (text: string) => Buffer.from(text),
  decode: (bytes: Uint8Array) => Buffer.from(bytes).toString(),
};
const KiB = 1024;
const TRACK: Track = {
  ...{ id: '1', title: 'One', artist: 'A', album: 'B', durationSeconds: 10, mediaType: 'audio/mpeg' },
  ...{ sizeBytes: 1, revision: 'r', contentId: null, mediaInfo: null, replayGain: null },
};

describe('the way out to a window', () => {
  let told: EngineMessage[];
  let outbox: Outbox;
  beforeEach(() => {
    told = [];
    const reader = new FrameReader(UTF8);
    outbox = new Outbox((frame) => told.push(...(reader.push(frame) as EngineMessage[])));
  });
  const bytes = (playId: string, start: number, length: number): BytesMessage => ({
    // From the second MiB of each file on they come from elsewhere.
    ...{ type: 'bytes', playId, start, source: start < 1024 * KiB ? 'cache' : 'origin' },
    bytes: Uint8Array.from({ length }, (_, at) => (start + at) % 251),
  });
  const toldBytes = (): [string, number, number][] =>
    told.flatMap((message) =>
      message.type === 'bytes' ? [[message.playId, message.start, message.bytes.length]] : [],
    );

  it('joins bytes of one tick that lie side by side, and changes none of them', async () => {
    for (const start of [0, 1, 2, 3]) outbox.send(bytes('a', start * 16 * KiB, 16 * KiB));
    assert.deepEqual(told, []);
    await Promise.resolve();
    assert.deepEqual(toldBytes(), [['a', 0, 64 * KiB]]);
    const [message] = told as BytesMessage[];
    assert.deepEqual(Buffer.from(message?.bytes ?? []), Buffer.from(bytes('a', 0, 64 * KiB).bytes));
  });

  it('joins neither two plays or sources, nor bytes with a gap between, nor too much', async () => {
    outbox.send(bytes('a', 0, 10));
    outbox.send(bytes('a', 20, 10));
    outbox.send(bytes('b', 30, 10));
    outbox.send(bytes('b', 40, 256 * KiB));
    outbox.send(bytes('c', 1024 * KiB - 10, 10));
    outbox.send(bytes('c', 1024 * KiB, 10));
    await Promise.resolve();
    assert.deepEqual(toldBytes(), [
      ['a', 0, 10],
      ['a', 20, 10],
      ['b', 30, 10],
      ['b', 40, 256 * KiB],
      ['c', 1024 * KiB - 10, 10],
      ['c', 1024 * KiB, 10],
    ]);
  });

  it('lets nothing overtake bytes', () => {
    outbox.send(bytes('a', 0, 10));
    outbox.send({ type: 'log', level: 'info', text: 'later' });
    assert.deepEqual(
      told.map(({ type }) => type),
      ['bytes', 'log'],
    );
  });

  it('sends nothing twice when a tick ends that was cut short', async () => {
    outbox.send(bytes('a', 0, 10));
    outbox.flush();
    outbox.send(bytes('a', 10, 10));
    await Promise.resolve();
    assert.deepEqual(toldBytes(), [
      ['a', 0, 10],
      ['a', 10, 10],
    ]);
  });

  it('tells a queue once, and another one whole', () => {
    const queue = [TRACK];
    const snapshot = { ...EMPTY_SNAPSHOT, queue };
    for (const volume of [1, 0.5]) outbox.send({ type: 'snapshot', snapshot: { ...snapshot, volume } });
    outbox.send({ type: 'snapshot', snapshot: { ...snapshot, queue: [] } });
    assert.deepEqual(
      told.map((message) =>
        message.type === 'snapshot' ? [message.snapshot.queue.length, message.isQueueKept] : null,
      ),
      [
        [1, undefined],
        [0, true],
        [0, undefined],
      ],
    );
  });
});
