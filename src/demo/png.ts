// A PNG file of a palette picture: signature, header, palette, pixels, end (W3C, Portable Network Graphics, third edition).
import { crc32, deflateSync } from 'node:zlib';

/** Red, green and blue, 0–255. */
export type Colour = readonly [red: number, green: number, blue: number];

/** A picture of at most 256 colours. */
export interface PalettePicture {
  readonly width: number;
  readonly height: number;
  readonly palette: readonly Colour[];
  /** Index into the palette of each pixel, row by row. */
  readonly pixels: Uint8Array;
}

const SIGNATURE = Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10);

/** The picture as a file. */
export function encodePng({ width, height, palette, pixels }: PalettePicture): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8); // eight bits, palette
  const rows = Buffer.alloc(height * (width + 1)); // each row begins with its filter: none
  for (let row = 0; row < height; row++) {
    rows.set(pixels.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);
  }
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Uint8Array.from(palette.flat())),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', new Uint8Array()),
  ]);
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const bytes = Buffer.alloc(body.length + 8);
  bytes.writeUInt32BE(data.length, 0);
  bytes.set(body, 4);
  bytes.writeUInt32BE(crc32(body), body.length + 4);
  return bytes;
}
