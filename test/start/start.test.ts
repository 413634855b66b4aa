// `npm start` as a person uses it: run it, open the address, click a track, hear it.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../../scripts/lib/chromium.mjs';
import { fixtures } from '../fixtures/fixtures';
import { fixtureFolder, isToneOf } from '../support/fixtureFolder';
import { npmStart, npmStartRefused } from '../support/npmStart';
import { attachTap, type Tap } from '../support/tap';
import { openStarling, PATIENCE_MS, playerFrame, queueItem } from '../support/workbench';

describe('npm start', function () {
  this.timeout(300_000);
  let browser: Browser;

  before(async () => {
    browser = await launchChromium({ autoplay: 'user-gesture-required' });
  });
  after(() => browser.close());

  const open = async (url: string): Promise<{ page: Page; tap: Tap }> => {
    const page = await browser.newPage();
    const tap = await attachTap(page);
    await page.goto(url);
    await openStarling(page);
    return { page, tap };
  };
  /** Waits until the view shows a position of at least a second. */
  const positionAdvances = (page: Page): Promise<void> =>
    playerFrame(page)
      .getByText(/^0:0[1-9] \/ /)
      .waitFor({ timeout: PATIENCE_MS });

  it('plays the demo album at one click', async () => {
    const running = await npmStart('--demo-seconds', '20');
    try {
      const { page, tap } = await open(running.url);
      assert.deepEqual(tap.readings, [], 'silence before the click');
      const items = playerFrame(page).getByRole('list', { name: 'Queue' }).getByRole('listitem');
      await items.first().click({ timeout: PATIENCE_MS });
      await tap.heard(({ rms, peakHz }) => rms > 0.01 && peakHz > 30 && peakHz < 5_000);
      await positionAdvances(page);
      await page.close();
    } finally {
      await running.interrupt();
    }
    await assert.rejects(fetch(running.url), 'Ctrl+C ends the editor');
  });

  it('plays a folder of one’s own music instead, and the spectrum is the file’s', async () => {
    const folder = await fixtureFolder(['vorbis-q4.ogg', 'flac-16.flac']);
    const running = await npmStart('--music', folder.root);
    try {
      const { page, tap } = await open(running.url);
      const { title } = fixtures.sound.find(({ name }) => name === 'vorbis-q4.ogg')!.tags;
      await queueItem(page, title).click({ timeout: PATIENCE_MS });
      for (const second of [0, 2, 4]) await tap.heard(isToneOf(title, second));
      await positionAdvances(page);
      await page.close();
    } finally {
      await running.interrupt();
      await folder.remove();
    }
  });

  it('says what to do about a folder that is not there', async () => {
    const { code, said } = await npmStartRefused('--music', '/no/such/folder');
    assert.notEqual(code, 0);
    assert.match(said, /\/no\/such\/folder/);
    assert.doesNotMatch(said, /at .*\.mjs:\d+/, 'no stack trace');
  });

  it('says what is wrong with a length of the demo that is none', async () => {
    const { code, said } = await npmStartRefused('--demo-seconds', 'few');
    assert.notEqual(code, 0);
    assert.match(said, /--demo-seconds must be a number from 5 to 600, not "few"/);
  });

  it('says what to do about a port that is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { code, said } = await npmStartRefused('--port', String(port));
    server.close();
    assert.notEqual(code, 0);
    assert.match(said, new RegExp(`${port}.*taken`));
  });
});
