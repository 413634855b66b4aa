// One instrument of the console. Drums come from a handful of takes that are made once: noise is dear, and nobody tells
// the fifth take of a hat from the first.
import type { Random } from './random';
import type { Instrument, Tone } from './tone';

/** Plays a tone; `samples` may be used for it, and the result is good until the next one. */
export type Voice = (tone: Omit<Tone, 'random'>, samples: Float32Array) => Float32Array;

/** Takes of a drum, and how many loudnesses they come in. */
const TAKES = 5;
const LOUDNESSES = 6;

/** An instrument, ready to play. */
export function createVoice(play: Instrument, random: Random): Voice {
  const takes = new Map<string, Float32Array>();
  return (tone, samples) => {
    const isDrum = tone.hertz === 0 && tone.seconds === 0;
    if (!isDrum) return samples.subarray(0, play({ ...tone, random }, samples));
    const velocity = Math.max(1, Math.round(tone.velocity * LOUDNESSES)) / LOUDNESSES;
    const name = `${velocity} ${Math.floor(TAKES * random())}`;
    const take = takes.get(name) ?? samples.slice(0, play({ ...tone, velocity, random }, samples));
    takes.set(name, take);
    return take;
  };
}
