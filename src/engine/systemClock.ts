// The clock of this machine.
import type { Clock } from './ports';

/** Monotonic time since the process began, and the wall's. It never calls back early. `setTimer` sets a timer of Node's, in milliseconds. */
export function clockWith(setTimer: (callback: () => void, ms: number) => unknown): Clock {
  return {
    nowMs: () => performance.now(),
    wallMs: () => Date.now(),
    wakeAt: (atMs, callback) => {
      const wait = (): void => {
        const leftMs = atMs - performance.now();
        // A timer counts from when its turn of the loop began, which may be milliseconds ago: it may ring too early. Who is
        // woken before the time that it asked for finds nothing to do, and asks for no other.
        if (leftMs <= 0) callback();
        else setTimer(wait, Math.ceil(leftMs));
      };
      setTimer(wait, Math.max(0, Math.ceil(atMs - performance.now())));
    },
  };
}

/** The clock of a program, which runs as long as anything is to be called back. */
export const systemClock: Clock = clockWith(setTimeout);
