// How a piece goes on: its sections, each with a theme and with how much is going on. Energy rises and falls like breath,
// never by leaps, and nothing comes back quite as it was.
import type { Section } from './piece';

type Row = readonly [theme: Section['theme'], bars: number, energy: number, melody: Section['melody']];

const form = (...rows: readonly Row[]): readonly Section[] =>
  rows.map(([theme, bars, energy, melody]) => ({ theme, bars, energy, melody }));

/** Intro, verse and chorus, a breath in the middle, and out. 68 bars. */
export const SONG = form(
  ['a', 4, 0.25, 'none'],
  ['a', 8, 0.5, 'plain'],
  ['a', 8, 0.6, 'varied'],
  ['b', 8, 0.72, 'plain'],
  ['a', 8, 0.66, 'shared'],
  ['c', 8, 0.34, 'none'],
  ['b', 8, 0.82, 'varied'],
  ['a', 8, 0.62, 'varied'],
  ['a', 8, 0.22, 'none'],
);

/** Like a song that takes its time: the middle part twice. 60 bars. */
export const EVENING = form(
  ['a', 4, 0.2, 'none'],
  ['a', 8, 0.45, 'plain'],
  ['b', 8, 0.6, 'plain'],
  ['a', 8, 0.55, 'shared'],
  ['c', 8, 0.3, 'plain'],
  ['c', 8, 0.5, 'varied'],
  ['b', 8, 0.75, 'varied'],
  ['a', 8, 0.3, 'varied'],
);

/** A round dance of sixteen bars a time. 104 bars. */
export const ROUND = form(
  ['a', 8, 0.25, 'none'],
  ['a', 16, 0.42, 'plain'],
  ['b', 16, 0.6, 'plain'],
  ['a', 16, 0.7, 'varied'],
  ['c', 16, 0.36, 'shared'],
  ['b', 16, 0.78, 'varied'],
  ['a', 16, 0.3, 'shared'],
);

/** Strolls: sixteen bars a time, with a light step. 88 bars. */
export const STROLL = form(
  ['a', 8, 0.3, 'none'],
  ['a', 16, 0.55, 'plain'],
  ['b', 16, 0.66, 'plain'],
  ['a', 16, 0.76, 'shared'],
  ['c', 8, 0.34, 'none'],
  ['b', 16, 0.8, 'varied'],
  ['a', 8, 0.25, 'varied'],
);

/** Tides: no beat to hold on to, two swells. 50 bars. */
export const TIDES = form(
  ['a', 6, 0.18, 'none'],
  ['a', 8, 0.36, 'plain'],
  ['b', 8, 0.56, 'plain'],
  ['c', 8, 0.4, 'none'],
  ['a', 8, 0.62, 'shared'],
  ['b', 8, 0.46, 'varied'],
  ['a', 4, 0.16, 'none'],
);

/** One long arch up to the last third and down again. 76 bars. */
export const ARCH = form(
  ['a', 8, 0.24, 'none'],
  ['a', 8, 0.38, 'plain'],
  ['b', 8, 0.5, 'none'],
  ['a', 8, 0.6, 'varied'],
  ['c', 8, 0.52, 'plain'],
  ['b', 8, 0.72, 'plain'],
  ['a', 8, 0.86, 'shared'],
  ['b', 8, 0.6, 'varied'],
  ['c', 4, 0.34, 'none'],
  ['a', 8, 0.24, 'varied'],
);
