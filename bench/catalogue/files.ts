// A large library of small files: MP3s of an eighth of a second of silence, with tags of ID3v2.4 that make each another.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SEED } from '../contest';

/** Tracks of an album; albums of an artist are as many. */
export const ALBUM_TRACKS = 10;
/** Stands in every title. */
export const WORD = 'song';
/** Written at a time: as many as there are threads for it. */
const AT_ONCE = 4;
/** MPEG-1, layer III, 128 kbit/s, 44.1 kHz: header, and how long a frame is in bytes. */
const FRAME = { header: [0xff, 0xfb, 0x90, 0x00], bytes: 417 };
const FRAMES = 5;

/** Makes so many files: a folder for each artist, in it one for each album. */
export async function makeLibrary(folder: string, tracks: number): Promise<void> {
  let next = 0;
  const write = async (): Promise<void> => {
    while (next < tracks) {
      const track = next++;
      const album = Math.floor(track / ALBUM_TRACKS);
      const artist = Math.floor(album / ALBUM_TRACKS);
      const place = join(folder, `artist ${artist}`, `album ${album}`);
      await mkdir(place, { recursive: true });
      await writeFile(join(place, `${track % ALBUM_TRACKS}.mp3`), taggedSilence({ track, album, artist }));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, write));
}

function taggedSilence(of: {
  readonly track: number;
  readonly album: number;
  readonly artist: number;
}): Uint8Array {
  const { track, album, artist } = of;
  const tags = [
    text('TIT2', `${WORD} ${(SEED * 7919 + track).toString(36)}`),
    text('TALB', `Album ${album}`),
    text('TPE1', `Artist ${artist}`),
    text('TRCK', `${(track % ALBUM_TRACKS) + 1}/${ALBUM_TRACKS}`),
    text('TDRC', String(1960 + (album % 60))),
    text('TCON', `Genre ${artist % 20}`),
  ];
  const content = Buffer.concat(tags);
  const header = [...Buffer.from('ID3'), 4, 0, 0, ...syncsafe(content.length)];
  const frame = Buffer.alloc(FRAME.bytes);
  frame.set(FRAME.header);
  return Buffer.concat([Buffer.from(header), content, ...Array.from({ length: FRAMES }, () => frame)]);
}

/** A frame of text in UTF-8. Source: ID3v2.4.0, 4.2. */
function text(id: string, value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from(id), Buffer.of(...syncsafe(bytes.length + 1), 0, 0, 3), bytes]);
}

/** 28 bits in four bytes, the first bit of each 0. Source: ID3v2.4.0, 6.2. */
function syncsafe(value: number): readonly number[] {
  return [21, 14, 7, 0].map((shift) => (value >> shift) & 0x7f);
}
