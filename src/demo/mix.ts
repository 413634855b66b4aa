// The console: part by part, every note is played, the part is brought to its loudness and sent on its ways, dry, to the
// room and to the echo; the sum is mastered. Chance for noise is seeded per part, so that a part sounds the same whoever
// plays beside it.
import { echo } from './echo';
import { measureLoudness } from './loudness';
import { master } from './master';
import type { Note } from './performance';
import type { InstrumentName, Part, Piece } from './piece';
import { seededRandom } from './random';
import { reverberate } from './reverb';
import type { Score } from './score';
import { addTo, createStereo, scale } from './stereo';
import type { Stereo } from './stereo';
import { PART_LUFS, STRIPS } from './strips';
import type { Layer, Strip } from './strips';
import { LONGEST_RING_SECONDS } from './tone';
import { createVoice } from './voice';
import { framesIn, hertzOf, lowPass, readWave, SAMPLE_RATE, SINE, stepAt } from './waves';

/** A finished piece of sound. */
export interface Pcm extends Stereo {
  /** Frames per second. */
  readonly sampleRate: number;
}

/** Called with the share that is done, 0–1. */
export type OnProgress = (done: number) => void;

/** Share of the work that is playing the parts; the rest is room and master. */
const PARTS_SHARE = 0.75;
/** How much of the echoes is heard in the room too. */
const ECHO_IN_ROOM = 0.4;

/** Plays a score and masters it. */
export function mixScore(score: Score, piece: Piece, onProgress: OnProgress): Pcm {
  const frames = framesIn(score.durationSeconds);
  const [dry, room, echoes, own] = [0, 1, 2, 3].map(() => createStereo(frames)) as [
    Stereo,
    Stereo,
    Stereo,
    Stereo,
  ];
  const parts = Object.entries(piece.instruments) as [Part, InstrumentName][];
  parts.forEach(([part, instrument], index) => {
    const strip = STRIPS[instrument];
    const notes = score.notes.filter((note) => note.part === part);
    if (notes.length > 0) {
      playPart(notes, { own, strip, seed: `${piece.seed}: ${part}` });
      bringTo(own, PART_LUFS[part] + (strip.offsetLu ?? 0));
      send(own, strip, { dry, room, echoes });
    }
    onProgress((PARTS_SHARE * (index + 1)) / parts.length);
  });
  gather({ dry, room, echoes }, (0.75 * 60) / piece.beatsPerMinute);
  master(dry);
  onProgress(1);
  return { ...dry, sampleRate: SAMPLE_RATE };
}

/** Every note of a part, and what its strip does to them together. */
function playPart(
  notes: readonly Note[],
  { own, strip, seed }: { own: Stereo; strip: Strip; seed: string },
): void {
  own.left.fill(0);
  own.right.fill(0);
  const random = seededRandom(seed);
  const longest = notes.reduce((most, { durationSeconds }) => Math.max(most, durationSeconds), 0);
  const samples = new Float32Array(framesIn(longest + LONGEST_RING_SECONDS) + 1);
  const play = createVoice(strip.play, random);
  for (const note of notes) {
    const frame = framesIn(note.startSeconds);
    for (const layer of strip.layers) {
      const hertz = note.pitch === 0 ? 0 : hertzOf(note.pitch + layer.cents / 100);
      const sound = play({ hertz, seconds: note.durationSeconds, velocity: note.velocity }, samples);
      place(own, sound, { frame, layer });
    }
  }
  if (strip.topHertz !== undefined) {
    lowPass(own.left, strip.topHertz);
    lowPass(own.right, strip.topHertz);
  }
  if (strip.tremolo !== undefined) sway(own, strip.tremolo);
}

/** Adds a mono sound at its place, equally loud wherever it is panned. */
function place(
  { left, right }: Stereo,
  sound: Float32Array,
  { frame, layer }: { frame: number; layer: Layer },
): void {
  const angle = ((layer.pan + 1) * Math.PI) / 4;
  const toLeft = layer.gain * Math.SQRT2 * Math.cos(angle);
  const toRight = layer.gain * Math.SQRT2 * Math.sin(angle);
  const length = Math.min(sound.length, left.length - frame);
  for (let index = 0; index < length; index++) {
    const sample = sound[index] ?? 0;
    left[frame + index] = (left[frame + index] ?? 0) + toLeft * sample;
    right[frame + index] = (right[frame + index] ?? 0) + toRight * sample;
  }
}

function sway({ left, right }: Stereo, { hertz, depth, isWide }: NonNullable<Strip['tremolo']>): void {
  const step = stepAt(hertz);
  let phase = 0;
  for (let frame = 0; frame < left.length; frame++) {
    const swing = depth * readWave(SINE, phase);
    left[frame] = (left[frame] ?? 0) * (1 + swing);
    right[frame] = (right[frame] ?? 0) * (isWide ? 1 - swing : 1 + swing);
    phase += step;
  }
}

function bringTo(own: Stereo, lufs: number): void {
  const measured = measureLoudness(own);
  if (!Number.isFinite(measured)) return; // too short to be measured: it stays as it is
  const gain = 10 ** ((lufs - measured) / 20);
  scale(own.left, gain);
  scale(own.right, gain);
}

/** Where the strips lead. */
interface Buses {
  readonly dry: Stereo;
  readonly room: Stereo;
  readonly echoes: Stereo;
}

function send(own: Stereo, strip: Strip, { dry, room, echoes }: Buses): void {
  for (const side of ['left', 'right'] as const) {
    addTo(dry[side], own[side], 1);
    addTo(room[side], own[side], strip.room);
    if (strip.echo > 0) addTo(echoes[side], own[side], strip.echo);
  }
}

/** Everything together on the dry bus: echoes are heard in the room too. */
function gather({ dry, room, echoes }: Buses, echoSeconds: number): void {
  echo(echoes, echoSeconds);
  for (const side of ['left', 'right'] as const) {
    addTo(dry[side], echoes[side], 1);
    addTo(room[side], echoes[side], ECHO_IN_ROOM);
  }
  reverberate(room);
  for (const side of ['left', 'right'] as const) addTo(dry[side], room[side], 1);
}
