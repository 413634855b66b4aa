// Music for the latency benchmark: many tracks of half a minute, all different to a cache and all alike to the ear, that sound
// from their first sample on. MP3: the fixture's frames several times over, its LAME tag set right; Ogg Vorbis: a chord.
import { readFileSync } from 'node:fs';
import { encodeOgg } from '../../src/demo/encode';
import { setComments } from '../../src/demo/ogg-comments';
import { frameAt, TAG_BYTES, isTagFrame } from '../../src/shared/mp3Frame';
import { id3SizeBytes } from '../../src/shared/id3';
import { fixturePath } from '../../test/fixtures/fixtures';

const SECONDS = 30;
const RATE = 44_100;

/** Makes files that differ in their titles. */
export interface Pressing {
  readonly extension: 'mp3' | 'ogg';
  readonly file: (title: string) => Uint8Array;
}

/** MP3, 128 kbit/s. */
export function mp3Pressing(): Pressing {
  const sound = mp3Sound();
  return {
    extension: 'mp3',
    file: (title) => Buffer.concat([id3Tag({ TIT2: title, TPE1: 'Starling', TALB: 'Latency' }), sound]),
  };
}

/** Ogg Vorbis, about 160 kbit/s. */
export async function oggPressing(): Promise<Pressing> {
  const sound = await encodeOgg(chord(), [], () => undefined);
  const tags = [
    ['ARTIST', 'Starling'],
    ['ALBUM', 'Latency'],
  ] as const;
  return { extension: 'ogg', file: (title) => setComments(sound, [['TITLE', title], ...tags]) };
}

function mp3Sound(): Uint8Array {
  const fixture = readFileSync(fixturePath('cbr128.mp3'));
  const bytes = fixture.subarray(id3SizeBytes(fixture));
  const first = frameAt(bytes);
  if (first === null || !isTagFrame(bytes.subarray(0, TAG_BYTES), first))
    throw new Error('The fixture cbr128.mp3 has no LAME tag.');
  const header = Buffer.from(bytes.subarray(0, first.sizeBytes));
  const frames = bytes.subarray(first.sizeBytes);
  const times = SECONDS / 6;
  // Behind the word Info: flags, frames, bytes.
  header.writeUInt32BE(header.readUInt32BE(first.tagOffset + 8) * times, first.tagOffset + 8);
  header.writeUInt32BE(header.length + frames.length * times, first.tagOffset + 12);
  return Buffer.concat([header, ...Array.from({ length: times }, () => frames)]);
}

/** ID3v2.3 with these text frames. */
function id3Tag(texts: Readonly<Record<string, string>>): Uint8Array {
  const frames = Object.entries(texts).map(([id, text]) => {
    const body = Buffer.concat([Buffer.of(0), Buffer.from(text, 'latin1')]);
    const head = Buffer.alloc(10);
    head.write(id, 'latin1');
    head.writeUInt32BE(body.length, 4);
    return Buffer.concat([head, body]);
  });
  const body = Buffer.concat(frames);
  const sevenBits = [21, 14, 7, 0].map((shift) => (body.length >> shift) & 127);
  return Buffer.concat([Buffer.from('ID3'), Buffer.of(3, 0, 0, ...sevenBits), body]);
}

/** A chord that begins at its full loudness, each ear's a little different. */
function chord(): { sampleRate: number; left: Float32Array; right: Float32Array } {
  const sound = (frequencies: readonly number[]): Float32Array =>
    Float32Array.from({ length: RATE * SECONDS }, (_, frame) =>
      frequencies.reduce((sum, hz) => sum + 0.15 * Math.cos((2 * Math.PI * hz * frame) / RATE), 0),
    );
  return { sampleRate: RATE, left: sound([220, 277, 330, 1_760]), right: sound([220, 278, 331, 2_093]) };
}
