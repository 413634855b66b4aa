// The album as it is heard and as it lies on disk. The first piece is rendered twice for all of this: about 15 seconds.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseBuffer } from 'music-metadata';
import { AlbumFolderError, fileNameOf, renderOgg, renderPiece, savePiece } from '../../src/demo/album';
import { encodeOgg } from '../../src/demo/encode';
import { measureLoudness } from '../../src/demo/loudness';
import type { Pcm } from '../../src/demo/mix';
import { setComments } from '../../src/demo/ogg-comments';
import { ALBUM, PIECES } from '../../src/demo/piece';
import type { Piece } from '../../src/demo/piece';

const RENDER_TIMEOUT_MS = 120_000;
/** Not part of the set-up: what needs it is skipped where it isn't installed. */
const DECODER = 'ffmpeg';

const decibels = (level: number): number => 20 * Math.log10(level);
const loudest = (channel: Float32Array): number =>
  channel.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);
const mean = (channel: Float32Array): number =>
  channel.reduce((sum, sample) => sum + sample, 0) / channel.length;
const power = (channel: Float32Array): number =>
  channel.reduce((sum, sample) => sum + sample * sample, 0) / channel.length;

/** Compared without `deepEqual`, whose account of a difference between megabytes would take minutes. */
const isSame = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;

/** Two bars of keys: enough to be written to disk. */
function shortPiece(piece: Piece): Piece {
  return { ...piece, title: 'Two: "Bars"?', form: [{ phrases: ['end'], parts: ['keys'] }] };
}

/** Sine of 997 Hz at a level on both sides: BS.1770's own yardstick. */
function sine(level: number, seconds: number): Pcm {
  const channel = new Float32Array(44_100 * seconds).map(
    (_, frame) => level * Math.sin((2 * Math.PI * 997 * frame) / 44_100),
  );
  return { left: channel, right: channel, sampleRate: 44_100 };
}

describe('demo album', function () {
  this.timeout(RENDER_TIMEOUT_MS);
  let piece: Piece;
  let pcm: Pcm;
  let ogg: Uint8Array;

  before(async () => {
    const first = PIECES[0];
    assert(first);
    piece = first;
    pcm = renderPiece(piece);
    ogg = await renderOgg(piece);
  });

  describe('the sound', () => {
    it('begins at once: above −40 dBFS within 50 ms', () => {
      assert(decibels(loudest(pcm.left.subarray(0, 2205))) > -40);
    });

    it('is as loud as other music, −16 to −14 LUFS, and never clips: no sample above −1.5 dBFS', () => {
      const lufs = measureLoudness(pcm);
      assert(lufs > -16 && lufs < -14, `${lufs} LUFS`);
      assert(decibels(Math.max(loudest(pcm.left), loudest(pcm.right))) <= -1.5);
    });

    it('holds only numbers, centred on zero', () => {
      for (const channel of [pcm.left, pcm.right]) {
        assert(channel.every(Number.isFinite));
        assert(Math.abs(mean(channel)) < 1e-3);
      }
    });

    it('has no gap: half a second is never below −45 dBFS until the last one', () => {
      const window = pcm.sampleRate / 2;
      for (let start = 0; start + 2 * window < pcm.left.length; start += window / 2) {
        const level = decibels(Math.sqrt(power(pcm.left.subarray(start, start + window))));
        assert(level > -45, `${level} dB at ${start / pcm.sampleRate} s`);
      }
    });

    it('ends in silence, without a click', () => {
      assert(loudest(pcm.left.subarray(-100)) < 1e-4);
      assert(loudest(pcm.right.subarray(-100)) < 1e-4);
    });

    it('is stereo, gently: the sides differ, but less than they agree', () => {
      const side = pcm.left.map((sample, frame) => (sample - (pcm.right[frame] ?? 0)) / 2);
      const middle = pcm.left.map((sample, frame) => (sample + (pcm.right[frame] ?? 0)) / 2);
      const ratio = 10 * Math.log10(power(side) / power(middle));
      assert(ratio > -12 && ratio < -3, `${ratio} dB`);
    });

    it('puts the shaker, which is alone up there in the first bars, on the left', () => {
      const treble = (channel: Float32Array): number =>
        power(channel.subarray(1, 5 * 44_100).map((sample, frame) => sample - (channel[frame] ?? 0)));
      const ratio = 10 * Math.log10(treble(pcm.left) / treble(pcm.right));
      assert(ratio > 1, `${ratio} dB`);
    });
  });

  describe('the loudness meter', () => {
    it('reads what BS.1770 says: a stereo sine of 997 Hz at −20 dBFS is −20 LUFS', () => {
      assert(Math.abs(measureLoudness(sine(0.1, 3)) - -20) < 0.1);
    });

    it('leaves what is much quieter than the rest out of the mean', () => {
      const { left } = sine(0.1, 6);
      const halfQuiet = left.map((sample, frame) => (frame < 3 * 44_100 ? sample : sample / 100));
      assert(Math.abs(measureLoudness({ left: halfQuiet, right: halfQuiet }) - -20) < 0.5);
    });
  });

  describe('the file', () => {
    it('has the same bytes whenever it is rendered', async () => {
      const [again, first] = await Promise.all([renderOgg(shortPiece(piece)), renderOgg(shortPiece(piece))]);
      assert(isSame(again, first));
      const tagsOnly = await encodeOgg(pcm, [['TITLE', piece.title]], () => undefined);
      assert(isSame(setComments(tagsOnly, [['A', 'b']]), setComments(ogg, [['A', 'b']])));
    });

    it('is Ogg Vorbis of 44.1 kHz, two channels, about 160 kbit/s and exactly as long as the sound', async () => {
      const { format } = await parseBuffer(ogg, undefined, { duration: true });
      assert.equal(format.container, 'Ogg');
      assert.equal(format.codec, 'Vorbis I');
      assert.equal(format.sampleRate, 44_100);
      assert.equal(format.numberOfChannels, 2);
      assert.equal(format.numberOfSamples, pcm.left.length);
      const kilobits = (ogg.length * 8 * pcm.sampleRate) / pcm.left.length / 1000;
      assert(kilobits > 140 && kilobits < 180, `${kilobits} kbit/s`);
    });

    it('says what it is: title, artist, album, number, licence', async () => {
      const { common } = await parseBuffer(ogg);
      assert.equal(common.title, piece.title);
      assert.equal(common.artist, 'Starling');
      assert.equal(common.album, ALBUM.title);
      assert.equal(common.track.no, piece.trackNumber);
      assert.equal(common.license, 'CC0-1.0');
    });

    it('takes tags that fill several pages', async () => {
      const comment = 'ü'.repeat(100_000);
      const long = setComments(ogg, [['TITLE', 'Long'], ['LYRICS', comment]]); // prettier-ignore
      const { common, format } = await parseBuffer(long, undefined, { duration: true });
      assert.equal(common.title, 'Long');
      assert.equal(common.lyrics?.[0]?.text, comment);
      assert.equal(format.numberOfSamples, pcm.left.length);
    });

    it('ends its comments with the framing bit, without which libvorbis refuses the file', () => {
      const setup = Buffer.from(ogg).indexOf('\x05vorbis', 'latin1');
      assert.equal(ogg[setup - 1], 1);
    });

    it('decodes to the sound that went in (where ffmpeg is installed)', function () {
      const options = { input: ogg, maxBuffer: 2 ** 28 };
      const decoded = spawnSync(DECODER, ['-v', 'error', '-i', '-', '-f', 'f32le', '-ac', '2', '-'], options);
      if (decoded.error !== undefined) this.skip();
      assert.equal(decoded.stderr.toString(), '');
      const samples = new Float32Array(
        decoded.stdout.buffer,
        decoded.stdout.byteOffset,
        decoded.stdout.length / 4,
      );
      assert.equal(samples.length, 2 * pcm.left.length);
      const difference = pcm.left.map((sample, frame) => sample - (samples[2 * frame] ?? 0));
      assert(10 * Math.log10(power(difference) / power(pcm.left)) < -12);
      assert(decibels(loudest(samples)) <= -1);
    });
  });

  describe('the folder', () => {
    let folder: string;
    let short: Piece;
    const save = (isForced = false): Promise<'rendered' | 'kept'> =>
      savePiece(short, { folder: join(folder, 'album'), isForced, onProgress: () => undefined });
    const path = (): string => join(folder, 'album', fileNameOf(short));

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'starling-demo-'));
      short = shortPiece(piece);
    });
    afterEach(() => rm(folder, { recursive: true }));

    it('gets one whole file under a name that every system takes', async () => {
      assert.equal(await save(), 'rendered');
      assert.deepEqual(await readdir(join(folder, 'album')), ['01 Two_ _Bars__.ogg']);
      assert(isSame(await readFile(path()), await renderOgg(short)));
    });

    it('keeps what is there, unless forced', async () => {
      await save();
      const { mtimeMs } = await stat(path());
      assert.equal(await save(), 'kept');
      assert.equal((await stat(path())).mtimeMs, mtimeMs);
      assert.equal(await save(true), 'rendered');
      assert.notEqual((await stat(path())).mtimeMs, mtimeMs);
    });

    it('gets the piece anew when the file is of another piece or no music at all', async () => {
      await save();
      short = { ...short, seed: 'another' };
      assert.equal(await save(), 'rendered');
      await writeFile(path(), 'no music');
      assert.equal(await save(), 'rendered');
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
