// A FLAC file of hours of silence, by hand: a frame a second, each a constant, so that two hours are 110 KB. RFC 9639.

const SAMPLE_RATE = 44_100;

/** A whole and right FLAC file of so many hours: mono, 44.1 kHz, 16 bit. */
export function hoursOfFlac(hours: number): Buffer {
  const seconds = hours * 3600;
  return Buffer.concat([
    streamInfo(seconds * SAMPLE_RATE),
    ...Array.from({ length: seconds }, (_, second) => silentFrame(second)),
  ]);
}

function streamInfo(frames: number): Buffer {
  const header = Buffer.alloc(42);
  header.write('fLaC');
  header.writeUInt32BE(0x80_00_00_22, 4);
  header.writeUInt16BE(SAMPLE_RATE, 8);
  header.writeUInt16BE(SAMPLE_RATE, 10);
  header.writeBigUInt64BE((BigInt(SAMPLE_RATE) << 44n) | (15n << 36n) | BigInt(frames), 18);
  return header;
}

/** Frame number `second`: its block size in 16 bits, one constant subframe of 0. */
function silentFrame(second: number): Buffer {
  const blockSize = Buffer.alloc(2);
  blockSize.writeUInt16BE(SAMPLE_RATE - 1);
  // Numbers are coded as UTF-8 codes characters, and two hours have fewer seconds than there are characters before the gap.
  const number = Buffer.from(String.fromCodePoint(second));
  const header = Buffer.concat([Buffer.of(0xff, 0xf8, 0x79, 0x08), number, blockSize]);
  const frame = Buffer.concat([header, Buffer.of(crc(header, 8, 0x07)), Buffer.alloc(3)]);
  const footer = Buffer.alloc(2);
  footer.writeUInt16BE(crc(frame, 16, 0x8005));
  return Buffer.concat([frame, footer]);
}

function crc(bytes: Uint8Array, width: 8 | 16, polynomial: number): number {
  const mask = 2 ** width - 1;
  return bytes.reduce((sum, byte) => {
    let next = sum ^ (byte << (width - 8));
    for (let bit = 0; bit < 8; bit++)
      next = ((next << 1) ^ ((next >> (width - 1)) & 1 ? polynomial : 0)) & mask;
    return next;
  }, 0);
}
