/** A half-open range of a track's bytes: `[start, end)`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}
