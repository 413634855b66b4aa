// The console: each part has a strip with its instrument, its place, its loudness and how much of it goes to the room and to
// the echo. Chance for noise is seeded per part, so that a part sounds the same whoever plays beside it.
import { playHat, playKick, playShaker, playSnare } from './drums';
import { playBass, playBells, playKeys, playLead, playPad, playPluck } from './instruments';
import type { Instrument } from './instruments';
import { master } from './master';
import type { Part, Piece } from './piece';
import { seededRandom } from './random';
import { createStereo, echo, reverberate } from './reverb';
import type { Stereo } from './reverb';
import type { Note, Score } from './score';
import { SAMPLE_RATE } from './waves';

/** One of the sounds a note is made of. */
interface Layer {
  /** −1 left, 1 right. */
  readonly pan: number;
  readonly cents: number;
}

interface Strip {
  readonly play: Instrument;
  readonly layers: readonly Layer[];
  readonly gain: number;
  /** Share that goes to the room. */
  readonly room: number;
  /** Share that goes to the echo. */
  readonly echo: number;
}

const at = (pan: number): readonly Layer[] => [{ pan, cents: 0 }];
const around = (pan: number, cents: number): readonly Layer[] => [
  { pan: -pan, cents: -cents },
  { pan, cents },
];

const STRIPS: Readonly<Record<Part, Strip>> = {
  keys: { play: playKeys, layers: around(0.35, 2), gain: 0.11, room: 0.3, echo: 0 },
  pad: { play: playPad, layers: [...around(0.8, 6), ...at(0)], gain: 0.038, room: 0.5, echo: 0 },
  bass: { play: playBass, layers: at(0), gain: 0.23, room: 0.03, echo: 0 },
  lead: { play: playLead, layers: at(0.08), gain: 0.19, room: 0.4, echo: 0.3 },
  bells: { play: playBells, layers: around(0.3, 3), gain: 0.12, room: 0.45, echo: 0.25 },
  pluck: { play: playPluck, layers: at(-0.45), gain: 0.17, room: 0.4, echo: 0.3 },
  kick: { play: playKick, layers: at(0), gain: 0.38, room: 0.03, echo: 0 },
  snare: { play: playSnare, layers: at(-0.06), gain: 0.28, room: 0.22, echo: 0 },
  hat: { play: playHat, layers: at(0.3), gain: 0.85, room: 0.1, echo: 0 },
  shaker: { play: playShaker, layers: at(-0.38), gain: 0.65, room: 0.15, echo: 0 },
};

/** Where the strips lead. */
interface Buses {
  readonly dry: Stereo;
  readonly room: Stereo;
  readonly echo: Stereo;
}

/** A finished piece of sound. */
export interface Pcm extends Stereo {
  /** Frames per second. */
  readonly sampleRate: number;
}

/** Called with the share that is done, 0–1. */
export type OnProgress = (done: number) => void;

/** Share of the work that is playing the notes; the rest is room and master. */
const NOTES_SHARE = 0.7;

/** Plays a score and masters it. */
export function mixScore(score: Score, piece: Piece, onProgress: OnProgress): Pcm {
  const frames = Math.ceil(score.durationSeconds * SAMPLE_RATE);
  const buses: Buses = { dry: createStereo(frames), room: createStereo(frames), echo: createStereo(frames) };
  const parts = new Set(score.notes.map((note) => note.part));
  let played = 0;
  for (const part of parts) {
    const notes = score.notes.filter((note) => note.part === part);
    playPart(notes, part, { seed: piece.seed, buses });
    played += notes.length;
    onProgress((NOTES_SHARE * played) / score.notes.length);
  }
  const finished = master(sumBuses(buses, (0.75 * 60) / piece.beatsPerMinute));
  onProgress(1);
  return { ...finished, sampleRate: SAMPLE_RATE };
}

function playPart(notes: readonly Note[], part: Part, { seed, buses }: { seed: string; buses: Buses }): void {
  const strip = STRIPS[part];
  const random = seededRandom(`${seed}: ${part}`);
  for (const note of notes) {
    for (const { pan, cents } of strip.layers) {
      const sound = strip.play(note, { random, cents });
      const place = { frame: Math.round(note.startSeconds * SAMPLE_RATE), pan };
      add(buses.dry, sound, { ...place, gain: strip.gain });
      add(buses.room, sound, { ...place, gain: strip.gain * strip.room });
      add(buses.echo, sound, { ...place, gain: strip.gain * strip.echo });
    }
  }
}

/** Adds a mono sound at its place, equally loud wherever it is panned. */
function add(
  bus: Stereo,
  sound: Float32Array,
  { frame, pan, gain }: { frame: number; pan: number; gain: number },
): void {
  if (gain === 0) return;
  const angle = ((pan + 1) * Math.PI) / 4;
  const left = gain * Math.SQRT2 * Math.cos(angle);
  const right = gain * Math.SQRT2 * Math.sin(angle);
  const length = Math.min(sound.length, bus.left.length - frame);
  for (let index = 0; index < length; index++) {
    const sample = sound[index] ?? 0;
    bus.left[frame + index] = (bus.left[frame + index] ?? 0) + left * sample;
    bus.right[frame + index] = (bus.right[frame + index] ?? 0) + right * sample;
  }
}

/** Everything together: echoes are heard in the room too. */
function sumBuses({ dry, room, echo: echoed }: Buses, echoSeconds: number): Stereo {
  const echoes = echo(echoed, echoSeconds);
  const wet = reverberate({
    left: sum(room.left, echoes.left, 0.4),
    right: sum(room.right, echoes.right, 0.4),
  });
  const left = sum(sum(dry.left, echoes.left, 1), wet.left, 1);
  return { left, right: sum(sum(dry.right, echoes.right, 1), wet.right, 1) };
}

function sum(one: Float32Array, other: Float32Array, share: number): Float32Array {
  return one.map((sample, frame) => sample + share * (other[frame] ?? 0));
}
