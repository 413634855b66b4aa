// The voices without a pitch: soft, short, made of a falling sine and filtered noise.
import type { Instrument } from './instruments';
import { createNoise, ease, highPass, lowPass, readWave, render, SINE } from './waves';
import type { Filter } from './waves';

/** A felt beater: a sine that falls from 125 to 47 Hz. */
export const playKick: Instrument = ({ velocity }) =>
  render(0.34, (seconds) => {
    const fallSeconds = 0.035;
    const phase = 47 * seconds + 78 * fallSeconds * (1 - Math.exp(-seconds / fallSeconds));
    return (
      velocity *
      readWave(SINE, phase) *
      Math.exp(-seconds / 0.11) *
      ease(seconds / 0.002) *
      ease((0.34 - seconds) / 0.05)
    );
  });

function chain(...filters: readonly Filter[]): Filter {
  return (input) => filters.reduce((value, filter) => filter(value), input);
}

/** A brush on a snare: mostly breath, a little skin. */
export const playSnare: Instrument = ({ velocity }, { random }) => {
  const noise = createNoise(random);
  const shape = chain(highPass(700), lowPass(3800), lowPass(6000));
  return render(0.3, (seconds) => {
    const skin = 0.4 * readWave(SINE, 182 * seconds) * Math.exp(-seconds / 0.03);
    const brush = 1.4 * shape(noise()) * Math.exp(-seconds / 0.065);
    return velocity * (skin + brush) * ease(seconds / 0.003) * ease((0.3 - seconds) / 0.08);
  });
};

/** A closed hi-hat under a light stick. */
export const playHat: Instrument = ({ velocity }, { random }) => {
  const noise = createNoise(random);
  const shape = chain(highPass(6500), highPass(7500), lowPass(12_000));
  const ring = 0.012 + 0.016 * velocity;
  return render(0.16, (seconds) =>
    velocity * shape(noise()) * Math.exp(-seconds / ring) * ease(seconds / 0.001) * ease((0.16 - seconds) / 0.04));
}; // prettier-ignore

/** Seeds in an egg: swells and falls. */
export const playShaker: Instrument = ({ velocity }, { random }) => {
  const noise = createNoise(random);
  const shape = chain(highPass(4200), highPass(3600), lowPass(9000));
  return render(0.13, (seconds) =>
    velocity * shape(noise()) * ease(seconds / 0.022) * Math.exp(-seconds / 0.035) * ease((0.13 - seconds) / 0.03));
}; // prettier-ignore
