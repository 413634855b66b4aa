// A chord: where it stands in the scale, what belongs to it, and how it is placed.

/** A degree of the scale, 0 being the tonic. */
export type Degree = 0 | 1 | 2 | 3 | 4 | 5 | 6;

/** A chord as it is played. */
export interface Chord {
  readonly degree: Degree;
  /** Scale steps (0 = tonic) that belong to the chord, within one octave, the root first. */
  readonly steps: readonly number[];
  /** Those of the steps on which a melody may rest: none a semitone above a tone that is held. */
  readonly sung: readonly number[];
  /** MIDI numbers of the four upper voices, ascending. */
  readonly voices: readonly number[];
}
