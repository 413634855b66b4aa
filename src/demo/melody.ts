// A melody that can be remembered. Two bars of rhythm are the motif; a phrase plays them, repeats the first a little
// differently and comes to rest: a b a' rest. Pitches are chosen one by one, each the cheapest of its neighbours: near an
// arch that rises to the third bar, in small steps, on a tone of the chord where it is heard long or on a beat, turning
// back after a leap, and, where the motif has been heard before, by the same interval as then.
import { pick } from './random';
import type { NonEmpty, Random } from './random';
import type { Chord } from './harmony';

/** A note of the melody, in scale steps. */
export interface MelodyNote {
  /** Beats from the beginning of the phrase. */
  readonly beat: number;
  readonly beats: number;
  /** Scale step, 0 being the tonic of the key. */
  readonly step: number;
  /** Loudness, 0–1. */
  readonly velocity: number;
}

/** The rhythm of a bar: beats of its notes; a rest is negative. */
type BarRhythm = readonly number[];

/** What a section's phrases have in common, filled in while the first is written. */
export interface Motif {
  readonly bars: Readonly<Record<'a' | 'b' | 'rest', BarRhythm>>;
  /** Interval in steps to each note that has been heard, by bar and place. */
  readonly intervals: Map<string, number>;
  /** Scale step around which it moves. */
  readonly centre: number;
}

const OPENINGS: NonEmpty<BarRhythm> = [
  [1.5, 0.5, 1, 1],
  [1, 0.5, 0.5, 2],
  [-0.5, 0.5, 0.5, 0.5, 1, 1],
  [0.5, 0.5, 1, 1.5, 0.5],
  [-1, 0.5, 0.5, 1.5, 0.5],
];
const ANSWERS: NonEmpty<BarRhythm> = [
  [2, 0.5, 0.5, -1],
  [1.5, 1.5, -1],
  [0.5, 1, 1.5, -1],
  [1, 1, 1.5, -0.5],
  [-0.5, 1, 0.5, 1, -1],
];
const RESTS: NonEmpty<BarRhythm> = [
  [1, 2, -1],
  [0.5, 0.5, 2, -1],
  [0.5, 2.5, -1],
];
const BAR_NAMES = ['a', 'b', 'a', 'rest'] as const;
const BEATS_PER_BAR = 4;
/** Steps that the arch rises above the centre. */
const ARCH = 4;

/** A new motif around a scale step. */
export function createMotif(random: Random, centre: number): Motif {
  const bars = { a: pick(random, OPENINGS), b: pick(random, ANSWERS), rest: pick(random, RESTS) };
  return { bars, intervals: new Map(), centre };
}

interface Slot {
  readonly beat: number;
  readonly beats: number;
  /** Steps that sound at rest here, within one octave. */
  readonly restful: readonly number[];
  /** Its place in the motif. */
  readonly name: string;
}

/** The places of a phrase where a note goes. */
function slotsOf(motif: Motif, chords: readonly Chord[]): readonly Slot[] {
  return chords.flatMap((chord, bar) => {
    const name = BAR_NAMES[bar % BAR_NAMES.length] ?? 'rest';
    let beat = bar * BEATS_PER_BAR;
    return motif.bars[name].flatMap((length, index) => {
      const isLast = bar === chords.length - 1 && Math.abs(length) >= 2;
      const restful = isLast ? chord.steps.slice(0, 3) : chord.steps; // a phrase ends on root, third or fifth
      const slot: Slot = { beat, beats: Math.abs(length), restful, name: `${name}${index}` };
      beat += slot.beats;
      return length < 0 ? [] : [slot];
    });
  });
}

/** What has been heard so far. */
interface Heard {
  readonly step: number;
  readonly interval: number;
}

/** How far a step is from what the ear would like next; the lowest wins. */
function cost(step: number, slot: Slot, { heard, motif }: { heard: Heard; motif: Motif }): number {
  const interval = step - heard.step;
  const leap = Math.abs(interval);
  const arch = motif.centre + ARCH * Math.sin((Math.PI * slot.beat) / 16);
  const isHeavy = slot.beats >= 1 || slot.beat % 1 === 0;
  const isRestful = slot.restful.includes(((step % 7) + 7) % 7);
  const goesOnAfterLeap = Math.abs(heard.interval) >= 3 && interval * heard.interval > 0;
  return (
    0.4 * Math.abs(step - arch) +
    (leap === 0 ? 1.3 : 0.35 * (leap - 1)) +
    (isHeavy && !isRestful ? 3 : 0) +
    (goesOnAfterLeap ? 1 : 0) -
    (motif.intervals.get(slot.name) === interval ? 1.4 : 0)
  );
}

/** How much chance may overrule the ear. */
const WHIM = 0.9;

/** The melody of one phrase over its chords, a chord a bar. Remembers in the motif what it wrote. */
export function composeMelody(random: Random, motif: Motif, chords: readonly Chord[]): readonly MelodyNote[] {
  let heard: Heard = { step: motif.centre, interval: 0 };
  return slotsOf(motif, chords).map((slot) => {
    const steps = Array.from({ length: 9 }, (_, index) => heard.step + index - 4);
    const costs = steps.map((step) => cost(step, slot, { heard, motif }) + WHIM * random());
    const step = steps[costs.indexOf(Math.min(...costs))] ?? heard.step;
    heard = { step, interval: step - heard.step };
    if (!motif.intervals.has(slot.name)) motif.intervals.set(slot.name, heard.interval);
    const accent = slot.beat % BEATS_PER_BAR === 0 ? 0.12 : slot.beat % 1 === 0 ? 0.05 : 0;
    return { beat: slot.beat, beats: slot.beats, step, velocity: 0.66 + accent + 0.12 * random() };
  });
}

/** The same melody, sung again: some long notes end in a turn towards the next one, some short ones lean on it. */
export function vary(random: Random, melody: readonly MelodyNote[]): readonly MelodyNote[] {
  return melody.flatMap((note, index) => {
    const next = melody[index + 1];
    if (next === undefined || note.beats < 1 || random() < 0.35) return [note];
    const step = next.step + (next.step >= note.step ? 1 : -1);
    const turn: MelodyNote = {
      beat: note.beat + note.beats - 0.5,
      beats: 0.5,
      step,
      velocity: note.velocity * 0.8,
    };
    return [{ ...note, beats: note.beats - 0.5 }, turn];
  });
}
