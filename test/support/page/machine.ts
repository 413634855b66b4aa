// What the machine under the page does though nobody asked: it sleeps, its sound device goes, the system stops the sound.
import type { Page } from 'playwright-core';

interface Machine {
  sleep: (ms: number) => void;
  loseDevice: () => void;
  stopSound: () => Promise<void>;
  standStill: () => void;
  isKeptAlive: () => boolean;
}

/** Runs in the page before its scripts. It must stand alone: its text is what is sent. */
export function buildMachine(): void {
  const contexts = new Set<AudioContext>();
  const elements = new Set<HTMLMediaElement>();
  let sleptMs = 0;
  const { now } = Date;
  Date.now = () => now() + sleptMs;
  const { resume } = AudioContext.prototype;
  AudioContext.prototype.resume = function (this: AudioContext) {
    contexts.add(this);
    return Reflect.apply(resume, this, []);
  };
  const { play } = HTMLMediaElement.prototype;
  HTMLMediaElement.prototype.play = function (this: HTMLMediaElement) {
    elements.add(this);
    return Reflect.apply(play, this, []);
  };
  const machine: Machine = {
    sleep: (ms) => void (sleptMs += ms),
    loseDevice: () => {
      for (const context of contexts) context.dispatchEvent(new Event('error'));
    },
    stopSound: async () => {
      for (const context of contexts) await context.suspend();
    },
    standStill: () => {
      for (const context of contexts) {
        const { currentTime } = context;
        Object.defineProperty(context, 'currentTime', { get: () => currentTime });
      }
    },
    isKeptAlive: () => [...elements].some(({ paused }) => !paused),
  };
  Object.assign(window, { starlingMachine: machine });
}

/** Has the machine do something. To be called after a real gesture only: it counts as one. */
export async function machineDoes(
  page: Page,
  what: Exclude<keyof Machine, 'isKeptAlive'>,
  ms = 0,
): Promise<void> {
  await page.evaluate(
    async ([name, slept]) => {
      const { starlingMachine } = window as unknown as { starlingMachine: Machine };
      await starlingMachine[name](slept);
    },
    [what, ms] as const,
  );
}

/** Resolves once an element plays, or none does. */
export async function keptAlive(page: Page, isWanted: boolean): Promise<void> {
  await page.waitForFunction(
    (wanted) => (window as unknown as { starlingMachine: Machine }).starlingMachine.isKeptAlive() === wanted,
    isWanted,
  );
}
