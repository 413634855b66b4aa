// The album as it is heard. The first seconds of every piece are rendered for all of this.
import assert from 'node:assert/strict';
import { measureLoudness } from '../../src/demo/loudness';
import type { Pcm } from '../../src/demo/mix';
import { PIECES } from '../../src/demo/pieces';
import { renderSound } from '../../src/demo/rendering';
import { measureTruePeak } from '../../src/demo/truePeak';
import { decibels, longestSilence, loudest, mean, power, SAMPLE_RATE, spectralCentroid } from './support';

const SECONDS = 12;

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
  const sounds = new Map<string, Pcm>();
  before(() => {
    for (const piece of PIECES) sounds.set(piece.title, renderSound({ piece, seconds: SECONDS }));
  });

  /** Tells which piece it was. */
  function each(check: (pcm: Pcm) => void): void {
    assert.equal(sounds.size, PIECES.length);
    for (const [title, pcm] of sounds) {
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
    each((pcm) => {
      assert(decibels(loudest(pcm.left.subarray(0, 2205))) > -40);
    });
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
      assert(ratio > -22 && ratio < -3, `${ratio} dB`);
    });
  });

  it('is soft: what lies above 6 kHz is 25 dB below the rest', () => {
    each(({ left }) => {
      // Differences of neighbours, twice, are what the treble is made of: 0 dB at 11 kHz, −13 dB at 5 kHz.
      const once = left.map((sample, frame) => (sample - (left[frame - 1] ?? 0)) / 2);
      const twice = once.map((sample, frame) => (sample - (once[frame - 1] ?? 0)) / 2);
      const ratio = 10 * Math.log10(power(twice) / power(left));
      assert(ratio < -30, `${ratio} dB`);
    });
  });

  it('has pieces of different colours', () => {
    const centroids = [...sounds.values()].map(({ left }) => spectralCentroid(left));
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
