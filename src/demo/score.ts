// The composer: from a piece's seed to its notes. First the material, once for the whole piece (key, three progressions
// with their voices led, two motifs), then the form, section by section, in beats; last the performance, which turns beats
// into seconds: swing, and the small unevenness of hands. Chance comes from the seed only.
import { accompany, createGroove } from './band';
import type { BandEvent, Groove } from './band';
import { composePhrase, pitchOf, voiceChords } from './harmony';
import type { Chord, Degree, Key } from './harmony';
import { composeMelody, createMotif, vary } from './melody';
import type { MelodyNote } from './melody';
import type { Part, PhraseName, Piece, Section } from './piece';
import { pick, seededRandom } from './random';
import type { NonEmpty, Random } from './random';

/** A note as it is played. */
export interface Note {
  readonly part: Part;
  readonly startSeconds: number;
  readonly durationSeconds: number;
  /** MIDI number; drums have none (0). */
  readonly pitch: number;
  /** Loudness, 0–1. */
  readonly velocity: number;
}

/** A composed piece. */
export interface Score {
  /** In order of their start. */
  readonly notes: readonly Note[];
  /** The chords, a bar each. */
  readonly chords: readonly Chord[];
  /** From the first note to the end of the last one's echo. */
  readonly durationSeconds: number;
}

/** All that the sections draw on. */
interface Material {
  readonly key: Key;
  readonly chords: Readonly<Record<PhraseName, readonly Chord[]>>;
  readonly melodies: Readonly<Record<PhraseName, readonly MelodyNote[]>>;
}

const BEATS_PER_BAR = 4;
/** Seconds after the last bar in which the last chord rings out. */
const RING_SECONDS = 2.5;
const TONICS: NonEmpty<number> = [57, 58, 60, 62, 63, 65];

/** Composes the piece that its seed holds. */
export function composeScore(piece: Piece): Score {
  const random = seededRandom(piece.seed);
  const material = composeMaterial(random, piece);
  const chords = piece.form.flatMap((section) => section.phrases.flatMap((name) => material.chords[name]));
  const beats = chords.length * BEATS_PER_BAR;
  const notes = perform(random, piece, ringOut(arrange(random, piece, material), beats));
  return { notes, chords, durationSeconds: (beats * 60) / piece.beatsPerMinute + RING_SECONDS };
}

function composeMaterial(random: Random, piece: Piece): Material {
  const key: Key = { tonicPitch: pick(random, TONICS), scale: piece.scale };
  const degrees = composeDegrees(random);
  const names: readonly PhraseName[] = ['question', 'answer', 'middle', 'end'];
  const voiced = voiceChords(key, names.flatMap((name) => degrees[name])); // prettier-ignore
  const chordsOf = (first: number, count = 4): readonly Chord[] => voiced.slice(first, first + count);
  const chords = { question: chordsOf(0), answer: chordsOf(4), middle: chordsOf(8), end: chordsOf(12) };
  return { key, chords, melodies: composeMelodies(random, chords) };
}

/** The answer starts as the question does and goes home; the middle starts elsewhere and goes elsewhere. */
function composeDegrees(random: Random): Readonly<Record<PhraseName, readonly Degree[]>> {
  const start = pick<Degree>(random, [0, 0, 5, 3]);
  const question = composePhrase(random, { start, cadence: [pick<Degree>(random, [1, 3]), 4], without: [4] });
  const second = question[1] ?? 5;
  const before = pick<Degree>(random, [4, 4, 3]);
  const answer = composePhrase(random, { start, second, cadence: [before, 0], without: [4] });
  const elsewhere = start === 3 ? 5 : 3;
  const turn = pick<Degree>(random, [1, 5]);
  const middle = composePhrase(random, { start: elsewhere, cadence: [turn, 4], without: [4, second] });
  return { question, answer, middle, end: [3, 0] };
}

function composeMelodies(random: Random, chords: Material['chords']): Material['melodies'] {
  const theme = createMotif(random, 6);
  const other = createMotif(random, 8);
  return {
    question: composeMelody(random, theme, chords.question),
    answer: composeMelody(random, theme, chords.answer),
    middle: composeMelody(random, other, chords.middle),
    end: composeMelody(random, { ...theme, bars: { ...theme.bars, b: [3, -1] } }, chords.end),
  };
}

/** Every section's events, in beats from the beginning of the piece. */
function arrange(random: Random, piece: Piece, material: Material): readonly BandEvent[] {
  let beat = 0;
  return piece.form.flatMap((section) => {
    const groove = createGroove(random);
    return section.phrases.flatMap((name) => {
      const events = playPhrase(random, { name, section, groove }, material);
      const start = beat;
      beat += material.chords[name].length * BEATS_PER_BAR;
      return events.map((event) => ({ ...event, beat: event.beat + start }));
    });
  });
}

/** Parts whose last tones sound until the end. */
const RINGING: ReadonlySet<Part> = new Set(['keys', 'pad', 'bass', 'bells', 'lead']);
/** Beats that the last tones are held beyond the last bar. */
const HELD_BEATS = 1.5;

/** Lets the last bar be one chord that rings: what would be struck again within it is left out. */
function ringOut(events: readonly BandEvent[], endBeat: number): readonly BandEvent[] {
  const lastBar = endBeat - BEATS_PER_BAR;
  return events.flatMap((event) => {
    const isSung = event.part === 'bells' || event.part === 'lead';
    if (event.beat + event.beats < lastBar + 0.5 || !RINGING.has(event.part)) return [event];
    if (event.beat > lastBar + 0.5 && !isSung) return [];
    return [{ ...event, beats: endBeat + HELD_BEATS - event.beat }];
  });
}

/** A phrase as it stands in a section. */
interface Placed {
  readonly name: PhraseName;
  readonly section: Section;
  readonly groove: Groove;
}

function playPhrase(
  random: Random,
  placed: Placed,
  { key, chords, melodies }: Material,
): readonly BandEvent[] {
  const { name, section, groove } = placed;
  const task = { random, key, chords: chords[name], groove };
  const early = section.parts.flatMap((part) => accompany(part, task));
  const half = (chords[name].length * BEATS_PER_BAR) / 2;
  const late = (section.lateParts ?? [])
    .flatMap((part) => accompany(part, task))
    .filter((event) => event.beat >= half);
  const melody = section.isVaried === true ? vary(random, melodies[name]) : melodies[name];
  const singer = section.parts.find((part) => part === 'lead' || part === 'bells');
  const sung =
    singer === undefined
      ? []
      : melody.map(({ step, ...note }) => ({ ...note, part: singer, pitch: pitchOf(key, step) }));
  return [...early, ...late, ...sung];
}

/** Seconds by which a hand may be late. */
const UNEVENNESS_SECONDS = 0.009;

/** From beats to seconds. Nothing is early, so that the piece begins with its first note. */
function perform(random: Random, piece: Piece, events: readonly BandEvent[]): readonly Note[] {
  const secondsPerBeat = 60 / piece.beatsPerMinute;
  const notes = events.map(({ beat, beats, part, pitch, velocity }): Note => {
    const late = beat === 0 ? 0 : UNEVENNESS_SECONDS * random();
    return {
      part,
      pitch,
      velocity,
      startSeconds: swing(beat, piece.swing) * secondsPerBeat + late,
      durationSeconds: beats * secondsPerBeat,
    };
  });
  return notes.toSorted((a, b) => a.startSeconds - b.startSeconds);
}

/** Bends the time within a beat so that its middle falls where the swing wants it. */
function swing(beat: number, middle: number): number {
  const whole = Math.floor(beat);
  const part = beat - whole;
  return whole + (part < 0.5 ? part * 2 * middle : middle + (part - 0.5) * 2 * (1 - middle));
}
