// What the processes take that a page plays in, and those of VS Code behind it. Linux only, as code-server is.
import { readdir, readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';

const PAGE_BYTES = 4096;
/** Clock ticks a second in `/proc`. Source: proc_pid_stat(5), USER_HZ. */
const TICKS = 100;

/** What has been taken until a moment. */
export interface Usage {
  readonly atMs: number;
  /** CPU seconds of the browser's processes, by their kind. */
  readonly browser: Readonly<Record<string, number>>;
  /** CPU seconds of VS Code's server, its extension host, and our engine. */
  readonly behindSeconds: number;
  /** Of the process that the workbench and the view share, in bytes. */
  readonly residentBytes: number;
  readonly heapBytes: number;
}

/** What is taken in some stretch, in shares of one core: 1 is all of it. */
export interface Load {
  readonly browser: Readonly<Record<string, number>>;
  readonly behind: number;
}

/** What the browser that shows this page and the VS Code of this folder have taken until now. */
export async function usageOf(page: Page, folder: string): Promise<Usage> {
  const browser = page.context().browser();
  if (browser === null) throw new Error('This VS Code is shown by no browser of ours.');
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const kinds: Record<string, number> = {};
  for (const { type, cpuTime } of processInfo) kinds[nameOf(type)] = (kinds[nameOf(type)] ?? 0) + cpuTime;
  const renderers = processInfo.filter(({ type }) => type === 'renderer');
  const resident = await Promise.all(renderers.map(({ id }) => residentBytes(id)));
  const target = await page.context().newCDPSession(page);
  const { usedSize } = await target.send('Runtime.getHeapUsage');
  await target.detach();
  return {
    atMs: performance.now(),
    browser: kinds,
    behindSeconds: await secondsBehind(folder),
    // The workbench and its views share the largest.
    residentBytes: Math.max(0, ...resident),
    heapBytes: usedSize,
  };
}

/** What was taken between two looks. A kind of process that is gone has taken nothing. */
export function loadBetween(before: Usage, after: Usage): Load {
  const seconds = (after.atMs - before.atMs) / 1000;
  return {
    browser: Object.fromEntries(
      Object.entries(after.browser).map(([kind, taken]) => [
        kind,
        Math.max(0, (taken - (before.browser[kind] ?? 0)) / seconds),
      ]),
    ),
    behind: (after.behindSeconds - before.behindSeconds) / seconds,
  };
}

/** All that the browser takes. */
export function browserLoad({ browser }: Load): number {
  return Object.values(browser).reduce((sum, share) => sum + share, 0);
}

/** `audio.mojom.AudioService` is the audio service, and so on. */
function nameOf(type: string): string {
  return type.split('.').at(-1) ?? type;
}

async function residentBytes(processId: number): Promise<number> {
  const text = await readFile(`/proc/${processId}/statm`, 'utf8').catch(() => '0 0');
  return Number(text.split(' ')[1]) * PAGE_BYTES;
}

/** The folder stands in the environment of each of VS Code's processes. */
async function secondsBehind(folder: string): Promise<number> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const seconds = await Promise.all(
    ids.map(async (id) => {
      const environment = await readFile(`/proc/${id}/environ`, 'latin1').catch(() => '');
      return environment.includes(folder) ? await cpuSeconds(id) : 0;
    }),
  );
  return seconds.reduce((sum, each) => sum + each, 0);
}

async function cpuSeconds(processId: string): Promise<number> {
  const text = await readFile(`/proc/${processId}/stat`, 'utf8').catch(() => '');
  // The name in brackets may hold blanks; user and system time are the 12th and 13th behind it.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS;
}
