// The album as it is heard. Of every piece a few seconds are rendered for all of this: its
// beginning, and its fullest section.
import assert from 'node:assert/strict';
import { measureLoudness } from '../../src/demo/loudness';
import { mixScore } from '../../src/demo/mix';
import type { Pcm } from '../../src/demo/mix';
import type { Note } from '../../src/demo/performance';
import type { Piece } from '../../src/demo/piece';
import { PIECES } from '../../src/demo/pieces';
import { renderSound } from '../../src/demo/rendering';
import { composeScore, shortenScore } from '../../src/demo/score';
import type { Score } from '../../src/demo/score';
import { measureTruePeak } from '../../src/demo/truePeak';
import { decibels, longestSilence, loudest, mean, power, SAMPLE_RATE, spectralCentroid } from './support';

const OPENING_SECONDS = 6;
const FULLEST_SECONDS = 10;

/** A few seconds of the section in which most is going on. */
function fullestOf(piece: Piece): Score {
  const score = composeScore(piece);
  const energies = piece.form.map(({ energy }) => energy);
  const section = energies.indexOf(Math.max(...energies));
  const [start = 0, end = score.durationSeconds] = score.sectionSeconds.slice(section);
  const from = (start + end) / 2; // everybody has come in by its second half, where the chords are struck anew
  const notes = score.notes
    .filter(({ startSeconds }) => startSeconds >= from)
    .map((note) => ({ ...note, startSeconds: note.startSeconds - from }));
  return shortenScore({ ...score, notes, durationSeconds: score.durationSeconds - from }, FULLEST_SECONDS);
}

/** Sine at a level on both sides. */
function sine(
  level: number,
  { hertz, seconds, phase = 0 }: { hertz: number; seconds: number; phase?: number },
): Pcm {
  const channel = new Float32Array(SAMPLE_RATE * seconds).map(
    (_, frame) => level * Math.sin((2 * Math.PI * hertz * frame) / SAMPLE_RATE + phase),
  );
  return { left: channel, right: channel, sampleRate: SAMPLE_RATE };
}

describe('demo sound', function () {
  this.timeout(120_000);
  const openings = new Map<string, Pcm>();
  const fullest = new Map<string, Pcm>();
  before(() => {
    for (const piece of PIECES) {
      openings.set(piece.title, renderSound({ piece, seconds: OPENING_SECONDS }));
      fullest.set(
        piece.title,
        mixScore(fullestOf(piece), piece, () => undefined),
      );
    }
  });

  /** Tells which piece it was. */
  function each(check: (pcm: Pcm) => void, sounds = [openings, fullest]): void {
    for (const [title, pcm] of sounds.flatMap((titled) => [...titled])) {
      try {
        check(pcm);
      } catch (error) {
        throw new Error(`“${title}”`, { cause: error });
      }
    }
  }

  it('is as loud as it is said to be, −16 LUFS, and never clips: no true peak above −1 dBTP', () => {
    each((pcm) => {
      const lufs = measureLoudness(pcm);
      assert(Math.abs(lufs - -16) <= 0.5, `${lufs} LUFS`);
      const peak = decibels(measureTruePeak(pcm));
      assert(peak <= -1, `${peak} dBTP`);
    });
  });

  it('begins at once: above −40 dBFS within 50 ms', () => {
    each(
      (pcm) => {
        assert(decibels(loudest(pcm.left.subarray(0, 2205))) > -40);
      },
      [openings],
    );
  });

  it('has no gap: nowhere is it below −50 dBFS for longer than a second', () => {
    each((pcm) => {
      assert(longestSilence(pcm, -50) <= 1, `${longestSilence(pcm, -50)} s`);
    });
  });

  it('ends in silence, without a click', () => {
    each(({ left, right }) => {
      for (const channel of [left, right]) assert(loudest(channel.subarray(-100)) < 1e-4);
    });
  });

  it('holds only numbers, centred on zero', () => {
    each(({ left, right }) => {
      for (const channel of [left, right]) {
        assert(channel.every(Number.isFinite));
        assert(Math.abs(mean(channel)) < 1e-4);
      }
    });
  });

  it('is stereo, gently: the sides differ, but less than they agree', () => {
    each(({ left, right }) => {
      const side = left.map((sample, frame) => (sample - (right[frame] ?? 0)) / 2);
      const middle = left.map((sample, frame) => (sample + (right[frame] ?? 0)) / 2);
      const ratio = 10 * Math.log10(power(side) / power(middle));
      assert(ratio > -16 && ratio < -4, `${ratio} dB`);
    });
  });

  it('puts every part at its place: the shaker is on the left, the hat on the right', () => {
    const [piece] = PIECES;
    assert(piece);
    const alone = (part: Note['part']): number => {
      const score = fullestOf(piece);
      const notes = score.notes.filter((note) => note.part === part);
      const { left, right } = mixScore({ ...score, notes }, piece, () => undefined);
      return 10 * Math.log10(power(left) / power(right));
    };
    assert(alone('shaker') > 1.5, `${alone('shaker')} dB`);
    assert(alone('hat') < -1.5, `${alone('hat')} dB`);
  });

  it('is soft: little is above 6 kHz', () => {
    each(({ left }) => {
      // Differences of neighbours, twice, are what the treble is made of: 0 dB at 11 kHz, −13 dB at 5 kHz.
      const once = left.map((sample, frame) => (sample - (left[frame - 1] ?? 0)) / 2);
      const twice = once.map((sample, frame) => (sample - (once[frame - 1] ?? 0)) / 2);
      const ratio = 10 * Math.log10(power(twice) / power(left));
      assert(ratio < -28, `${ratio} dB`);
    });
  });

  it('has pieces of different colours', () => {
    const centroids = [...fullest.values()].map(({ left }) => spectralCentroid(left));
    assert(Math.max(...centroids) / Math.min(...centroids) > 1.3, centroids.join());
  });

  describe('its meters', () => {
    it('read what BS.1770 says: a stereo sine of 997 Hz at −20 dBFS is −20 LUFS', () => {
      assert(Math.abs(measureLoudness(sine(0.1, { hertz: 997, seconds: 3 })) - -20) < 0.1);
    });

    it('leave what is much quieter than the rest out of the mean', () => {
      const { left } = sine(0.1, { hertz: 997, seconds: 6 });
      const halfQuiet = left.map((sample, frame) => (frame < 3 * SAMPLE_RATE ? sample : sample / 100));
      assert(Math.abs(measureLoudness({ left: halfQuiet, right: halfQuiet }) - -20) < 0.5);
    });

    it('find the peak between two samples: a sine of a quarter of the rate, sampled at its shoulders', () => {
      const shoulders = sine(1, { hertz: SAMPLE_RATE / 4, seconds: 1, phase: Math.PI / 4 });
      assert(Math.abs(decibels(loudest(shoulders.left)) - -3.01) < 0.01);
      assert(Math.abs(decibels(measureTruePeak(shoulders))) < 0.2, `${measureTruePeak(shoulders)}`);
    });
  });
});
