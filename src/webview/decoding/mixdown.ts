// Mono to 7.1 down to two loudspeakers, by ITU-R BS.775-4, table 2: the centre and each surround channel at −3 dB, the
// low-frequency channel left out. The sum is scaled so that full scale in every channel is full scale at the output:
// nothing can clip, and nothing pumps. Where the channels lie depends on who numbers them.
import { framesOf, type Planes } from './planes';
import type { ChannelOrder } from './soundSource';

/** A loudspeaker: left, right, centre, low-frequency, back, side. */
type Speaker = 'L' | 'R' | 'C' | 'LFE' | 'BL' | 'BR' | 'BC' | 'SL' | 'SR';

/** By number of channels. WAVE: the order of the bits of `dwChannelMask`, and RFC 9639, 9.1.3. */
const ORDERS: Readonly<Record<ChannelOrder, Readonly<Record<number, readonly Speaker[]>>>> = {
  wave: {
    3: ['L', 'R', 'C'],
    4: ['L', 'R', 'BL', 'BR'],
    5: ['L', 'R', 'C', 'BL', 'BR'],
    6: ['L', 'R', 'C', 'LFE', 'BL', 'BR'],
    7: ['L', 'R', 'C', 'LFE', 'BC', 'SL', 'SR'],
    8: ['L', 'R', 'C', 'LFE', 'BL', 'BR', 'SL', 'SR'],
  },
  // Vorbis I, 4.3.9, and with it RFC 7845, 5.1.1.2.
  vorbis: {
    3: ['L', 'C', 'R'],
    4: ['L', 'R', 'BL', 'BR'],
    5: ['L', 'C', 'R', 'BL', 'BR'],
    6: ['L', 'C', 'R', 'BL', 'BR', 'LFE'],
    7: ['L', 'C', 'R', 'SL', 'SR', 'BC', 'LFE'],
    8: ['L', 'C', 'R', 'SL', 'SR', 'BL', 'BR', 'LFE'],
  },
};
const HALF_POWER = Math.SQRT1_2;

/** How much of a loudspeaker goes to the left and to the right. */
const GAINS: Readonly<Record<Speaker, readonly [left: number, right: number]>> = {
  L: [1, 0],
  R: [0, 1],
  C: [HALF_POWER, HALF_POWER],
  LFE: [0, 0],
  BL: [HALF_POWER, 0],
  SL: [HALF_POWER, 0],
  BR: [0, HALF_POWER],
  SR: [0, HALF_POWER],
  // One channel for both backs: at −3 dB twice, once as a surround channel and once as half of a pair.
  BC: [0.5, 0.5],
};

/** Mono and stereo as they are; more channels as two. Of a number of channels that has no order, the first two. */
export function mixDown(planes: Planes, order: ChannelOrder): Planes {
  const speakers = ORDERS[order][planes.length];
  if (planes.length <= 2) return planes;
  return speakers === undefined
    ? planes.slice(0, 2)
    : [mixed(planes, speakers, 0), mixed(planes, speakers, 1)];
}

function mixed(planes: Planes, speakers: readonly Speaker[], side: 0 | 1): Float32Array<ArrayBuffer> {
  const sum = speakers.reduce((total, speaker) => total + GAINS[speaker][side], 0);
  const out = new Float32Array(framesOf(planes));
  planes.forEach((plane, channel) => {
    const gain = GAINS[speakers[channel] ?? 'LFE'][side] / sum;
    if (gain === 0) return;
    for (let frame = 0; frame < out.length; frame++)
      out[frame] = (out[frame] ?? 0) + gain * (plane[frame] ?? 0);
  });
  return out;
}
