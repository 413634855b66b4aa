// The last step: no rumble, the wanted loudness, no sample above the ceiling, and an end that is silent. The limiter looks
// ahead: the gain that the loudest sample of the next 5 ms needs is held, let go slowly, and averaged over those 5 ms, so
// that it is there when the sample comes and never jumps.
import { createRumbleFilter, measureLoudness } from './loudness';
import type { Stereo } from './reverb';
import { ease, SAMPLE_RATE } from './waves';

/** Loudness of a finished piece: what streaming services play at, about. */
const TARGET_LUFS = -15;
/** −2 dBFS: leaves room for what lies between the samples, and for what Vorbis adds. */
const CEILING = 10 ** (-2 / 20);
const LOOK_AHEAD_FRAMES = Math.round(0.005 * SAMPLE_RATE);
const RELEASE_SECONDS = 0.12;
/** Lowest frequency that is meant. */
const RUMBLE_HERTZ = 24;
/** The last seconds fade, so that the end is an end. */
const FADE_SECONDS = 2.2;

/** The finished sound. */
export function master(mixed: Stereo): Stereo {
  const clean = { left: withoutRumble(mixed.left), right: withoutRumble(mixed.right) };
  const gain = 10 ** ((TARGET_LUFS - measureLoudness(clean)) / 20);
  const loud = {
    left: clean.left.map((sample) => sample * gain),
    right: clean.right.map((sample) => sample * gain),
  };
  const gains = limiterGains(loud);
  const fadeFrom = mixed.left.length - FADE_SECONDS * SAMPLE_RATE;
  const finish = (sample: number, frame: number): number =>
    sample * (gains[frame] ?? 1) * (1 - ease((frame - fadeFrom) / (FADE_SECONDS * SAMPLE_RATE)));
  return { left: loud.left.map(finish), right: loud.right.map(finish) };
}

function withoutRumble(channel: Float32Array): Float32Array {
  const filter = createRumbleFilter(RUMBLE_HERTZ, 0.7071);
  return channel.map((sample) => filter(sample));
}

/** A gain a frame that keeps both channels under the ceiling. */
function limiterGains({ left, right }: Stereo): Float32Array {
  const needed = left.map((sample, frame) => {
    const peak = Math.max(Math.abs(sample), Math.abs(right[frame] ?? 0));
    return peak > CEILING ? CEILING / peak : 1;
  });
  return average(release(lowestAhead(needed)));
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
  const frames = LOOK_AHEAD_FRAMES;
  const first = gains[0] ?? 1;
  let sum = first * frames;
  return gains.map((gain, frame) => {
    sum += gain - (gains[frame - frames] ?? first);
    return sum / frames;
  });
}
