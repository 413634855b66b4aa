// A queue of ten thousand rows is scrolled in a real Chromium: by the wheel, to and fro, for some seconds; then by leaps, as by the
// scrollbar; then rows are moved. Long tasks are the browser's own count (PerformanceObserver: 50 ms and more), frames are those that
// requestAnimationFrame gives.
import type { Page } from 'playwright-core';
import { launchBrowser, openPageWithSession } from '../test/support/page/harness';
import { DARK_THEME } from '../test/support/page/theme';
import { toneTrack } from '../test/support/page/tones';
import { report, type Row } from './contest';

const ROWS = 10_000;
/** What the issue asks for: no task is longer, in milliseconds. */
const LONGEST_TASK_MS = 50;
/** A frame at 60 Hz that is one late, in milliseconds. */
const FRAME_MS = 1000 / 30;
const WHEEL_TURNS = 120;
const LEAPS = 40;
const MOVES = 20;

interface Seen {
  readonly longTasksMs: readonly number[];
  readonly framesMs: readonly number[];
}

/** Watches long tasks and frames from now on. */
function watch(): void {
  const seen = { longTasksMs: [] as number[], framesMs: [] as number[] };
  Object.assign(globalThis, { seen });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.longTasksMs.push(duration);
  }).observe({ type: 'longtask', buffered: true });
  let lastMs = performance.now();
  const tick = (nowMs: number): void => {
    seen.framesMs.push(nowMs - lastMs);
    lastMs = nowMs;
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}

/** What was seen while something was done. */
async function during(page: Page, act: () => Promise<void>): Promise<Seen> {
  const take = (): Promise<Seen> =>
    page.evaluate(() => {
      const { seen } = globalThis as unknown as { seen: { longTasksMs: number[]; framesMs: number[] } };
      return { longTasksMs: seen.longTasksMs.splice(0), framesMs: seen.framesMs.splice(0) };
    });
  await take();
  await act();
  return take();
}

function rowsOf(name: string, { longTasksMs, framesMs }: Seen): Row[] {
  const sorted = framesMs.toSorted((one, other) => one - other);
  const p99 = sorted[Math.floor(0.99 * (sorted.length - 1))] ?? 0;
  const row = (what: string, ours: number, reference: number): Row => ({
    ...{
      name: `${name}: ${what}`,
      unit: 'ms',
      ours,
      reference,
      referenceName: 'at most',
      ratio: ours / reference,
    },
  });
  return [
    row('longest task', Math.max(0, ...longTasksMs), LONGEST_TASK_MS),
    row('frames, p99', p99, FRAME_MS),
  ];
}

async function main(): Promise<void> {
  const sound = toneTrack({ title: 'Tone', tonesHz: [440] });
  const tracks = Array.from({ length: ROWS }, (_, at) => ({
    ...sound,
    track: {
      ...sound.track,
      id: `t${at}`,
      title: `Track ${at} of a long queue`,
      artist: `Artist ${at % 300}`,
    },
  }));
  const browser = await launchBrowser();
  const harness = await openPageWithSession(browser, { tracks, theme: DARK_THEME, initScript: watch });
  const { page } = harness;
  await page.getByRole('listitem').first().waitFor();
  await page.locator('.queue').hover();
  const wheel = await during(page, async () => {
    for (let turn = 0; turn < WHEEL_TURNS; turn++) await page.mouse.wheel(0, turn % 40 < 30 ? 400 : -600);
  });
  const leaps = await during(page, async () => {
    for (let leap = 0; leap < LEAPS; leap++)
      await page.evaluate(
        async (part) => {
          const list = document.querySelector('.queue');
          if (list !== null) list.scrollTop = part * list.scrollHeight;
          await new Promise(requestAnimationFrame);
        },
        (leap * 0.618) % 1,
      );
  });
  await page.locator('.queue .row').first().focus();
  const moves = await during(page, async () => {
    for (let move = 0; move < MOVES; move++) await page.keyboard.press('Alt+ArrowDown');
    await page.evaluate(() => new Promise(requestAnimationFrame));
  });
  await harness.close();
  await browser.close();
  const all = { 'the wheel': wheel, leaps, 'a row moved': moves };
  const longTasks = Object.values(all).reduce((sum, { longTasksMs }) => sum + longTasksMs.length, 0);
  report(
    Object.entries(all).flatMap(([name, seen]) => rowsOf(name, seen)),
    [`${ROWS} rows; ${longTasks} long tasks; frames as requestAnimationFrame gives them, without a GPU.`],
  );
}

void main();
