// Writes the tags of an Ogg Vorbis file: takes its pages apart, puts another comment packet in the place of the encoder's
// empty one, lays the two header packets out on pages again and renumbers what follows. The audio pages keep their packets
// and positions. (mediabunny 1.61 could remux, but it leaves out the comment header's framing bit, which libvorbis demands,
// and draws the stream's serial number by lot.)
// Sources: RFC 3533 (Ogg pages), Vorbis I specification, sections 5 (comment header) and A.2 (its place in Ogg).
import assert from 'node:assert';

/** Names and values in the order in which they are written, for example `['TITLE', 'Dusk']`. */
export type Comments = readonly (readonly [name: string, value: string])[];

interface Page {
  /** 1: starts within a packet · 2: first page · 4: last page. */
  readonly flags: number;
  /** Eight bytes: the last frame that ends on this page. */
  readonly position: Uint8Array;
  /** Lengths of the segments; less than 255 ends a packet. */
  readonly lacing: Uint8Array;
  readonly body: Uint8Array;
}

const HEADER_BYTES = 27;
const MAX_SEGMENTS = 255;
const VENDOR = 'Starling';

/** The same file with these comments instead of its own. */
export function setComments(ogg: Uint8Array, comments: Comments): Uint8Array {
  const serial = ogg.slice(14, 18);
  const [first, ...pages] = parsePages(ogg);
  assert(first !== undefined && pages.length > 0, 'The encoder gave no Ogg pages.');
  const headerPages = pages.findIndex((page) => page.position.some((byte) => byte !== 0));
  const setup = packetsOf(pages.slice(0, headerPages))[1];
  assert(setup?.[0] === 5, 'The encoder gave no Vorbis setup header.');
  const headers = layOut([commentPacket(comments), setup]);
  const all = [first, ...headers, ...pages.slice(headerPages)];
  return concat(all.map((page, sequence) => serialize(page, sequence, serial)));
}

function parsePages(ogg: Uint8Array): readonly Page[] {
  const pages: Page[] = [];
  for (let start = 0; start < ogg.length;) {
    const lacing = ogg.subarray(start + HEADER_BYTES, start + HEADER_BYTES + (ogg[start + 26] ?? 0));
    const bodyStart = start + HEADER_BYTES + lacing.length;
    const end = bodyStart + lacing.reduce((sum, length) => sum + length, 0);
    pages.push({
      flags: ogg[start + 5] ?? 0,
      position: ogg.slice(start + 6, start + 14),
      lacing,
      body: ogg.subarray(bodyStart, end),
    });
    start = end;
  }
  return pages;
}

function packetsOf(pages: readonly Page[]): readonly Uint8Array[] {
  const body = concat(pages.map((page) => page.body));
  const packets: Uint8Array[] = [];
  let start = 0;
  let end = 0;
  for (const length of pages.flatMap((page) => [...page.lacing])) {
    end += length;
    if (length === MAX_SEGMENTS) continue;
    packets.push(body.subarray(start, end));
    start = end;
  }
  return packets;
}

/** The comment header: type 3, vendor, the comments, each with its length before it, and the framing bit. */
function commentPacket(comments: Comments): Uint8Array {
  const texts = comments.map(([name, value]) => withLength(`${name}=${value}`));
  return concat([
    Uint8Array.of(3),
    encode('vorbis'),
    withLength(VENDOR),
    uint32(texts.length),
    ...texts,
    Uint8Array.of(1),
  ]);
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function withLength(text: string): Uint8Array {
  const bytes = encode(text);
  return concat([uint32(bytes.length), bytes]);
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

/** Packets on as few pages as hold them; the last of them ends its page, as the audio must begin on a fresh one. */
function layOut(packets: readonly Uint8Array[]): readonly Page[] {
  const lacing = packets.flatMap((packet) => [
    ...Array<number>(Math.floor(packet.length / 255)).fill(255),
    packet.length % 255,
  ]);
  const body = concat(packets);
  const pages: Page[] = [];
  let start = 0;
  for (let segment = 0; segment < lacing.length; segment += MAX_SEGMENTS) {
    const own = Uint8Array.from(lacing.slice(segment, segment + MAX_SEGMENTS));
    const end = start + own.reduce((sum, length) => sum + length, 0);
    const isEnd = own.some((length) => length < 255);
    const flags = segment > 0 && lacing[segment - 1] === 255 ? 1 : 0;
    pages.push({
      flags,
      position: new Uint8Array(8).fill(isEnd ? 0 : 255),
      lacing: own,
      body: body.subarray(start, end),
    });
    start = end;
  }
  return pages;
}

function serialize(page: Page, sequence: number, serial: Uint8Array): Uint8Array {
  const head = [
    encode('OggS'),
    Uint8Array.of(0, page.flags),
    page.position,
    serial,
    uint32(sequence),
    uint32(0),
  ];
  const bytes = concat([...head, Uint8Array.of(page.lacing.length), page.lacing, page.body]);
  bytes.set(uint32(checksum(bytes)), 22);
  return bytes;
}

/** CRC-32 of RFC 3533: polynomial 04c11db7, no reflection, from zero. */
function checksum(bytes: Uint8Array): number {
  return bytes.reduce((crc, byte) => (crc << 8) ^ (CRC_TABLE[((crc >>> 24) ^ byte) & 255] ?? 0), 0) >>> 0;
}

const CRC_TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc < 0 ? 0x04c11db7 : 0);
  return crc;
});

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let start = 0;
  for (const part of parts) {
    all.set(part, start);
    start += part.length;
  }
  return all;
}
