import fc from 'fast-check';
import { createHash } from 'node:crypto';

/** SHA-256, as node has it. */
export function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** `sizeBytes` bytes that don't repeat in any place that matters. */
export function soundOf(sizeBytes: number): Uint8Array {
  return Uint8Array.from({ length: sizeBytes }, (_, at) => (at * 31 + (at >> 8) * 7) & 255);
}

/** Pushes `bytes` in pieces of these lengths, over and over, and never forgets that a piece is only lent. */
export function pushInPieces(
  sink: { push(bytes: Uint8Array): void },
  bytes: Uint8Array,
  lengths: readonly number[],
): void {
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const piece = Uint8Array.from(
      bytes.subarray(at, at + Math.max(1, lengths[turn % lengths.length] ?? bytes.length)),
    );
    sink.push(piece);
    at += piece.length;
    piece.fill(0xaa);
  }
}

/** What is done to a file: places are shares of its length, so that one recipe does for any file and prints short. */
export interface Damage {
  /** Where (0 to 1, or below 0 in the first 1,000 bytes) what is written over. */
  readonly patches: readonly (readonly [number, Uint8Array])[];
  readonly cut: readonly ['none' | 'drop' | 'double' | 'end', number, number];
}

/** Any damage. */
export const damage: fc.Arbitrary<Damage> = fc.record({
  patches: fc.array(
    fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.uint8Array({ minLength: 1, maxLength: 8 })),
    { maxLength: 12 },
  ),
  cut: fc.tuple(
    fc.constantFrom('none', 'drop', 'double', 'end'),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  ),
});

/** A damaged copy of `bytes`: a few places written over, and perhaps a part missing or doubled, or the end cut off. */
export function damaged(bytes: Uint8Array, { patches, cut: [kind, a, b] }: Damage): Uint8Array {
  const copy = Uint8Array.from(bytes);
  for (const [place, patch] of patches) {
    const at = Math.floor(place < 0 ? -place * Math.min(1000, copy.length - 1) : place * (copy.length - 1));
    copy.set(patch.subarray(0, copy.length - at), at);
  }
  const [from, to] = [a, b].sort((one, other) => one - other).map((place) => Math.floor(place * copy.length));
  if (kind === 'end') return copy.subarray(0, to);
  if (kind === 'drop') return Buffer.concat([copy.subarray(0, from), copy.subarray(to)]);
  return kind === 'double' ? Buffer.concat([copy.subarray(0, to), copy.subarray(from)]) : copy;
}
