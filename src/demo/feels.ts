// Manners of playing together: which rhythms each part draws on, how the bass walks, what the drums do, and from how much
// energy on each part is there at all.
import type { FeelName, Part } from './piece';
import type { NonEmpty } from './random';
import { FLOWING, SPARSE, SYNCOPATED, TURNING } from './rhythms';
import type { BarStrokes, MelodyRhythms } from './rhythms';

/** How the bass goes: long roots, a few strokes, root and fifth in turns, or a tone on every beat. */
export type BassStyle = 'long' | 'strokes' | 'turns' | 'walking';

/** A manner of playing together. */
export interface Feel {
  readonly melody: MelodyRhythms;
  /** Chords: struck, broken from the lowest voice up, or rolled and left to ring. */
  readonly touch: 'struck' | 'broken' | 'rolled';
  readonly chords: NonEmpty<BarStrokes>;
  readonly bassStyle: BassStyle;
  readonly bass: NonEmpty<BarStrokes>;
  /** Strokes of each drum; the feel's drums choose one a section. */
  readonly drums: Readonly<Partial<Record<'kick' | 'snare' | 'hat' | 'shaker', NonEmpty<BarStrokes>>>>;
  /** Beats between the notes of the figure. */
  readonly figureBeats: 0.5 | 1;
  /** Energy from which on a part plays. */
  readonly from: Readonly<Record<Exclude<Part, 'melody' | 'answer'>, number>>;
}

/** Strokes at even distances: the first is the strongest, every other one is light. */
function even(count: number, beats: number, [strong, light]: readonly [number, number]): BarStrokes {
  return Array.from({ length: count }, (_, index) => [index * beats, 0, index % 2 === 0 ? strong : light]);
}

const ENTRIES: Feel['from'] = {
  pad: 0,
  chords: 0.12,
  bass: 0.34,
  hat: 0.42,
  kick: 0.45,
  snare: 0.5,
  shaker: 0.64,
  figure: 0.68,
  swell: 0.5,
};

const SHAKER_SIXTEENTHS: BarStrokes = Array.from({ length: 16 }, (_, index) => [
  index / 4,
  0,
  [0.5, 0.2, 0.36, 0.24][index % 4] ?? 0,
]);

/** Every manner by its name. */
export const FEELS: Readonly<Record<FeelName, Feel>> = {
  lofi: {
    melody: FLOWING,
    touch: 'struck',
    chords: [
      [[0, 2.3, 0.72], [2.5, 1.4, 0.55]],
      [[0, 1.4, 0.7], [1.5, 2.3, 0.58]],
      [[0, 3, 0.7], [3.5, 0.45, 0.42]],
      [[0, 0.9, 0.66], [1.5, 0.9, 0.5], [2.5, 1.4, 0.56]],
    ],
    bassStyle: 'strokes',
    bass: [
      [[0, 1.4, 0.8], [1.5, 0.9, 0.6], [2.5, 0.9, 0.68]],
      [[0, 2.2, 0.8], [2.5, 0.9, 0.66]],
      [[0, 1.4, 0.8], [2, 1.2, 0.66]],
    ],
    drums: {
      kick: [
        [[0, 0, 0.9], [2.5, 0, 0.7]],
        [[0, 0, 0.9], [1.5, 0, 0.5], [2.5, 0, 0.72]],
        [[0, 0, 0.9], [2, 0, 0.68], [3.5, 0, 0.42]],
      ],
      snare: [[[1, 0, 0.72], [3, 0, 0.76]]],
      hat: [even(8, 0.5, [0.42, 0.6]), even(8, 0.5, [0.55, 0.38])],
      shaker: [SHAKER_SIXTEENTHS],
    },
    figureBeats: 0.5,
    from: ENTRIES,
  },
  bossa: {
    melody: SYNCOPATED,
    touch: 'struck',
    chords: [
      [[0, 1.3, 0.66], [1.5, 1.3, 0.58], [3, 0.9, 0.6]],
      [[0.5, 1.3, 0.58], [2, 0.9, 0.62], [3.5, 0.45, 0.52]],
      [[0, 0.9, 0.64], [1, 0.45, 0.46], [2.5, 1.3, 0.6]],
    ],
    bassStyle: 'turns',
    bass: [[[0, 1.4, 0.78], [1.5, 0.45, 0.5], [2, 1.4, 0.7], [3.5, 0.45, 0.5]]],
    drums: {
      kick: [[[0, 0, 0.62], [1.5, 0, 0.34], [2, 0, 0.56], [3.5, 0, 0.34]]],
      snare: [
        [[0, 0, 0.55], [1.5, 0, 0.5], [3, 0, 0.55]],
        [[1, 0, 0.52], [2.5, 0, 0.52]],
      ],
      shaker: [even(8, 0.5, [0.5, 0.34])],
    },
    figureBeats: 1,
    from: { ...ENTRIES, bass: 0.28, shaker: 0.4, snare: 0.56 },
  },
  waltz: {
    melody: TURNING,
    touch: 'struck',
    chords: [
      [[1, 0.9, 0.52], [2, 0.9, 0.46]],
      [[0, 0.45, 0.4], [1, 1.9, 0.52]],
      [[1, 0.45, 0.5], [1.5, 0.45, 0.36], [2, 0.9, 0.46]],
    ],
    bassStyle: 'turns',
    bass: [[[0, 2.4, 0.76]]],
    drums: {
      snare: [[[1, 0, 0.34], [2, 0, 0.42]], [[0, 0, 0.3], [1, 0, 0.36], [2, 0, 0.4]]],
      shaker: [even(6, 0.5, [0.4, 0.24])],
    },
    figureBeats: 0.5,
    from: { ...ENTRIES, bass: 0.26, snare: 0.5, figure: 0.56 },
  },
  drift: {
    melody: SPARSE,
    touch: 'rolled',
    chords: [[[0, 3.8, 0.56]], [[0, 2.8, 0.56], [3, 0.9, 0.36]], [[0, 1.9, 0.5], [2, 1.9, 0.42]]],
    bassStyle: 'long',
    bass: [[[0, 4, 0.62]]],
    drums: {},
    figureBeats: 0.5,
    from: { ...ENTRIES, bass: 0.3, figure: 0.42, swell: 0.36 },
  },
  swing: {
    melody: SYNCOPATED,
    touch: 'struck',
    chords: [
      [[0, 1.3, 0.56], [1.5, 0.45, 0.5]],
      [[0.5, 0.45, 0.46], [2.5, 1.2, 0.54]],
      [[1.5, 0.45, 0.5], [3, 0.8, 0.52]],
      [[0, 0.8, 0.54], [2.5, 0.45, 0.46]],
    ],
    bassStyle: 'walking',
    bass: [[[0, 0.95, 0.74], [1, 0.95, 0.64], [2, 0.95, 0.7], [3, 0.95, 0.64]]],
    drums: {
      kick: [[[0, 0, 0.36], [2, 0, 0.3]]],
      snare: [
        [[0, 0, 0.24], [1, 0, 0.5], [2, 0, 0.26], [3, 0, 0.52]],
        [[0, 0, 0.24], [1, 0, 0.5], [2, 0, 0.26], [2.5, 0, 0.2], [3, 0, 0.5]],
      ],
      hat: [[[0, 0, 0.46], [1, 0, 0.56], [1.5, 0, 0.34], [2, 0, 0.46], [3, 0, 0.56], [3.5, 0, 0.36]]],
    },
    figureBeats: 1,
    from: { ...ENTRIES, pad: 0.2, chords: 0.1, bass: 0.24, kick: 0.6, hat: 0.5, snare: 0.4 },
  },
  pulse: {
    melody: SPARSE,
    touch: 'struck',
    chords: [
      [[0, 3.6, 0.6]],
      [[0, 1.9, 0.58], [2, 1.8, 0.46]],
      [[0, 1.4, 0.58], [1.5, 2.2, 0.46]],
    ],
    bassStyle: 'strokes',
    bass: [
      [[0, 0.9, 0.72], [1, 0.4, 0.44], [1.5, 0.4, 0.5], [2, 0.9, 0.62], [3, 0.9, 0.54]],
      [[0, 1.4, 0.72], [1.5, 0.9, 0.54], [3, 0.9, 0.56]],
    ],
    drums: {
      kick: [[[0, 0, 0.7], [1, 0, 0.54], [2, 0, 0.66], [3, 0, 0.54]], [[0, 0, 0.74], [1.5, 0, 0.5], [2, 0, 0.6]]],
      snare: [[[1, 0, 0.5], [3, 0, 0.54]], [[3, 0, 0.54]]],
      hat: [even(8, 0.5, [0.28, 0.52])],
      shaker: [SHAKER_SIXTEENTHS],
    },
    figureBeats: 0.5,
    from: { ...ENTRIES, figure: 0.16, kick: 0.5, hat: 0.58, snare: 0.6, shaker: 0.7, bass: 0.3 },
  },
  ballad: {
    melody: FLOWING,
    touch: 'broken',
    chords: [
      [[0, 3.8, 0.56], [0.5, 1, 0.4], [1, 1, 0.42], [1.5, 1, 0.4], [2, 1.8, 0.5], [3, 0.9, 0.4]],
      [[0, 3.8, 0.56], [1, 1, 0.42], [1.5, 1, 0.36], [2, 1.8, 0.46], [2.5, 1.4, 0.4]],
      [[0, 3.8, 0.56], [0.5, 1, 0.38], [1, 2.8, 0.44], [2.5, 1.4, 0.42], [3.5, 0.5, 0.34]],
    ],
    bassStyle: 'long',
    bass: [[[0, 3.8, 0.6]], [[0, 2.8, 0.6], [3, 0.9, 0.4]]],
    drums: { snare: [[[1, 0, 0.3], [3, 0, 0.34]]] },
    figureBeats: 0.5,
    from: { ...ENTRIES, pad: 0.28, bass: 0.5, snare: 0.58, figure: 0.7 },
  },
}; // prettier-ignore
