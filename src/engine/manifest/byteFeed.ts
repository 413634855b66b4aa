// Feeds a scan with a file's bytes as they go by, in pieces of any length. Bytes are held only while a want lies across
// the border of two pieces, and then never more than that want asked for.
import type { Scan, Want } from './scan';

/** This many wants in a row at one offset are a scan that turns in circles: a bug. */
const MOST_WANTS_IN_PLACE = 1000;
const NOTHING = new Uint8Array(0);

/** One scan and the file that it is fed with. */
export class ByteFeed<Result> {
  readonly #scan: Scan<Result>;
  readonly #sizeBytes: number;
  #want: Want | null = null;
  #wantsInPlace = 0;
  #result: Result | null = null;

  /** What is held lies from `#heldStart` to `#heldEnd` of the file; `#takenBytes` of it have been pushed. */
  #held = NOTHING;
  #heldStart = 0;
  #heldEnd = 0;
  #takenBytes = 0;

  constructor(scan: Scan<Result>, sizeBytes: number) {
    this.#scan = scan;
    this.#sizeBytes = sizeBytes;
    this.#answer(NOTHING);
  }

  /** What the scan ended with, or null while it wants more bytes. */
  get result(): Result | null {
    return this.#result;
  }

  /** Takes the next bytes of the file. Throws what the scan throws; don't go on then. */
  push(piece: Uint8Array): void {
    while (this.#want !== null) {
      const bytes = this.#bytesFor(this.#want, piece);
      if (bytes === null) break;
      this.#answer(bytes);
    }
    this.#takenBytes += piece.length;
    if (this.#want === null) this.#held = NOTHING;
  }

  /** The bytes for a want, from the piece or from what is held; null, and they are held, if they aren't all there. */
  #bytesFor(want: Want, piece: Uint8Array): Uint8Array | null {
    const wantEnd = Math.min(want.offset + want.sizeBytes, this.#sizeBytes);
    const at = want.offset - this.#takenBytes;
    if (at >= 0) {
      if (wantEnd <= this.#takenBytes + piece.length) return piece.subarray(at);
      this.#hold(piece.subarray(at), want, wantEnd);
      return null;
    }
    this.#holdMore(piece.subarray(this.#heldEnd - this.#takenBytes), want, wantEnd);
    return this.#heldEnd < wantEnd ? null : this.#heldFrom(want.offset);
  }

  /** Holds the part of a want that is there, if any, and nothing from before. */
  #hold(wanted: Uint8Array, { offset }: Want, wantEnd: number): void {
    this.#held = wanted.length === 0 ? NOTHING : new Uint8Array(wantEnd - offset);
    this.#held.set(wanted);
    this.#heldStart = offset;
    this.#heldEnd = offset + wanted.length;
  }

  /** Holds as much of the bytes as the want, whose first part is held, still lacks. */
  #holdMore(bytes: Uint8Array, want: Want, wantEnd: number): void {
    const added = bytes.subarray(0, Math.max(0, wantEnd - this.#heldEnd));
    if (this.#heldEnd + added.length > this.#heldStart + this.#held.length)
      this.#hold(this.#heldFrom(want.offset), want, wantEnd);
    this.#held.set(added, this.#heldEnd - this.#heldStart);
    this.#heldEnd += added.length;
  }

  #heldFrom(offset: number): Uint8Array {
    return this.#held.subarray(offset - this.#heldStart, this.#heldEnd - this.#heldStart);
  }

  #answer(bytes: Uint8Array): void {
    this.#take(this.#scan.next(bytes));
    // Wants that begin where the file has ended are answered at once, with nothing.
    while (this.#want !== null && this.#want.offset >= this.#sizeBytes) this.#take(this.#scan.next(NOTHING));
  }

  #take(step: IteratorResult<Want, Result>): void {
    if (step.done === true) {
      this.#want = null;
      this.#result = step.value;
      return;
    }
    const goneOnBytes = step.value.offset - (this.#want?.offset ?? -1);
    this.#wantsInPlace = goneOnBytes > 0 ? 0 : this.#wantsInPlace + 1;
    if (goneOnBytes < 0 || this.#wantsInPlace > MOST_WANTS_IN_PLACE)
      throw new Error(`A scan does not go on at byte ${step.value.offset}.`);
    this.#want = step.value;
  }
}
