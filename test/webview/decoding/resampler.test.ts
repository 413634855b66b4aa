import assert from 'node:assert/strict';
import type { Planes } from '../../../src/webview/decoding/planes';
import { Resampler } from '../../../src/webview/decoding/resampler';

const AMPLITUDE = 0.5;
const RATES: readonly (readonly [fromHz: number, toHz: number])[] = [
  [44_100, 48_000],
  [48_000, 44_100],
  [96_000, 48_000],
  [22_050, 44_100],
  [192_000, 48_000],
  [88_200, 44_100],
  [32_000, 48_000],
];

function tone(toneHz: number, sampleRate: number, frames: number): Float32Array<ArrayBuffer> {
  return Float32Array.from(
    { length: frames },
    (_, frame) => AMPLITUDE * Math.sin((2 * Math.PI * toneHz * frame) / sampleRate),
  );
}

function joined(pieces: readonly Planes[]): Float32Array {
  return Float32Array.from(pieces.flatMap(([left]) => [...(left ?? [])]));
}

function resampled(
  input: Float32Array<ArrayBuffer>,
  [fromHz, toHz]: readonly [number, number],
  pieces: readonly number[],
): Float32Array {
  const resampler = new Resampler({ fromHz, toHz, channels: 1 });
  const out: Planes[] = [];
  for (let at = 0, turn = 0; at < input.length; turn++) {
    const length = pieces[turn % pieces.length] ?? input.length;
    out.push(resampler.push([input.slice(at, at + length)]));
    at += length;
  }
  return joined([...out, resampler.flush()]);
}

/** Four tenths of a second: whole periods of every tone here, so that sine and cosine don't mix. */
function inside(output: Float32Array, sampleRate: number): Float32Array {
  return output.subarray(2000, 2000 + 0.4 * sampleRate);
}

/** What isn't the tone itself, in decibels below it: its sine and cosine are taken out. */
function residueDb(output: Float32Array, toneHz: number, sampleRate: number): number {
  const inner = inside(output, sampleRate);
  const [sine, cosine] = [0, 1].map((quarter) => {
    let sum = 0;
    inner.forEach((value, frame) => {
      sum += value * Math.sin((2 * Math.PI * toneHz * (frame + 2000)) / sampleRate + (quarter * Math.PI) / 2);
    });
    return (2 * sum) / inner.length;
  });
  const rest = inner.map((value, frame) => {
    const angle = (2 * Math.PI * toneHz * (frame + 2000)) / sampleRate;
    return value - (sine ?? 0) * Math.sin(angle) - (cosine ?? 0) * Math.cos(angle);
  });
  return (
    20 *
    Math.log10(
      Math.sqrt(rest.reduce((sum, value) => sum + value * value, 0) / rest.length) / (AMPLITUDE / Math.SQRT2),
    )
  );
}

function gainDb(output: Float32Array): number {
  const inner = output.subarray(2000, output.length - 2000);
  return (
    20 *
    Math.log10(
      Math.sqrt(inner.reduce((sum, value) => sum + value * value, 0) / inner.length) /
        (AMPLITUDE / Math.SQRT2),
    )
  );
}

describe('Resampler', () => {
  for (const rates of RATES) {
    const [fromHz, toHz] = rates;
    it(`${fromHz} to ${toHz} Hz: leaves tones alone up to 85 % of the lower Nyquist frequency, with no image above −80 dB`, () => {
      for (const share of [0.02, 0.2, 0.5, 0.75, 0.85]) {
        const toneHz = Math.round((share * Math.min(fromHz, toHz)) / 2 / 100) * 100;
        const output = resampled(tone(toneHz, fromHz, fromHz / 2), rates, [4096]);
        const residue = residueDb(output, toneHz, toHz);
        assert.ok(residue < -80, `${toneHz} Hz: ${residue.toFixed(1)} dB`);
        assert.ok(Math.abs(gainDb(output)) < 0.1, `${toneHz} Hz: ${gainDb(output).toFixed(2)} dB`);
      }
    });

    it(`${fromHz} to ${toHz} Hz: lets nothing through from above the lower Nyquist frequency`, () => {
      if (toHz > fromHz) return;
      for (const share of [1.001, 1.1, 1.5]) {
        const toneHz = (share * toHz) / 2;
        if (toneHz > fromHz / 2) continue;
        const level = gainDb(resampled(tone(toneHz, fromHz, fromHz / 2), rates, [4096]));
        assert.ok(level < -80, `${toneHz} Hz: ${level.toFixed(1)} dB`);
      }
    });

    it(`${fromHz} to ${toHz} Hz: gives exactly as many frames as last as long, however it is fed`, () => {
      for (const frames of [0, 1, 7, 1_000, 44_099]) {
        const input = tone(1_000, fromHz, frames);
        const whole = resampled(input, rates, [frames]);
        assert.equal(whole.length, Math.ceil((frames * toHz) / fromHz));
        assert.deepEqual(resampled(input, rates, [1_153, 64, 9]), whole);
      }
    });
  }

  it('goes on from one track to the next as if they were one', () => {
    const [first, second] = [tone(440, 44_100, 30_000), tone(440, 44_100, 60_000).slice(30_000)];
    const resampler = new Resampler({ fromHz: 44_100, toHz: 48_000, channels: 1 });
    const output = joined([resampler.push([first]), resampler.push([second]), resampler.flush()]);
    assert.ok(residueDb(output, 440, 48_000) < -80);
  });

  it('plays mono on both sides, and each side of stereo on its own', () => {
    const resampler = new Resampler({ fromHz: 44_100, toHz: 48_000, channels: 2 });
    const [left, right] = resampler.push([tone(500, 44_100, 10_000)]);
    assert.deepEqual(left, right);
    const [stereoLeft, stereoRight] = resampler.push([tone(500, 44_100, 10_000), new Float32Array(10_000)]);
    assert.ok(Math.max(...(stereoLeft ?? [])) > 0.49);
    assert.ok(Math.max(...(stereoRight ?? []).slice(1_000)) < 1e-6);
  });
});
