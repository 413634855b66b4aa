// Pieces of audio files, made by hand.

/** `bytes` with something put in at `at`. */
export function insert(bytes: Buffer, at: number, inserted: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at)]);
}

/** An ID3v2.4 tag with this much content, which looks like the beginnings of frames. */
export function id3Tag(contentBytes: number): Buffer {
  const size = [21, 14, 7, 0].map((bits) => (contentBytes >> bits) & 0x7f);
  return Buffer.concat([Buffer.from('ID3'), Buffer.of(4, 0, 0, ...size), Buffer.alloc(contentBytes, 0xff)]);
}

/** An ID3v1 tag. */
export function id3v1Tag(): Buffer {
  return Buffer.concat([Buffer.from('TAG'), Buffer.alloc(125, 0x20)]);
}

/** An APEv2 tag. */
export function apeTag(content: Buffer): Buffer {
  const header = Buffer.alloc(32);
  header.write('APETAGEX');
  header.writeUInt32LE(content.length, 12);
  return Buffer.concat([header, content]);
}

/** A RIFF chunk, whatever it says its length is. */
export function chunk(id: string, content: Buffer, saidBytes = content.length): Buffer {
  const header = Buffer.alloc(8);
  header.write(id);
  header.writeUInt32LE(saidBytes, 4);
  return Buffer.concat([header, content]);
}

/** What a `fmt ` chunk says. */
export interface WavFormat {
  readonly tag: number;
  readonly channels: number;
  readonly sampleRate: number;
  readonly bits: number;
}

/** A `fmt ` chunk of the extensible length. */
export function wavFormat({ tag, channels, sampleRate, bits }: WavFormat): Buffer {
  const content = Buffer.alloc(40);
  for (const [at, value] of [
    [0, tag],
    [2, channels],
    [12, (channels * bits) / 8],
    [14, bits],
    [16, 22],
    [24, 1],
  ] as const)
    content.writeUInt16LE(value, at);
  content.writeUInt32LE(sampleRate, 4);
  return chunk('fmt ', content);
}

/** An MP4 box. */
export function box(type: string, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const header = Buffer.alloc(8);
  header.writeUInt32BE(content.length + 8);
  header.write(type, 4);
  return Buffer.concat([header, content]);
}

/** An MP4 whose last box is moov, with the tags of it replaced. */
export function withTag(bytes: Buffer, tag: Buffer): Buffer {
  const moovAt = bytes.indexOf('moov') - 4;
  const content = bytes.subarray(moovAt + 8, bytes.indexOf('udta') - 4);
  const tags = box('udta', box('meta', Buffer.alloc(4), box('ilst', tag)));
  return Buffer.concat([bytes.subarray(0, moovAt), box('moov', content, tags)]);
}

/** An MP4 with an edit list too short to hold anything. */
export function shortEditList(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt32BE(12, copy.indexOf('elst') - 4);
  return copy;
}

/** An MP4 that says it has so many samples. */
export function withSampleCount(bytes: Buffer, count: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt32BE(count, copy.indexOf('stsz') + 12);
  return copy;
}
