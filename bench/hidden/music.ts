import { encodeOgg } from '../../src/demo/encode';

const SAMPLE_RATE = 44_100;
const SECONDS_AT_ONCE = 10;
/** The chord that sounds: no sample of it is silence for long. */
const CHORD_HZ = [220, 277, 330, 440, 1_320];

/** An Ogg Vorbis file of so many minutes, about as hard to decode as music: a chord in noise, never silent. */
export async function longTrack(minutes: number, random: () => number): Promise<Uint8Array> {
  const frames = SECONDS_AT_ONCE * SAMPLE_RATE;
  const chord = Float32Array.from({ length: frames }, (_, frame) =>
    CHORD_HZ.reduce((sum, hz) => sum + 0.08 * Math.sin((2 * Math.PI * hz * frame) / SAMPLE_RATE), 0),
  );
  const length = Math.ceil((minutes * 60) / SECONDS_AT_ONCE) * frames;
  const [left, right] = [new Float32Array(length), new Float32Array(length)];
  for (let start = 0; start < length; start += frames) {
    left.set(
      chord.map((value) => value + 0.1 * (random() - 0.5)),
      start,
    );
    right.set(
      chord.map((value) => value + 0.1 * (random() - 0.5)),
      start,
    );
  }
  const comments = [['TITLE', 'Long'] as const];
  return encodeOgg({ left, right, sampleRate: SAMPLE_RATE }, comments, () => undefined);
}
