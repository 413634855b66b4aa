// Counts what the page makes for its sound and what of it is still there, and keeps the handlers that the system would call.
import type { Page } from 'playwright-core';

/** How much of each kind is in memory. */
export type Census = Readonly<Record<string, number>>;

/** Runs in the page before its scripts. It must stand alone: its text is what is sent. */
export function takeCensus(): void {
  const made = new Map<string, WeakRef<object>[]>();
  const kinds = [
    'AudioBufferSourceNode',
    'ConstantSourceNode',
    'GainNode',
    'AnalyserNode',
    'AbortController',
  ];
  for (const kind of [...kinds, 'AudioBuffer', 'AudioDecoder']) {
    const all = window as unknown as Record<string, new (...args: unknown[]) => object>;
    const native = all[kind];
    if (native === undefined) continue;
    const refs: WeakRef<object>[] = [];
    made.set(kind, refs);
    all[kind] = new Proxy(native, {
      construct: (target, args: unknown[]) => {
        const thing = new target(...args);
        refs.push(new WeakRef(thing));
        return thing;
      },
    });
  }
  const handlers = new Map<string, MediaSessionActionHandler | null>();
  navigator.mediaSession.setActionHandler = (action, handler) => {
    handlers.set(action, handler);
  };
  Object.assign(window, {
    starlingCensus: () =>
      Object.fromEntries(
        [...made].map(([kind, refs]) => [kind, refs.filter((ref) => ref.deref() !== undefined).length]),
      ),
    starlingMade: () => Object.fromEntries([...made].map(([kind, refs]) => [kind, refs.length])),
    starlingPress: (details: MediaSessionActionDetails) => handlers.get(details.action)?.(details),
  });
}

/** Presses a media key, as the system would. To be called after a real gesture only: it counts as one. */
export async function pressMediaKey(page: Page, details: MediaSessionActionDetails): Promise<void> {
  await page.evaluate((pressed) => {
    (window as unknown as { starlingPress: (details: MediaSessionActionDetails) => void }).starlingPress(
      pressed,
    );
  }, details);
}

/** What is still in memory after everything that can be was collected, and what was made in all. */
export async function census(page: Page): Promise<{ readonly alive: Census; readonly made: Census }> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  await session.detach();
  return page.evaluate(() => {
    const counts = window as unknown as { starlingCensus: () => Census; starlingMade: () => Census };
    return { alive: counts.starlingCensus(), made: counts.starlingMade() };
  });
}
