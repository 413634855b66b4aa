// The extension as a file: what `npm run package` makes, installed into a code-server that knows nothing of this checkout.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../../scripts/lib/chromium.mjs';
import { installIntoCodeServer, startCodeServer } from '../../scripts/lib/codeServer.mjs';
import { swarmOrigin, type SwarmOriginWorld } from '../support/swarmMachine';
import { attachTap } from '../support/tap';
import { secondHeard, toneWave } from '../support/toneWave';
import { openStarling, PATIENCE_MS, queueItem, runFromPalette } from '../support/workbench';

const SECONDS = 60;
const TITLE = 'Tones';

describe('The packaged extension', function () {
  this.timeout(240_000);
  let folder: string;
  /** Where code-server has put it. */
  let installed: string;
  let origin: SwarmOriginWorld;
  let browser: Browser;

  const folders = (): Record<'userDataDir' | 'extensionsDir' | 'homeDir', string> => ({
    userDataDir: join(folder, 'data'),
    extensionsDir: join(folder, 'extensions'),
    homeDir: join(folder, 'home'),
  });
  before(async () => {
    await promisify(execFile)('npm', ['run', 'package']);
    folder = await mkdtemp(join(tmpdir(), 'starling-packaged-'));
    await installIntoCodeServer({ ...folders(), vsix: resolve('out/starling.vsix') });
    const { extensionsDir } = folders();
    const name = (await readdir(extensionsDir)).find((each) => each.startsWith('starling.starling-'));
    installed = join(extensionsDir, name ?? 'not installed');
    origin = await swarmOrigin({ [`${TITLE}.wav`]: toneWave(SECONDS, 1) });
    browser = await launchChromium({ autoplay: 'user-gesture-required' });
  });
  after(async () => {
    await browser.close();
    await origin.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('holds what runs, and neither sources nor packages', async () => {
    const entries = await readdir(installed, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((each) => each.isFile())
      .map(({ parentPath, name }) => join(parentPath, name).slice(installed.length + 1));
    for (const file of [
      ...['package.json', 'package.nls.json', 'dist/extension.cjs', 'build/node_datachannel.node'],
      ...[
        'dist/engine/engine.cjs',
        'dist/engine/swarm.cjs',
        'dist/engine/fileThread.cjs',
        'dist/demo/demo.cjs',
      ],
      ...['dist/webview/page.js', 'dist/webview/statistics.js', 'dist/webview/codicon.ttf'],
    ])
      assert.ok(files.includes(file), `${file} is in\n${files.join('\n')}`);
    const strange = /\.(?:ts|map|mjs)$|^(?:src|test|scripts|node_modules|out|dist\/(?:server|peer))\//;
    assert.deepEqual(
      files.filter((file) => strange.test(file)),
      [],
    );
  });

  it('plays where the native part of WebRTC is missing, and Doctor says that it is', async () => {
    await rm(join(installed, 'build'), { recursive: true });
    const settings = { 'starling.servers': [origin.url], 'starling.peers.enabled': 'on' };
    const server = await startCodeServer({ ...folders(), settings });
    // Tall enough for all lines of Doctor's document.
    const page = await browser.newPage({ viewport: { width: 1400, height: 2000 } });
    try {
      const tap = await attachTap(page);
      await page.goto(`${server.url}?folder=${encodeURI(folders().homeDir)}`);
      await openStarling(page);
      await queueItem(page, TITLE).click({ timeout: PATIENCE_MS });
      await tap.heard((reading) => secondHeard(reading, SECONDS) === 2, { timeoutMs: PATIENCE_MS });
      const report = await doctorSays(page, 'WebRTC can not be loaded');
      assert.match(report, /this Starling has no native part for \w+ on \w+/);
      assert.match(report, /There - Connected: \d/);
    } finally {
      await page.close();
      await server.stop();
    }
  });
});

/** Runs Doctor until its document says so: the swarm is joined a moment after the first sound. Returns all of it. */
async function doctorSays(page: Page, text: string): Promise<string> {
  for (const endMs = Date.now() + PATIENCE_MS; ;) {
    await runFromPalette(page, 'Starling: Doctor');
    const lines = page.locator('.editor-instance .view-lines');
    await lines.filter({ hasText: 'Starling Doctor' }).waitFor({ timeout: PATIENCE_MS });
    // Markdown is shown wrapped.
    const said = (await lines.innerText()).replace(/\s+/g, ' ');
    if (said.includes(text)) return said;
    assert.ok(Date.now() < endMs, `“${text}” isn't in\n${said}`);
    await page.waitForTimeout(500);
  }
}
