// However bytes are cut on their way, the frames are those that were sent.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FrameReader, frameOf } from '../../../../src/engine/swarm/wire/frames';
import { WireError } from '../../../../src/engine/swarm/wire/wireError';
import { runsOf } from '../../../support/properties';

describe('frames', () => {
  it('come out as they went in, however they are cut', () => {
    const messages = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 10 });
    fc.assert(
      fc.property(messages, fc.array(fc.nat(200), { maxLength: 20 }), (sent, cuts) => {
        const reader = new FrameReader(300);
        const read = cut(Buffer.concat(sent.map(frameOf)), cuts).flatMap((part) =>
          [...reader.take(part)].map((frame) => Buffer.from(frame)),
        );
        assert.deepEqual(
          read,
          sent.map((each) => Buffer.from(each)),
        );
        assert.equal(reader.keptBytes, 0);
      }),
      runsOf(500),
    );
  });

  it('that are too long are refused before anything is kept of them', () => {
    const reader = new FrameReader(1_000);
    assert.throws(() => [...reader.take(frameOf(new Uint8Array(1_001)).subarray(0, 2))], WireError);
    assert.equal(reader.keptBytes, 0);
  });

  it('whose length goes on for ever are refused', () => {
    const reader = new FrameReader(1_000);
    assert.throws(() => [...reader.take(new Uint8Array(4).fill(0x80))], WireError);
  });

  it('may be as long as is allowed', () => {
    const reader = new FrameReader(1_000);
    assert.equal([...reader.take(frameOf(new Uint8Array(1_000)))][0]?.length, 1_000);
  });
});

function cut(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const length of cuts) {
    parts.push(bytes.subarray(at, at + length));
    at += length;
  }
  return [...parts, bytes.subarray(at)];
}
