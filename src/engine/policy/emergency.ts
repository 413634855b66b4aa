// The emergency: the sound is about to stop for want of bytes. Uploads stand meanwhile, and nothing is spared. Only while it
// sounds, not before the first sound, and not where the buffer reaches the track's end. Source: Kreitz & Niemelä 2010.
import type { Alarm } from './alarm';
import { DONE } from './blockStates';
import { secondsAtByte } from './pace';
import type { FetchAction } from './fetchMessages';
import type { PeerLimits } from './peerLimits';
import type { Wanted } from './wanted';

/** Whether there is one. */
export class Emergency {
  readonly #limits: PeerLimits;
  #isOn = false;

  constructor(limits: PeerLimits) {
    this.#limits = limits;
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  /** Looks at the plays. Returns what is to be said where it begins or is over, else null; and sees to it that it is noticed when nothing comes any more. */
  update(plays: readonly Wanted[], nowMs: number, alarm: Alarm): FetchAction | null {
    const { emergencyMs, emergencyOverMs } = this.#limits;
    const sounding = plays.filter(({ playhead }) => playhead.isSounding);
    const leastLeftMs = sounding.reduce((least, play) => Math.min(least, bufferedMs(play, nowMs)), Infinity);
    const isOn = leastLeftMs < (this.#isOn ? emergencyOverMs : emergencyMs);
    if (!isOn && leastLeftMs < Infinity) alarm.want(nowMs + leastLeftMs - emergencyMs + 1, nowMs);
    if (isOn === this.#isOn) return null;
    this.#isOn = isOn;
    return { type: 'emergency', isOn };
  }
}

/** What the page has from the playhead on without a gap, in milliseconds; Infinity where it reaches the end. */
export function bufferedMs({ track, blocks, blockSizeBytes, playhead }: Wanted, nowMs: number): number {
  const at = playhead.byte(nowMs);
  const gap = blocks.endOfRun(DONE, Math.floor(at / blockSizeBytes), blocks.count);
  if (gap >= blocks.count) return Infinity;
  return Math.max(0, secondsAtByte(track, gap * blockSizeBytes) - playhead.seconds(nowMs)) * 1000;
}
