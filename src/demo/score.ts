// The composer: from a piece's seed to its notes. First the material, once for the whole piece (three periods of chords with
// their voices led, a melody for each), then the form, section by section, in beats; last the performance, which turns
// beats into seconds: swing, the small unevenness of hands, and an end that slows down. Chance comes from the seed only.
import type { BandEvent } from './accompaniment';
import { accompany, createGroove } from './band';
import type { Chord } from './chord';
import { FEELS } from './feels';
import type { Feel } from './feels';
import { composeHarmony } from './harmony';
import { composeMelody, vary } from './melody';
import type { MelodyNote } from './melody';
import { perform } from './performance';
import type { Note } from './performance';
import type { Part, Piece, Section, ThemeName } from './piece';
import { seededRandom } from './random';
import type { Random } from './random';
import { OCTAVE_STEPS, pitchOf } from './scales';

/** A composed piece. */
export interface Score {
  /** In order of their start. */
  readonly notes: readonly Note[];
  /** The chord of every bar. */
  readonly bars: readonly Chord[];
  /** When each section begins. */
  readonly sectionSeconds: readonly number[];
  /** From the first note to where the last one has died away. */
  readonly durationSeconds: number;
}

/** All that the sections draw on. */
interface Material {
  readonly feel: Feel;
  /** Chord of every bar of a theme's period. */
  readonly periods: Readonly<Record<ThemeName, readonly Chord[]>>;
  readonly melodies: Readonly<Record<ThemeName, readonly MelodyNote[]>>;
  readonly last: Chord;
}

/** MIDI numbers around which the themes are sung: the second one higher. */
const CENTRES: Readonly<Record<ThemeName, number>> = { a: 70, b: 74, c: 68 };

/** Composes the piece that its seed holds. */
export function composeScore(piece: Piece): Score {
  const random = seededRandom(piece.seed);
  const material = composeMaterial(random, piece);
  const sections = placeSections(piece);
  const events = sections.flatMap((placed) => playSection(random, placed, { piece, material }));
  const barCount = sections.reduce((sum, { section }) => sum + section.bars, 0);
  const bars = sections.flatMap(({ section }) => barsOf(section, material.periods[section.theme]));
  const endBeat = barCount * piece.beatsPerBar;
  const { notes, durationSeconds, secondsAt } = perform(random, piece, {
    events: [...events, ...playEnd({ piece, material, endBeat })],
    endBeat,
  });
  const sectionSeconds = sections.map(({ startBar }) => secondsAt(startBar * piece.beatsPerBar));
  return { notes, bars: [...bars, material.last], sectionSeconds, durationSeconds };
}

/** Only the beginning of a score: no note begins in the last second, and none is held beyond the end. */
export function shortenScore(score: Score, seconds: number): Score {
  if (seconds >= score.durationSeconds) return score;
  const notes = score.notes
    .filter(({ startSeconds }) => startSeconds < seconds - 1)
    .map((note) => ({
      ...note,
      durationSeconds: Math.min(note.durationSeconds, seconds - 0.1 - note.startSeconds),
    }));
  return { ...score, notes, durationSeconds: seconds };
}

function composeMaterial(random: Random, piece: Piece): Material {
  const feel = FEELS[piece.feel];
  const { periods: chords, last } = composeHarmony(random, piece.key);
  const spread = (theme: ThemeName): readonly Chord[] =>
    chords[theme].flatMap((chord) => Array.from({ length: piece.barsPerChord }, () => chord));
  const periods = { a: spread('a'), b: spread('b'), c: spread('c') };
  const sing = (theme: ThemeName): readonly MelodyNote[] =>
    composeMelody(random, {
      rhythms: feel.melody,
      beatsPerBar: piece.beatsPerBar,
      bars: periods[theme],
      centre: Math.round(((CENTRES[theme] - piece.key.tonicPitch) * OCTAVE_STEPS) / 12),
    });
  return { feel, periods, last, melodies: { a: sing('a'), b: sing('b'), c: sing('c') } };
}

/** A section and where it stands. */
interface Placed {
  readonly section: Section;
  readonly startBar: number;
}

function placeSections({ form }: Piece): readonly Placed[] {
  let startBar = 0;
  return form.map((section) => {
    const placed = { section, startBar };
    startBar += section.bars;
    return placed;
  });
}

function barsOf(section: Section, period: readonly Chord[]): readonly Chord[] {
  return Array.from({ length: section.bars }, (_, bar) => period[bar % period.length]).filter(
    (chord) => chord !== undefined,
  );
}

interface Context {
  readonly piece: Piece;
  readonly material: Material;
}

/** Energy below which a part waits for the second half of its first section. */
const LATE_ENERGY = 0.09;

/** Everything that is played in a section, in beats from the beginning of the piece. */
function playSection(random: Random, placed: Placed, { piece, material }: Context): readonly BandEvent[] {
  const { section, startBar } = placed;
  const { feel } = material;
  const chords = barsOf(section, material.periods[section.theme]);
  const half = chords.length / 2;
  const common = {
    random,
    key: piece.key,
    feel,
    groove: createGroove(random, feel),
    beatsPerBar: piece.beatsPerBar,
  };
  const halves = [0, 1].flatMap((index) => {
    const energy = section.energy - (index === 0 && section.bars >= 8 ? LATE_ENERGY : 0);
    const own = chords.slice(index * half, (index + 1) * half);
    return shift(
      accompany({ ...common, chords: own, parts: partsAt(energy, piece, feel) }),
      index * half * piece.beatsPerBar,
    );
  });
  const loud = 0.74 + 0.32 * section.energy;
  const events = [...halves, ...singSection(random, section, { piece, material })].map((event) => ({
    ...event,
    velocity: Math.min(1, event.velocity * loud),
  }));
  return shift(events, startBar * piece.beatsPerBar);
}

function partsAt(energy: number, { instruments }: Piece, { from }: Feel): ReadonlySet<Part> {
  const parts = Object.keys(from) as (keyof typeof from)[];
  return new Set(parts.filter((part) => instruments[part] !== undefined && energy >= from[part]));
}

function shift(events: readonly BandEvent[], beats: number): readonly BandEvent[] {
  return events.map((event) => ({ ...event, beat: event.beat + beats }));
}

/** The melody as the section wants it; shared, every other phrase is the answering part's. */
function singSection(random: Random, section: Section, { piece, material }: Context): readonly BandEvent[] {
  if (section.melody === 'none') return [];
  const plain = material.melodies[section.theme];
  const melody = section.melody === 'plain' ? plain : vary(random, plain);
  const phraseBeats = 4 * piece.beatsPerBar;
  return melody
    .filter(({ beat }) => beat < section.bars * piece.beatsPerBar)
    .map(({ step, ...note }) => {
      const isAnswer = section.melody === 'shared' && Math.floor((note.beat + 0.6) / phraseBeats) % 2 === 1;
      return { ...note, part: isAnswer ? 'answer' : 'melody', pitch: pitchOf(piece.key, step) };
    });
}

/** The last chord: everybody who has a pitch, let ring. */
function playEnd({ piece, material, endBeat }: Context & { endBeat: number }): readonly BandEvent[] {
  const { last } = material;
  const beats = 2 * piece.beatsPerBar;
  const ring = (part: Part, pitch: number, late: number): BandEvent => ({
    part,
    beat: endBeat + late,
    beats: beats - late,
    pitch,
    velocity: 0.5,
  });
  const root = pitchOf(piece.key, 0);
  const low = 38 + ((((root - 38) % 12) + 12) % 12);
  return [
    ring('chords', low, 0),
    ...last.voices.map((pitch, voice) => ring('chords', pitch, 0.08 + 0.12 * voice)),
    ...last.voices.map((pitch) => ring('pad', pitch, 0)),
    ring('melody', pitchOf(piece.key, last.sung.includes(2) ? 9 : 7), 0.75),
  ].filter(({ part }) => piece.instruments[part] !== undefined);
}
