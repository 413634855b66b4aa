// The little band: the habits of a section, and who plays in it.
import type { Accompaniment, BandEvent, Groove } from './accompaniment';
import { playBass } from './bass';
import { playHat, playKick, playShaker, playSnare, playSwell } from './beat';
import { playChords, playFigure, playPad } from './comping';
import type { Feel } from './feels';
import type { Part } from './piece';
import { pick } from './random';
import type { Random } from './random';

const FIGURES = [
  [0, 2, 1, 3, 2, 1, 3, 2],
  [3, 1, 2, 0, 1, 2, 3, 1],
  [0, 1, 2, 3, 1, 2, 3, 2],
  [0, 2, 3, 2, 1, 2, 3, 1],
] as const;

/** The habits of a section. */
export function createGroove(random: Random, feel: Feel): Groove {
  return {
    chords: pick(random, feel.chords),
    bass: pick(random, feel.bass),
    drums: Object.fromEntries(Object.entries(feel.drums).map(([part, bars]) => [part, pick(random, bars)])),
    figure: pick<readonly number[]>(random, FIGURES),
  };
}

const PLAYERS: Readonly<Partial<Record<Part, (task: Accompaniment) => readonly BandEvent[]>>> = {
  chords: playChords,
  pad: playPad,
  bass: playBass,
  figure: playFigure,
  kick: playKick,
  snare: playSnare,
  hat: playHat,
  shaker: playShaker,
  swell: playSwell,
};

/** Everything that is played under the singers. */
export function accompany(task: Accompaniment): readonly BandEvent[] {
  return [...task.parts].flatMap((part) => PLAYERS[part]?.(task) ?? []);
}
