// Chords that lead somewhere. A phrase is four chords: it starts on a given degree, walks a graph of usual moves without
// repeating itself and ends in a cadence. Each chord is then voiced with four tones above the bass, so that every voice
// moves as little as it can (the old rule of voice leading), by trying every placement within the range of the hands.
import { pickWeighted } from './random';
import type { NonEmpty, Random, Weighted } from './random';

/** A degree of the scale, 0 being the tonic. */
export type Degree = 0 | 1 | 2 | 3 | 4 | 5;

/** The tones that the piece is made of. */
export interface Key {
  /** MIDI number of the tonic nearest below the melody, 57–65. */
  readonly tonicPitch: number;
  /** Semitones above the tonic, seven of them, ascending. */
  readonly scale: readonly number[];
}

/** A chord as it is played. */
export interface Chord {
  readonly degree: Degree;
  /** Scale steps (0 = tonic) that belong to the chord, within one octave, the root first. */
  readonly steps: readonly number[];
  /** MIDI numbers of the four upper voices, ascending. */
  readonly voices: readonly number[];
}

/** Where a degree likes to go. */
const MOVES: Readonly<Record<Degree, NonEmpty<Weighted<Degree>>>> = {
  0: [[3, 3], [5, 3], [2, 1.5], [1, 1.5]],
  1: [[4, 4], [3, 1], [2, 0.7]],
  2: [[5, 3], [3, 3]],
  3: [[1, 1.5], [4, 2], [2, 1.5], [0, 1.5]],
  4: [[5, 2], [0, 3], [3, 1]],
  5: [[1, 2.5], [3, 2.5], [2, 0.8]],
}; // prettier-ignore

/** Steps above the root that colour each chord: third, fifth, seventh and ninth, where these sound soft. */
const COLOURS: Readonly<Record<Degree, readonly number[]>> = {
  0: [2, 4, 6, 1],
  1: [2, 4, 6, 1],
  2: [2, 4, 6, 0], // its ninth is a semitone above the root
  3: [2, 4, 6, 1],
  4: [3, 4, 6, 1], // suspended: no leading note, so it doesn't push
  5: [2, 4, 6, 1],
};

const LOWEST_VOICE = 53;
const HIGHEST_VOICE = 76;
/** Semitones between neighbouring voices: no clusters, no holes. */
const CLOSEST_VOICES = 2;
const WIDEST_VOICES = 9;

/** MIDI number of a scale step; steps go on above 6 and below 0 through the octaves. */
export function pitchOf(key: Key, step: number): number {
  const octave = Math.floor(step / key.scale.length);
  return key.tonicPitch + 12 * octave + (key.scale[step - octave * key.scale.length] ?? 0);
}

/** How a phrase begins and ends. */
export interface PhrasePlan {
  readonly start: Degree;
  /** The last two chords. */
  readonly cadence: readonly [Degree, Degree];
  /** The second chord, where it is to be that of an earlier phrase. */
  readonly second?: Degree;
  /** Degrees that the second chord is not to be. */
  readonly without?: readonly Degree[];
}

/** Four degrees, a bar each. */
export function composePhrase(random: Random, plan: PhrasePlan): readonly Degree[] {
  const barred = new Set<Degree>([plan.start, plan.cadence[0], ...(plan.without ?? [])]);
  const moves = MOVES[plan.start].filter(([degree]) => !barred.has(degree));
  const [first, ...others] = moves;
  const walked = first === undefined ? plan.start : pickWeighted(random, [first, ...others]);
  const second = plan.second !== undefined && !barred.has(plan.second) ? plan.second : walked;
  return [plan.start, second, ...plan.cadence];
}

/** All placements of the given pitch classes in the range of the hands, each list ascending and playable. */
function placements(pitchClasses: readonly number[]): readonly (readonly number[])[] {
  let found: (readonly number[])[] = [[]];
  for (const pitchClass of pitchClasses) {
    const lowest = LOWEST_VOICE + ((((pitchClass - LOWEST_VOICE) % 12) + 12) % 12);
    const places = [lowest, lowest + 12].filter((pitch) => pitch <= HIGHEST_VOICE);
    found = found.flatMap((voices) => places.map((place) => [...voices, place]));
  }
  return found.map((voices) => voices.toSorted((a, b) => a - b)).filter(isPlayable);
}

function isPlayable(voices: readonly number[]): boolean {
  const gaps = voices.slice(1).map((voice, index) => voice - (voices[index] ?? voice));
  return gaps.every((gap) => gap >= CLOSEST_VOICES && gap <= WIDEST_VOICES);
}

/** Semitones that the voices travel, plus a slight pull back to the middle of the range. */
function cost(voices: readonly number[], previous: readonly number[]): number {
  const middle = (LOWEST_VOICE + HIGHEST_VOICE) / 2;
  const travel = voices.reduce((sum, voice, index) => sum + Math.abs(voice - (previous[index] ?? middle)), 0);
  return travel + 0.4 * Math.abs(voices.reduce((sum, voice) => sum + voice, 0) / voices.length - middle);
}

/** The same progression with its voices led. `colours` may replace those of the last chord. */
export function voiceChords(key: Key, degrees: readonly Degree[]): readonly Chord[] {
  let previous: readonly number[] = [];
  return degrees.map((degree) => {
    const tones = COLOURS[degree].map((step) => degree + step);
    const all = placements(tones.map((step) => pitchOf(key, step) % 12));
    const best = all.toSorted((a, b) => cost(a, previous) - cost(b, previous))[0];
    previous = best ?? previous;
    return { degree, steps: [degree, ...tones].map((step) => step % key.scale.length), voices: previous };
  });
}
