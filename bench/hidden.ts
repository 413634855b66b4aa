// Playing out of sight, in a real VS Code: the Explorer is open, timers are throttled, nothing may sound without a gesture.
// How many holes the sound has, and what it takes beside an <audio> element that plays the same file in the same browser, and
// beside neither. `npm run bench -- hidden 30`: so many minutes (10).
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { seededRandom } from '../src/demo/random';
import { originOf } from '../test/support/fixtureOrigin';
import { musicFolder } from '../test/support/musicFolder';
import { openVSCode } from '../test/support/vscodeHosts';
import { openStarling, PATIENCE_MS, queueItem } from '../test/support/workbench';
import type { Row } from './contest';
import { countHoles, stopCounting, usageOf, type HoleCounter, type Usage } from './hidden/instruments';
import { longTrack } from './hidden/music';

const MINUTES = Number(process.env['MINUTES'] ?? 10);
const SEED = Number(process.env['SEED'] ?? 1);
/** Of which the CPU of nothing and of <audio> is measured, in minutes: at most as long as ours. */
const REFERENCE_MINUTES = Math.min(MINUTES, 3);
/** What loading and opening leave behind settles first. */
const SETTLE_MS = 10_000;
const TRACK = 'Long.ogg';

const notes: string[] = [];
const say = (note: string): void => void notes.push(note);

async function main(): Promise<void> {
  const file = await longTrack(MINUTES + REFERENCE_MINUTES + 2, seededRandom(String(SEED)));
  const origin = await originOf(await musicFolder({ [TRACK]: file }));
  const counters: HoleCounter[] = [];
  const vscode = await openVSCode({
    suite: null,
    settings: { 'starling.servers': [origin.url] },
    env: {},
    onPage: async (page) => void counters.push(await countHoles(page)),
    // The counter is a worklet, which the page's policy doesn't let in.
    browserContext: { bypassCSP: true },
  });
  try {
    const { page } = vscode;
    await openStarling(page);
    await queueItem(page, 'Long').waitFor({ timeout: PATIENCE_MS });
    await openExplorer(page);
    await pause(SETTLE_MS);
    const idle = await coreOf(page, REFERENCE_MINUTES);
    await openStarling(page);
    await queueItem(page, 'Long').click({ timeout: PATIENCE_MS });
    await openExplorer(page);
    await pause(SETTLE_MS);
    const looks = await watchPlaying(page);
    await stopCounting(page);
    const playing = { looks, core: await coreOf(page, REFERENCE_MINUTES) };
    const { holes, seconds } = counters[0] ?? { holes: 0, seconds: 0 };
    await stopPlaying(page);
    await pause(SETTLE_MS);
    const audio = await coreOfAudio(page, file);
    say(`${holes} holes in ${(seconds / 60).toFixed(1)} minutes of sound (there may be none).`);
    say(
      `Of one core: ${percent(idle)} with nothing, ${percent(playing.core)} with ours, ${percent(audio)} with <audio>; figures above are without the first, and all without the tap.`,
    );
    console.log(JSON.stringify({ seed: SEED, rows: rowsOf({ idle, audio, playing }), notes }));
  } finally {
    await vscode.close();
    await origin.close();
  }
}

interface Playing {
  readonly core: number;
  readonly looks: readonly Usage[];
}

/** Plays for the time that was asked for, and looks at the start, in the middle and at the end. */
async function watchPlaying(page: Page): Promise<readonly Usage[]> {
  const looks = [await look(page)];
  for (let half = 0; half < 2; half++) {
    await pause((MINUTES * 60_000) / 2);
    looks.push(await look(page));
  }
  const mib = (bytes: number): string => (bytes / 1024 / 1024).toFixed(0);
  say(
    `Memory of the page's process at the start, in the middle, at the end: ${looks.map((each) => `${mib(each.residentBytes)} MiB (heap ${mib(each.heapBytes)})`).join(', ')}.`,
  );
  return looks;
}

async function coreOf(page: Page, minutes: number): Promise<number> {
  const before = await look(page);
  await pause(minutes * 60_000);
  return coreBetween(before, await look(page));
}

/** The same file in an element, in a page of its own beside the VS Code that is silent now. */
async function coreOfAudio(page: Page, file: Uint8Array): Promise<number> {
  const server = createServer((request, response) => {
    const isPage = request.url === '/';
    response.setHeader('content-type', isPage ? 'text/html' : 'audio/ogg');
    response.end(
      isPage
        ? '<button onclick="document.querySelector(\'audio\').play()">Play</button><audio src="/track"></audio>'
        : file,
    );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const beside = await page.context().newPage();
  try {
    await beside.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await beside.getByRole('button').click();
    await pause(SETTLE_MS);
    return await coreOf(page, REFERENCE_MINUTES);
  } finally {
    await beside.close();
    server.closeAllConnections();
    server.close();
  }
}

function look(page: Page): Promise<Usage> {
  const browser = page.context().browser();
  if (browser === null) throw new Error('This VS Code is shown by no browser of ours.');
  return usageOf(browser, page);
}

/** How much of one core was taken between two looks: 1 is all of it. */
function coreBetween(before: Usage | undefined, after: Usage | undefined): number {
  if (before === undefined || after === undefined) return 0;
  return (1000 * (after.cpuSeconds - before.cpuSeconds)) / (after.atMs - before.atMs);
}

async function openExplorer(page: Page): Promise<void> {
  await page
    .getByRole('tab', { name: /^Explorer/ })
    .first()
    .click({ timeout: PATIENCE_MS });
}

async function stopPlaying(page: Page): Promise<void> {
  await page.keyboard.press('F1');
  await page.keyboard.type('Starling: Play/Pause');
  await page.getByRole('option', { name: 'Starling: Play/Pause' }).first().click({ timeout: PATIENCE_MS });
}

function rowsOf({ idle, audio, playing }: { idle: number; audio: number; playing: Playing }): Row[] {
  const [ours, reference] = [100 * (playing.core - idle), 100 * (audio - idle)];
  const [first, last] = [playing.looks[0]?.residentBytes ?? 0, playing.looks.at(-1)?.residentBytes ?? 0];
  const mib = 1024 * 1024;
  return [
    {
      name: 'CPU, playing hidden',
      unit: '% of a core',
      ours,
      reference,
      referenceName: '<audio>, same file',
      ratio: ours / reference,
    },
    {
      name: `memory after ${MINUTES} min`,
      unit: 'MiB',
      ours: last / mib,
      reference: first / mib,
      referenceName: 'at the start',
      ratio: last / first,
    },
  ];
}

function percent(core: number): string {
  return `${(100 * core).toFixed(1)} %`;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

void main();
