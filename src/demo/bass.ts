// The bass: roots on the strokes of its groove, fifths, and steps that lead into the next chord.
import type { Accompaniment, BandEvent } from './accompaniment';
import { eachBar } from './accompaniment';
import type { Chord } from './chord';
import { pitchOf } from './scales';
import type { Key } from './scales';

/** MIDI number of the lowest tone, 51.9 Hz: about the lowest that small speakers still tell. */
const LOWEST = 32;

/** Everything that the bass plays under a stretch of bars. */
export function playBass(task: Accompaniment): readonly BandEvent[] {
  return task.feel.bassStyle === 'walking' ? walk(task) : stroke(task);
}

/** A scale step's lowest place on the bass. */
function bassPitch(key: Key, step: number): number {
  return LOWEST + ((((pitchOf(key, step) - LOWEST) % 12) + 12) % 12);
}

/** The place of a step nearest to a pitch, not below the bass. */
function nearest(key: Key, step: number, to: number): number {
  const low = bassPitch(key, step);
  return Math.abs(low + 12 - to) < Math.abs(low - to) ? low + 12 : low;
}

function stroke(task: Accompaniment): readonly BandEvent[] {
  const { key, feel, random, groove, beatsPerBar } = task;
  return eachBar(task, (chord, bar) => {
    const root = bassPitch(key, chord.degree);
    const fifth = nearest(key, chord.degree + 4, root);
    const isOddBar = bar % 2 === 1;
    const strokes = groove.bass.map(([beat, beats, velocity], index): BandEvent => {
      const isTurned = feel.bassStyle === 'turns' && (groove.bass.length === 1 ? isOddBar : index >= 2);
      const isFifth = isTurned || (feel.bassStyle === 'strokes' && index > 0 && random() < 0.35);
      return { part: 'bass', beat, beats, pitch: isFifth ? fifth : root, velocity };
    });
    const next = task.chords[bar + 1];
    if (feel.bassStyle === 'long' || next === undefined || next.degree === chord.degree) return strokes;
    const leading = { beat: beatsPerBar - 0.5, beats: 0.45, pitch: leadIn(key, root, next), velocity: 0.48 };
    return [...strokes.filter(({ beat }) => beat < leading.beat), { part: 'bass', ...leading }];
  });
}

/** The step of the scale beside the next root, on the side that the bass comes from. */
function leadIn(key: Key, from: number, next: Chord): number {
  const root = bassPitch(key, next.degree);
  return nearest(key, next.degree + (from > root ? 1 : -1), root);
}

/** A tone on every beat: the root, tones of the chord or of the scale between, and last a step from the next root. */
function walk(task: Accompaniment): readonly BandEvent[] {
  const { key, random, groove } = task;
  let at = bassPitch(key, task.chords[0]?.degree ?? 0);
  return eachBar(task, (chord, bar) => {
    const next = task.chords[bar + 1] ?? chord;
    const isSame = task.chords[bar - 1]?.degree === chord.degree;
    return groove.bass.map(([beat, beats, velocity], index): BandEvent => {
      const isLast = index === groove.bass.length - 1;
      if (index === 0) at = nearest(key, chord.degree + (isSame ? 4 : 0), at);
      else if (isLast && next.degree !== chord.degree) at = leadIn(key, at, next);
      else at = nearest(key, chord.degree + ([1, 2, 4][Math.floor(3 * random())] ?? 4), at);
      return { part: 'bass', beat, beats, pitch: at, velocity: velocity * (0.94 + 0.1 * random()) };
    });
  });
}
