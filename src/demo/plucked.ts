// Plucked voices. Strings after Karplus and Strong (“Digital Synthesis of Plucked-String and Drum Timbres”, 1983): a burst
// of noise goes round a delay line as long as the string's period and grows darker with every round; an all-pass tunes it
// between whole frames (Jaffe and Smith, “Extensions of the Karplus-Strong Plucked-String Algorithm”, 1983).
import type { Instrument, Tone } from './tone';
import { createWave, decayFactor, framesIn, readWave, SAMPLE_RATE, shape, SINE, stepAt } from './waves';

interface StringKind {
  /** Seconds to −60 dB at 262 Hz. */
  readonly sixtySeconds: number;
  /** Share of each neighbour in a round's average, 0–0.5: the more, the sooner it is dark. */
  readonly blur: number;
  /** How soft the finger is: share of the filter that the burst goes through. */
  readonly touch: number;
  /** Where the finger plucks, as a share of the string. */
  readonly place: number;
  readonly releaseSeconds: number;
}

const NYLON: StringKind = { sixtySeconds: 3.2, blur: 0.42, touch: 0.3, place: 0.19, releaseSeconds: 0.25 };
const HARP: StringKind = { sixtySeconds: 4.5, blur: 0.34, touch: 0.24, place: 0.36, releaseSeconds: 1.4 };

/** A guitar with nylon strings, let go with its note. */
export const playNylonGuitar: Instrument = (tone, samples) => pluck(NYLON, tone, samples);

/** A small harp that rings on. */
export const playHarp: Instrument = (tone, samples) => pluck(HARP, tone, samples);

function pluck(kind: StringKind, tone: Tone, samples: Float32Array): number {
  const { hertz, seconds } = tone;
  const frames = framesIn(Math.max(seconds, 0.1) + kind.releaseSeconds);
  const period = SAMPLE_RATE / hertz;
  const length = Math.floor(period - kind.blur - 0.1);
  const between = period - kind.blur - length;
  const tuning = (1 - between) / (1 + between);
  const loss = 10 ** (-3 / (hertz * kind.sixtySeconds * 2 ** (Math.log2(262 / hertz) / 2)));
  const line = excite(kind, tone, length);
  let place = 0;
  let entered = 0;
  let left = 0;
  for (let frame = 0; frame < frames; frame++) {
    const next = place + 1 === length ? 0 : place + 1;
    const oldest = line[place] ?? 0;
    samples[frame] = oldest;
    const darker = loss * ((1 - kind.blur) * oldest + kind.blur * (line[next] ?? 0));
    left = tuning * (darker - left) + entered;
    entered = darker;
    line[place] = left;
    place = next;
  }
  shape(samples, frames, { attackSeconds: 0.002, releaseSeconds: kind.releaseSeconds });
  return frames;
}

/** The burst: noise through the finger, without what a finger at that place can't excite, and without a mean. */
function excite(kind: StringKind, { velocity, random }: Tone, length: number): Float32Array {
  const burst = new Float32Array(length);
  const share = kind.touch * (0.4 + 0.8 * velocity);
  let soft = 0;
  let softer = 0;
  for (let frame = -length; frame < length; frame++) {
    soft += share * (2 * random() - 1 - soft);
    softer += 0.7 * (soft - softer);
    if (frame >= 0) burst[frame] = softer;
  }
  const apart = Math.max(1, Math.round(kind.place * length));
  const combed = burst.map((sample, frame) => sample - (burst[(frame + length - apart) % length] ?? 0));
  const mean = combed.reduce((sum, sample) => sum + sample, 0) / length;
  const power = combed.reduce((sum, sample) => sum + (sample - mean) ** 2, 0) / length;
  const gain = (0.5 * velocity) / Math.sqrt(power + 1e-9);
  return combed.map((sample) => gain * (sample - mean));
}

const TONGUE = createWave([1, 0.3, 0.1, 0.05]);

/** A thumb on a tongue of metal over wood: short, round, with a knock that is out of tune. */
export const playKalimba: Instrument = ({ hertz, velocity }, samples) => {
  const frames = framesIn(1.3);
  const step = stepAt(hertz);
  const fall = decayFactor(1.5 * 2 ** (Math.log2(523 / hertz) / 2));
  const knockFall = decayFactor(0.14);
  let phase = 0;
  let level = velocity;
  let knock = 0.22 * velocity;
  for (let frame = 0; frame < frames; frame++) {
    samples[frame] = level * readWave(TONGUE, phase) + knock * readWave(SINE, 5.42 * phase);
    phase += step;
    level *= fall;
    knock *= knockFall;
  }
  shape(samples, frames, { attackSeconds: 0.003, releaseSeconds: 0.35 });
  return frames;
};
