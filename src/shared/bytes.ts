// Reading headers: bytes as numbers and as text.

/** The bytes as numbers. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Whether the bytes at `offset` spell `text` (ASCII). Where there are no such bytes, they don't. */
export function spells(bytes: Uint8Array, offset: number, text: string): boolean {
  for (let at = 0; at < text.length; at++) if (bytes[offset + at] !== text.charCodeAt(at)) return false;
  return true;
}

/** `length` bytes at `offset` as text, a character a byte; shorter where the bytes end. */
export function textAt(bytes: Uint8Array | DataView, offset: number, length: number): string {
  const start = Math.min(offset, bytes.byteLength);
  const slice = new Uint8Array(
    bytes.buffer,
    bytes.byteOffset + start,
    Math.min(length, bytes.byteLength - start),
  );
  return String.fromCharCode(...slice);
}
