// ID3v2 tags in front of a file (pictures and all) are passed over. Source: id3.org, ID3v2.4.0 structure, section 3.1.
import { spells } from './bytes';

/** Bytes of a tag's header. */
export const ID3_HEADER_BYTES = 10;
/** Flag: a footer as long as the header follows. */
const HAS_FOOTER = 0x10;

/** The length of the ID3v2 tag that begins with these bytes, header and footer included, or 0 where there is none. */
export function id3SizeBytes(bytes: Uint8Array): number {
  const [a = 255, b = 255, c = 255, d = 255] = bytes.subarray(6, ID3_HEADER_BYTES);
  if (!spells(bytes, 0, 'ID3') || (a | b | c | d) >= 0x80) return 0;
  const footerBytes = ((bytes[5] ?? 0) & HAS_FOOTER) === 0 ? 0 : ID3_HEADER_BYTES;
  return ID3_HEADER_BYTES + (a * 2 ** 21 + b * 2 ** 14 + c * 2 ** 7 + d) + footerBytes;
}
