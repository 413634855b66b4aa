// The last steps: no rumble, a gentle compression that holds the sections together, the album's loudness, no peak above the
// ceiling, and an end that is silent.
import { rumbleFilter, runBiquad } from './biquad';
import { limit } from './limiter';
import { measureLoudness } from './loudness';
import { scale } from './stereo';
import type { Stereo } from './stereo';
import { ease, framesIn, SAMPLE_RATE } from './waves';

/** Loudness of a finished piece, the same for all. */
export const TARGET_LUFS = -16;
/** The highest true peak, −2 dBTP: Vorbis may add a little on the way to the listener's −1. */
export const CEILING = 10 ** (-2 / 20);
/** Lowest frequency that is meant. */
const RUMBLE_HERTZ = 28;
/** The last seconds fade, so that the end is an end. */
const FADE_SECONDS = 3;

/** Masters a mix, in place. */
export function master(mixed: Stereo): void {
  const channels = [mixed.left, mixed.right];
  for (const channel of channels) runBiquad(channel, rumbleFilter(RUMBLE_HERTZ, 0.7071));
  bringTo(mixed, TARGET_LUFS);
  compress(mixed);
  for (const channel of channels) fadeOut(channel);
  bringTo(mixed, TARGET_LUFS);
  limit(mixed, CEILING);
}

function bringTo(stereo: Stereo, lufs: number): void {
  const measured = measureLoudness(stereo);
  if (!Number.isFinite(measured)) return; // silence stays silence
  const gain = 10 ** ((lufs - measured) / 20);
  scale(stereo.left, gain);
  scale(stereo.right, gain);
}

const THRESHOLD = 10 ** (-18 / 20);
/** Decibels out for each decibel in, above the threshold. */
const SLOPE = 1 / 1.8;
const ATTACK_SECONDS = 0.03;
const RELEASE_SECONDS = 0.35;
/** The gain is found this often, and is drawn straight between. */
const STEP_FRAMES = 32;

/** Takes back what is loud for longer than a moment. */
function compress({ left, right }: Stereo): void {
  const stepSeconds = STEP_FRAMES / SAMPLE_RATE;
  const attack = 1 - Math.exp(-stepSeconds / ATTACK_SECONDS);
  const release = 1 - Math.exp(-stepSeconds / RELEASE_SECONDS);
  let power = 0;
  let gain = 1;
  for (let start = 0; start < left.length; start += STEP_FRAMES) {
    const end = Math.min(left.length, start + STEP_FRAMES);
    let sum = 0;
    for (let frame = start; frame < end; frame++) sum += (left[frame] ?? 0) ** 2 + (right[frame] ?? 0) ** 2;
    const now = sum / (2 * STEP_FRAMES);
    power += (now > power ? attack : release) * (now - power);
    const level = Math.sqrt(power);
    const wanted = level > THRESHOLD ? (level / THRESHOLD) ** (SLOPE - 1) : 1;
    const rise = (wanted - gain) / STEP_FRAMES;
    for (let frame = start; frame < end; frame++) {
      gain += rise;
      left[frame] = gain * (left[frame] ?? 0);
      right[frame] = gain * (right[frame] ?? 0);
    }
    gain = wanted;
  }
}

function fadeOut(channel: Float32Array): void {
  const frames = Math.min(channel.length, framesIn(FADE_SECONDS));
  for (let left = 0; left < frames; left++) {
    const frame = channel.length - 1 - left;
    channel[frame] = (channel[frame] ?? 0) * ease(left / frames);
  }
}
