// The clock of this machine.
import type { Clock } from './ports';

/** Monotonic time since the process began, and the wall's. It never calls back early. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  wallMs: () => Date.now(),
  wakeAt: (atMs, callback) => {
    const wait = (): void => {
      const leftMs = atMs - performance.now();
      // A timer counts from when its turn of the loop began, which may be milliseconds ago: it may ring too early. Who is
      // woken before the time that it asked for finds nothing to do, and asks for no other.
      if (leftMs <= 0) callback();
      else setTimeout(wait, Math.ceil(leftMs));
    };
    setTimeout(wait, Math.max(0, Math.ceil(atMs - performance.now())));
  },
};
