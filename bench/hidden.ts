// Playing out of sight, in a real VS Code: the Explorer is open, timers are throttled, nothing may sound without a gesture.
// How many holes the sound has, whether memory grows, and what it takes of a core beside an <audio> element that plays the same
// file in the same browser, beside the least that Web Audio can do, and beside neither.
//   npm run bench -- hidden 30          so many minutes (10), and at most three for each of the others
//   ALONE=1 npm run bench -- hidden 30  holes and memory only
import type { Page } from 'playwright-core';
import { seededRandom } from '../src/demo/random';
import { originOf } from '../test/support/fixtureOrigin';
import { musicFolder } from '../test/support/musicFolder';
import { openVSCode, type OpenVSCode } from '../test/support/vscodeHosts';
import { openStarling, PATIENCE_MS, queueItem, runFromPalette } from '../test/support/workbench';
import type { Row } from './contest';
import { countHoles, stopCounting, type HoleCounter } from './hidden/instruments';
import { longTrack } from './hidden/music';
import { withRival } from './hidden/rivals';
import { browserLoad, loadBetween, usageOf, type Load, type Usage } from './hidden/usage';

const MINUTES = Number(process.env['MINUTES'] ?? 10);
const SEED = Number(process.env['SEED'] ?? 1);
const IS_ALONE = process.env['ALONE'] === '1';
/** How long the CPU of each is measured, in minutes: at most as long as ours plays. */
const COMPARED_MINUTES = Math.min(MINUTES, 3);
/** What opening and stopping leave behind settles first. */
const SETTLE_MS = 10_000;
/** Memory is looked at so often. The first minute fills the buffers. */
const LOOK_MS = 60_000;
const TRACK = 'Long.ogg';
const MIB = 1024 * 1024;

const notes: string[] = [];
const say = (note: string): void => void notes.push(note);

async function main(): Promise<void> {
  const file = await longTrack(MINUTES + COMPARED_MINUTES + 2, seededRandom(String(SEED)));
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
    await queueItem(page, 'Long').click({ timeout: PATIENCE_MS });
    await openExplorer(page);
    await pause(SETTLE_MS);
    const rows = [memoryRow(await watchMemory(vscode))];
    if (!IS_ALONE) rows.unshift(...(await compareCpu(vscode, file)));
    const { holes, seconds } = counters[0] ?? { holes: 0, seconds: 0 };
    say(`${holes} holes in ${(seconds / 60).toFixed(1)} minutes of sound (there may be none).`);
    console.log(JSON.stringify({ seed: SEED, rows, notes }));
  } finally {
    await vscode.close();
    await origin.close();
  }
}

/** Plays for the time that was asked for. */
async function watchMemory(vscode: OpenVSCode): Promise<readonly Usage[]> {
  const looks: Usage[] = [];
  for (let playedMs = 0; playedMs < MINUTES * 60_000; playedMs += LOOK_MS) {
    await pause(LOOK_MS);
    looks.push(await usageOf(vscode.page, vscode.folder));
  }
  const mib = (bytes: number): string => (bytes / MIB).toFixed(0);
  say(
    `Memory of the page's process in MiB, each minute (heap): ${looks.map((each) => `${mib(each.residentBytes)} (${mib(each.heapBytes)})`).join(', ')}.`,
  );
  return looks;
}

/** After the first minute, and at the last: each the median of three looks, for rubbish comes and goes. */
function memoryRow(looks: readonly Usage[]): Row {
  const median = (some: readonly Usage[]): number =>
    some.map(({ residentBytes }) => residentBytes / MIB).toSorted((a, b) => a - b)[some.length >> 1] ?? 0;
  const [first, last] = [median(looks.slice(0, 3)), median(looks.slice(-3))];
  return {
    name: `memory after ${MINUTES} min`,
    unit: 'MiB',
    ours: last,
    reference: first,
    referenceName: 'in the first 3 min',
    ratio: last / first,
  };
}

async function compareCpu(vscode: OpenVSCode, file: Uint8Array): Promise<Row[]> {
  const { page } = vscode;
  await stopCounting(page);
  const ours = await loadOf(vscode);
  await runFromPalette(page, 'Starling: Play/Pause');
  const audio = await withRival(page, { rival: 'audio', file }, () => loadOf(vscode));
  const webAudio = await withRival(page, { rival: 'webAudio', file }, () => loadOf(vscode));
  const idle = await loadOf(vscode);
  const named = { nothing: idle, ours: ours, '<audio>': audio, 'Web Audio alone': webAudio };
  for (const [name, load] of Object.entries(named)) say(`With ${name}: ${described(load)}.`);
  const row = (referenceName: string, reference: Load): Row => {
    const [mine, its] = [ours, reference].map((load) => 100 * (browserLoad(load) - browserLoad(idle)));
    const figures = { ours: mine ?? 0, reference: its ?? 0, ratio: (mine ?? 0) / (its ?? 0) };
    return { name: 'CPU, playing hidden', unit: '% of a core', referenceName, ...figures };
  };
  return [row('<audio>, same file', audio), row('Web Audio alone, nothing to decode', webAudio)];
}

async function loadOf(vscode: OpenVSCode): Promise<Load> {
  await pause(SETTLE_MS);
  const before = await usageOf(vscode.page, vscode.folder);
  await pause(COMPARED_MINUTES * 60_000);
  return loadBetween(before, await usageOf(vscode.page, vscode.folder));
}

function described(load: Load): string {
  const parts = Object.entries(load.browser)
    .filter(([, share]) => share >= 0.0005)
    .map(([kind, share]) => `${kind} ${percent(share)}`);
  return `${percent(browserLoad(load))} of a core (${parts.join(', ')}), and ${percent(load.behind)} in VS Code's server, extension host and the engine`;
}

async function openExplorer(page: Page): Promise<void> {
  await page
    .getByRole('tab', { name: /^Explorer/ })
    .first()
    .click({ timeout: PATIENCE_MS });
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

void main();
