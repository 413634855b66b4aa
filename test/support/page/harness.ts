// The real page in a real Chromium, with a scripted engine at the other end of its wire and a tap on its sound.
import type { Browser, Page } from 'playwright-core';
import { WebSocketServer } from 'ws';
import type { ReportWantedMessage } from '../../../src/shared/hostMessages';
import type { ToPageMessage } from '../../../src/shared/toPageMessages';
import { launchChromium } from '../../../scripts/lib/chromium.mjs';
import { attachTap, type Tap } from '../tap';
import { BRIDGE_SCRIPT, sendToPage, type FromPage } from './bridge';
import { SessionEngine } from './sessionEngine';
import { ScriptedEngine, type EngineOptions } from './scriptedEngine';
import { servePage, TAP_PATH } from './skeleton';
import { DARK_THEME } from './theme';
import { watchTouches } from './touches';

/** An open page and everything around it. */
export interface Harness<Engine extends ScriptedEngine = ScriptedEngine> {
  readonly page: Page;
  readonly engine: Engine;
  readonly tap: Tap;
  /** What the page complained of in its console. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** A Chromium that lets nothing sound without a gesture, as VS Code's desktop does. */
export function launchBrowser(): Promise<Browser> {
  return launchChromium({ autoplay: 'user-gesture-required' });
}

/** Opens the page; resolves when it has said that it is ready. */
export async function openPage(browser: Browser, options: EngineOptions & HarnessOptions): Promise<Harness> {
  return openPageWith(browser, options, (send) => new ScriptedEngine(options, send));
}

/** The same with the product's own session: what follows is decided as in the engine. */
export async function openPageWithSession(
  browser: Browser,
  options: EngineOptions & HarnessOptions,
): Promise<Harness<SessionEngine>> {
  return openPageWith(browser, options, (send) => new SessionEngine(options, send));
}

async function openPageWith<Engine extends ScriptedEngine>(
  browser: Browser,
  options: HarnessOptions,
  makeEngine: (send: (message: ToPage) => void) => Engine,
): Promise<Harness<Engine>> {
  const { server, url } = await servePage(BRIDGE_SCRIPT, options.theme ?? DARK_THEME);
  const sockets = new WebSocketServer({ server });
  const send = inOrder(options.delayMs ?? (() => 0), (message: ToPage) => {
    for (const socket of sockets.clients) sendToPage(socket, message);
  });
  const engine = makeEngine(send);
  sockets.on('connection', (socket) => {
    socket.on('message', (data: Buffer) => {
      engine.hear(JSON.parse(data.toString()) as FromPage);
    });
  });
  const page = await browser.newPage({ viewport: options.viewport ?? { width: 320, height: 480 } });
  const missing = JSON.stringify(options.missingCodecs ?? []);
  await page.addInitScript(`globalThis.starlingMissingCodecs = ${missing};`);
  await page.addInitScript(watchTouches);
  if (options.initScript !== undefined) await page.addInitScript(options.initScript);
  const tap = await attachTap(page, { workletUrl: TAP_PATH });
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  await page.goto(url);
  await engine.hears((message) => message.type === 'ready');
  await tap.ready;
  const close = async (): Promise<void> => {
    await page.close();
    for (const socket of sockets.clients) socket.terminate();
    sockets.close();
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  };
  return { page, engine, tap, complaints, close };
}

type ToPage = ToPageMessage | ReportWantedMessage;

/** Hands messages on, each as late as it is to be, but never before the one in front of it. */
function inOrder(delayMs: () => number, send: (message: ToPage) => void): (message: ToPage) => void {
  const waiting: ToPage[] = [];
  let lastAtMs = 0;
  const sendFirst = (): void => {
    const message = waiting.shift();
    if (message !== undefined) send(message);
  };
  return (message) => {
    const nowMs = performance.now();
    lastAtMs = Math.max(lastAtMs, nowMs + delayMs());
    waiting.push(message);
    if (waiting.length === 1 && lastAtMs <= nowMs) sendFirst();
    else setTimeout(sendFirst, lastAtMs - nowMs);
  };
}

/** How the page is shown. */
export interface HarnessOptions {
  readonly theme?: string;
  /** Codecs that the page is to do without, as the desktop VS Code does: `opus`, `aac`. */
  readonly missingCodecs?: readonly string[];
  /** How late the next message to the page comes, in milliseconds; none overtakes another. */
  readonly delayMs?: () => number;
  /** Runs in the page before its scripts. */
  readonly initScript?: () => void;
  readonly viewport?: { readonly width: number; readonly height: number };
}
