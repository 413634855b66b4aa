import assert from 'node:assert/strict';
import { BadFrameError, encodeFrame, FrameReader } from '../../src/shared/frames';

const UTF8 = {
  encode: (text: string) => Buffer.from(text),
  decode: (bytes: Uint8Array) => Buffer.from(bytes).toString(),
};

describe('frames', () => {
  const messages = [
    { type: 'intent', intent: { kind: 'playTrack', trackId: '“ünï” ♫', playId: 'p1' } },
    {
      type: 'bytes',
      playId: 'p1',
      start: 0,
      bytes: Uint8Array.from({ length: 70_000 }, (_, at) => at & 255),
    },
    { type: 'ended', playId: 'p1' },
  ];
  const wire = Buffer.concat(messages.map((message) => encodeFrame(message, UTF8)));

  for (const pieceBytes of [1, 7, 4096, wire.length]) {
    it(`arrive whole and in order when the wire cuts them into pieces of ${pieceBytes}`, () => {
      const reader = new FrameReader(UTF8);
      const arrived: unknown[] = [];
      for (let at = 0; at < wire.length; at += pieceBytes)
        arrived.push(...reader.push(wire.subarray(at, at + pieceBytes)));
      assert.deepEqual(arrived, messages);
    });
  }

  const refuse = (name: string, bytes: Uint8Array): void => {
    it(`refuse ${name}`, () => {
      assert.throws(() => new FrameReader(UTF8).push(bytes), BadFrameError);
    });
  };
  refuse('a length that nobody could mean', Buffer.from([255, 255, 255, 255, 0, 0, 0, 0]));
  refuse('a frame too short for its own header length', Buffer.from([2, 0, 0, 0, 1, 1]));
  refuse('a header that is longer than the frame', Buffer.from([6, 0, 0, 0, 200, 0, 0, 0, 123, 125]));
  refuse('a header that is not JSON', Buffer.from([6, 0, 0, 0, 2, 0, 0, 0, 123, 123]));
  refuse('a header that is no object', Buffer.from([5, 0, 0, 0, 1, 0, 0, 0, 49]));
});
