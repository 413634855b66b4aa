// What the parts that accompany are asked for, and what they give.
import type { Chord } from './chord';
import type { Feel } from './feels';
import type { Part } from './piece';
import type { Random } from './random';
import type { BarStrokes } from './rhythms';
import type { Key } from './scales';

/** Something a part plays. */
export interface BandEvent {
  readonly part: Part;
  /** Beats from the beginning of the stretch. */
  readonly beat: number;
  readonly beats: number;
  /** MIDI number; drums have none (0). */
  readonly pitch: number;
  /** Loudness, 0–1. */
  readonly velocity: number;
}

/** The habits of one section: chosen once, so that its bars belong together. */
export interface Groove {
  readonly chords: BarStrokes;
  readonly bass: BarStrokes;
  readonly drums: Readonly<Partial<Record<Part, BarStrokes>>>;
  /** Order in which the figure goes through the voices. */
  readonly figure: readonly number[];
}

/** A stretch of bars to accompany. */
export interface Accompaniment {
  readonly random: Random;
  readonly key: Key;
  readonly feel: Feel;
  readonly groove: Groove;
  readonly beatsPerBar: number;
  /** Chord of every bar. */
  readonly chords: readonly Chord[];
  /** Who plays in this stretch; without a bass the chords have their own. */
  readonly parts: ReadonlySet<Part>;
}

/** What a part plays in each bar, put where the bar is. */
export function eachBar(
  { chords, beatsPerBar }: Accompaniment,
  write: (chord: Chord, bar: number) => readonly BandEvent[],
): readonly BandEvent[] {
  return chords.flatMap((chord, bar) =>
    write(chord, bar).map((event) => ({ ...event, beat: event.beat + bar * beatsPerBar })),
  );
}
