import { seededRandom } from '../../src/demo/random';

const HEADER_BYTES = 44;
const RATE = 8_000;

/**
 * A WAV of 8 kHz, mono: noise, so that no two seeds have a block in common. Few bytes a second, 16,000 or half of that: a long
 * track that is small.
 * Source: Microsoft and IBM, Multimedia Programming Interface 1.0 (1991), Waveform Audio File Format.
 */
export function longWave(seconds: number, seed: string, bytesPerSample: 1 | 2 = 2): Buffer {
  const dataBytes = seconds * RATE * bytesPerSample;
  const wave = Buffer.alloc(HEADER_BYTES + dataBytes);
  wave.write('RIFF', 0);
  wave.writeUInt32LE(HEADER_BYTES - 8 + dataBytes, 4);
  wave.write('WAVEfmt ', 8);
  wave.writeUInt32LE(16, 16);
  wave.writeUInt16LE(1, 20);
  wave.writeUInt16LE(1, 22);
  wave.writeUInt32LE(RATE, 24);
  wave.writeUInt32LE(RATE * bytesPerSample, 28);
  wave.writeUInt16LE(bytesPerSample, 32);
  wave.writeUInt16LE(8 * bytesPerSample, 34);
  wave.write('data', 36);
  wave.writeUInt32LE(dataBytes, 40);
  const random = seededRandom(seed);
  for (let at = HEADER_BYTES; at < wave.length; at += bytesPerSample)
    if (bytesPerSample === 1) wave.writeUInt8(Math.floor(random() * 256), at);
    else wave.writeInt16LE(Math.floor((random() - 0.5) * 20_000), at);
  return wave;
}
