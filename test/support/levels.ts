// What a stretch of samples is made of, measured.

/** A stretch, and the tone that is looked for. */
export interface ToneQuestion {
  readonly toneHz: number;
  readonly sampleRate: number;
  readonly fromFrame: number;
  /** A whole number of the tone's periods, so that other tones of which that is true too don't mix in. */
  readonly frames: number;
}

/** The amplitude of one tone. */
export function amplitudeOf(
  plane: Float32Array,
  { toneHz, sampleRate, fromFrame, frames }: ToneQuestion,
): number {
  let [sine, cosine] = [0, 0];
  for (let frame = fromFrame; frame < fromFrame + frames; frame++) {
    const angle = (2 * Math.PI * toneHz * frame) / sampleRate;
    sine += (plane[frame] ?? 0) * Math.sin(angle);
    cosine += (plane[frame] ?? 0) * Math.cos(angle);
  }
  return (2 * Math.hypot(sine, cosine)) / frames;
}

/** The largest difference between samples, and where: `b` is looked at from `bFrom` on. */
export function farthest(a: Float32Array, b: Float32Array, bFrom = 0): { distance: number; frame: number } {
  let [distance, at] = [0, -1];
  const frames = Math.min(a.length, b.length - bFrom);
  for (let frame = 0; frame < frames; frame++) {
    const difference = Math.abs((a[frame] ?? 0) - (b[bFrom + frame] ?? 0));
    if (difference > distance) [distance, at] = [difference, frame];
  }
  return { distance, frame: at };
}
