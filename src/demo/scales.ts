// Modes, and arithmetic with steps of a scale. A step counts from the tonic (0) upwards and downwards through the octaves.

/** The modes that the album uses. */
export type ModeName = 'ionian' | 'dorian' | 'lydian' | 'mixolydian' | 'aeolian';

/** Semitones above the tonic, seven of them, ascending. */
export const MODES: Readonly<Record<ModeName, readonly number[]>> = {
  ionian: [0, 2, 4, 5, 7, 9, 11],
  dorian: [0, 2, 3, 5, 7, 9, 10],
  lydian: [0, 2, 4, 6, 7, 9, 11],
  mixolydian: [0, 2, 4, 5, 7, 9, 10],
  aeolian: [0, 2, 3, 5, 7, 8, 10],
};

/** Steps in an octave. */
export const OCTAVE_STEPS = 7;

/** The tones that a piece is made of. */
export interface Key {
  /** MIDI number of the tonic nearest below the melody, 55–66. */
  readonly tonicPitch: number;
  readonly mode: ModeName;
}

/** MIDI number of a step. */
export function pitchOf({ tonicPitch, mode }: Key, step: number): number {
  return tonicPitch + 12 * Math.floor(step / OCTAVE_STEPS) + (MODES[mode][withinOctave(step)] ?? 0);
}

/** The step of the same name within the first octave, 0–6. */
export function withinOctave(step: number): number {
  return ((step % OCTAVE_STEPS) + OCTAVE_STEPS) % OCTAVE_STEPS;
}

/** Semitones from one step up to another. */
export function semitones(key: Key, from: number, to: number): number {
  return pitchOf(key, to) - pitchOf(key, from);
}

/** Names of the twelve pitch classes, for people. */
const PITCH_NAMES = ['C', 'D♭', 'D', 'E♭', 'E', 'F', 'F♯', 'G', 'A♭', 'A', 'B♭', 'B'];

/** The key in words, as “D dorian”. */
export function nameOfKey({ tonicPitch, mode }: Key): string {
  return `${PITCH_NAMES[tonicPitch % 12] ?? ''} ${mode}`;
}
