// Tracks for the page's tests: WAV files with one tone after another, a second each, computed here.
import type { TestTrack } from './scriptedEngine';

const HEADER_BYTES = 44;
const AMPLITUDE = 0.5;

/** What a tone track is made of. */
export interface ToneTrackOptions {
  readonly title: string;
  /** One second each. Whole numbers, so that the wave goes on without a step from one to the next. */
  readonly tonesHz: readonly number[];
  readonly sampleRate?: number;
  readonly album?: string;
  /** Whether it swells at its beginning and dies away at its end: then no sample bends more than the tones do. */
  readonly hasSoftEnds?: boolean;
}

/** How long a soft end takes, in seconds. */
const SOFT_SECONDS = 0.02;

/** The largest step between samples that a tone of this frequency makes by itself. */
export function stepOf(toneHz: number, sampleRate = 44_100): number {
  return (AMPLITUDE * 2 * Math.PI * toneHz) / sampleRate;
}

/** A track whose id is its title. */
export function toneTrack(options: ToneTrackOptions): TestTrack {
  const { title, tonesHz, sampleRate = 44_100, album = 'Tones', hasSoftEnds = false } = options;
  const file = wav(tonesHz, sampleRate, hasSoftEnds ? SOFT_SECONDS : 0);
  return {
    file,
    track: {
      id: title,
      title,
      artist: 'Sine',
      album,
      durationSeconds: tonesHz.length,
      sizeBytes: file.length,
      revision: 'r1',
      contentId: null,
      mediaInfo: null,
      replayGain: null,
      mediaType: 'audio/wav',
    },
  };
}

/** What a sine is made of: `frames` frames of it, from frame `fromFrame` of a wave that began at 0. */
export interface SineTrackOptions {
  readonly title: string;
  readonly hz: number;
  readonly fromFrame?: number;
  readonly frames: number;
  readonly sampleRate?: number;
}

/** One sine, and its samples as they are to be heard. Its id is its title. */
export function sineTrack(options: SineTrackOptions): TestTrack & { readonly samples: Float32Array } {
  const { title, hz, fromFrame = 0, frames, sampleRate = 44_100 } = options;
  const values = Int16Array.from({ length: frames }, (_, frame) =>
    Math.round(AMPLITUDE * 32_767 * Math.sin((2 * Math.PI * hz * (fromFrame + frame)) / sampleRate)),
  );
  const { track } = toneTrack({ title, tonesHz: [] });
  const file = wavOf(values, sampleRate);
  const samples = Float32Array.from(values, (value) => value / 32_768);
  return {
    file,
    samples,
    track: { ...track, album: '', durationSeconds: frames / sampleRate, sizeBytes: file.length },
  };
}

function wav(tonesHz: readonly number[], sampleRate: number, softSeconds: number): Uint8Array {
  const frames = tonesHz.length * sampleRate;
  const softFrames = softSeconds * sampleRate;
  const values = Int16Array.from({ length: frames }, (_, frame) => {
    const toneHz = tonesHz[Math.floor(frame / sampleRate)] ?? 0;
    const swell = softFrames === 0 ? 1 : Math.min(1, frame / softFrames, (frames - 1 - frame) / softFrames);
    return Math.round(
      swell * AMPLITUDE * 32_767 * Math.sin((2 * Math.PI * toneHz * (frame % sampleRate)) / sampleRate),
    );
  });
  return wavOf(values, sampleRate);
}

/** 16-bit stereo, both sides the same. */
function wavOf(values: Int16Array, sampleRate: number): Uint8Array {
  const file = Buffer.alloc(HEADER_BYTES + values.length * 4);
  file.write('RIFF', 0);
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(2, 22);
  file.writeUInt32LE(sampleRate, 24);
  file.writeUInt32LE(sampleRate * 4, 28);
  file.writeUInt16LE(4, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(values.length * 4, 40);
  values.forEach((value, frame) => {
    file.writeInt16LE(value, HEADER_BYTES + frame * 4);
    file.writeInt16LE(value, HEADER_BYTES + frame * 4 + 2);
  });
  return file;
}
