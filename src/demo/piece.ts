// What is rendered. A piece is plain data: its seed, its pace, its scale and its form; the composer does the rest.

/** The parts of the little band. */
export type Part = 'keys' | 'pad' | 'bass' | 'lead' | 'bells' | 'pluck' | 'kick' | 'snare' | 'hat' | 'shaker';

/** The phrases a section can be built from: the theme asks, the theme answers, the middle part, the end. */
export type PhraseName = 'question' | 'answer' | 'middle' | 'end';

/** A stretch of the piece. */
export interface Section {
  readonly phrases: readonly PhraseName[];
  /** Who plays; the melody is sung by `lead` or `bells`, whoever is here. */
  readonly parts: readonly Part[];
  /** Parts that come in only at the section's second half. */
  readonly lateParts?: readonly Part[];
  /** The melody is ornamented. */
  readonly isVaried?: boolean;
}

/** One piece of the album. */
export interface Piece {
  readonly title: string;
  /** Place on the album, from 1. */
  readonly trackNumber: number;
  /** Decides every note. */
  readonly seed: string;
  readonly beatsPerMinute: number;
  /** Where the second of two eighths falls within the beat: 0.5 is straight, 0.66 a triplet. */
  readonly swing: number;
  /** Semitones above the tonic, seven of them, ascending. */
  readonly scale: readonly number[];
  readonly form: readonly Section[];
}

/** Album and artist of every piece. */
export const ALBUM = { title: 'Murmurations', artist: 'Starling', licence: 'CC0-1.0' } as const;

const MAJOR = [0, 2, 4, 5, 7, 9, 11];

/** A minute of something warm: keys alone, then the theme, a brighter middle, the theme again, the last chord. */
const WARM_LAMP: Piece = {
  title: 'Warm Lamp, Open Window',
  trackNumber: 1,
  seed: 'lamp',
  beatsPerMinute: 84,
  swing: 0.57,
  scale: MAJOR,
  form: [
    { phrases: ['question'], parts: ['keys', 'pad', 'shaker'], lateParts: ['bass', 'hat', 'kick'] },
    { phrases: ['question', 'answer'], parts: ['keys', 'pad', 'bass', 'kick', 'snare', 'hat', 'lead'] },
    { phrases: ['middle'], parts: ['keys', 'pad', 'bass', 'kick', 'snare', 'shaker', 'pluck', 'bells'] },
    {
      phrases: ['answer'],
      parts: ['keys', 'pad', 'bass', 'kick', 'snare', 'hat', 'shaker', 'pluck', 'lead'],
      isVaried: true,
    },
    { phrases: ['end'], parts: ['keys', 'pad', 'bass', 'bells'] },
  ],
};

/** Every piece of the demo album, in order. */
export const PIECES: readonly Piece[] = [WARM_LAMP];
