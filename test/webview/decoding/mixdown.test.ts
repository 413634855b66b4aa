import assert from 'node:assert/strict';
import { mixDown } from '../../../src/webview/decoding/mixdown';
import type { Planes } from '../../../src/webview/decoding/planes';
import type { ChannelOrder } from '../../../src/webview/decoding/soundSource';

const SIDE = Math.SQRT1_2;

/** Full scale in one channel after the other, so that frame n of the output says what channel n gives to either side. */
function oneByOne(channels: number): Planes {
  return Array.from({ length: channels }, (_, channel) =>
    Float32Array.from({ length: channels }, (_each, frame) => (frame === channel ? 1 : 0)),
  );
}

/** What each channel is to give left and right, in the order of the codec, before scaling: by ITU-R BS.775 and the codecs' specifications. */
const ORDERS: readonly (readonly [ChannelOrder, left: readonly number[], right: readonly number[]])[] = [
  ['wave', [1, 0, SIDE], [0, 1, SIDE]],
  ['wave', [1, 0, SIDE, 0], [0, 1, 0, SIDE]],
  ['wave', [1, 0, SIDE, SIDE, 0], [0, 1, SIDE, 0, SIDE]],
  ['wave', [1, 0, SIDE, 0, SIDE, 0], [0, 1, SIDE, 0, 0, SIDE]],
  ['wave', [1, 0, SIDE, 0, 0.5, SIDE, 0], [0, 1, SIDE, 0, 0.5, 0, SIDE]],
  ['wave', [1, 0, SIDE, 0, SIDE, 0, SIDE, 0], [0, 1, SIDE, 0, 0, SIDE, 0, SIDE]],
  ['vorbis', [1, SIDE, 0], [0, SIDE, 1]],
  ['vorbis', [1, 0, SIDE, 0], [0, 1, 0, SIDE]],
  ['vorbis', [1, SIDE, 0, SIDE, 0], [0, SIDE, 1, 0, SIDE]],
  ['vorbis', [1, SIDE, 0, SIDE, 0, 0], [0, SIDE, 1, 0, SIDE, 0]],
  ['vorbis', [1, SIDE, 0, SIDE, 0, 0.5, 0], [0, SIDE, 1, 0, SIDE, 0.5, 0]],
  ['vorbis', [1, SIDE, 0, SIDE, 0, SIDE, 0, 0], [0, SIDE, 1, 0, SIDE, 0, SIDE, 0]],
];

describe('Mixing down', () => {
  for (const [order, left, right] of ORDERS)
    it(`sends ${left.length} channels in ${order} order where they belong`, () => {
      const sum = left.reduce((total, gain) => total + gain, 0);
      const expected = [left, right].map((gains) => Float32Array.from(gains, (gain) => gain / sum));
      const mixed = mixDown(oneByOne(left.length), order);
      assert.equal(mixed.length, 2);
      mixed.forEach((plane, side) => {
        plane.forEach((value, channel) => {
          assert.ok(
            Math.abs(value - (expected[side]?.[channel] ?? 1)) < 1e-6,
            `side ${side}, channel ${channel}: ${value}`,
          );
        });
      });
    });

  it('can’t clip: full scale in every channel is full scale', () => {
    for (const channels of [3, 4, 5, 6, 7, 8]) {
      const loud = Array.from({ length: channels }, () => new Float32Array([1, -1]));
      for (const plane of mixDown(loud, 'wave'))
        assert.ok(plane.every((value) => Math.abs(value) <= 1 + 1e-6));
    }
  });

  it('leaves mono and stereo as they are', () => {
    for (const channels of [1, 2])
      assert.deepEqual(mixDown(oneByOne(channels), 'vorbis'), oneByOne(channels));
  });
});
