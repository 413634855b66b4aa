// The voices that have a pitch. Each is a function from a note to its sound, mono; the console places it.
import type { Note } from './score';
import type { Random } from './random';
import { createNoise, createWave, ease, envelopeAt, hertz, lowPass, readWave, render, SINE } from './waves';
import type { Envelope, WaveTable } from './waves';

/** How one note is taken. */
export interface Take {
  /** Chance for noise. */
  readonly random: Random;
  /** Detuning in cents, a hundredth of a semitone. */
  readonly cents: number;
}

/** From a note to its samples. */
export type Instrument = (note: Note, take: Take) => Float32Array;

function envelopeOf(note: Note, attackSeconds: number, releaseSeconds: number): Envelope {
  return { attackSeconds, holdSeconds: Math.max(note.durationSeconds, attackSeconds), releaseSeconds };
}

function lengthOf(envelope: Envelope): number {
  return envelope.holdSeconds + envelope.releaseSeconds;
}

/** Falls by 60 dB in the given time. */
function decay(seconds: number, sixtySeconds: number): number {
  return Math.exp((-6.9 * seconds) / sixtySeconds);
}

/** An electric piano: a sine whose phase is swung by another (Chowning 1973); harder strokes are brighter. */
export const playKeys: Instrument = (note, { cents }) => {
  const envelope = envelopeOf(note, 0.004, 0.3);
  const frequency = hertz(note.pitch + cents / 100);
  const sixtySeconds = 5.5 * 2 ** ((60 - note.pitch) / 24);
  return render(lengthOf(envelope), (seconds) => {
    const phase = frequency * seconds;
    const brightness = 0.06 + 0.36 * note.velocity * decay(seconds, 2.2);
    const tine = 0.15 * note.velocity * readWave(SINE, 7 * phase) * decay(seconds, 0.45);
    const body = readWave(SINE, phase + brightness * readWave(SINE, phase));
    return note.velocity * (body + tine) * decay(seconds, sixtySeconds) * envelopeAt(envelope, seconds);
  });
};

/** Hertz above which the pad has nothing. */
const PAD_TOP_HERTZ = 5200;
const padWaves = new Map<number, WaveTable>();

/** The pad's wave for a pitch: as many harmonics as fit below its top, each softer than the last. */
function padWave(pitch: number): WaveTable {
  const known = padWaves.get(pitch);
  if (known !== undefined) return known;
  const count = Math.max(2, Math.floor(PAD_TOP_HERTZ / hertz(pitch)));
  const wave = createWave(Array.from({ length: count }, (_, index) => (index + 1) ** -1.25));
  padWaves.set(pitch, wave);
  return wave;
}

/** A warm bed that opens and closes slowly between a sine and a fuller wave. */
export const playPad: Instrument = (note, { cents, random }) => {
  const envelope = envelopeOf(note, 0.7, 1.4);
  const frequency = hertz(note.pitch + cents / 100);
  const wave = padWave(note.pitch);
  const start = random();
  return render(lengthOf(envelope), (seconds) => {
    const phase = start + frequency * seconds;
    const open = 0.65 + 0.3 * readWave(SINE, start + seconds / 9);
    const mixed = (1 - open) * readWave(SINE, phase) + open * readWave(wave, phase);
    return note.velocity * mixed * envelopeAt(envelope, seconds);
  });
};

const BASS_WAVE = createWave([1, 0.32, 0.14, 0.05]);

/** A round bass: the pluck is in its harmonics, which fade into a sine. */
export const playBass: Instrument = (note, { cents }) => {
  const envelope = envelopeOf(note, 0.008, 0.12);
  const frequency = hertz(note.pitch + cents / 100);
  return render(lengthOf(envelope), (seconds) => {
    const phase = frequency * seconds;
    const pluck = 0.25 + 0.75 * decay(seconds, 0.9);
    const tone = (1 - pluck) * readWave(SINE, phase) + pluck * readWave(BASS_WAVE, phase);
    return Math.tanh(1.3 * note.velocity * tone) * decay(seconds, 4.5) * envelopeAt(envelope, seconds);
  });
};

const LEAD_WAVE = createWave([1, 0.3, 0.36, 0.14, 0.16, 0.07, 0.06, 0.03]);

const VIBRATO_HERTZ = 5.1;
/** How far the vibrato bends time: ±8 cents at its steepest, a ratio of 1.0046 to 1. */
const VIBRATO_SECONDS = 0.0046 / (2 * Math.PI * VIBRATO_HERTZ);

/** A reed: swells a little, starts its vibrato late, breathes. */
export const playLead: Instrument = (note, { cents, random }) => {
  const envelope = envelopeOf(note, 0.035, 0.22);
  const frequency = hertz(note.pitch + cents / 100);
  const noise = createNoise(random);
  const breath = lowPass(4200);
  return render(lengthOf(envelope), (seconds) => {
    const vibrato = VIBRATO_SECONDS * ease((seconds - 0.25) / 0.5) * readWave(SINE, VIBRATO_HERTZ * seconds);
    const bright = 0.45 + 0.45 * note.velocity * decay(seconds, 3);
    const phase = frequency * (seconds + vibrato);
    const tone = (1 - bright) * readWave(SINE, phase) + bright * readWave(LEAD_WAVE, phase);
    const swell = 0.8 + 0.2 * ease(seconds / 0.4);
    return note.velocity * (tone + 0.035 * breath(noise())) * swell * envelopeAt(envelope, seconds);
  });
};

/** Partials of a bar tuned as a vibraphone's is: frequency ratio, level, seconds to −60 dB. */
const BELL_PARTIALS = [
  [1, 1, 3.4],
  [3.98, 0.26, 1.1],
  [9.1, 0.08, 0.35],
] as const;

/** A soft mallet on a metal bar. It rings on after its note. */
export const playBells: Instrument = (note, { cents }) => {
  const envelope = envelopeOf({ ...note, durationSeconds: note.durationSeconds + 0.9 }, 0.003, 0.8);
  const frequency = hertz(note.pitch + cents / 100);
  return render(lengthOf(envelope), (seconds) => {
    const partial = (sum: number, [ratio, level, sixtySeconds]: readonly [number, number, number]): number =>
      sum + level * readWave(SINE, ratio * frequency * seconds) * decay(seconds, sixtySeconds);
    return note.velocity * BELL_PARTIALS.reduce(partial, 0) * envelopeAt(envelope, seconds);
  });
};

const PLUCK_WAVE = createWave([1, 0.4, 0.18, 0.1, 0.04]);

/** A thumb on a tongue of wood: short and dark. */
export const playPluck: Instrument = (note, { cents }) => {
  const envelope = envelopeOf({ ...note, durationSeconds: 0.7 }, 0.003, 0.3);
  const frequency = hertz(note.pitch + cents / 100);
  return render(lengthOf(envelope), (seconds) => {
    const phase = frequency * seconds;
    const knock = decay(seconds, 0.25);
    const tone = (1 - knock) * readWave(SINE, phase) + knock * readWave(PLUCK_WAVE, phase);
    return note.velocity * tone * decay(seconds, 1.3) * envelopeAt(envelope, seconds);
  });
};
