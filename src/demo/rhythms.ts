// Rhythms as data. A melody's bar is a list of lengths in beats, a rest negative; an accompaniment's bar is a list of strokes.
import type { NonEmpty } from './random';

/** The lengths of a melody's notes in a bar, in beats; a rest is negative. */
export type BarRhythm = readonly number[];

/** What a melody is made of: bars that open, bars that answer, bars that come to rest. */
export interface MelodyRhythms {
  readonly openings: NonEmpty<BarRhythm>;
  readonly answers: NonEmpty<BarRhythm>;
  readonly rests: NonEmpty<BarRhythm>;
}

/** Where the hand comes down in a bar, for how long, and how hard (0–1). */
export type Stroke = readonly [beat: number, beats: number, velocity: number];

/** The strokes of a bar. */
export type BarStrokes = readonly Stroke[];

/** Melodies that flow, in bars of four. */
export const FLOWING: MelodyRhythms = {
  openings: [
    [1.5, 0.5, 1, 1],
    [1, 0.5, 0.5, 2],
    [-0.5, 0.5, 0.5, 0.5, 1, 1],
    [0.5, 0.5, 1, 1.5, 0.5],
    [-1, 0.5, 0.5, 1.5, 0.5],
    [1.5, 1.5, 1],
  ],
  answers: [
    [2, 0.5, 0.5, -1],
    [1.5, 1.5, -1],
    [0.5, 1, 1.5, -1],
    [1, 1, 1.5, -0.5],
    [-0.5, 1, 0.5, 1, -1],
    [2.5, 0.5, -1],
  ],
  rests: [
    [1, 2, -1],
    [0.5, 0.5, 2, -1],
    [0.5, 2.5, -1],
    [1.5, 1.5, -1],
  ],
};

/** Melodies with room around every note, in bars of four. */
export const SPARSE: MelodyRhythms = {
  openings: [
    [2, 2],
    [-1, 1, 2],
    [1, 3],
    [3, 1],
    [1, 1, 2],
  ],
  answers: [
    [2, -2],
    [3, -1],
    [-1, 2, -1],
    [1, 2, -1],
  ],
  rests: [
    [3, -1],
    [1, 2, -1],
    [-1, 3],
  ],
};

/** Melodies that skip between the beats, in bars of four. */
export const SYNCOPATED: MelodyRhythms = {
  openings: [
    [0.5, 1, 1, 1.5],
    [-0.5, 1, 1, 0.5, 1],
    [1.5, 1, 1.5],
    [-0.5, 0.5, 1, 0.5, 1.5],
    [0.5, 0.5, 0.5, 1, 1.5],
  ],
  answers: [
    [1.5, 1.5, -1],
    [-0.5, 1.5, 1, -1],
    [0.5, 1, 1, -1.5],
    [2.5, -1.5],
  ],
  rests: [
    [0.5, 2.5, -1],
    [1.5, 1.5, -1],
    [-0.5, 2.5, -1],
  ],
};

/** Melodies that turn, in bars of three. */
export const TURNING: MelodyRhythms = {
  openings: [
    [2, 1],
    [1, 1, 1],
    [1.5, 0.5, 1],
    [1, 0.5, 0.5, 1],
    [0.5, 0.5, 1, 1],
  ],
  answers: [
    [2, -1],
    [1.5, 1.5],
    [1, 2],
    [-1, 1, 1],
  ],
  rests: [[3], [2, -1], [1, 1, -1]],
};
