// A room: a feedback delay network (Jot and Chaigne 1991). Eight delay lines of lengths without a common rhythm feed each
// other through a Householder reflection, which keeps the energy; each line loses what its length should lose on the way to
// −60 dB, the treble sooner than the rest. Two short all-pass stages blur the attacks before they enter.
import { highPass, lowPass, SAMPLE_RATE } from './waves';
import type { Filter } from './waves';

/** Two channels of the same length. */
export interface Stereo {
  readonly left: Float32Array;
  readonly right: Float32Array;
}

/** Silence. */
export function createStereo(frames: number): Stereo {
  return { left: new Float32Array(frames), right: new Float32Array(frames) };
}

/** Frames of the lines: primes from 26 to 71 ms. */
const LINE_FRAMES = [1153, 1399, 1583, 1847, 2143, 2459, 2789, 3137];
const DIFFUSER_FRAMES = [229, 467];
const PRE_DELAY_SECONDS = 0.016;
const SIXTY_SECONDS = 2.1;
const TREBLE_HERTZ = 4200;
/** Below this the room stays dry, so that bass and kick stay clear. */
const BASS_HERTZ = 190;

/** A ring of samples: put one in, get the one that is `frames` old. */
function createDelay(frames: number): (input: number) => number {
  const ring = new Float32Array(Math.max(1, frames));
  let place = 0;
  return (input) => {
    const output = ring[place] ?? 0;
    ring[place] = input;
    place = place + 1 === ring.length ? 0 : place + 1;
    return output;
  };
}

/** Schroeder's all-pass: all frequencies as loud as before, but no longer at once. */
function createDiffuser(frames: number): Filter {
  const ring = new Float32Array(frames);
  let place = 0;
  return (input) => {
    const delayed = ring[place] ?? 0;
    const entering = input - 0.6 * delayed;
    ring[place] = entering;
    place = place + 1 === frames ? 0 : place + 1;
    return delayed + 0.6 * entering;
  };
}

/** What a channel goes through before it enters the room. */
function createEntrance(): Filter {
  const delay = createDelay(Math.round(PRE_DELAY_SECONDS * SAMPLE_RATE));
  const [first, second] = DIFFUSER_FRAMES.map(createDiffuser);
  const thin = highPass(BASS_HERTZ);
  return (input) => {
    const late = thin(delay(input));
    return second?.(first?.(late) ?? late) ?? late;
  };
}

/** The room's lines, all at once: takes what enters left and right, gives what each line lets out. */
function createLines(): (left: number, right: number) => Float32Array {
  const rings = LINE_FRAMES.map((frames) => new Float32Array(frames));
  const losses = LINE_FRAMES.map((frames) => 10 ** ((-3 * frames) / (SIXTY_SECONDS * SAMPLE_RATE)));
  const dampers = LINE_FRAMES.map(() => lowPass(TREBLE_HERTZ));
  const outputs = new Float32Array(LINE_FRAMES.length);
  let frame = 0;
  return (left, right) => {
    let sum = 0;
    rings.forEach((ring, line) => {
      const output = (losses[line] ?? 0) * (dampers[line]?.(ring[frame % ring.length] ?? 0) ?? 0);
      outputs[line] = output;
      sum += output;
    });
    const reflected = (2 / rings.length) * sum;
    rings.forEach((ring, line) => {
      ring[frame % ring.length] = (outputs[line] ?? 0) - reflected + (line % 2 === 0 ? left : right);
    });
    frame++;
    return outputs;
  };
}

/** How much of each line is heard on either side: signs that make the sides unlike each other. */
const LEFT = [1, 0.3, -1, 0.3, 1, -0.3, -1, -0.3];
const RIGHT = [0.3, 1, 0.3, -1, -0.3, 1, -0.3, -1];

function blend(outputs: Float32Array, levels: readonly number[]): number {
  return 0.4 * outputs.reduce((sum, output, line) => sum + output * (levels[line] ?? 0), 0);
}

/** The room's answer to a sound; the sound itself is not in it. */
export function reverberate(dry: Stereo): Stereo {
  const wet = createStereo(dry.left.length);
  const enterLeft = createEntrance();
  const enterRight = createEntrance();
  const pass = createLines();
  for (let frame = 0; frame < dry.left.length; frame++) {
    const outputs = pass(enterLeft(dry.left[frame] ?? 0), enterRight(dry.right[frame] ?? 0));
    wet.left[frame] = blend(outputs, LEFT);
    wet.right[frame] = blend(outputs, RIGHT);
  }
  return wet;
}

/** Echoes that go from side to side and grow darker. */
export function echo(dry: Stereo, delaySeconds: number): Stereo {
  const wet = createStereo(dry.left.length);
  const toRight = createDelay(Math.round(delaySeconds * SAMPLE_RATE));
  const toLeft = createDelay(Math.round(delaySeconds * SAMPLE_RATE));
  const darken = lowPass(2800);
  let returning = 0;
  for (let frame = 0; frame < dry.left.length; frame++) {
    const middle = 0.5 * ((dry.left[frame] ?? 0) + (dry.right[frame] ?? 0));
    const right = toRight(middle + 0.34 * returning);
    returning = darken(toLeft(0.6 * right));
    wet.right[frame] = right;
    wet.left[frame] = returning;
  }
  return wet;
}
