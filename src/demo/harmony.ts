// Chords that lead somewhere. Each mode has its own stock of four-chord phrases, those that lead on and those that come
// home; a theme's period is one of either kind. What is sung and held above them follows from the mode.
import type { Chord, Degree } from './chord';
import type { ThemeName } from './piece';
import { pick } from './random';
import type { NonEmpty, Random } from './random';
import { OCTAVE_STEPS, semitones } from './scales';
import type { Key, ModeName } from './scales';
import { voiceChords } from './voicing';

type Phrase = readonly [Degree, Degree, Degree, Degree];

/** Phrases that lead on. */
const LEADING: Readonly<Record<ModeName, NonEmpty<Phrase>>> = {
  ionian: [[0, 5, 1, 4], [0, 2, 3, 4], [3, 2, 1, 4], [5, 3, 0, 4], [0, 5, 3, 4], [3, 4, 2, 5], [0, 3, 5, 1]],
  dorian: [[0, 3, 0, 6], [0, 2, 3, 6], [0, 6, 3, 4], [2, 3, 0, 4], [0, 4, 2, 3], [3, 0, 6, 2]],
  lydian: [[0, 1, 5, 1], [0, 4, 5, 1], [0, 2, 5, 4], [5, 2, 0, 1], [0, 5, 1, 4]],
  mixolydian: [[0, 6, 3, 1], [0, 4, 3, 6], [0, 3, 1, 6], [5, 3, 0, 6], [3, 0, 6, 4]],
  aeolian: [[0, 5, 2, 6], [0, 3, 5, 6], [5, 6, 0, 2], [0, 2, 5, 3], [0, 6, 5, 3], [3, 0, 5, 6]],
}; // prettier-ignore

/** Phrases that come home. */
const HOMING: Readonly<Record<ModeName, NonEmpty<Phrase>>> = {
  ionian: [[5, 1, 4, 0], [3, 1, 4, 0], [2, 5, 4, 0], [3, 2, 1, 0], [1, 2, 3, 0]],
  dorian: [[2, 6, 3, 0], [3, 6, 4, 0], [6, 2, 3, 0], [2, 3, 4, 0], [6, 3, 4, 0]],
  lydian: [[5, 1, 4, 0], [2, 1, 4, 0], [1, 4, 1, 0], [2, 5, 1, 0]],
  mixolydian: [[6, 3, 1, 0], [5, 6, 3, 0], [3, 4, 6, 0], [1, 3, 6, 0]],
  aeolian: [[3, 5, 6, 0], [5, 3, 4, 0], [2, 5, 4, 0], [5, 6, 4, 0], [2, 6, 5, 0]],
}; // prettier-ignore

/** The chords of a theme's period, eight of them, and the one on which the piece ends. */
export interface Harmony {
  readonly periods: Readonly<Record<ThemeName, readonly Chord[]>>;
  readonly last: Chord;
}

/** Three periods that don't begin alike, all voices led from each into the next. */
export function composeHarmony(random: Random, key: Key): Harmony {
  const a = [...pick(random, LEADING[key.mode]), ...pick(random, HOMING[key.mode])];
  const b = composeOther(random, key.mode, [a]);
  const c = composeOther(random, key.mode, [a, b]);
  const chords = voiceChords(
    [...a, ...b, ...c, 0 as const].map((degree) => colour(key, degree)),
    key,
  );
  const period = (index: number): readonly Chord[] => chords.slice(8 * index, 8 * index + 8);
  return { periods: { a: period(0), b: period(1), c: period(2) }, last: chords.at(-1) ?? emptyChord() };
}

/** A period that begins on another chord than those before, and shares neither half with them. */
function composeOther(
  random: Random,
  mode: ModeName,
  others: readonly (readonly Degree[])[],
): readonly Degree[] {
  const isNew = (phrase: Phrase, from: number): boolean =>
    others.every((other) => phrase.some((degree, index) => degree !== other[from + index]));
  const leading = LEADING[mode].filter((phrase) => isNew(phrase, 0));
  const elsewhere = leading.filter(([first]) => others.every(([begun]) => begun !== first));
  const homing = HOMING[mode].filter((phrase) => isNew(phrase, 4));
  return [
    ...pick(random, asNonEmpty(elsewhere, asNonEmpty(leading, LEADING[mode]))),
    ...pick(random, asNonEmpty(homing, HOMING[mode])),
  ];
}

function asNonEmpty<T>(list: readonly T[], otherwise: NonEmpty<T>): NonEmpty<T> {
  const [first, ...others] = list;
  return first === undefined ? otherwise : [first, ...others];
}

/** A chord before its voices are placed: third, fifth, seventh and ninth, where these sound soft. */
function colour(key: Key, degree: Degree): Omit<Chord, 'voices'> {
  const isHarsh = semitones(key, degree, degree + 8) === 13; // a ninth a semitone above the root
  const isLeading = semitones(key, degree, degree + 2) === 4 && semitones(key, degree, degree + 6) === 10;
  const third = isLeading && degree === 4 ? 3 : 2; // a dominant is suspended, so that it doesn't push
  const above = [third, 4, 6, isHarsh ? 0 : 1];
  const steps = [0, ...above].map((step) => (degree + step) % OCTAVE_STEPS);
  const rubs = (step: number): boolean =>
    steps.slice(1).some((held) => (semitones(key, held, step) + 12) % 12 === 1);
  return { degree, steps, sung: steps.filter((step) => !rubs(step)) };
}

function emptyChord(): Chord {
  return { degree: 0, steps: [0, 2, 4], sung: [0, 2, 4], voices: [] };
}
