import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { launchBrowser, openPage, type Harness } from '../support/page/harness';
import { toneTrack } from '../support/page/tones';
import { isTone } from '../support/tap';

const TRACK = toneTrack({ title: 'Long', tonesHz: [440, 660, 880, 1100, 1320, 1540] });

describe('The page and other windows', function () {
  this.timeout(60_000);
  let browser: Browser;
  let harness: Harness | undefined;

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  afterEach(() => harness?.close());

  it('goes on where the track was before a reload, with one click', async () => {
    harness = await openPage(browser, { tracks: [TRACK] });
    const { page, engine, tap } = harness;
    engine.play('Long', 'the play before the reload', 3.2);
    await page.getByRole('button', { name: 'Enable sound', exact: true }).click();
    await tap.heard(isTone(1100));
    await engine.hears(
      (message) => message.type === 'sound' && message.state === 'sounding' && message.positionSeconds > 4,
    );
    assert.ok(!tap.readings.some(isTone(440)), 'the beginning is not heard again');
  });

  it('is silent while another window sounds, shows what plays there, and sounds when its turn comes', async () => {
    harness = await openPage(browser, { tracks: [TRACK] });
    const { page, engine, tap } = harness;
    engine.isSoundingHere = false;
    engine.play('Long');
    engine.change({ sound: 'sounding' });
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await engine.hears((message) => message.type === 'intent' && message.intent.kind === 'pause');
    assert.ok(!engine.told.some(({ type }) => type === 'sound'), 'it has nothing to say of sound');
    engine.isSoundingHere = true;
    engine.play('Long');
    await tap.heard(isTone(440));
  });
});
