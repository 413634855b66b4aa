// Two channels.

/** Two channels of the same length. */
export interface Stereo {
  readonly left: Float32Array;
  readonly right: Float32Array;
}

/** Silence. */
export function createStereo(frames: number): Stereo {
  return { left: new Float32Array(frames), right: new Float32Array(frames) };
}

/** Adds one channel, times a gain, to another. */
export function addTo(channel: Float32Array, added: Float32Array, gain: number): void {
  const frames = Math.min(channel.length, added.length);
  for (let frame = 0; frame < frames; frame++) {
    channel[frame] = (channel[frame] ?? 0) + gain * (added[frame] ?? 0);
  }
}

/** Multiplies a channel by a gain, in place. */
export function scale(channel: Float32Array, gain: number): void {
  for (let frame = 0; frame < channel.length; frame++) channel[frame] = gain * (channel[frame] ?? 0);
}
