import { isTone, type TapReading } from './tap';

const HEADER_BYTES = 44;
const CHANNELS = 2;

/** Its frames a second. */
export const WAVE_RATE = 48_000;

/** How fast such a file is played, in bytes a second, where nothing else is asked for. */
export const WAVE_BYTES_PER_SECOND = WAVE_RATE * CHANNELS * 3;

/** The tones of a second, left and right, in hertz: those of the fixtures, gone on with. */
function tonesOf(second: number): readonly [number, number] {
  return [400 + 110 * second, 1300 + 170 * second];
}

/** A WAV of 48 kHz and 24 bit, or 8 for one of a third of the bytes, that is another tone in each second, so that a test can tell from where it sounds. */
export function toneWave(seconds: number, bytesPerSample: 1 | 3 = 3): Buffer {
  const dataBytes = seconds * WAVE_RATE * CHANNELS * bytesPerSample;
  const wave = Buffer.alloc(HEADER_BYTES + dataBytes);
  writeHeader(wave, dataBytes, bytesPerSample);
  for (let frame = 0; frame < seconds * WAVE_RATE; frame++) {
    const turns = (2 * Math.PI * frame) / WAVE_RATE;
    for (const [channel, hertz] of tonesOf(Math.floor(frame / WAVE_RATE)).entries()) {
      const at = HEADER_BYTES + (frame * CHANNELS + channel) * bytesPerSample;
      const value = 0.5 * Math.sin(hertz * turns);
      // Samples of 8 bit are the only ones without a sign.
      if (bytesPerSample === 1) wave.writeUInt8(Math.round(128 + value * 0x7f), at);
      else wave.writeIntLE(Math.round(value * 0x7fffff), at, bytesPerSample);
    }
  }
  return wave;
}

/** The second of such a wave that a reading is of, or null where it is none of the first `seconds`. */
export function secondHeard(reading: TapReading, seconds: number): number | null {
  const found = Array.from({ length: seconds }, (_, second) => second).find((second) =>
    isTone(...tonesOf(second))(reading),
  );
  return found ?? null;
}

/** Source: Microsoft and IBM, Multimedia Programming Interface 1.0 (1991), Waveform Audio File Format. */
function writeHeader(wave: Buffer, dataBytes: number, bytesPerSample: number): void {
  wave.write('RIFF', 0);
  wave.writeUInt32LE(HEADER_BYTES - 8 + dataBytes, 4);
  wave.write('WAVEfmt ', 8);
  wave.writeUInt32LE(16, 16);
  wave.writeUInt16LE(1, 20);
  wave.writeUInt16LE(CHANNELS, 22);
  wave.writeUInt32LE(WAVE_RATE, 24);
  wave.writeUInt32LE(WAVE_RATE * CHANNELS * bytesPerSample, 28);
  wave.writeUInt16LE(CHANNELS * bytesPerSample, 32);
  wave.writeUInt16LE(8 * bytesPerSample, 34);
  wave.write('data', 36);
  wave.writeUInt32LE(dataBytes, 40);
}
