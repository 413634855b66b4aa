// The peak of the wave itself, between the samples too (ITU-R BS.1770-4, annex 2): four times as many samples by a
// windowed sinc, and the largest of them.
import type { Stereo } from './stereo';

const TAPS = 12;
const PHASES = 4;

/** For each place between two samples, the weights of the samples around it, summing up to one. */
const WEIGHTS = Array.from({ length: PHASES - 1 }, (_, index) => weightsAt((index + 1) / PHASES));

function weightsAt(offset: number): Float64Array {
  const weights = Float64Array.from({ length: TAPS }, (_, tap) => {
    const distance = tap - (TAPS / 2 - 1) - offset;
    const sinc = Math.sin(Math.PI * distance) / (Math.PI * distance);
    return sinc * Math.cos((Math.PI * distance) / TAPS) ** 2;
  });
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** The largest magnitude at each frame and on the way to the next one, of both channels. */
export function peaksOf({ left, right }: Stereo): Float32Array {
  const peaks = new Float32Array(left.length);
  raise(peaks, left);
  raise(peaks, right);
  return peaks;
}

function raise(peaks: Float32Array, channel: Float32Array): void {
  for (let frame = 0; frame < channel.length; frame++) {
    let peak = Math.max(peaks[frame] ?? 0, Math.abs(channel[frame] ?? 0));
    const first = frame - (TAPS / 2 - 1);
    if (first >= 0 && first + TAPS <= channel.length) {
      for (const weights of WEIGHTS) {
        let value = 0;
        for (let tap = 0; tap < TAPS; tap++) value += (weights[tap] ?? 0) * (channel[first + tap] ?? 0);
        if (value > peak) peak = value;
        else if (-value > peak) peak = -value;
      }
    }
    peaks[frame] = peak;
  }
}

/** The true peak; 1 is full scale. */
export function measureTruePeak(stereo: Stereo): number {
  return peaksOf(stereo).reduce((peak, value) => Math.max(peak, value), 0);
}
