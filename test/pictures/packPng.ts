import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE_BYTES = 8;
/** Of a chunk, beside its data: length, type, checksum. */
const FRAME_BYTES = 12;
/** What a picture needs to be shown, by the PNG specification's names. */
const NEEDED = new Set(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND']);

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

/** The same picture in fewer bytes: its lines deflated as well as can be, and nothing in it that isn't the picture. */
export function packPng(png: Buffer): Buffer {
  const chunks = chunksOf(png).filter(({ type }) => NEEDED.has(type));
  const lines = inflateSync(
    Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data)),
  );
  const packed: Chunk = { type: 'IDAT', data: deflateSync(lines, { level: 9, memLevel: 9 }) };
  const before = chunks.filter(({ type }) => type !== 'IDAT' && type !== 'IEND');
  const all = [...before, packed, { type: 'IEND', data: Buffer.alloc(0) }];
  return Buffer.concat([png.subarray(0, SIGNATURE_BYTES), ...all.map(bytesOf)]);
}

function chunksOf(png: Buffer): readonly Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = SIGNATURE_BYTES; at < png.length;) {
    const length = png.readUInt32BE(at);
    chunks.push({
      type: png.toString('latin1', at + 4, at + 8),
      data: png.subarray(at + 8, at + 8 + length),
    });
    at += FRAME_BYTES + length;
  }
  return chunks;
}

function bytesOf({ type, data }: Chunk): Buffer {
  const chunk = Buffer.alloc(FRAME_BYTES + data.length);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(type, 4, 'latin1');
  data.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + data.length)), 8 + data.length);
  return chunk;
}
