// Files that no fixture is like, made of fixtures and by hand: what containers may do and encoders rarely do.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { MediaInfoScanner } from '../../../src/engine/manifest/mediaInfoScanner';
import { UnitList } from '../../../src/engine/manifest/unitList';
import type { MediaInfo } from '../../../src/shared/mediaInfo';
import { fixturePath } from '../../fixtures/fixtures';
import {
  apeTag,
  box,
  chunk,
  id3Tag,
  id3v1Tag,
  insert,
  shortEditList,
  wavFormat,
  withSampleCount,
  withTag,
} from './craft';
import { pushInPieces } from './support';

const NO_SOUND = Buffer.alloc(5000, 0x55);

describe('media info of rare files', () => {
  it('passes over tags before, behind and between MP3 frames without a word', () => {
    const sound = read('cbr128.mp3').subarray(202, -128);
    const bytes = Buffer.concat([
      id3Tag(70_000),
      id3Tag(10),
      sound,
      apeTag(sound.subarray(0, 5000)),
      id3v1Tag(),
    ]);
    const { mediaInfo, problems } = scan(bytes);
    assert.deepEqual(problems, []);
    assert.equal(mediaInfo.frames, 264_600);
    assert.equal(mediaInfo.audio.end, 70_030 + sound.length);
    assert.deepEqual(mediaInfo.startRanges[0], { start: 0, end: 10 });
  });

  it('goes on behind damage in an MP3, and says where it was', () => {
    const bytes = read('cbr128.mp3');
    const { mediaInfo, problems } = scan(insert(bytes, 619 + 418, NO_SOUND));
    assert.match(problems[0] ?? '', /^\d+ bytes at \d+ are no MP3 frames/);
    assert.ok(Math.abs((mediaInfo.frames ?? 0) - 264_600) <= 2 * 1152);
  });

  it('plays the first of chained Ogg streams and says so', () => {
    const first = read('vorbis-q4.ogg');
    const { mediaInfo, problems } = scan(Buffer.concat([first, read('opus-48k.opus')]));
    assert.deepEqual(problems, [
      `Another Ogg stream begins at byte ${first.length}; only the one before it is played.`,
    ]);
    assert.deepEqual(mediaInfo, scan(first).mediaInfo);
  });

  it('takes Ogg headers over several pages, as a picture in the comments makes them', () => {
    const bytes = read('vorbis-q4.ogg');
    const page = (sequence: number, lacing: readonly number[]): Buffer => {
      const header = Buffer.from(bytes.subarray(58, 58 + 27));
      header[5] = sequence === 2 ? 1 : 0;
      header[18] = sequence;
      header[26] = lacing.length;
      return Buffer.concat([
        header,
        Buffer.from(lacing),
        Buffer.alloc(lacing.reduce((sum, length) => sum + length, 0)),
      ]);
    };
    const headers = Buffer.concat([
      bytes.subarray(0, 58),
      page(1, Array<number>(255).fill(255)),
      page(2, [255, 130]),
      page(3, [255, 255, 7]),
    ]);
    const { mediaInfo } = scan(Buffer.concat([headers, bytes.subarray(4392)]));
    assert.equal(mediaInfo.audio.start, headers.length);
    assert.equal(mediaInfo.frames, 264_600);
    assert.equal(mediaInfo.startRanges.length, 1);
  });

  it('goes on behind damage in an Ogg file', () => {
    const bytes = read('opus-48k.opus');
    const { mediaInfo, problems } = scan(insert(bytes, 43_686, NO_SOUND));
    assert.deepEqual(problems, ['5000 bytes at 43686 are no Ogg page.']);
    assert.equal(mediaInfo.frames, 288_000);
  });

  it('does not believe a granule that no packet could bring about', () => {
    const bytes = Buffer.from(read('opus-48k.opus'));
    bytes.writeUInt32LE(1_000_000_000, 43_686 + 6);
    const { mediaInfo } = scan(bytes);
    assert.equal(mediaInfo.frames, 288_000);
    assert.deepEqual(
      mediaInfo.seekTable.offsets,
      scan(read('opus-48k.opus')).mediaInfo.seekTable.offsets.filter((at) => at !== 64_380),
    );
  });

  it('tells an Ogg stream that was cut out of a longer one', () => {
    const bytes = Buffer.from(read('vorbis-q4.ogg'));
    for (let at = bytes.indexOf('OggS', 4000); at >= 0; at = bytes.indexOf('OggS', at + 1))
      bytes.writeUInt32LE(bytes.readUInt32LE(at + 6) + 44_100_000, at + 6);
    const { mediaInfo, problems } = scan(bytes);
    assert.deepEqual(problems, ['This Ogg stream was cut out of a longer one.']);
    assert.equal(mediaInfo.frames, null);
    assert.ok(Math.abs(mediaInfo.durationSeconds - 6) < 1);
  });

  it('leaves a large picture of a FLAC file out, and an ID3 tag before it', () => {
    const bytes = read('flac-16.flac');
    const picture = Buffer.concat([Buffer.of(6, 1, 0, 0), Buffer.alloc(65_536)]);
    const { mediaInfo } = scan(Buffer.concat([id3Tag(40_000), insert(bytes, 42, picture)]));
    assert.equal(mediaInfo.frames, 264_600);
    assert.deepEqual(
      mediaInfo.startRanges.map(({ start }) => start),
      [0, 40_010, 40_010 + 42 + 65_540],
    );
    assert.deepEqual(mediaInfo.startRanges[1], { start: 40_010, end: 40_010 + 42 + 4 });
  });

  it('is not misled by what looks like a FLAC frame', () => {
    const bytes = read('flac-16.flac');
    const whole = scan(bytes).mediaInfo;
    const offsetOf = (number: number): number =>
      bytes.indexOf(Buffer.concat([bytes.subarray(186, 190), Buffer.of(number)]));
    const headerOf = (number: number): Buffer => bytes.subarray(offsetOf(number), offsetOf(number) + 6);
    assert.equal(whole.seekTable.offsets[1], offsetOf(11), 'the second point is frame 11');
    const at = offsetOf(11) - 300;
    const wrongChecksum = headerOf(11).map((byte, index) => (index === 5 ? byte ^ 1 : byte));
    const { mediaInfo } = scan(insert(bytes, at, Buffer.concat([wrongChecksum, headerOf(30)])));
    assert.deepEqual(mediaInfo.seekTable.frames, whole.seekTable.frames);
    assert.deepEqual(
      mediaInfo.seekTable.offsets,
      whole.seekTable.offsets.map((offset) => (offset < at ? offset : offset + 12)),
    );
  });

  it('counts what is there of a FLAC file that says nothing, or lacks its end', () => {
    const bytes = Buffer.from(read('flac-16.flac'));
    bytes.fill(0, 22, 26);
    bytes[21] = (bytes[21] ?? 0) & 0xf0;
    assert.deepEqual(scan(bytes).mediaInfo.frames, 264_600);
    const { mediaInfo, problems } = scan(read('flac-16.flac').subarray(0, 150_000));
    assert.ok((mediaInfo.frames ?? 0) > 130_000 && (mediaInfo.frames ?? 0) < 264_600);
    assert.match(problems[0] ?? '', /^The sound ends after \d+ of 264600 PCM frames/);
  });

  it('knows RF64, an extensible format and a WAV file that was streamed', () => {
    const format = wavFormat({ tag: 0xfffe, channels: 2, sampleRate: 96_000, bits: 24 });
    const sound = chunk('data', Buffer.alloc(6 * 96_000), 0xffffffff);
    const ds64 = Buffer.alloc(28);
    ds64.writeUInt32LE(6 * 48_000, 8);
    const rf64 = scan(
      Buffer.concat([Buffer.from('RF64\xff\xff\xff\xffWAVE', 'latin1'), chunk('ds64', ds64), format, sound]),
    );
    assert.equal(rf64.mediaInfo.codec, 'pcm-s24');
    assert.equal(rf64.mediaInfo.frames, 48_000);
    const streamed = scan(Buffer.concat([Buffer.from('RIFF\xff\xff\xff\xffWAVE', 'latin1'), format, sound]));
    assert.equal(streamed.mediaInfo.frames, 96_000);
    assert.deepEqual(streamed.problems, []);
  });

  it('says of a WAV file that it was cut off', () => {
    const { mediaInfo, problems } = scan(read('pcm-16.wav').subarray(0, 100_123));
    assert.equal(mediaInfo.frames, 25_000);
    assert.deepEqual(problems, ['The file ends 76399 bytes before its sound does.']);
  });

  it('knows the little-endian kind of AIFF-C, with its sound first', () => {
    const common = Buffer.from('0002000000640010400eac440000000000006e6f6e65', 'hex');
    common.write('sowt', 18);
    const sound = Buffer.concat([
      Buffer.from('SSND'),
      Buffer.of(0, 0, 1, 0xa0, 0, 0, 0, 8),
      Buffer.alloc(412),
    ]);
    const described = Buffer.concat([Buffer.from('COMM'), Buffer.of(0, 0, 0, 22), common]);
    const { mediaInfo } = scan(Buffer.concat([Buffer.from('FORM\0\0\0\0AIFC'), sound, described]));
    assert.equal(mediaInfo.codec, 'pcm-s16');
    assert.equal(mediaInfo.frames, 100);
    assert.equal(mediaInfo.sampleRate, 44_100);
    assert.deepEqual(mediaInfo.audio, { start: 36, end: 436 });
  });

  it('takes the end from an edit list only where it differs by more than its rounding to ms', () => {
    const withEditOf = (durationMs: number): MediaInfo => {
      const bytes = Buffer.from(read('aac.m4a'));
      bytes.writeUInt32BE(durationMs, bytes.indexOf('elst') + 12);
      return scan(bytes).mediaInfo;
    };
    assert.equal(withEditOf(5999).frames, 264_600);
    assert.equal(withEditOf(7000).frames, 264_600);
    assert.equal(withEditOf(5000).frames, null);
    assert.equal(withEditOf(5000).durationSeconds, 5);
    assert.equal(withEditOf(5000).seekTable.frames.length, 5);
  });

  it('believes iTunes before an edit list', () => {
    const bytes = read('aac.m4a');
    const tag = box(
      '----',
      box('mean', Buffer.from('\0\0\0\0com.apple.iTunes')),
      box('name', Buffer.from('\0\0\0\0iTunSMPB')),
      box('data', Buffer.from('\0\0\0\x01\0\0\0\0 00000000 00000840 000001CA 000000000003F31F 0')),
    );
    const { mediaInfo } = scan(withTag(bytes, tag));
    assert.equal(mediaInfo.encoderDelayFrames, 2112);
    assert.equal(mediaInfo.encoderPaddingFrames, 458);
    assert.equal(mediaInfo.frames, 0x3f31f);
    assert.equal(mediaInfo.seekTable.frames[0], -2112);
  });

  for (const [name, bytes, message] of [
    [
      'a FLAC stream in Ogg',
      Buffer.from(read('vorbis-q4.ogg')).fill('\x7fFLAC\x01\0', 28, 35, 'latin1'),
      /"\.FLAC\.\./,
    ],
    [
      'ADPCM in WAV',
      Buffer.concat([
        Buffer.from('RIFF\0\0\0\0WAVE'),
        wavFormat({ tag: 2, channels: 1, sampleRate: 8000, bits: 4 }),
      ]),
      /format and bits 2\/4/,
    ],
    ['MP4 without moov', read('aac.m4a').subarray(0, 90_000), /no moov/],
    [
      'MP4 with a moov that nobody could hold',
      Buffer.concat([
        Buffer.from('\0\0\0\x10ftypM4A \0\0\0\0'),
        Buffer.of(0x7f, 0, 0, 0),
        Buffer.from('moov'),
      ]),
      /2130706424 bytes/,
    ],
    ['MP4 with more samples than bytes', withSampleCount(read('aac.m4a'), 0xffffffff), /4294967295 samples/],
    ['MP4 with an edit list of no length', shortEditList(read('aac.m4a')), /garbled/],
    ['FLAC without STREAMINFO', insert(read('flac-16.flac'), 4, Buffer.of(1, 0, 0, 0)), /STREAMINFO/],
    [
      'a WAV file of nothing but headers',
      Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVE'), Buffer.alloc(100_000)]),
      /no end of headers/,
    ],
    ['junk that says it is MP3', NO_SOUND, /no MP3 frames/],
  ] as const)
    it(`refuses ${name} and says what it is`, () => {
      assert.throws(() => scan(bytes), { name: 'UnknownMediaError', message });
    });
});

describe('unit list', () => {
  it('holds two hours in a seek table of at most 1,200 points and 20 KB', () => {
    const units = new UnitList(44_100);
    for (let index = 0; index * 4608 < 7200 * 44_100; index++) units.add(index * 4608, 8000 + index * 12_000);
    const seekTable = units.seekTable(Infinity);
    assert.ok(
      seekTable.frames.length > 600 && seekTable.frames.length <= 1200,
      `${seekTable.frames.length} points`,
    );
    assert.ok(JSON.stringify(seekTable).length < 20_000);
    assert.equal(seekTable.frames[0], 0);
    const gaps = seekTable.frames.slice(1).map((frame, index) => frame - (seekTable.frames[index] ?? 0));
    assert.ok(Math.max(...gaps) < 1.5 * Math.min(...gaps), 'evenly spaced');
  });

  it('holds four minutes at a point a second in 5 KB', () => {
    const units = new UnitList(44_100);
    for (let index = 0; index * 1152 < 240 * 44_100; index++) units.add(index * 1152, 8000 + index * 522);
    assert.ok(units.seekTable(Infinity).frames.length >= 230);
    assert.ok(JSON.stringify(units.seekTable(Infinity)).length < 5000);
  });
});

function read(name: string): Buffer {
  return readFileSync(fixturePath(name));
}

function scan(bytes: Uint8Array): { mediaInfo: MediaInfo; problems: readonly string[] } {
  const scanner = new MediaInfoScanner({ sizeBytes: bytes.length, mediaType: 'audio/mpeg' });
  pushInPieces(scanner, bytes, [10_000]);
  return { mediaInfo: scanner.finish(), problems: scanner.problems };
}
