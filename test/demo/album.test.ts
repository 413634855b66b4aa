// The album as it lies on disk: files, tags, covers, and when it is rendered anew. Two short pieces stand in for it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, inflateSync } from 'node:zlib';
import { parseBuffer } from 'music-metadata';
import { AlbumFolderError, fileNameOf, renderIdOf, saveAlbum } from '../../src/demo/album';
import { setComments } from '../../src/demo/ogg-comments';
import type { Piece } from '../../src/demo/piece';
import { ALBUM, PIECES } from '../../src/demo/pieces';
import { render, renderSound } from '../../src/demo/rendering';
import type { Rendering } from '../../src/demo/rendering';
import { decibels, loudest, power } from './support';

/** Not part of the set-up: what needs it is skipped where it isn't installed. */
const DECODER = 'ffmpeg';
const SECONDS = 6;

const [first, second] = PIECES.map((piece, index) =>
  index === 0 ? { ...piece, title: 'Two: "Bars"?' } : piece,
);
assert(first && second);
const pieces: readonly Piece[] = [first, second];

/** Compared without `deepEqual`, whose account of a difference between megabytes would take minutes. */
const isSame = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;

/** Reads a PNG strictly: signature, checksums, and how much there is of the picture. */
function readPng(png: Uint8Array): { width: number; height: number; rowBytes: number } {
  const bytes = Buffer.from(png);
  assert.equal(bytes.toString('latin1', 0, 8), '\x89PNG\r\n\x1a\n');
  const chunks = new Map<string, Buffer>();
  for (let start = 8; start < bytes.length;) {
    const end = start + 8 + bytes.readUInt32BE(start);
    assert.equal(bytes.readUInt32BE(end), crc32(bytes.subarray(start + 4, end)));
    chunks.set(bytes.toString('latin1', start + 4, start + 8), bytes.subarray(start + 8, end));
    start = end + 4;
  }
  assert.deepEqual([...chunks.keys()], ['IHDR', 'PLTE', 'IDAT', 'IEND']);
  const [header, pixels] = [chunks.get('IHDR'), chunks.get('IDAT')];
  assert(header && pixels);
  return {
    width: header.readUInt32BE(0),
    height: header.readUInt32BE(4),
    rowBytes: inflateSync(pixels).length,
  };
}

describe('demo album', function () {
  this.timeout(120_000);
  let folder: string;
  let renderings: readonly Rendering[];
  let asked = 0;
  let saved: string[] = [];
  const save = (
    options: { renderId?: string; isForced?: boolean; album?: readonly Piece[] } = {},
  ): Promise<'rendered' | 'kept'> =>
    saveAlbum({
      folder: join(folder, 'album'),
      pieces: options.album ?? pieces,
      renderId: options.renderId ?? 'first',
      isForced: options.isForced ?? false,
      render: async (wanted, onRendered) => {
        asked += wanted.length;
        for (const piece of wanted) await onRendered(piece, renderings[pieces.indexOf(piece)]!);
      },
      onSaved: (piece) => saved.push(fileNameOf(piece)),
    });
  const path = (name: string): string => join(folder, 'album', name);
  const read = (piece: Piece): Promise<Buffer> => readFile(path(fileNameOf(piece)));

  before(async () => {
    renderings = await Promise.all(pieces.map((piece) => render({ piece, seconds: SECONDS })));
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'starling-demo-'));
    asked = 0;
    saved = [];
  });
  afterEach(() => rm(folder, { recursive: true }));

  describe('a file', () => {
    it('has the same bytes whenever it is rendered', async () => {
      const again = await render({ piece: first, seconds: SECONDS });
      assert(isSame(again.ogg, renderings[0]!.ogg));
      assert.equal(again.peak, renderings[0]!.peak);
      await save();
      const bytes = await read(first);
      await save({ isForced: true });
      assert(isSame(await read(first), bytes));
    });

    it('is Ogg Vorbis of 44.1 kHz, two channels, exactly as long as the sound', async () => {
      await save();
      const { format } = await parseBuffer(await read(first), undefined, { duration: true });
      assert.equal(format.container, 'Ogg');
      assert.equal(format.codec, 'Vorbis I');
      assert.equal(format.sampleRate, 44_100);
      assert.equal(format.numberOfChannels, 2);
      assert.equal(format.numberOfSamples, 44_100 * SECONDS);
    });

    it('says what it is: title, artist, album, number, licence, mood', async () => {
      await save();
      const { common } = await parseBuffer(await read(second));
      assert.equal(common.title, second.title);
      assert.equal(common.artist, 'The Starling Ensemble');
      assert.equal(common.albumartist, ALBUM.artist);
      assert.equal(common.album, ALBUM.title);
      assert.deepEqual(common.track, { no: 2, of: 8 });
      assert.equal(common.license, 'CC0-1.0');
      assert.match(common.copyright ?? '', /creativecommons\.org\/publicdomain\/zero/);
      assert.equal(common.bpm, second.beatsPerMinute);
      assert.deepEqual(common.genre, [second.genre]);
      assert.match(common.comment?.[0]?.text ?? '', /A ionian/);
    });

    it('says how loud it is: gains to −18 LUFS, the album’s the same in every file', async () => {
      await save();
      const all = await Promise.all(
        pieces.map(async (piece) => (await parseBuffer(await read(piece))).common),
      );
      for (const [index, common] of all.entries()) {
        assert(Math.abs((common.replaygain_track_gain?.dB ?? 0) - -2) < 0.5);
        assert(Math.abs((common.replaygain_track_peak?.ratio ?? 0) - renderings[index]!.peak) < 1e-4);
        assert(Math.abs((common.replaygain_album_gain?.dB ?? 0) - -2) < 0.5);
        const peak = Math.max(...renderings.map((rendering) => rendering.peak));
        assert((common.replaygain_album_peak?.ratio ?? 0) >= peak - 1e-4);
        assert((common.replaygain_album_peak?.ratio ?? 1) < 10 ** (-1 / 20));
      }
      assert.deepEqual(all[0]?.replaygain_album_gain, all[1]?.replaygain_album_gain);
    });

    it('brings its cover: a PNG of at most 25 KB, each its own', async () => {
      await save();
      const covers = await Promise.all(
        pieces.map(async (piece) => (await parseBuffer(await read(piece))).common.picture?.[0]),
      );
      for (const cover of covers) {
        assert(cover);
        assert.equal(cover.format, 'image/png');
        assert.equal(cover.type, 'Cover (front)');
        assert.deepEqual(readPng(cover.data), { width: 300, height: 300, rowBytes: 301 * 300 });
        assert(cover.data.length <= 25_000, `${cover.data.length} bytes`);
      }
      const [one, other] = covers;
      assert(one && other && !isSame(one.data, other.data));
    });

    it('takes tags that fill several pages', async () => {
      const comment = 'ü'.repeat(100_000);
      const long = setComments(renderings[0]!.ogg, [['TITLE', 'Long'], ['LYRICS', comment]]); // prettier-ignore
      const { common, format } = await parseBuffer(long, undefined, { duration: true });
      assert.equal(common.title, 'Long');
      assert.equal(common.lyrics?.[0]?.text, comment);
      assert.equal(format.numberOfSamples, 44_100 * SECONDS);
    });

    it('ends its comments with the framing bit, without which libvorbis refuses the file', async () => {
      await save();
      const bytes = await read(first);
      assert.equal(bytes[bytes.indexOf('\x05vorbis', 'latin1') - 1], 1);
    });

    it('decodes to the sound that went in, its true peak below −1 dBFS (where ffmpeg is installed)', async function () {
      await save();
      const options = { input: await read(first), maxBuffer: 2 ** 28 };
      const args = ['-v', 'error', '-i', '-', '-map', '0:a', '-f', 'f32le', '-ac', '2', '-'];
      const decoded = spawnSync(DECODER, args, options);
      if (decoded.error !== undefined) this.skip();
      assert.equal(decoded.stderr.toString(), '');
      const samples = new Float32Array(
        decoded.stdout.buffer,
        decoded.stdout.byteOffset,
        decoded.stdout.length / 4,
      );
      const { left } = renderSound({ piece: first, seconds: SECONDS });
      assert.equal(samples.length, 2 * left.length);
      const difference = left.map((sample, frame) => sample - (samples[2 * frame] ?? 0));
      assert(10 * Math.log10(power(difference) / power(left)) < -12);
      assert(decibels(loudest(samples)) <= -1);
    });
  });

  describe('the folder', () => {
    it('gets whole files under names that every system takes, and a note', async () => {
      assert.equal(await save(), 'rendered');
      assert.deepEqual((await readdir(join(folder, 'album'))).toSorted(), [
        '01 Two_ _Bars__.ogg',
        '02 Bicycles Leaned on Sunlight.ogg',
        'starling-demo.json',
      ]);
    });

    it('keeps what is there, unless forced', async () => {
      await save();
      const { mtimeMs } = await stat(path(fileNameOf(first)));
      assert.equal(await save(), 'kept');
      assert.equal((await stat(path(fileNameOf(first)))).mtimeMs, mtimeMs);
      assert.equal(asked, 2);
      assert.equal(await save({ isForced: true }), 'rendered');
      assert.equal(asked, 4);
    });

    it('has each piece as soon as it is rendered, and renders what is missing when it was broken off', async () => {
      const broken = saveAlbum({
        ...{ folder: join(folder, 'album'), pieces, renderId: 'first', isForced: false },
        render: async (_, onRendered) => {
          await onRendered(first, renderings[0]!);
          throw new Error('broken off');
        },
      });
      await assert.rejects(broken, /broken off/);
      const bytes = await read(first);
      assert.equal(await save(), 'rendered');
      assert.deepEqual([asked, saved], [1, [fileNameOf(second)]]);
      assert(isSame(await read(first), bytes));
      assert.equal(await save(), 'kept');
    });

    it('gets the album anew when code, Node or what is asked for is another, or a file is missing or cut', async () => {
      await save();
      assert.equal(await save({ renderId: 'second' }), 'rendered');
      await rm(path(fileNameOf(second)));
      assert.equal(await save({ renderId: 'second' }), 'rendered');
      await writeFile(path(fileNameOf(first)), 'no music');
      assert.equal(await save({ renderId: 'second' }), 'rendered');
      await writeFile(path('starling-demo.json'), '{ no note');
      assert.equal(await save({ renderId: 'second' }), 'rendered');
      const code = Uint8Array.of(1);
      assert.equal(renderIdOf({ code, asked: {} }), renderIdOf({ code, asked: {} }));
      assert.notEqual(renderIdOf({ code, asked: {} }), renderIdOf({ code: Uint8Array.of(2), asked: {} }));
      assert.notEqual(renderIdOf({ code, asked: {} }), renderIdOf({ code, asked: { seconds: 20 } }));
    });

    it('loses the pieces that are no longer of the album, and nothing else', async () => {
      await save();
      await writeFile(path('mine.ogg'), 'somebody’s own');
      assert.equal(await save({ renderId: 'second', album: [first] }), 'rendered');
      assert.deepEqual((await readdir(join(folder, 'album'))).toSorted(), [
        '01 Two_ _Bars__.ogg',
        'mine.ogg',
        'starling-demo.json',
      ]);
    });

    it('says what is wrong when it cannot be a folder', async () => {
      await writeFile(join(folder, 'album'), 'a file in the way');
      await assert.rejects(
        save(),
        (error) =>
          error instanceof AlbumFolderError && /can't be written to .*album.*EEXIST/.test(error.message),
      );
    });
  });
});
