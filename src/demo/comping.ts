// Chords under a melody: struck, broken or rolled by the hands; held by the pad; taken apart by the figure.
import { eachBar } from './accompaniment';
import type { Accompaniment, BandEvent } from './accompaniment';
import type { Chord } from './chord';
import type { Random } from './random';
import { pitchOf } from './scales';
import type { Key } from './scales';

/** Beats between the fingers of a struck and of a rolled chord. */
const STRUCK_BEATS = 0.02;
const ROLLED_BEATS = 0.16;

/** The hands, in the manner of the feel; where there is no bass they play the root too. */
export function playChords(task: Accompaniment): readonly BandEvent[] {
  return eachBar(task, (chord, bar) => [...leftHand(task, chord, bar), ...rightHand(task, chord)]);
}

/** The root, an octave above the bass, where the harmony changes. */
function leftHand(
  { key, parts, chords, beatsPerBar }: Accompaniment,
  chord: Chord,
  bar: number,
): readonly BandEvent[] {
  if (parts.has('bass') || chords[bar - 1]?.degree === chord.degree) return [];
  return [{ part: 'chords', beat: 0, beats: beatsPerBar - 0.1, pitch: lowRoot(key, chord), velocity: 0.56 }];
}

function lowRoot(key: Key, { degree }: Chord): number {
  return 40 + ((((pitchOf(key, degree) - 40) % 12) + 12) % 12);
}

function rightHand({ random, feel, groove }: Accompaniment, { voices }: Chord): readonly BandEvent[] {
  // A stroke now and then stays away, but never the first.
  const strokes = groove.chords.filter((_, index) => index === 0 || random() > 0.14);
  if (feel.touch === 'broken') {
    const order = random() < 0.5 ? [0, 2, 1, 3, 2, 1] : [0, 1, 2, 3, 1, 2];
    return strokes.flatMap(([beat, beats, velocity], index) => {
      const both = index === 0 ? [voices[0] ?? 60, voices[2] ?? 67] : [voices[order[index] ?? 0] ?? 60];
      return both.map((pitch) => ({
        part: 'chords' as const,
        beat,
        beats,
        pitch,
        velocity: velocity * (0.88 + 0.24 * random()),
      }));
    });
  }
  const apart = feel.touch === 'rolled' ? ROLLED_BEATS : STRUCK_BEATS;
  return strokes.flatMap(([beat, beats, velocity]) =>
    someOf(voices, random).map((pitch, voice) => ({
      part: 'chords' as const,
      beat: beat + voice * apart,
      beats: beats - voice * apart,
      pitch,
      velocity: velocity * (0.86 + 0.24 * random()),
    })),
  );
}

/** All fingers, or without the lowest or the highest. */
function someOf(voices: readonly number[], random: Random): readonly number[] {
  const chance = random();
  if (chance < 0.14) return voices.slice(1);
  return chance > 0.9 ? voices.slice(0, -1) : voices;
}

/** The same voices held; a tone that the next chord has too is bound over, not struck again. */
export function playPad({ chords, beatsPerBar }: Accompaniment): readonly BandEvent[] {
  return chords.flatMap((chord, bar) =>
    chord.voices.flatMap((pitch) => {
      if (chords[bar - 1]?.voices.includes(pitch) === true) return [];
      const rest = chords.slice(bar).findIndex((later) => !later.voices.includes(pitch));
      const bars = rest === -1 ? chords.length - bar : rest;
      return [
        { part: 'pad', beat: bar * beatsPerBar, beats: bars * beatsPerBar, pitch, velocity: 0.6 },
      ] as const;
    }),
  );
}

/** Single tones through the voices, an octave up; chance leaves holes. */
export function playFigure(task: Accompaniment): readonly BandEvent[] {
  const { random, feel, groove, beatsPerBar } = task;
  const count = beatsPerBar / feel.figureBeats;
  return eachBar(task, (chord) =>
    Array.from({ length: count }, (_, index) => index).flatMap((index): BandEvent[] => {
      if (index > 0 && random() < 0.22) return [];
      const pitch = (chord.voices[groove.figure[index % groove.figure.length] ?? 0] ?? 60) + 12;
      const velocity = (index === 0 ? 0.5 : 0.38) + 0.16 * random();
      return [{ part: 'figure', beat: index * feel.figureBeats, beats: feel.figureBeats, pitch, velocity }];
    }),
  );
}
