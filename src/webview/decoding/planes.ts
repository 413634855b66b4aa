/** Samples of one stretch: a plane for each channel, all of one length. */
export type Planes = readonly Float32Array<ArrayBuffer>[];

/** The frames of a stretch. */
export function framesOf(planes: Planes): number {
  return planes[0]?.length ?? 0;
}
