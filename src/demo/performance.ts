// From beats to seconds: swing, an end that slows down, and hands that are never quite together.
import type { BandEvent } from './accompaniment';
import type { Part, Piece } from './piece';
import type { Random } from './random';

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

/** Seconds by which a hand may be late. */
const UNEVENNESS_SECONDS = 0.009;
/** Beats before the last chord in which the tempo falls, and by how much in the end. */
const SLOWING_BEATS = 8;
const SLOWING = 0.22;
/** Seconds after the last chord in which it dies away. */
const RING_SECONDS = 6.5;

/** What is to be performed. */
export interface Performance {
  readonly events: readonly BandEvent[];
  /** The beat of the last chord. */
  readonly endBeat: number;
}

/** The notes in seconds. Nothing is early, so that the piece begins with its first note. */
export function perform(
  random: Random,
  piece: Piece,
  { events, endBeat }: Performance,
): { notes: readonly Note[]; durationSeconds: number; secondsAt: (beat: number) => number } {
  const secondsPerBeat = 60 / piece.beatsPerMinute;
  const secondsAt = (beat: number): number => secondsPerBeat * slow(swing(beat, piece.swing), endBeat);
  const durationSeconds = secondsAt(endBeat) + RING_SECONDS;
  const notes = events.map(({ beat, beats, part, pitch, velocity }): Note => {
    const late = beat === 0 ? 0 : UNEVENNESS_SECONDS * random();
    const startSeconds = secondsAt(beat) + late;
    const endSeconds = Math.min(secondsAt(beat + beats), durationSeconds - 0.1);
    return { part, pitch, velocity, startSeconds, durationSeconds: Math.max(0, endSeconds - startSeconds) };
  });
  return { notes: notes.toSorted((a, b) => a.startSeconds - b.startSeconds), durationSeconds, secondsAt };
}

/** Bends the time within a beat so that its middle falls where the swing wants it. */
function swing(beat: number, middle: number): number {
  const whole = Math.floor(beat);
  const part = beat - whole;
  return whole + (part < 0.5 ? part * 2 * middle : middle + (part - 0.5) * 2 * (1 - middle));
}

/** Stretches the last beats, more and more; the tempo is continuous. */
function slow(beat: number, endBeat: number): number {
  const into = Math.max(0, beat - (endBeat - SLOWING_BEATS));
  if (into <= SLOWING_BEATS) return beat + (SLOWING * into * into) / (2 * SLOWING_BEATS);
  return beat + SLOWING * (into - SLOWING_BEATS / 2);
}
