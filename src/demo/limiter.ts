// A limiter that looks ahead: the gain that the loudest peak of the next 5 ms needs is held, let go slowly, and averaged
// over those 5 ms, so that it is there when the peak comes and never jumps.
import type { Stereo } from './stereo';
import { peaksOf } from './truePeak';
import { framesIn, SAMPLE_RATE } from './waves';

const LOOK_AHEAD_FRAMES = framesIn(0.005);
const RELEASE_SECONDS = 0.15;

/** Keeps the true peak of both channels under the ceiling, in place. */
export function limit(stereo: Stereo, ceiling: number): void {
  const gains = peaksOf(stereo, ceiling);
  if (gains.every((peak) => peak <= ceiling)) return;
  for (let frame = 0; frame < gains.length; frame++)
    gains[frame] = Math.min(1, ceiling / (gains[frame] ?? 1));
  const smooth = average(release(lowestAhead(gains)));
  for (const channel of [stereo.left, stereo.right]) {
    for (let frame = 0; frame < channel.length; frame++) {
      channel[frame] = (channel[frame] ?? 0) * (smooth[frame] ?? 1);
    }
  }
}

/** The lowest of each frame and those that follow it within the look-ahead. */
function lowestAhead(gains: Float32Array): Float32Array {
  const lowest = new Float32Array(gains.length).fill(1);
  gains.forEach((gain, frame) => {
    if (gain === 1) return;
    for (let earlier = Math.max(0, frame - LOOK_AHEAD_FRAMES); earlier <= frame; earlier++) {
      lowest[earlier] = Math.min(lowest[earlier] ?? 1, gain);
    }
  });
  return lowest;
}

/** Falls at once, rises slowly. */
function release(gains: Float32Array): Float32Array {
  const share = 1 - Math.exp(-1 / (RELEASE_SECONDS * SAMPLE_RATE));
  let held = 1;
  return gains.map((gain) => (held = Math.min(gain, held + share * (1 - held))));
}

/** The mean of each frame and those before it within the look-ahead; before the first there is the first. */
function average(gains: Float32Array): Float32Array {
  const first = gains[0] ?? 1;
  let sum = first * LOOK_AHEAD_FRAMES;
  return gains.map((gain, frame) => {
    sum += gain - (gains[frame - LOOK_AHEAD_FRAMES] ?? first);
    return sum / LOOK_AHEAD_FRAMES;
  });
}
