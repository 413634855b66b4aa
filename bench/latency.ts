// From a click to the first sound, in a real VS Code: ours beside a bare `<audio src>` in the same page, through the same
// context, at the same tap (latency/instruments.ts), from the same origin over the same line, in turns, the order drawn by seed.
// Clicks are the browser's own mouse events; the time of a click is when the page first hears of it. The player is paused
// before each, as only then the first sound is the new track's.
//   ROUNDS=n         default 20: about a quarter of an hour
//   DELAYS_MS=0,20   default 0,20,50
import type { Locator, Page } from 'playwright-core';
import { openVSCode, type OpenVSCode } from '../test/support/vscodeHosts';
import { openStarling, PATIENCE_MS, playerFrame } from '../test/support/workbench';
import { median, report, SEED, type Row } from './contest';
import { hangInstruments, TAP_WORKLET } from './latency/instruments';
import { Listener } from './latency/listener';
import type { Measurement, Series } from './latency/measurement';
import { serveMusic, type Music } from './latency/origin';
import { rowsOf, stepsOf } from './latency/tables';

const ROUNDS = Number(process.env['ROUNDS'] ?? 20);
/** One-way delays of the line to the origin, in milliseconds. */
const DELAYS_MS = (process.env['DELAYS_MS'] ?? '0,20,50').split(',').map(Number);
/** A row of the queue, and more than what there is beside it: the view is made so high that it shows a page of the queue. */
const ROW_PIXELS = 22;
const BESIDE_QUEUE_PIXELS = 300;

async function main(): Promise<void> {
  const music = await serveMusic({ pages: DELAYS_MS.length, playsOnPage: ROUNDS + 1 });
  let vscode: OpenVSCode | null = null;
  try {
    vscode = await openVSCode({
      suite: null,
      settings: { 'starling.servers': [music.url] },
      env: {},
      onPage: async (page) => {
        await page.addInitScript(hangInstruments, TAP_WORKLET);
      },
      // The tap is a worklet and the rival has an address: both are against the page's policy, which costs no time.
      browserContext: {
        bypassCSP: true,
        viewport: { width: 1280, height: BESIDE_QUEUE_PIXELS + music.rowsOnPage * ROW_PIXELS },
      },
    });
    const { page } = vscode;
    await openStarling(page);
    const list = playerFrame(page).getByRole('list', { name: 'Queue' });
    await list.waitFor({ timeout: PATIENCE_MS });
    await showRows(page, list, music.rowsOnPage);
    const listener = new Listener({ page, list, music });
    await listener.begin();
    const series = await measureAll(listener, music);
    const rows: Row[] = rowsOf(series, median);
    report(rows, stepsOf(series, median));
  } finally {
    await vscode?.close();
    await music.close();
  }
}

/** Closes the library below, and makes the window as high as it takes for the queue to show so many rows. */
async function showRows(page: Page, list: Locator, rows: number): Promise<void> {
  await page.getByRole('button', { name: 'Library Section' }).click();
  await page.waitForTimeout(500);
  const size = page.viewportSize();
  const height = await list.evaluate((element) => element.parentElement?.clientHeight ?? 0);
  if (size === null || height === 0) throw new Error('The queue has no height.');
  const missing = rows * ROW_PIXELS - height;
  await page.setViewportSize({ width: size.width, height: size.height + missing });
  await page.waitForTimeout(500);
}

async function measureAll(listener: Listener, music: Music): Promise<Series[]> {
  const series = new Map<string, Series>();
  const draw = drawer();
  for (let round = 0; round <= ROUNDS; round++) {
    const parts = DELAYS_MS.flatMap((delayMs, at) =>
      music.formats.map((format) => ({ format, delayMs, page: at })),
    );
    for (const { format, delayMs, page } of draw(parts)) {
      await listener.turnTo(format, page);
      for (const measurement of draw(measurementsOf(format, delayMs))) {
        const steps = await listener.measure(measurement, delayMs);
        const { name, who } = measurement;
        const key = `${name} ${format} ${who}`;
        const found = series.get(key) ?? { ...measurement, plays: [] };
        series.set(key, found);
        if (round > 0) found.plays.push(steps);
      }
    }
    process.stderr.write(`round ${round} of ${ROUNDS}\n`);
  }
  return [...series.values()];
}

/** What comes with a delay in a round; what needs no origin comes with the first. */
function measurementsOf(format: string, delayMs: number): Measurement[] {
  const name = `origin ${delayMs} ms` as const;
  const fresh = [
    { name, format, who: 'ours' },
    { name, format, who: '<audio>' },
  ] as const;
  if (delayMs !== DELAYS_MS[0]) return [...fresh];
  const others = (['next', 'previous', 'in view', 'pointed at', 'cached'] as const).map(
    (each): Measurement => ({
      name: each,
      format,
      who: 'ours',
    }),
  );
  return [...fresh, ...others, { name: 'cached', format, who: '<audio>' }];
}

/** Puts lists into an order of chance, the same for the same seed. */
function drawer(): <T>(list: readonly T[]) => T[] {
  let state = SEED;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return (list) =>
    list
      .map((item) => ({ item, at: next() }))
      .sort((a, b) => a.at - b.at)
      .map(({ item }) => item);
}

void main();
