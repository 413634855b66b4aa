// Where a play has got to between two words of its page, which come seldom: each goes through VS Code's own processes. What
// counts from a position (seeking by ten seconds, "previous", a window that closes) finds the one of now.
import { currentTrack, type Snapshot } from '../../shared/snapshot';
import type { SessionEvent } from './session';

/** Longest that a page's last word is counted on from, in milliseconds: it tells about every 3 s. One that is silent may be asleep. */
const MOST_UNTOLD_MS = 6_000;

/** Moves the position of what sounds on with the clock. */
export class Playhead {
  #wordMs = -Infinity;
  #atMs = 0;

  /** The snapshot as it is when this event comes, which is taken note of. */
  moveOn(snapshot: Snapshot, event: SessionEvent, nowMs: number): Snapshot {
    const moved = this.at(snapshot, nowMs);
    if (event.type === 'soundChanged' || event.type === 'restored') this.#wordMs = nowMs;
    this.#atMs = nowMs;
    return moved;
  }

  /** What the snapshot of the last event has become since. */
  at(snapshot: Snapshot, nowMs: number): Snapshot {
    const passedMs = Math.min(nowMs, this.#wordMs + MOST_UNTOLD_MS) - this.#atMs;
    if (snapshot.sound !== 'sounding' || passedMs <= 0) return snapshot;
    const endSeconds = currentTrack(snapshot)?.durationSeconds ?? Infinity;
    const positionSeconds = Math.min(snapshot.positionSeconds + passedMs / 1000, endSeconds);
    return { ...snapshot, positionSeconds };
  }
}
