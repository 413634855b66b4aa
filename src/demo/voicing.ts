// The old rule of voice leading: each voice moves as little as it can. Every placement of a chord's four upper tones within
// the range of the hands is tried, and the nearest to the chord before is taken.
import type { Chord } from './chord';
import { pitchOf } from './scales';
import type { Key } from './scales';

const LOWEST_VOICE = 52;
const HIGHEST_VOICE = 75;
/** Semitones between neighbouring voices: no clusters, no holes. */
const CLOSEST_VOICES = 2;
const WIDEST_VOICES = 9;

/** The same chords with their voices placed. */
export function voiceChords(chords: readonly Omit<Chord, 'voices'>[], key: Key): readonly Chord[] {
  let previous: readonly number[] = [];
  return chords.map((chord) => {
    const all = placements(chord.steps.slice(1).map((step) => pitchOf(key, step) % 12));
    const best = all.toSorted((a, b) => cost(a, previous) - cost(b, previous))[0];
    previous = best ?? previous;
    return { ...chord, voices: previous };
  });
}

/** All placements of the given pitch classes in the range of the hands, each ascending and playable. */
function placements(pitchClasses: readonly number[]): readonly (readonly number[])[] {
  let found: readonly (readonly number[])[] = [[]];
  for (const pitchClass of pitchClasses) {
    const lowest = LOWEST_VOICE + ((((pitchClass - LOWEST_VOICE) % 12) + 12) % 12);
    const places = [lowest, lowest + 12].filter((pitch) => pitch <= HIGHEST_VOICE);
    found = found.flatMap((voices) => places.map((place) => [...voices, place]));
  }
  return found.map((voices) => voices.toSorted((a, b) => a - b)).filter(isPlayable);
}

function isPlayable(voices: readonly number[]): boolean {
  const gaps = voices.slice(1).map((voice, index) => voice - (voices[index] ?? voice));
  return gaps.every((gap) => gap >= CLOSEST_VOICES && gap <= WIDEST_VOICES);
}

/** Semitones that the voices travel, plus a slight pull back to the middle of the range. */
function cost(voices: readonly number[], previous: readonly number[]): number {
  const middle = (LOWEST_VOICE + HIGHEST_VOICE) / 2;
  const travel = voices.reduce((sum, voice, index) => sum + Math.abs(voice - (previous[index] ?? middle)), 0);
  return travel + 0.4 * Math.abs(voices.reduce((sum, voice) => sum + voice, 0) / voices.length - middle);
}
