import fc from 'fast-check';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { MediaInfoScanner } from '../../../src/engine/manifest/mediaInfoScanner';
import { UnknownMediaError } from '../../../src/engine/manifest/scan';
import type { MediaInfo } from '../../../src/shared/mediaInfo';
import { fixturePath, fixtures } from '../../fixtures/fixtures';
import { damage, damaged, pushInPieces } from './support';

const RUNS = { numRuns: 100 };
/** What the encoders put in front of the music, in PCM frames. */
const DELAYS: Readonly<Record<string, number>> = { mp3: 576, opus: 312, aac: 1024 };

describe('media info', () => {
  for (const { name, mediaType, codec, sampleRate, channels, frames, durationSeconds } of fixtures.sound)
    it(`of ${name} says to the frame what is to be heard`, () => {
      const { mediaInfo, problems } = scan(read(name), { mediaType });
      assert.deepEqual(problems, []);
      assert.deepEqual(pick(mediaInfo), {
        codec,
        sampleRate,
        channels,
        frames,
        durationSeconds,
        encoderDelayFrames: DELAYS[codec] ?? 0,
      });
      checkShape(mediaInfo, read(name));
    });

  it('says how much padding LAME declared, and nothing where the end is missing', () => {
    assert.equal(scan(read('cbr128.mp3')).mediaInfo.encoderPaddingFrames, 936);
    assert.equal(scan(read('truncated.mp3')).mediaInfo.encoderPaddingFrames, null);
  });

  it('of a truncated file says what is left of it, and that something is missing', () => {
    const { mediaInfo, problems } = scan(read('truncated.mp3'));
    assert.equal(mediaInfo.frames, 134_831);
    assert.deepEqual(problems, ['The last MP3 frame is cut off.', 'There are 118 MP3 frames, not 231.']);
  });

  it('leaves pictures out of the start ranges, but not what leads over them', () => {
    const { startRanges, audio } = scan(read('picture.mp3')).mediaInfo;
    assert.deepEqual(startRanges[0], { start: 0, end: 10 });
    assert.equal(startRanges.length, 2);
    assert.ok((startRanges[1]?.start ?? 0) > 65_000 && (startRanges[1]?.end ?? 0) < audio.start + 8000);
  });

  it('counts the moov box among the start ranges wherever it lies', () => {
    const bytes = read('aac.m4a');
    const { startRanges } = scan(bytes).mediaInfo;
    assert.deepEqual(startRanges.at(-1), { start: bytes.indexOf('moov') - 4, end: bytes.length });
    const { mediaInfo } = scan(withMoovFirst(bytes));
    assert.equal(mediaInfo.startRanges.length, 1);
    assert.equal(mediaInfo.frames, 264_600);
  });

  for (const [name, sync] of Object.entries({
    'vbr4.mp3': /^fff[ab]/,
    'vorbis-q4.ogg': /^4f676753/,
    'opus-48k.opus': /^4f676753/,
    'flac-16.flac': /^fff8/,
  }))
    it(`of ${name} has a seek table that points at units`, () => {
      const bytes = read(name);
      const { seekTable, sampleRate } = scan(bytes).mediaInfo;
      assert.ok(seekTable.offsets.length >= 6);
      for (const offset of seekTable.offsets) assert.match(bytes.toString('hex', offset, offset + 4), sync);
      for (const [index, frame] of seekTable.frames.entries())
        assert.ok(
          Math.abs(frame - index * sampleRate) < 0.3 * sampleRate,
          `point ${index} at frame ${frame}`,
        );
    });

  it('is small: under 100 bytes of seek table for six seconds, and plain JSON', () => {
    const { mediaInfo } = scan(read('cbr128.mp3'));
    assert.deepEqual(JSON.parse(JSON.stringify(mediaInfo)), mediaInfo);
    assert.ok(JSON.stringify(mediaInfo.seekTable).length < 100);
  });

  for (const { name } of fixtures.sound)
    it(`of ${name} is the same however the file is cut into pieces`, () => {
      const bytes = read(name);
      const whole = scan(bytes).mediaInfo;
      const lengths = fc.array(fc.oneof(fc.nat(40), fc.nat(5000), fc.nat(70_000)), { minLength: 1 });
      fc.assert(
        fc.property(lengths, (each) => {
          assert.deepEqual(scan(bytes, { lengths: each }).mediaInfo, whole);
        }),
        { numRuns: 10 },
      );
    });

  it('is the same when the bytes come one by one', () => {
    for (const name of ['picture.mp3', 'vorbis-q4.ogg', 'alac.m4a', 'flac-24-96k.flac'])
      assert.deepEqual(scan(read(name), { lengths: [1] }).mediaInfo, scan(read(name)).mediaInfo, name);
  });

  for (const { name } of fixtures.sound)
    it(`of a garbled ${name} is refused by name or has a sane shape, in bounded time`, () => {
      const bytes = read(name);
      fc.assert(
        fc.property(damage, (recipe) => {
          const garbled = damaged(bytes, recipe);
          const mediaInfo = scanned(garbled);
          if (mediaInfo !== null) checkShape(mediaInfo, garbled);
        }),
        RUNS,
      );
    });

  for (const [name, mediaType, message] of [
    ['empty.mp3', 'audio/mpeg', /is empty/],
    ['text.ogg', 'audio/ogg', /begins with "This is a te"/],
  ] as const)
    it(`of ${name} is refused, saying what was found`, () => {
      assert.throws(() => scan(read(name), { mediaType }), { name: 'UnknownMediaError', message });
    });

  it('is not given of a file that was not seen to its end', () => {
    const bytes = read('pcm-16.wav');
    const scanner = new MediaInfoScanner({ sizeBytes: bytes.length, mediaType: 'audio/wav' });
    scanner.push(bytes.subarray(0, 1000));
    assert.throws(() => scanner.finish(), { name: 'UnknownMediaError', message: /1000 of 176522 bytes/ });
  });
});

function read(name: string): Buffer {
  return readFileSync(fixturePath(name));
}

interface Scanned {
  readonly mediaInfo: MediaInfo;
  readonly problems: readonly string[];
}

function scan(
  bytes: Uint8Array,
  { mediaType = 'audio/mpeg', lengths = [65_536] }: { mediaType?: string; lengths?: readonly number[] } = {},
): Scanned {
  const scanner = new MediaInfoScanner({ sizeBytes: bytes.length, mediaType });
  pushInPieces(scanner, bytes, lengths);
  return { mediaInfo: scanner.finish(), problems: scanner.problems };
}

function scanned(bytes: Uint8Array): MediaInfo | null {
  try {
    return scan(bytes).mediaInfo;
  } catch (error) {
    assert.ok(error instanceof UnknownMediaError, String((error as Error).stack));
    return null;
  }
}

function pick({
  codec,
  sampleRate,
  channels,
  frames,
  durationSeconds,
  encoderDelayFrames,
}: MediaInfo): object {
  return { codec, sampleRate, channels, frames, durationSeconds, encoderDelayFrames };
}

/** What holds for every media info, however hostile the file. */
function checkShape(mediaInfo: MediaInfo, { length: sizeBytes }: Uint8Array): void {
  const { audio, bitrateBps, durationSeconds, seekTable, startRanges } = mediaInfo;
  assert.ok(0 <= audio.start && audio.start < audio.end && audio.end <= sizeBytes, 'sound within the file');
  assert.ok(durationSeconds > 0 && Number.isFinite(durationSeconds) && Number.isFinite(bitrateBps));
  assert.equal(seekTable.frames.length, seekTable.offsets.length);
  assert.ok(seekTable.frames.length >= 1 && isRising(seekTable.frames) && isRising(seekTable.offsets));
  assert.ok(seekTable.offsets.every((offset) => offset >= audio.start && offset < audio.end));
  assert.ok(startRanges.every(({ start, end }) => start >= 0 && start < end && end <= sizeBytes));
  assert.ok(
    isRising(startRanges.flatMap(({ start, end }) => [start, end])),
    'start ranges sorted and disjoint',
  );
}

function isRising(numbers: readonly number[]): boolean {
  return numbers.every(
    (number, index) => Number.isSafeInteger(number) && (index === 0 || number > (numbers[index - 1] ?? 0)),
  );
}

/** An MP4 with its moov moved before the sound, as "faststart" does it. */
function withMoovFirst(bytes: Buffer): Buffer {
  const at = bytes.indexOf('mdat') - 4;
  const moovAt = bytes.indexOf('moov') - 4;
  const moov = Buffer.from(bytes.subarray(moovAt));
  const stco = moov.indexOf('stco') + 4;
  for (let index = 0; index < moov.readUInt32BE(stco + 4); index++) {
    const place = stco + 8 + 4 * index;
    moov.writeUInt32BE(moov.readUInt32BE(place) + moov.length, place);
  }
  return Buffer.concat([bytes.subarray(0, at), moov, bytes.subarray(at, moovAt)]);
}
