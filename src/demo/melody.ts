// A melody that can be remembered. A period is phrases of four bars that ask and answer: each takes up the motif (bar a),
// answers it (bars b and c) and comes to rest, open after a question, at home after an answer. Pitches are chosen one by
// one, each the cheapest of its neighbours: near an arch, in small steps, on a tone of the chord where it is heard long or
// on a beat, turning back after a leap, and, where the motif has been heard before, by the same interval as then.
import type { Chord } from './chord';
import { pick } from './random';
import type { Random } from './random';
import type { BarRhythm, MelodyRhythms } from './rhythms';
import { withinOctave } from './scales';

/** A note of the melody, in scale steps. */
export interface MelodyNote {
  /** Beats from the beginning of the period. */
  readonly beat: number;
  readonly beats: number;
  /** Scale step, 0 being the tonic of the key. */
  readonly step: number;
  /** Loudness, 0–1. */
  readonly velocity: number;
}

/** A melody to be written. */
export interface MelodyTask {
  readonly rhythms: MelodyRhythms;
  readonly beatsPerBar: number;
  /** Chord of every bar of the period, a multiple of four. */
  readonly bars: readonly Chord[];
  /** Scale step around which it moves. */
  readonly centre: number;
}

type BarName = 'a' | 'b' | 'c' | 'rest';

/** What the phrases have in common; the intervals are filled in while the first ones are written. */
interface Motif {
  readonly bars: Readonly<Record<BarName, BarRhythm>>;
  /** Interval in steps to each note that has been heard, by bar and place. */
  readonly intervals: Map<string, number>;
}

interface PhrasePlan {
  readonly bars: readonly [BarName, BarName, BarName, BarName];
  readonly isOpen: boolean;
  /** Steps that the arch rises above the centre in its middle, and where it sets out. */
  readonly rise: number;
  readonly from: number;
}

const ASKING: PhrasePlan = { bars: ['a', 'b', 'a', 'rest'], isOpen: true, rise: 4, from: 0 };
const GOING_ON: PhrasePlan = { bars: ['c', 'b', 'a', 'rest'], isOpen: true, rise: 2, from: 2 };
const ANSWERING: PhrasePlan = { bars: ['a', 'b', 'c', 'rest'], isOpen: false, rise: 3, from: 1 };

/** Phrases of a period by its length in bars. */
function plansOf(bars: number): readonly PhrasePlan[] {
  return bars === 16 ? [ASKING, GOING_ON, ASKING, ANSWERING] : [ASKING, ANSWERING];
}

/** The melody of a period. */
export function composeMelody(random: Random, task: MelodyTask): readonly MelodyNote[] {
  const { openings, answers, rests } = task.rhythms;
  const [a, b, c, rest] = [openings, answers, answers, rests].map((rhythms) => pick(random, rhythms));
  const motif: Motif = {
    bars: { a: a ?? openings[0], b: b ?? answers[0], c: c ?? answers[0], rest: rest ?? rests[0] },
    intervals: new Map(),
  };
  let heard: Heard = { step: task.centre, interval: 0 };
  return slotsOf(task, motif).map((slot) => {
    const step = nextStep(random, { slot, heard, intervals: motif.intervals });
    heard = { step, interval: step - heard.step };
    if (!motif.intervals.has(slot.name)) motif.intervals.set(slot.name, heard.interval);
    const accent = slot.isDownbeat ? 0.1 : slot.beat % 1 === 0 ? 0.04 : 0;
    const velocity = 0.6 + accent + 0.12 * slot.height + 0.1 * random();
    return { beat: slot.beat, beats: slot.beats, step, velocity };
  });
}

/** A place where a note goes. */
interface Slot {
  readonly beat: number;
  readonly beats: number;
  readonly isDownbeat: boolean;
  /** Steps that sound at rest here, within one octave. */
  readonly restful: readonly number[];
  /** Its place in the motif. */
  readonly name: string;
  /** Scale step of the arch here, and how far up the arch that is, 0–1. */
  readonly arch: number;
  readonly height: number;
}

function slotsOf({ bars, beatsPerBar, centre }: MelodyTask, motif: Motif): readonly Slot[] {
  return plansOf(bars.length).flatMap((plan, phrase) =>
    plan.bars.flatMap((name, bar) => {
      const chord = bars[4 * phrase + bar];
      let inBar = 0;
      return motif.bars[name].flatMap((length, index) => {
        const height = Math.sin((Math.PI * (bar * beatsPerBar + inBar)) / (4 * beatsPerBar));
        const isLast = name === 'rest' && index >= motif.bars.rest.length - 2 && Math.abs(length) >= 1;
        const slot: Slot = {
          beat: (4 * phrase + bar) * beatsPerBar + inBar,
          beats: Math.abs(length),
          isDownbeat: inBar === 0,
          restful: restfulSteps(chord, isLast ? plan : undefined),
          name: `${name}${index}`,
          arch: centre + plan.from + (plan.rise - plan.from) * height,
          height,
        };
        inBar += slot.beats;
        return length < 0 ? [] : [slot];
      });
    }),
  );
}

/** A question rests on any tone but the root, an answer on root, third or fifth. */
function restfulSteps(chord: Chord | undefined, ending: PhrasePlan | undefined): readonly number[] {
  if (chord === undefined) return [];
  if (ending === undefined) return chord.sung;
  const [root, ...others] = chord.steps.slice(0, 3);
  return chord.sung.filter((step) =>
    ending.isOpen ? step !== root : step === root || others.includes(step),
  );
}

/** What has been heard so far. */
interface Heard {
  readonly step: number;
  readonly interval: number;
}

interface Choice {
  readonly slot: Slot;
  readonly heard: Heard;
  readonly intervals: ReadonlyMap<string, number>;
}

/** How much chance may overrule the ear. */
const WHIM = 0.9;

function nextStep(random: Random, choice: Choice): number {
  const steps = Array.from({ length: 9 }, (_, index) => choice.heard.step + index - 4);
  const costs = steps.map((step) => cost(step, choice) + WHIM * random());
  return steps[costs.indexOf(Math.min(...costs))] ?? choice.heard.step;
}

/** How far a step is from what the ear would like next; the lowest wins. */
function cost(step: number, { slot, heard, intervals }: Choice): number {
  const interval = step - heard.step;
  const leap = Math.abs(interval);
  const isHeavy = slot.beats >= 1 || slot.beat % 1 === 0;
  const isRestful = slot.restful.includes(withinOctave(step));
  const goesOnAfterLeap = Math.abs(heard.interval) >= 3 && interval * heard.interval > 0;
  const isThirdTime = leap === 0 && heard.interval === 0;
  const away = Math.abs(step - slot.arch);
  return (
    0.4 * away +
    1.2 * Math.max(0, away - 3) +
    (leap === 0 ? 1.3 : 0.35 * (leap - 1)) +
    (isThirdTime ? 2 : 0) +
    (isHeavy && !isRestful ? 3 : 0) +
    (goesOnAfterLeap ? 1 : 0) -
    (intervals.get(slot.name) === interval ? 1.4 : 0)
  );
}

/** The same melody, sung again: turns, notes that come late or not at all, and here and there a step that leads in. */
export function vary(random: Random, melody: readonly MelodyNote[]): readonly MelodyNote[] {
  return melody.flatMap((note, index) => {
    const next = melody[index + 1];
    const previous = melody[index - 1];
    const silence = note.beat - (previous === undefined ? 0 : previous.beat + previous.beats);
    const chance = random();
    if (next !== undefined && note.beats >= 1 && chance < 0.4) return turn(note, next);
    if (note.beats >= 1.5 && chance < 0.55)
      return [{ ...note, beat: note.beat + 0.5, beats: note.beats - 0.5 }];
    if (note.beats <= 0.5 && note.beat % 1 !== 0 && chance < 0.3) return [];
    if (silence >= 1 && chance > 0.55) {
      const step = note.step + (chance > 0.8 ? 1 : -1);
      return [{ beat: note.beat - 0.5, beats: 0.5, step, velocity: note.velocity * 0.75 }, note];
    }
    return [note];
  });
}

/** A long note that leans towards the next one. */
function turn(note: MelodyNote, next: MelodyNote): readonly MelodyNote[] {
  const step = next.step + (next.step >= note.step ? 1 : -1);
  return [
    { ...note, beats: note.beats - 0.5 },
    { beat: note.beat + note.beats - 0.5, beats: 0.5, step, velocity: note.velocity * 0.8 },
  ];
}
