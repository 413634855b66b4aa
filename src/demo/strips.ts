// The console's strips: each instrument's layers, its place and its share of room and echo; each part's loudness.
import { playBrush, playFeltKick, playRide, playRim, playShaker, playSoftHat, playSwell } from './drums';
import { playElectricPiano, playFeltPiano } from './keyboards';
import { playCelesta, playVibraphone } from './mallets';
import type { InstrumentName, Part } from './piece';
import { playHarp, playKalimba, playNylonGuitar } from './plucked';
import { playFlute, playGlassPad, playReed, playRoundBass, playUprightBass, playWarmPad } from './sustained';
import type { Instrument } from './tone';

/** One of the sounds a tone is made of. */
export interface Layer {
  /** −1 left, 1 right. */
  readonly pan: number;
  /** Detuning, a hundredth of a semitone. */
  readonly cents: number;
  readonly gain: number;
}

/** What stands on an instrument's strip. */
export interface Strip {
  readonly play: Instrument;
  readonly layers: readonly Layer[];
  /** Share that goes to the room. */
  readonly room: number;
  /** Share that goes to the echo. */
  readonly echo: number;
  /** Sways from side to side, or in loudness where `isWide` is false. */
  readonly tremolo?: { readonly hertz: number; readonly depth: number; readonly isWide: boolean };
  /** LU by which it is louder than its part's loudness: held tones are heard sooner than struck ones. */
  readonly offsetLu?: number;
  /** Nothing but a little above this. */
  readonly topHertz?: number;
}

const at = (pan: number): readonly Layer[] => [{ pan, cents: 0, gain: 1 }];
const around = (pan: number, cents: number): readonly Layer[] => [
  { pan: -pan, cents: -cents, gain: 1 },
  { pan, cents, gain: 1 },
];

/** Every instrument's strip. */
export const STRIPS: Readonly<Record<InstrumentName, Strip>> = {
  electricPiano: {
    play: playElectricPiano,
    layers: at(0),
    room: 0.26,
    echo: 0,
    tremolo: { hertz: 3.1, depth: 0.32, isWide: true },
    topHertz: 8000,
  },
  feltPiano: { play: playFeltPiano, layers: at(-0.08), room: 0.34, echo: 0, topHertz: 7000 },
  warmPad: {
    play: playWarmPad,
    layers: [...around(0.8, 6), { pan: 0, cents: 0, gain: 0.8 }],
    room: 0.45,
    echo: 0,
  },
  glassPad: {
    play: playGlassPad,
    layers: [...around(0.9, 4), { pan: 0, cents: 1200, gain: 0.16 }],
    room: 0.6,
    echo: 0.1,
  },
  nylonGuitar: { play: playNylonGuitar, layers: at(-0.2), room: 0.28, echo: 0, topHertz: 7000 },
  harp: { play: playHarp, layers: at(0.42), room: 0.5, echo: 0.2, topHertz: 7000 },
  kalimba: { play: playKalimba, layers: at(-0.42), room: 0.4, echo: 0.3 },
  vibraphone: {
    play: playVibraphone,
    layers: at(0.14),
    room: 0.42,
    echo: 0.16,
    tremolo: { hertz: 4.3, depth: 0.2, isWide: false },
  },
  celesta: { play: playCelesta, layers: at(0.2), room: 0.5, echo: 0.24 },
  reed: { offsetLu: -1, play: playReed, layers: at(0.08), room: 0.4, echo: 0.22, topHertz: 6000 },
  flute: { offsetLu: -2, play: playFlute, layers: at(-0.1), room: 0.5, echo: 0.2, topHertz: 6000 },
  roundBass: { play: playRoundBass, layers: at(0), room: 0.02, echo: 0 },
  uprightBass: { play: playUprightBass, layers: at(0), room: 0.06, echo: 0, topHertz: 2600 },
  feltKick: { play: playFeltKick, layers: at(0), room: 0.03, echo: 0 },
  brush: { play: playBrush, layers: at(-0.08), room: 0.22, echo: 0 },
  rim: { play: playRim, layers: at(-0.12), room: 0.34, echo: 0.06 },
  softHat: { play: playSoftHat, layers: at(0.3), room: 0.1, echo: 0 },
  ride: { play: playRide, layers: at(0.34), room: 0.16, echo: 0 },
  shaker: { play: playShaker, layers: at(-0.38), room: 0.14, echo: 0 },
  swell: { play: playSwell, layers: around(0.6, 0), room: 0.5, echo: 0 },
};

/** Loudness of each part alone, in LUFS; only the distances matter, as the whole is brought to its own loudness. */
export const PART_LUFS: Readonly<Record<Part, number>> = {
  melody: -22.5,
  answer: -23,
  chords: -23.5,
  pad: -29.5,
  bass: -26.5,
  figure: -29,
  kick: -29,
  snare: -33,
  hat: -39,
  shaker: -41,
  swell: -37,
};
