// Frames over real streams of libp2p on loopback; time is the test's.
import type { Stream } from '@libp2p/interface';
import assert from 'node:assert/strict';
import {
  FrameStream,
  type FrameStreamParts,
  type StreamEnd,
} from '../../../../src/engine/swarm/wire/frameStream';
import { frameOf } from '../../../../src/engine/swarm/wire/frames';
import { FIRST_FRAME_MS, FRAME_MS, QUEUED_BYTES, STUCK_MS } from '../../../../src/engine/swarm/wire/limits';
import { WireError } from '../../../../src/engine/swarm/wire/wireError';
import { EventHeap } from '../../../support/eventHeap';
import { ConnectedNodes } from '../../../support/libp2pStreams';

const KiB = 1024;
const MOST = 64 * KiB;

describe('a stream of frames', () => {
  let nodes: ConnectedNodes;
  before(async () => (nodes = await ConnectedNodes.start()));
  after(() => nodes.stop());

  /** An end of a stream, with what happens there. */
  function framesOn(stream: Stream, changes: Partial<FrameStreamParts> = {}) {
    const heap = new EventHeap();
    const heard: Uint8Array[] = [];
    let onHeard = (): void => undefined;
    let onEnd: (end: StreamEnd) => void = () => undefined;
    const ended = new Promise<StreamEnd>((resolve) => (onEnd = resolve));
    const parts = { stream, clock: heap, mostFrameBytes: MOST, firstFrameMs: FIRST_FRAME_MS, onEnd };
    const onFrame = (frame: Uint8Array): void => {
      heard.push(Uint8Array.from(frame));
      onHeard();
    };
    const frames = new FrameStream({ ...parts, onFrame, ...changes });
    /** Waits until so many frames have come. */
    const hear = (count: number): Promise<void> =>
      new Promise((resolve) => {
        onHeard = () => {
          if (heard.length >= count) resolve();
        };
        onHeard();
      });
    return { frames, heap, heard, hear, ended };
  }

  it('carries messages in order, and closes in peace', async () => {
    const [a, b] = await nodes.openStream();
    const [sender, receiver] = [framesOn(a), framesOn(b)];
    for (let length = 0; length < 50; length++) sender.frames.send(new Uint8Array(length * 300).fill(length));
    sender.frames.finish();
    await receiver.hear(50);
    assert.deepEqual(
      receiver.heard.map(({ length }) => length),
      Array.from({ length: 50 }, (_, at) => at * 300),
    );
    assert.equal((await sender.ended).why, 'closed');
    assert.equal((await receiver.ended).why, 'closed');
  });

  it('sends what is said in one round of the event loop in as few writes as can be: each is encrypted for itself', async () => {
    const [a, b] = await nodes.openStream();
    const writes: number[] = [];
    const send = a.send.bind(a);
    a.send = (data) => {
      writes.push(data.byteLength);
      return send(data);
    };
    const [sender, receiver] = [framesOn(a), framesOn(b)];
    for (let count = 0; count < 100; count++) {
      sender.frames.send(new Uint8Array(20));
      // A turn of its own, as each message has that comes over WebRTC.
      await Promise.resolve();
    }
    for (let count = 0; count < 6; count++) sender.frames.send(new Uint8Array(16 * KiB));
    await receiver.hear(106);
    assert.ok(writes.length <= 4, `${writes.length} writes`);
    assert.ok(writes.every((bytes) => bytes < 64 * KiB));
    sender.frames.finish();
    await receiver.ended;
  });

  it('ends when a message that has begun isn’t whole in time, though others came before', async () => {
    const [a, b] = await nodes.openStream();
    const receiver = framesOn(b);
    a.send(Uint8Array.of(2, 1, 1, 200, 1, 7));
    await receiver.hear(1);
    receiver.heap.runUntil(FRAME_MS - 1);
    assert.ok(!receiver.frames.hasEnded);
    receiver.heap.runUntil(FRAME_MS);
    assert.equal((await receiver.ended).why, 'malformed');
  });

  it('holds back what the other end does not take, and sends it when it does, again and again', async () => {
    const [a, b] = await nodes.openStream();
    const sender = framesOn(a, { mostQueuedBytes: 4 * MOST * KiB });
    b.pause();
    const receiver = framesOn(b);
    for (let round = 1; round <= 3; round++) {
      // Far more than the windows of Yamux and TCP take.
      for (let at = 0; at < 150; at++) sender.frames.send(new Uint8Array(60 * KiB));
      assert.ok(sender.frames.queuedBytes > 8_000 * KiB, `${sender.frames.queuedBytes} bytes wait`);
      assert.ok(a.writeBufferLength < 2 * MOST, `${a.writeBufferLength} of them in the stream`);
      b.resume();
      await receiver.hear(150 * round);
      assert.equal(sender.frames.queuedBytes, 0);
      if (round < 3) b.pause();
    }
    sender.frames.finish();
  });

  it('ends when the other end leaves too much waiting', async () => {
    const [a, b] = await nodes.openStream();
    b.pause();
    const { frames, ended } = framesOn(a);
    let sentBytes = 0;
    for (; !frames.hasEnded && sentBytes < 100_000 * KiB; sentBytes += 16 * KiB)
      frames.send(new Uint8Array(16 * KiB));
    assert.equal((await ended).why, 'slow');
    assert.ok(sentBytes < 2 * QUEUED_BYTES + 1_000 * KiB, `${sentBytes} bytes`);
    assert.equal(frames.queuedBytes, 0);
  });

  it('ends when the other end takes nothing of what waits for long', async () => {
    const [a, b] = await nodes.openStream();
    b.pause();
    const { frames, heap, ended } = framesOn(a, { firstFrameMs: null });
    while (frames.queuedBytes < 64 * KiB) frames.send(new Uint8Array(16 * KiB));
    heap.runUntil(STUCK_MS - 1);
    assert.ok(!frames.hasEnded);
    heap.runUntil(2 * STUCK_MS);
    assert.equal((await ended).why, 'slow');
  });

  it('ends when nothing is said in time', async () => {
    const [, b] = await nodes.openStream();
    const { frames, heap, ended } = framesOn(b);
    heap.runUntil(FIRST_FRAME_MS - 1);
    assert.ok(!frames.hasEnded);
    heap.runUntil(FIRST_FRAME_MS);
    assert.equal((await ended).why, 'silent');
  });

  it('ends when half a first message is all that is said in time', async () => {
    const [a, b] = await nodes.openStream();
    const { heap, ended } = framesOn(b);
    a.send(frameOf(new Uint8Array(100)).subarray(0, 50));
    heap.runUntil(FIRST_FRAME_MS);
    assert.equal((await ended).why, 'silent');
  });

  it('stays when the first message came in time', async () => {
    const [a, b] = await nodes.openStream();
    const { frames, heap, hear } = framesOn(b);
    framesOn(a).frames.send(Uint8Array.of(1));
    await hear(1);
    heap.runUntil(10 * FIRST_FRAME_MS);
    assert.ok(!frames.hasEnded);
  });

  it('ends at a length that is too long, whatever follows', async () => {
    const [a, b] = await nodes.openStream();
    const { ended, heard } = framesOn(b);
    a.send(Uint8Array.of(0xff, 0xff, 0xff, 0x7f, 1, 2, 3));
    const end = await ended;
    assert.deepEqual([end.why, heard.length], ['malformed', 0]);
    assert.match(end.message, /268435455 bytes/);
  });

  it('ends when a message is none', async () => {
    const [a, b] = await nodes.openStream();
    const onFrame = (): never => {
      throw new WireError('It makes no sense.');
    };
    const { ended } = framesOn(b, { onFrame });
    framesOn(a).frames.send(Uint8Array.of(1));
    assert.deepEqual(await ended, { why: 'malformed', message: 'It makes no sense.' });
  });

  it('hands over nothing more once it is ended in the middle of what came', async () => {
    const [a, b] = await nodes.openStream();
    let count = 0;
    const receiver = framesOn(b, {
      onFrame: () => {
        count += 1;
        receiver.frames.abort({ why: 'closed', message: 'Enough.' });
      },
    });
    const bytes = Buffer.concat([1, 2, 3].map((each) => frameOf(Uint8Array.of(each))));
    a.send(bytes);
    await receiver.ended;
    assert.equal(count, 1);
  });

  it('tells when the other end is gone', async () => {
    const [a, b] = await nodes.openStream();
    const { ended } = framesOn(b);
    a.abort(new Error('gone'));
    assert.equal((await ended).why, 'lost');
  });
});
