// Names out of hostile tags where VS Code itself shows them: status bar, its hover, and the list of the search.
import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { originOf, type FixtureOrigin } from '../support/fixtureOrigin';
import { hostileFolder } from '../support/hostileFolder';
import { OWNED } from '../support/hostileNames';
import { openVSCode, type OpenVSCode } from '../support/vscodeHosts';
import {
  button,
  openStarling,
  PATIENCE_MS,
  queueItem,
  runFromPalette,
  statusItem,
} from '../support/workbench';

/** The beginning of each title that is interpreted somewhere, and what it would have made there. */
const TITLES = ['<img src', '[Click me]'];
const MADE =
  'img, script, svg[onload], [data-href*="closeWindow"], [href*="closeWindow"], .codicon-trash, .codicon-sync';

describe('Hostile names in VS Code', function () {
  this.timeout(180_000);
  let origin: FixtureOrigin;
  let vscode: OpenVSCode;
  let page: Page;

  before(async () => {
    origin = await originOf(await hostileFolder());
    vscode = await openVSCode({
      suite: null,
      settings: { 'starling.servers': [origin.url] },
      env: {},
      onPage: () => Promise.resolve(),
    });
    page = vscode.page;
    await openStarling(page);
  });
  after(async () => {
    await vscode.close();
    await origin.close();
  });

  const isPlain = async (shown: Locator): Promise<void> => {
    assert.equal(await shown.locator(MADE).count(), 0, await shown.innerHTML());
    assert.equal(await page.evaluate((owned) => owned in window, OWNED), false);
  };

  it('are plain text in the status bar and in its hover', async () => {
    for (const title of TITLES) {
      await queueItem(page, title).first().click({ timeout: PATIENCE_MS });
      const item = statusItem(page).filter({ hasText: title.slice(1, 6) });
      await item.waitFor({ timeout: PATIENCE_MS });
      await isPlain(item);
      await item.hover();
      const hover = page
        .locator('.monaco-hover')
        .filter({ hasText: title.slice(1, 6) })
        .first();
      await hover.waitFor({ timeout: PATIENCE_MS });
      await isPlain(hover);
      await page.mouse.move(640, 300);
    }
  });

  it('are plain text in the list of the search, one line each, in no other direction', async () => {
    await button(page, 'Next track').waitFor({ timeout: PATIENCE_MS });
    await runFromPalette(page, 'Starling: Search and Play');
    const list = page.locator('.quick-input-widget');
    await list
      .locator('[role="option"]')
      .filter({ hasText: 'First line Second line' })
      .waitFor({ timeout: PATIENCE_MS });
    await isPlain(list);
    const texts = await list.locator('[role="option"]').allTextContents();
    assert.doesNotMatch(texts.join(''), /[\n\u2028-\u202e]/);
    for (const text of texts) assert.ok(text.length < 1_000, `${text.length} characters`);
    await page.keyboard.press('Escape');
  });
});
