import type { ByteRange } from '../shared/track';

/** What a request asks for of a file: bytes, all of it, or what isn't there. */
export type AskedRange = ByteRange | 'whole' | 'unsatisfiable';

/**
 * Reads a Range header (RFC 9110, 14.2) for a file of `sizeBytes` bytes. As the RFC allows, what isn't one range of bytes is
 * taken as if there were no header.
 */
export function parseRange(header: string | undefined, sizeBytes: number): AskedRange {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return 'whole';
  if (first === '') return toRange(Math.max(0, sizeBytes - Number(last)), sizeBytes);
  if (last !== '' && Number(last) < Number(first)) return 'whole';
  return toRange(Number(first), last === '' ? sizeBytes : Math.min(Number(last) + 1, sizeBytes));
}

function toRange(start: number, end: number): AskedRange {
  return start < end ? { start, end } : 'unsatisfiable';
}
