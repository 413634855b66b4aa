// Small pictures of every type that covers have, and files that carry one in their tags.
import { crc32, deflateSync } from 'node:zlib';
import { setComments } from '../../src/demo/ogg-comments';
import { pictureComment } from '../../src/demo/picture';
import { box, insert, withTag } from '../engine/manifest/craft';

/** A picture of 8 × 6 pixels of each type. */
export const PICTURES = {
  'image/jpeg':
    '/9j/4AAQSkZJRgABAgAAAQABAAD/2wBDAAgyMjsyO0RERERERFFRUVRUVFFRUVFUVFRaWlpqampaWlpUVFpaZGRqanN2c21tam12dn19fZaWj4+vr7XX1///xABWAAEBAAAAAAAAAAAAAAAAAAADBgEBAQEAAAAAAAAAAAAAAAAABAUGEAEBAAAAAAAAAAAAAAAAAAABABEAAgIDAQEAAAAAAAAAAAAAAAIDARIRQTIx/8AAEQgABgAIAwESAAISAAMSAP/aAAwDAQACEQMRAD8AgAlLdyve8STJ6sOq9Fr8o//Z',
  'image/webp':
    'UklGRjwAAABXRUJQVlA4IDAAAADQAQCdASoIAAYAAgA0JaACdLoB+AADsAD+8Oj3/yC5YXXI1/8gP+QH/ID/+PIAAAA=',
  'image/webp, lossless': 'UklGRiAAAABXRUJQVlA4TBQAAAAvB0ABAAcQ9Y/+BwCC8L9tIqL/IQ==',
  'image/gif': 'R0lGODdhCAAGAIAAAP8AAAAAACwAAAAACAAGAAACBoSPqctdAQA7',
} as const;

/** Its bytes. */
export function pictureOf(type: keyof typeof PICTURES): Buffer {
  return Buffer.from(PICTURES[type], 'base64');
}

/** A PNG of one colour; its header may say another size than its pixels have. */
export function png({
  width = 8,
  height = 6,
  colour = [200, 30, 60],
  said = { width, height },
}: {
  readonly width?: number;
  readonly height?: number;
  readonly colour?: readonly [number, number, number];
  readonly said?: { readonly width: number; readonly height: number };
} = {}): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(said.width, 0);
  header.writeUInt32BE(said.height, 4);
  header.set([8, 2], 8);
  const row = Buffer.concat([Buffer.of(0), Buffer.alloc(3 * width, Buffer.from(colour))]);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([
    signature,
    part('IHDR', header),
    part('IDAT', pixels),
    part('IEND', Buffer.alloc(0)),
  ]);
}

function part(name: string, content: Buffer): Buffer {
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  const named = Buffer.concat([Buffer.from(name), content]);
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

/** A FLAC file with a picture block behind its first one (RFC 9639, 8.8). */
export function flacWithPicture(flac: Buffer, picture: Buffer): Buffer {
  const content = Buffer.from(pictureComment(picture, { width: 8, height: 6, bits: 24 }), 'base64');
  const header = Buffer.alloc(4);
  header.writeUInt32BE(content.length);
  header[0] = 6;
  return insert(flac, 42, Buffer.concat([header, content]));
}

/** An Ogg Vorbis file with nothing but a picture in its comments. */
export function oggWithPicture(ogg: Buffer, picture: Buffer): Buffer {
  const comment = pictureComment(picture, { width: 8, height: 6, bits: 24 });
  return Buffer.from(setComments(ogg, [['METADATA_BLOCK_PICTURE', comment]]));
}

/** An MP4 whose tags are one cover. */
export function mp4WithPicture(mp4: Buffer, picture: Buffer): Buffer {
  const typed = Buffer.alloc(8);
  typed.writeUInt32BE(14); // PNG
  return withTag(mp4, box('covr', box('data', typed, picture)));
}

/** An MP3 with an ID3v2.3 tag in front: one APIC frame a picture, each of its kind (3: front, 4: back). */
export function mp3WithPictures(
  mp3: Buffer,
  pictures: readonly { readonly kind: number; readonly picture: Buffer }[],
): Buffer {
  const frames = pictures.map(({ kind, picture }) => {
    const content = Buffer.concat([Buffer.from('\0image/png\0'), Buffer.of(kind, 0), picture]);
    const header = Buffer.alloc(10);
    header.write('APIC');
    header.writeUInt32BE(content.length, 4);
    return Buffer.concat([header, content]);
  });
  const content = Buffer.concat(frames);
  const size = [21, 14, 7, 0].map((bits) => (content.length >> bits) & 0x7f);
  const sound = mp3.subarray(mp3.indexOf(Buffer.of(0xff, 0xfb)));
  return Buffer.concat([Buffer.from('ID3'), Buffer.of(3, 0, 0, ...size), content, sound]);
}
