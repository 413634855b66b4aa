// The real page in a real Chromium, with a scripted engine at the other end of its wire and a tap on its sound.
import type { Browser, Page } from 'playwright-core';
import { WebSocketServer } from 'ws';
import { launchChromium } from '../../../scripts/lib/chromium.mjs';
import { attachTap, type Tap } from '../tap';
import { BRIDGE_SCRIPT, sendToPage, type FromPage } from './bridge';
import { ScriptedEngine, type EngineOptions } from './scriptedEngine';
import { servePage, TAP_PATH } from './skeleton';
import { DARK_THEME } from './theme';

/** An open page and everything around it. */
export interface Harness {
  readonly page: Page;
  readonly engine: ScriptedEngine;
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
  const { server, url } = await servePage(BRIDGE_SCRIPT, options.theme ?? DARK_THEME);
  const sockets = new WebSocketServer({ server });
  const engine = new ScriptedEngine(options, (message) => {
    for (const socket of sockets.clients) sendToPage(socket, message);
  });
  sockets.on('connection', (socket) => {
    socket.on('message', (data: Buffer) => {
      engine.hear(JSON.parse(data.toString()) as FromPage);
    });
  });
  const page = await browser.newPage({ viewport: options.viewport ?? { width: 320, height: 480 } });
  const missing = JSON.stringify(options.missingCodecs ?? []);
  await page.addInitScript(`globalThis.starlingMissingCodecs = ${missing};`);
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

/** How the page is shown. */
export interface HarnessOptions {
  readonly theme?: string;
  /** Codecs that the page is to do without, as the desktop VS Code does: `opus`, `aac`. */
  readonly missingCodecs?: readonly string[];
  readonly viewport?: { readonly width: number; readonly height: number };
}
