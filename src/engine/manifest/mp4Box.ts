// Boxes of MP4: a length, a type of four letters, a content. Source: ISO/IEC 14496-12, section 4.2.
import { countAt } from './scan';

/** Bytes of a box's header, and of one with a 64-bit length. */
const HEADER_BYTES = { short: 8, long: 16 };
/** Lengths that mean something else. */
const LENGTH = { toTheEnd: 0, long: 1 };

/** The header of a box. */
export interface BoxHeader {
  readonly type: string;
  readonly headerBytes: number;
  /** Length with the header. */
  readonly sizeBytes: number;
}

/** The box that begins at `at`, in a container that goes on for `restBytes` from there; null where none can begin. */
export function boxHeaderAt(view: DataView, at: number, restBytes: number): BoxHeader | null {
  if (view.byteLength < at + HEADER_BYTES.short) return null;
  const length = view.getUint32(at);
  const isLong = length === LENGTH.long;
  if (isLong && view.byteLength < at + HEADER_BYTES.long) return null;
  const headerBytes = isLong ? HEADER_BYTES.long : HEADER_BYTES.short;
  const saidBytes = isLong ? countAt(view, at + 8) : length;
  const sizeBytes = length === LENGTH.toTheEnd ? restBytes : saidBytes;
  return sizeBytes < headerBytes ? null : { type: typeAt(view, at + 4), headerBytes, sizeBytes };
}

/** The contents of the boxes of `type` right below `parent`, at most `most` of them. What is garbled ends the list. */
export function boxesOf(parent: DataView | null, type: string, most: number): readonly DataView[] {
  const found: DataView[] = [];
  for (let at = 0; parent !== null && found.length < most;) {
    const restBytes = parent.byteLength - at;
    const box = boxHeaderAt(parent, at, restBytes);
    if (box === null || box.sizeBytes > restBytes) break;
    if (box.type === type) found.push(part(parent, at + box.headerBytes, at + box.sizeBytes));
    at += box.sizeBytes;
  }
  return found;
}

/** The content of the first box at the end of `path`, types with dots between, or null where there is none. */
export function boxOf(parent: DataView | null, path: string): DataView | null {
  return path.split('.').reduce<DataView | null>((inner, type) => boxesOf(inner, type, 1)[0] ?? null, parent);
}

/** The bytes from `start` on, to `end` if given, as a view of their own; empty where they would lie outside. */
export function part(view: DataView, start: number, end = view.byteLength): DataView {
  const from = Math.min(start, view.byteLength);
  const to = Math.max(from, Math.min(end, view.byteLength));
  return new DataView(view.buffer, view.byteOffset + from, to - from);
}

function typeAt(view: DataView, at: number): string {
  return String.fromCharCode(
    view.getUint8(at),
    view.getUint8(at + 1),
    view.getUint8(at + 2),
    view.getUint8(at + 3),
  );
}
