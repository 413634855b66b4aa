// Echoes that go from side to side and grow darker.
import type { Stereo } from './stereo';
import { filterShare, framesIn } from './waves';

const FEEDBACK = 0.34;
const CROSSING = 0.6;
const TREBLE_HERTZ = 2600;

/** Turns a sound into its echoes, in place; the sound itself is not in that. */
export function echo({ left, right }: Stereo, delaySeconds: number): void {
  const frames = framesIn(delaySeconds);
  const toRight = new Float32Array(frames);
  const toLeft = new Float32Array(frames);
  const share = filterShare(TREBLE_HERTZ);
  let place = 0;
  let returning = 0;
  for (let frame = 0; frame < left.length; frame++) {
    const middle = 0.5 * ((left[frame] ?? 0) + (right[frame] ?? 0));
    const heardRight = toRight[place] ?? 0;
    const late = toLeft[place] ?? 0;
    toRight[place] = middle + FEEDBACK * returning;
    toLeft[place] = CROSSING * heardRight;
    returning += share * (late - returning);
    right[frame] = heardRight;
    left[frame] = returning;
    place = place + 1 === frames ? 0 : place + 1;
  }
}
