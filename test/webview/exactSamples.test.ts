// What the page's decoders give, sample by sample, in a real Chromium: where output begins and ends, seeks, joints, channels
// and damage. Without loudspeakers: formats.test.ts listens to those.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { fixturePath, fixtures } from '../fixtures/fixtures';
import { amplitudeOf, farthest } from '../support/levels';
import { mediaInfoOf } from '../support/mediaInfoOf';
import { openDecoding, type Decoded, type DecodingHarness } from '../support/page/decodingHarness';
import { launchBrowser } from '../support/page/harness';

/** Asked of lossy codecs beside ffmpeg's decoder; its own output is rounded to 16 bits. */
const REFERENCE_DISTANCE = 5e-4;
const SPLIT_FRAMES: Readonly<Record<number, readonly [number, number]>> = {
  44_100: [12_345, 14_115],
  48_000: [13_333, 15_467],
};
const SPLIT_HZ = 441;
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  ...{
    mp3: 'audio/mpeg',
    ogg: 'audio/ogg',
    opus: 'audio/ogg',
    flac: 'audio/flac',
    wav: 'audio/wav',
    m4a: 'audio/mp4',
  },
  aiff: 'audio/aiff',
};
/** Asked of a seek, beyond the container's header. */
const SEEK_BYTES = 256 * 1024;

function exact(name: string): Uint8Array {
  return readFileSync(resolve('test/fixtures/exact', name));
}

function typeOf(name: string): string {
  return MEDIA_TYPES[name.split('.').at(-1) ?? ''] ?? '';
}

describe('The page’s samples', function () {
  this.timeout(60_000);
  let browser: Browser;
  let native: DecodingHarness;
  let wasm: DecodingHarness;

  before(async () => {
    browser = await launchBrowser();
    native = await openDecoding(browser);
    wasm = await openDecoding(browser, ['opus', 'aac']);
  });
  after(async () => {
    await native.close();
    await wasm.close();
    await browser.close();
  });

  async function decode(
    file: Uint8Array,
    name: string,
    more: { fromSeconds?: number; isInformed?: boolean; harness?: DecodingHarness } = {},
  ): Promise<Decoded> {
    const { fromSeconds = 0, isInformed = true, harness = native } = more;
    const mediaType = typeOf(name);
    const mediaInfo = isInformed ? mediaInfoOf(file, mediaType) : null;
    const decoded = await harness.decode({ file, mediaType, mediaInfo, fromSeconds });
    assert.equal(decoded.error, null, name);
    return decoded;
  }

  describe('of a sine split in two files', () => {
    for (const extension of ['flac', 'wav', 'mp3', 'ogg', 'opus', 'm4a'])
      for (const isInformed of [true, false])
        it(`are as many as there were, ${extension} ${isInformed ? 'with' : 'without'} media info`, async () => {
          for (const half of [0, 1] as const) {
            const name = `split-${half + 1}.${extension}`;
            const { planes, sampleRate } = await decode(exact(name), name, { isInformed });
            assert.equal(planes.length, 1);
            assert.equal(planes[0]?.length, SPLIT_FRAMES[sampleRate]?.[half]);
          }
        });

    for (const extension of ['flac', 'wav'])
      it(`are the sine itself from end to end, ${extension}`, async () => {
        const halves = await Promise.all(
          [1, 2].map((half) => decode(exact(`split-${half}.${extension}`), `split.${extension}`)),
        );
        const joined = Float32Array.from(halves.flatMap(({ planes }) => [...(planes[0] ?? [])]));
        const sine = Float32Array.from(
          { length: 26_460 },
          (_, frame) => 0.5 * Math.sin((2 * Math.PI * SPLIT_HZ * frame) / 44_100),
        );
        assert.equal(joined.length, sine.length);
        assert.ok(farthest(joined, sine).distance < 1 / 32_768);
      });

    for (const [extension, harnesses] of [
      ['mp3', ['native']],
      ['ogg', ['native']],
      ['opus', ['native', 'wasm']],
      ['m4a', ['native']],
    ] as const)
      for (const harness of harnesses)
        it(`are those of ffmpeg’s gapless decoder, ${extension}, ${harness}`, async () => {
          for (const half of [1, 2]) {
            const name = `split-${half}.${extension}`;
            const { planes } = await decode(exact(name), name, {
              harness: harness === 'wasm' ? wasm : native,
            });
            const { distance, frame } = farthest(planes[0] ?? new Float32Array(), referenceOf(name));
            assert.ok(distance < REFERENCE_DISTANCE, `${name}: ${distance} at ${frame}`);
          }
        });
  });

  describe('from anywhere in the track', () => {
    for (const { name, frames, sampleRate } of fixtures.sound.filter(({ codec }) => codec !== 'alac'))
      it(`are those from its beginning, ${name}`, async () => {
        const file = readFileSync(fixturePath(name));
        const whole = await decode(file, name);
        assert.equal(whole.planes[0]?.length, frames);
        for (const share of [0.013, 0.37, 0.71, 0.995]) {
          const fromSeconds = (share * frames) / sampleRate;
          const { planes, headerBytes, firstSoundBytes } = await decode(file, name, { fromSeconds });
          const fromFrame = Math.round(fromSeconds * sampleRate);
          assert.equal(planes[0]?.length, frames - fromFrame);
          // AAC fills noisy bands at random: there the end of the tone, a click, differs by 1 %.
          const { distance, frame } = farthest(leftOf(planes), leftOf(whole.planes), fromFrame);
          assert.ok(
            distance < (name.endsWith('m4a') ? 0.03 : 1e-3),
            `${fromSeconds}: ${distance} at ${frame}`,
          );
          assert.ok(firstSoundBytes - headerBytes <= SEEK_BYTES);
        }
      });

    for (const name of [
      'cbr128.mp3',
      'flac-16.flac',
      'vorbis-q4.ogg',
      'opus-48k.opus',
      'pcm-16.wav',
      'pcm-16.aiff',
    ])
      it(`are found without media info too, ${name}`, async () => {
        const file = readFileSync(fixturePath(name));
        const [whole, later] = [
          await decode(file, name),
          await decode(file, name, { fromSeconds: 0.7, isInformed: false }),
        ];
        const fromFrame = Math.round(0.7 * whole.sampleRate);
        assert.equal(later.planes[0]?.length, (whole.planes[0]?.length ?? 0) - fromFrame);
        assert.ok(farthest(leftOf(later.planes), leftOf(whole.planes), fromFrame).distance < 1e-3);
      });

    it('are few where little is left: beyond the end there are none', async () => {
      const { planes, problems } = await decode(exact('split-1.flac'), 'split-1.flac', { fromSeconds: 10 });
      assert.deepEqual([planes.length, problems], [0, []]);
    });
  });

  describe('of many channels', () => {
    const COEFFICIENT = Math.SQRT1_2;
    const six = {
      450: [1, 0],
      550: [0, 1],
      650: [COEFFICIENT, COEFFICIENT],
      100: [0, 0],
      850: [COEFFICIENT, 0],
      950: [0, COEFFICIENT],
    };
    const eight = { ...six, 1050: [COEFFICIENT, 0], 1150: [0, COEFFICIENT] };
    // Vorbis isn't here: Chromium 156 garbles it in more than two channels. test/webview/decoding/mixdown.test.ts has its order.
    const files = [
      'surround-6.wav',
      'surround-6.flac',
      'surround-6.opus',
      'surround-6.m4a',
      'surround-8.flac',
      'surround-8.opus',
    ];
    for (const name of files)
      for (const harness of name.endsWith('opus') ? ['native', 'wasm'] : ['native'])
        it(`go left and right by ITU-R BS.775, ${name}, ${harness}`, async () => {
          const { planes, sampleRate } = await decode(exact(name), name, {
            harness: harness === 'wasm' ? wasm : native,
          });
          assert.equal(planes.length, 2);
          const [gains, sum] = name.includes('8') ? [eight, 1 + 3 * COEFFICIENT] : [six, 1 + 2 * COEFFICIENT];
          for (const [toneHz, sides] of Object.entries(gains))
            for (const side of [0, 1] as const) {
              const question = {
                toneHz: Number(toneHz),
                sampleRate,
                fromFrame: sampleRate * 0.02,
                frames: sampleRate * 0.1,
              };
              const measured = amplitudeOf(planes[side] ?? new Float32Array(), question) / 0.3;
              const expected = (sides[side] ?? 0) / sum;
              assert.ok(
                Math.abs(measured - expected) < 0.04,
                `${toneHz} Hz, side ${side}: ${measured}, not ${expected}`,
              );
            }
        });
  });

  describe('of a damaged file', () => {
    for (const { name, damageBytes } of [
      { name: 'flac-16.flac', damageBytes: 1500 },
      { name: 'cbr128.mp3', damageBytes: 40 },
      { name: 'aac.m4a', damageBytes: 40 },
    ])
      it(`are silence where a packet can’t be decoded, and right again behind, ${name}`, async () => {
        const clean = readFileSync(fixturePath(name));
        const damaged = Uint8Array.from(clean);
        damaged.set(
          Uint8Array.from({ length: damageBytes }, (_, index) => (index * 89) % 251),
          badByteOf(name, clean),
        );
        const [right, heard] = [await decode(clean, name), await decode(damaged, name)];
        assert.equal(heard.planes[0]?.length, right.planes[0]?.length);
        const half = Math.floor((right.planes[0]?.length ?? 0) * 0.6);
        const [after, expected] = [heard.planes[0]?.subarray(half), right.planes[0]?.subarray(half)];
        assert.ok(after !== undefined && expected !== undefined);
        // AAC: see above.
        assert.ok(farthest(after, expected).distance < (name.endsWith('m4a') ? 0.03 : 1e-3));
        const before = heard.planes[0]?.subarray(0, half) ?? after;
        assert.ok(farthest(before, right.planes[0] ?? before).distance > 0.1, 'the damage was to be heard');
      });

    it('end where the file does, which is said once', async () => {
      const name = 'truncated.mp3';
      const { planes, problems } = await decode(readFileSync(fixturePath(name)), name, { isInformed: false });
      assert.equal(planes[0]?.length, 134_831);
      assert.deepEqual(problems, ['The file ends 2.9 s early.']);
    });

    it('are given up by name when nothing can be decoded', async () => {
      const file = Uint8Array.from(readFileSync(fixturePath('aac.m4a')));
      file.fill(0xff, 48, 90_000);
      const { error, planes } = await native.decode({ file, mediaType: 'audio/mp4' });
      assert.match(String(error), /^UnplayableError: This AAC track is damaged\. Replace the file/);
      assert.equal(planes.length, 0);
    });
  });

  describe('of less common kinds', () => {
    const kinds = [
      { name: 'flac-24-192k.flac', frames: 48_000, channels: 2 },
      { name: 'pcm-24.aiff', frames: 22_050, channels: 2 },
      { name: 'pcm-24.wav', frames: 22_050, channels: 2 },
      { name: 'opus-mono.opus', frames: 96_000, channels: 1 },
      { name: 'aac-start.m4a', frames: 88_200, channels: 2 },
      { name: 'aac-end.m4a', frames: 88_200, channels: 2 },
    ];
    for (const { name, frames, channels } of kinds)
      for (const isInformed of [true, false])
        it(`are all there and in tune, ${name} ${isInformed ? 'with' : 'without'} media info`, async () => {
          const { planes, sampleRate } = await decode(exact(name), name, { isInformed });
          assert.deepEqual([planes[0]?.length, planes.length], [frames, channels]);
          const tonesHz = [400, 1300].slice(0, channels);
          tonesHz.forEach((toneHz, channel) => {
            const question = { toneHz, sampleRate, fromFrame: sampleRate * 0.1, frames: sampleRate * 0.1 };
            assert.ok(Math.abs(amplitudeOf(planes[channel] ?? new Float32Array(), question) - 0.5) < 0.03);
          });
        });

    it('are refused by name where this VS Code lacks the decoder', async () => {
      const file = readFileSync(fixturePath('aac.m4a'));
      const { error } = await wasm.decode({ file, mediaType: 'audio/mp4' });
      assert.match(String(error), /^UnplayableError: This VS Code can’t decode AAC\. Convert the track/);
    });
  });
});

function leftOf([left]: readonly Float32Array[]): Float32Array {
  return left ?? new Float32Array();
}

/** 16-bit mono as ffmpeg wrote it. */
function referenceOf(name: string): Float32Array {
  const bytes = Buffer.from(exact(`${name}.s16`));
  return Float32Array.from({ length: bytes.length / 2 }, (_, frame) => bytes.readInt16LE(2 * frame) / 32_768);
}

/** Where the middle of the file's 0.4th part lies within a packet's body; in MP3 behind header and side information. */
function badByteOf(name: string, file: Uint8Array): number {
  const middle = Math.floor(file.length * 0.4);
  if (!name.endsWith('mp3')) return middle;
  for (let at = middle; ; at++)
    if (file[at] === 0xff && file[at + 1] === 0xfb && file[at + 417] === 0xff) return at + 4;
}
