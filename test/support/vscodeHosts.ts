// The two ways to a real VS Code: code-server shown by Chromium, and a desktop VS Code under @vscode/test-electron.
// STARLING_VSCODE chooses: `code-server` (the default) or `electron`.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { launchChromium } from '../../scripts/lib/chromium.mjs';
import { startCodeServer } from '../../scripts/lib/codeServer.mjs';
import { findFreePort } from '../../scripts/lib/ports.mjs';
import { PATIENCE_MS } from './workbench';

/** What to open. */
export interface VSCodeOptions {
  /** The built suite to run in the extension host, or null for none; the extension is the one of this checkout. */
  readonly suite: string | null;
  readonly settings: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  readonly env: Readonly<Record<string, string>>;
  /** Called with the workbench's page before anything is loaded into it. */
  readonly onPage: (page: Page) => Promise<void>;
  /** Of the browser that shows code-server, beside a viewport of 1280 × 800. */
  readonly browserContext?: BrowserContextOptions;
}

/** A VS Code that is open. */
export interface OpenVSCode {
  readonly page: Page;
  /** Where the extension keeps its things: a part of the engine's command line. */
  readonly storageFolder: string;
  /** Where VS Code keeps what it and its extensions log, in folders of its own making. */
  readonly logFolder: string;
  /** The folder of everything that belongs to this VS Code: it stands in the environment of each of its processes. */
  readonly folder: string;
  /** Opens another window of the same VS Code, on a fresh workspace where asked: its layout is then nobody's. */
  openWindow(onPage: (page: Page) => Promise<void>, workspace?: 'home' | 'extensions'): Promise<Page>;
  /** Tells when the extension host or VS Code itself is gone, with a sentence. */
  onCrash(listener: (what: string) => void): void;
  close(): Promise<void>;
}

/** Opens VS Code with the extension and the suite. */
export function openVSCode(options: VSCodeOptions): Promise<OpenVSCode> {
  return process.env['STARLING_VSCODE'] === 'electron' ? openElectron(options) : openCodeServer(options);
}

async function openCodeServer({
  suite,
  settings,
  env,
  onPage,
  browserContext = {},
}: VSCodeOptions): Promise<OpenVSCode> {
  const folder = await mkdtemp(join(tmpdir(), 'starling-vscode-'));
  const server = await startCodeServer({
    userDataDir: join(folder, 'data'),
    extensionsDir: join(folder, 'extensions'),
    homeDir: join(folder, 'home'),
    settings,
    env,
    extraArgs: ['--vscode-option', 'enable-smoke-test-driver'],
  });
  const browser = await launchChromium({ autoplay: 'user-gesture-required' });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...browserContext });
  const open = async (
    prepare: (page: Page) => Promise<void>,
    workspace: string,
    inside: string | null,
  ): Promise<Page> => {
    const opened = await context.newPage();
    await prepare(opened);
    await opened.goto(payloadUrl(server.url, { workspace: join(folder, workspace), suite: inside }));
    return opened;
  };
  const page = await open(onPage, 'home', suite);
  const openWindow: OpenVSCode['openWindow'] = (prepare, workspace = 'home') =>
    open(prepare, workspace, null);
  const storageFolder = join(folder, 'data', 'User', 'globalStorage', 'starling.starling');
  const logFolder = join(folder, 'data', 'logs');
  const close = async (): Promise<void> => {
    await browser.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const onCrash = (listener: (what: string) => void): void => {
    listenForCrash(page, listener);
    void server.ended.then(() => listener(`code-server ended: ${server.lastLines()}`));
  };
  return { page, storageFolder, logFolder, folder, openWindow, close, onCrash };
}

function payloadUrl(base: string, { workspace, suite }: { workspace: string; suite: string | null }): string {
  const remote = (path: string): string => `vscode-remote://${new URL(base).host}${resolve(path)}`;
  const url = new URL(base);
  url.searchParams.set('folder', workspace);
  url.searchParams.set(
    'payload',
    JSON.stringify([
      ['extensionDevelopmentPath', remote('.')],
      ...(suite === null ? [] : [['extensionTestsPath', remote(suite)]]),
    ]),
  );
  return url.href;
}

function listenForCrash(page: Page, listener: (what: string) => void): void {
  page.on('crash', () => listener('the page of the workbench crashed'));
  page.on('console', (message) => {
    if (/extension host.*(terminated unexpectedly|unresponsive and was killed)/i.test(message.text()))
      listener(message.text());
  });
}

async function openElectron({ suite, settings, env, onPage }: VSCodeOptions): Promise<OpenVSCode> {
  if (suite === null) throw new Error('Windows without a suite are tested in code-server.');
  const { runTests } = await import('@vscode/test-electron');
  const { writeUserSettings } = await import('../../scripts/lib/userSettings.mjs');
  const folder = await mkdtemp(join(tmpdir(), 'starling-vscode-'));
  const debuggingPort = await findFreePort();
  writeUserSettings(join(folder, 'data'), settings);
  const running = runTests({
    extensionDevelopmentPath: resolve('.'),
    extensionTestsPath: resolve(suite),
    extensionTestsEnv: env,
    launchArgs: [
      `--user-data-dir=${join(folder, 'data')}`,
      `--extensions-dir=${join(folder, 'extensions')}`,
      `--remote-debugging-port=${debuggingPort}`,
    ],
  });
  const ended = running.then(
    (code) => `VS Code ended with code ${code}`,
    (error: unknown) => `VS Code ended: ${String(error)}`,
  );
  const { browser, page } = await Promise.race([
    reachDesktop(debuggingPort),
    ended.then((what) => Promise.reject(new Error(what))),
  ]);
  await onPage(page);
  const close = async (): Promise<void> => {
    await browser.close();
    await ended;
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const storageFolder = join(folder, 'data', 'User', 'globalStorage', 'starling.starling');
  const openWindow = (): Promise<Page> =>
    Promise.reject(new Error('More windows are tested in code-server.'));
  const logFolder = join(folder, 'data', 'logs');
  const onCrash = (listener: (what: string) => void): void => void ended.then(listener);
  return { page, storageFolder, logFolder, folder, openWindow, close, onCrash };
}

/** Waits for the desktop's window on its debugging port. */
async function reachDesktop(port: number): Promise<{ browser: Browser; page: Page }> {
  for (const endMs = Date.now() + PATIENCE_MS; ;) {
    try {
      const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
      const page = browser.contexts()[0]?.pages()[0];
      if (page !== undefined) return { browser, page };
      await browser.close();
    } catch (error) {
      if (Date.now() > endMs) throw error;
    }
    await new Promise((done) => setTimeout(done, 250));
  }
}
