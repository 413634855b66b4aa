// What a piece is: plain data. Its seed decides every note; all else says in what manner.
import type { Key } from './scales';

/** Who plays: the places of the little band. */
export type Part =
  'chords' | 'pad' | 'bass' | 'melody' | 'answer' | 'figure' | 'kick' | 'snare' | 'hat' | 'shaker' | 'swell';

/** The sounds that a part can have. */
export type InstrumentName =
  | 'electricPiano'
  | 'feltPiano'
  | 'warmPad'
  | 'glassPad'
  | 'nylonGuitar'
  | 'harp'
  | 'kalimba'
  | 'vibraphone'
  | 'celesta'
  | 'reed'
  | 'flute'
  | 'roundBass'
  | 'uprightBass'
  | 'feltKick'
  | 'brush'
  | 'rim'
  | 'softHat'
  | 'ride'
  | 'shaker'
  | 'swell';

/** The manners that the album knows. */
export type FeelName = 'lofi' | 'bossa' | 'waltz' | 'drift' | 'swing' | 'pulse' | 'ballad';

/** The three themes that a piece can have. */
export type ThemeName = 'a' | 'b' | 'c';

/** A stretch of the piece. */
export interface Section {
  readonly theme: ThemeName;
  /** From the beginning of the theme's period; more than a period begins it anew. */
  readonly bars: number;
  /** How much is going on, 0–1: who plays, and how loud. */
  readonly energy: number;
  /** Whether the melody is heard: as composed, sung anew with ornaments, or in turns with the answering part. */
  readonly melody: 'none' | 'plain' | 'varied' | 'shared';
}

/** One piece of the album. */
export interface Piece {
  readonly title: string;
  /** Place on the album, from 1. */
  readonly trackNumber: number;
  /** In a few words, for people. */
  readonly mood: string;
  readonly genre: string;
  /** Decides every note. */
  readonly seed: string;
  readonly beatsPerMinute: number;
  readonly beatsPerBar: 3 | 4;
  /** Bars that a chord lasts. */
  readonly barsPerChord: 1 | 2;
  /** Where the second of two eighths falls within the beat: 0.5 is straight, 0.66 a triplet. */
  readonly swing: number;
  readonly key: Key;
  readonly feel: FeelName;
  readonly form: readonly Section[];
  /** Parts without an instrument don't play. */
  readonly instruments: Readonly<Partial<Record<Part, InstrumentName>>>;
}
