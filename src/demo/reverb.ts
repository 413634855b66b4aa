// A room: a feedback delay network (Jot and Chaigne, “Digital Delay Networks for Designing Artificial Reverberators”, 1991).
// Eight delay lines of lengths without a common rhythm feed each other through a Householder reflection, which keeps the
// energy; each line loses what its length should lose on the way to −60 dB, the treble sooner than the rest. Two short
// all-pass stages blur the attacks before they enter.
import type { Stereo } from './stereo';
import { filterShare, framesIn, highPass, SAMPLE_RATE } from './waves';

/** Frames of the lines: primes from 26 to 85 ms. */
const LINE_FRAMES = [1153, 1399, 1583, 1907, 2269, 2663, 3137, 3739];
const LINES = LINE_FRAMES.length;
const DIFFUSER_FRAMES = [229, 467];
const DIFFUSION = 0.6;
const PRE_DELAY_SECONDS = 0.018;
const SIXTY_SECONDS = 2.3;
const TREBLE_HERTZ = 4000;
/** Below this the room stays dry, so that bass and kick stay clear. */
const BASS_HERTZ = 190;
/** How much of each line is heard on either side: signs that make the sides unlike each other. */
const LEFT = [1, 0.3, -1, 0.3, 1, -0.3, -1, -0.3];
const RIGHT = [0.3, 1, 0.3, -1, -0.3, 1, -0.3, -1];
const WET = 0.4;

/** Turns a sound into the room's answer to it, in place; the sound itself is not in that. */
export function reverberate({ left, right }: Stereo): void {
  for (const channel of [left, right]) {
    highPass(channel, BASS_HERTZ);
    delay(channel, framesIn(PRE_DELAY_SECONDS));
    for (const frames of DIFFUSER_FRAMES) diffuse(channel, frames);
  }
  passLines(left, right);
}

function delay(channel: Float32Array, frames: number): void {
  channel.copyWithin(frames, 0);
  channel.fill(0, 0, frames);
}

/** Schroeder's all-pass: all frequencies as loud as before, but no longer at once. */
function diffuse(channel: Float32Array, frames: number): void {
  const ring = new Float32Array(frames);
  let place = 0;
  for (let frame = 0; frame < channel.length; frame++) {
    const delayed = ring[place] ?? 0;
    const entering = (channel[frame] ?? 0) - DIFFUSION * delayed;
    ring[place] = entering;
    channel[frame] = delayed + DIFFUSION * entering;
    place = place + 1 === frames ? 0 : place + 1;
  }
}

/** The lines, all at once: what enters left and right, and what is heard of them on either side. */
function passLines(left: Float32Array, right: Float32Array): void {
  const rings = LINE_FRAMES.map((frames) => new Float32Array(frames));
  const losses = Float64Array.from(
    LINE_FRAMES,
    (frames) => 10 ** ((-3 * frames) / (SIXTY_SECONDS * SAMPLE_RATE)),
  );
  const share = filterShare(TREBLE_HERTZ);
  const places = new Int32Array(LINES);
  const dark = new Float64Array(LINES);
  const outputs = new Float64Array(LINES);
  for (let frame = 0; frame < left.length; frame++) {
    let sum = 0;
    let heardLeft = 0;
    let heardRight = 0;
    for (let line = 0; line < LINES; line++) {
      const oldest = rings[line]?.[places[line] ?? 0] ?? 0;
      const darker = (dark[line] ?? 0) + share * (oldest - (dark[line] ?? 0));
      dark[line] = darker;
      const output = (losses[line] ?? 0) * darker;
      outputs[line] = output;
      sum += output;
      heardLeft += (LEFT[line] ?? 0) * output;
      heardRight += (RIGHT[line] ?? 0) * output;
    }
    const reflected = (2 / LINES) * sum;
    for (let line = 0; line < LINES; line++) {
      const ring = rings[line];
      const place = places[line] ?? 0;
      if (ring === undefined) continue;
      const entering = (line % 2 === 0 ? left[frame] : right[frame]) ?? 0;
      ring[place] = (outputs[line] ?? 0) - reflected + entering;
      places[line] = place + 1 === ring.length ? 0 : place + 1;
    }
    left[frame] = WET * heardLeft;
    right[frame] = WET * heardRight;
  }
}
