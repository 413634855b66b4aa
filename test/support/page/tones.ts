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
}

/** The largest step between samples that a tone of this frequency makes by itself. */
export function stepOf(toneHz: number, sampleRate = 44_100): number {
  return (AMPLITUDE * 2 * Math.PI * toneHz) / sampleRate;
}

/** A track whose id is its title. */
export function toneTrack({ title, tonesHz, sampleRate = 44_100 }: ToneTrackOptions): TestTrack {
  const file = wav(tonesHz, sampleRate);
  return {
    file,
    track: {
      id: title,
      title,
      artist: 'Sine',
      album: 'Tones',
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

/** 16-bit stereo. */
function wav(tonesHz: readonly number[], sampleRate: number): Uint8Array {
  const frames = tonesHz.length * sampleRate;
  const file = Buffer.alloc(HEADER_BYTES + frames * 4);
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
  file.writeUInt32LE(frames * 4, 40);
  for (let frame = 0; frame < frames; frame++) {
    const toneHz = tonesHz[Math.floor(frame / sampleRate)] ?? 0;
    const value = Math.round(
      AMPLITUDE * 32_767 * Math.sin((2 * Math.PI * toneHz * (frame % sampleRate)) / sampleRate),
    );
    file.writeInt16LE(value, HEADER_BYTES + frame * 4);
    file.writeInt16LE(value, HEADER_BYTES + frame * 4 + 2);
  }
  return file;
}
