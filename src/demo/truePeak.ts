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

/** No wave rises above its neighbouring samples by more than this: the weights' magnitudes add up to less. */
const MOST_RISE = 2;

/**
 * The largest magnitude at each frame and on the way to the next one, of both channels. Only what may be above `least` is
 * looked at between the samples: that is where the time goes.
 */
export function peaksOf({ left, right }: Stereo, least: number): Float32Array {
  const peaks = new Float32Array(left.length);
  raise(peaks, left, least / MOST_RISE);
  raise(peaks, right, least / MOST_RISE);
  return peaks;
}

function raise(peaks: Float32Array, channel: Float32Array, least: number): void {
  let lookUntil = -1;
  for (let frame = 0; frame < channel.length; frame++) {
    let peak = Math.max(peaks[frame] ?? 0, Math.abs(channel[frame] ?? 0));
    const first = frame - (TAPS / 2 - 1);
    // The loud sample enters the window at its far end, and leaves it TAPS frames later.
    if (Math.abs(channel[first + TAPS - 1] ?? 0) > least) lookUntil = frame + TAPS;
    if (frame <= lookUntil && first >= 0 && first + TAPS <= channel.length) {
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
  const samples = Math.max(largest(stereo.left), largest(stereo.right));
  return largest(peaksOf(stereo, samples));
}

function largest(channel: Float32Array): number {
  let peak = 0;
  for (let frame = 0; frame < channel.length; frame++) peak = Math.max(peak, Math.abs(channel[frame] ?? 0));
  return peak;
}
