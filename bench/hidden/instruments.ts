// What is measured of a page that plays: holes in its sound, and what its processes take.
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';

const PREFIX = 'STARLING_HOLES ';
const PAGE_BYTES = 4096;

/** Holes in what a page sounds like. */
export interface HoleCounter {
  /** Stretches of silence between sound and sound, so far. */
  readonly holes: number;
  /** Seconds of sound so far. */
  readonly seconds: number;
}

/** What all processes of a browser have taken. */
export interface Usage {
  readonly atMs: number;
  readonly cpuSeconds: number;
  /** Of the page's process, in bytes. */
  readonly residentBytes: number;
  readonly heapBytes: number;
}

/** Counts holes from now on, on every context of every frame, and has frames' timers throttled as those of a hidden page are. */
export async function countHoles(page: Page): Promise<HoleCounter> {
  const counted = { holes: 0, seconds: 0 };
  page.on('console', (message) => {
    if (!message.text().startsWith(PREFIX)) return;
    Object.assign(counted, JSON.parse(message.text().slice(PREFIX.length)));
  });
  await page.addInitScript(inPage, PREFIX);
  return counted;
}

/** What the browser has taken until now. Linux only, as code-server is. */
export async function usageOf(browser: Browser, page: Page): Promise<Usage> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const renderers = processInfo.filter(({ type }) => type === 'renderer');
  const resident = await Promise.all(renderers.map(({ id }) => residentBytes(id)));
  const target = await page.context().newCDPSession(page);
  const { usedSize } = await target.send('Runtime.getHeapUsage');
  await target.detach();
  return {
    atMs: performance.now(),
    cpuSeconds: processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0),
    // The workbench and its views share the largest.
    residentBytes: Math.max(0, ...resident),
    heapBytes: usedSize,
  };
}

async function residentBytes(processId: number): Promise<number> {
  const text = await readFile(`/proc/${processId}/statm`, 'utf8').catch(() => '0 0');
  return Number(text.split(' ')[1]) * PAGE_BYTES;
}

/* eslint-disable @typescript-eslint/no-deprecated -- ScriptProcessorNode: VS Code's policy for views refuses worklets. */

/** Runs in every frame before its scripts. It must stand alone: its text is what is sent. */
function inPage(prefix: string): void {
  const FRAMES = 16_384;
  /** A hole that nobody could miss; a wave's own zeros are shorter. */
  const HOLE_FRAMES = 64;
  /** As Chromium does with a hidden page: once a second, and after five minutes once a minute. */
  const [THROTTLED_MS, INTENSIVE_MS, INTENSIVE_AFTER_MS] = [1_000, 60_000, 300_000];
  const taps = new Map<BaseAudioContext, AudioNode>();
  let [holes, silent, sounded, hasSounded] = [0, 0, 0, false];

  const tapOf = (context: BaseAudioContext): AudioNode => {
    const known = taps.get(context);
    if (known !== undefined) return known;
    const node = context.createScriptProcessor(FRAMES, 1, 1);
    node.onaudioprocess = ({ inputBuffer }) => {
      for (const value of inputBuffer.getChannelData(0)) {
        if (value === 0) {
          silent += 1;
          continue;
        }
        if (hasSounded && silent >= HOLE_FRAMES) holes += 1;
        [silent, hasSounded] = [0, true];
        sounded += 1;
      }
      if (hasSounded && silent < FRAMES)
        console.log(prefix + JSON.stringify({ holes, seconds: sounded / context.sampleRate }));
    };
    node.connect(context.destination);
    taps.set(context, node);
    return node;
  };
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (this: AudioNode, ...args: unknown[]) {
    if (args[0] instanceof AudioDestinationNode && !(this instanceof ScriptProcessorNode))
      Reflect.apply(connect, this, [tapOf(this.context)]);
    return Reflect.apply(connect, this, args) as AudioNode;
  };
  if (window === window.top) return;
  const throttled = (ms: number): number =>
    Math.max(ms, performance.now() > INTENSIVE_AFTER_MS ? INTENSIVE_MS : THROTTLED_MS);
  for (const name of ['setTimeout', 'setInterval'] as const) {
    const native = window[name] as (...args: unknown[]) => number;
    Object.assign(window, {
      [name]: (callback: unknown, ms = 0, ...args: unknown[]) =>
        // What VS Code's own frames do while they load isn't held up.
        native(callback, hasSounded ? throttled(ms) : ms, ...args),
    });
  }
}
