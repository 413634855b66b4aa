// A picture within Vorbis comments: FLAC's picture block, as text (RFC 9639, section 8.8; wiki.xiph.org/VorbisComment).

const FRONT_COVER = 3;

/** The value of METADATA_BLOCK_PICTURE for a PNG cover. */
export function pictureComment(
  png: Uint8Array,
  size: { width: number; height: number; bits: number },
): string {
  const mime = Buffer.from('image/png', 'latin1');
  return Buffer.concat([
    uint32(FRONT_COVER),
    uint32(mime.length),
    mime,
    uint32(0), // no description
    ...[size.width, size.height, size.bits, 0].map(uint32), // 0: of the palette's colours nothing is said
    uint32(png.length),
    png,
  ]).toString('base64');
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
