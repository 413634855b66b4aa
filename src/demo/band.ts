// What everybody but the singer plays: given the chords of a phrase, each part writes its events, in beats. A bar's chord
// holds for four beats.
import { pick } from './random';
import type { NonEmpty, Random } from './random';
import type { Chord, Key } from './harmony';
import { pitchOf } from './harmony';
import type { Part } from './piece';

/** Something a part plays. */
export interface BandEvent {
  readonly part: Part;
  /** Beats from the beginning of the phrase. */
  readonly beat: number;
  readonly beats: number;
  /** MIDI number; drums have none (0). */
  readonly pitch: number;
  /** Loudness, 0–1. */
  readonly velocity: number;
}

/** Where the hand comes down in a bar, and how. */
type Stroke = readonly [beat: number, beats: number, velocity: number];

/** The habits of one section: chosen once, so that its bars belong together. */
export interface Groove {
  readonly keys: readonly Stroke[];
  readonly bass: readonly Stroke[];
  readonly kick: readonly Stroke[];
  /** Order in which the plucked part goes through the voices. */
  readonly pluck: readonly number[];
}

const BEATS_PER_BAR = 4;

const KEYS: NonEmpty<readonly Stroke[]> = [
  [[0, 2.3, 0.72], [2.5, 1.4, 0.55]],
  [[0, 1.4, 0.7], [1.5, 2.3, 0.58]],
  [[0, 3, 0.7], [3.5, 0.45, 0.42]],
]; // prettier-ignore
const BASS: NonEmpty<readonly Stroke[]> = [
  [[0, 1.4, 0.8], [1.5, 0.9, 0.6], [2.5, 0.9, 0.68]],
  [[0, 2.2, 0.8], [2.5, 0.9, 0.66]],
  [[0, 1.4, 0.8], [2, 1.2, 0.66]],
]; // prettier-ignore
const KICK: NonEmpty<readonly Stroke[]> = [
  [[0, 0, 0.9], [2.5, 0, 0.7]],
  [[0, 0, 0.9], [1.5, 0, 0.5], [2.5, 0, 0.72]],
  [[0, 0, 0.9], [2, 0, 0.68], [3.5, 0, 0.42]],
]; // prettier-ignore
const PLUCK: NonEmpty<readonly number[]> = [
  [0, 2, 1, 3, 2, 1, 3, 2],
  [3, 1, 2, 0, 1, 2, 3, 1],
  [0, 1, 2, 3, 1, 2, 3, 2],
];

/** The habits of a section. */
export function createGroove(random: Random): Groove {
  return {
    keys: pick(random, KEYS),
    bass: pick(random, BASS),
    kick: pick(random, KICK),
    pluck: pick(random, PLUCK),
  };
}

/** A phrase to accompany. */
export interface Accompaniment {
  readonly random: Random;
  readonly key: Key;
  readonly chords: readonly Chord[];
  readonly groove: Groove;
}

type Player = (task: Accompaniment) => readonly BandEvent[];

/** Everything that one part plays under a phrase; singers play nothing here. */
export function accompany(part: Part, task: Accompaniment): readonly BandEvent[] {
  return PLAYERS[part]?.(task) ?? [];
}

/** What a part plays in a bar, put where the bar is. */
function eachBar(
  task: Accompaniment,
  write: (chord: Chord, bar: number) => readonly BandEvent[],
): readonly BandEvent[] {
  return task.chords.flatMap((chord, bar) =>
    write(chord, bar).map((event) => ({ ...event, beat: event.beat + bar * BEATS_PER_BAR })),
  );
}

/** Chords struck from the lowest voice up, a little apart as fingers are. */
const playKeys: Player = (task) =>
  eachBar(task, (chord) =>
    task.groove.keys.flatMap(([beat, beats, velocity]) =>
      chord.voices.map((pitch, voice) => {
        const strum = voice * 0.025;
        return {
          part: 'keys',
          beat: beat + strum,
          beats: beats - strum,
          pitch,
          velocity: velocity * (0.88 + 0.24 * task.random()),
        };
      }),
    ),
  );

/** The same voices held for the bar; a tone that the next chord has too is bound over, not struck again. */
const playPad: Player = ({ chords }) =>
  chords.flatMap((chord, bar) =>
    chord.voices.flatMap((pitch) => {
      if (chords[bar - 1]?.voices.includes(pitch) === true) return [];
      const rest = chords.slice(bar).findIndex((later) => !later.voices.includes(pitch));
      const bars = rest === -1 ? chords.length - bar : rest;
      return [
        { part: 'pad', beat: bar * BEATS_PER_BAR, beats: bars * BEATS_PER_BAR, pitch, velocity: 0.6 },
      ] as const;
    }),
  );

/** MIDI number of the A of 55 Hz: about the lowest that small speakers still tell. */
const LOWEST_BASS = 33;

/** A scale step's lowest place on the bass. */
function bassPitch(key: Key, step: number): number {
  return LOWEST_BASS + ((((pitchOf(key, step) - LOWEST_BASS) % 12) + 12) % 12);
}

/** The step of the scale beside the next root, on the side that the bass comes from, as near to it as it lies. */
function leadingPitch(key: Key, { degree }: Chord, root: number): number {
  const next = bassPitch(key, degree);
  const beside = bassPitch(key, degree + (root > next ? 1 : -1));
  return [beside - 12, beside, beside + 12].find((pitch) => Math.abs(pitch - next) <= 2) ?? beside;
}

/** The root on the strokes of the groove, the fifth now and then, and a step that leads into the next chord. */
const playBass: Player = (task) =>
  eachBar(task, (chord, bar) => {
    const root = bassPitch(task.key, chord.degree);
    const strokes = task.groove.bass.map(([beat, beats, velocity], index): BandEvent => {
      const isFifth = index > 0 && task.random() < 0.35;
      return { part: 'bass', beat, beats, pitch: root + (isFifth ? 7 : 0), velocity };
    });
    const next = task.chords[bar + 1];
    if (next === undefined) return strokes;
    return [
      ...strokes,
      { part: 'bass', beat: 3.5, beats: 0.45, pitch: leadingPitch(task.key, next, root), velocity: 0.5 },
    ];
  });

/** A drum's stroke with a human's unevenness. */
function hit(part: Part, random: Random, [beat, , velocity]: Stroke): BandEvent {
  return { part, beat, beats: 0, pitch: 0, velocity: velocity * (0.9 + 0.2 * random()) };
}

const playKick: Player = (task) =>
  eachBar(task, () => task.groove.kick.map((stroke) => hit('kick', task.random, stroke)));

/** Two and four, a ghost now and then, a small fill where the phrase ends. */
const playSnare: Player = (task) =>
  eachBar(task, (_, bar) => {
    const strokes: Stroke[] = [[1, 0, 0.72], [3, 0, 0.76]]; // prettier-ignore
    if (task.random() < 0.4) strokes.push([2.75, 0, 0.22]);
    if (bar === task.chords.length - 1) strokes.push([3.5, 0, 0.36], [3.75, 0, 0.5]);
    return strokes.map((stroke) => hit('snare', task.random, stroke));
  });

const playHat: Player = (task) =>
  eachBar(task, () =>
    Array.from({ length: 8 }, (_, eighth) => eighth / 2)
      .filter((beat) => beat % 1 === 0 || task.random() < 0.85)
      .map((beat) => hit('hat', task.random, [beat, 0, beat % 1 === 0 ? 0.42 : 0.62])),
  );

const playShaker: Player = (task) =>
  eachBar(task, () =>
    Array.from({ length: 16 }, (_, sixteenth) =>
      hit('shaker', task.random, [sixteenth / 4, 0, [0.5, 0.2, 0.36, 0.22][sixteenth % 4] ?? 0]),
    ),
  );

/** Eighths through the voices, an octave up; chance leaves holes. */
const playPluck: Player = (task) =>
  eachBar(task, (chord) =>
    task.groove.pluck.flatMap((voice, eighth): BandEvent[] => {
      if (eighth > 0 && task.random() < 0.22) return [];
      const pitch = (chord.voices[voice] ?? 60) + 12;
      return [{ part: 'pluck', beat: eighth / 2, beats: 0.5, pitch, velocity: 0.4 + 0.2 * task.random() }];
    }),
  );

const PLAYERS: Readonly<Partial<Record<Part, Player>>> = {
  keys: playKeys,
  pad: playPad,
  bass: playBass,
  kick: playKick,
  snare: playSnare,
  hat: playHat,
  shaker: playShaker,
  pluck: playPluck,
};
