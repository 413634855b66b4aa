import assert from 'node:assert/strict';
import { unpackPcm } from '../../../src/webview/decoding/pcm';

/** The least, a middle and the greatest number of each kind, little-endian. */
const KINDS: Readonly<Record<string, readonly [bytes: readonly number[], values: readonly number[]]>> = {
  'pcm-u8': [
    [0, 128, 255],
    [-1, 0, 127 / 128],
  ],
  'pcm-s8': [
    [0x80, 0, 0x7f],
    [-1, 0, 127 / 128],
  ],
  'pcm-s16': [
    [0, 0x80, 0, 0xc0, 0xff, 0x7f],
    [-1, -0.5, 32_767 / 32_768],
  ],
  'pcm-s24': [
    [0, 0, 0x80, 0, 0, 0x40, 0xff, 0xff, 0x7f],
    [-1, 0.5, 8_388_607 / 8_388_608],
  ],
  'pcm-s32': [
    [0, 0, 0, 0x80, 0, 0, 0, 0x40, 0, 0, 0, 0xe0],
    [-1, 0.5, -0.25],
  ],
  'pcm-f32': [
    [0, 0, 0x80, 0xbf, 0, 0, 0, 0x3f],
    [-1, 0.5],
  ],
  'pcm-f64': [
    [0, 0, 0, 0, 0, 0, 0xf0, 0xbf, 0, 0, 0, 0, 0, 0, 0xe0, 0x3f],
    [-1, 0.5],
  ],
};

describe('Plain numbers', () => {
  for (const [codec, [bytes, values]] of Object.entries(KINDS))
    it(`are read in either order of bytes, ${codec}`, () => {
      const sampleBytes = bytes.length / values.length;
      assert.deepEqual(unpackPcm(Uint8Array.from(bytes), { codec, channels: 1 }), [
        Float32Array.from(values),
      ]);
      if (sampleBytes === 1) return;
      const turned = values.flatMap((_, index) =>
        bytes.slice(index * sampleBytes, (index + 1) * sampleBytes).reverse(),
      );
      assert.deepEqual(unpackPcm(Uint8Array.from(turned), { codec: `${codec}be`, channels: 1 }), [
        Float32Array.from(values),
      ]);
    });

  it('are read by either law of G.711: silence, the loudest, and signs', () => {
    const laws = [
      ['ulaw', [0xff, 0x80, 0x00], [0, 32_124, -32_124]],
      ['alaw', [0xd5, 0xaa, 0x2a], [8, 32_256, -32_256]],
    ] as const;
    for (const [codec, bytes, values] of laws)
      assert.deepEqual(unpackPcm(Uint8Array.from(bytes), { codec, channels: 1 }), [
        Float32Array.from(values, (value) => value / 32_768),
      ]);
  });

  it('take turns between channels; a frame that is cut off is left out', () => {
    const bytes = Uint8Array.from([0x80, 0x7f, 0, 0x40, 0x20]);
    const planes = unpackPcm(bytes, { codec: 'pcm-s8', channels: 2 });
    assert.deepEqual(planes, [Float32Array.of(-1, 0), Float32Array.of(127 / 128, 0.5)]);
  });
});
