// The question whether to share, in the page, and the line that says what goes out.
import assert from 'node:assert/strict';
import type { Browser, Locator, Page } from 'playwright-core';
import type { ScriptedEngine } from '../support/page/scriptedEngine';
import { listenToRegions } from '../support/page/accessibility';
import { launchBrowser, openPage, type Harness } from '../support/page/harness';
import { toneTrack } from '../support/page/tones';

const TRACKS = ['One', 'Two'].map((title) =>
  toneTrack({ title, tonesHz: Array.from({ length: 60 }, () => 440) }),
);
const YES = 'Share with the team';
const NO = 'Not now, from the server only';

describe('Sharing, in the page', function () {
  this.timeout(60_000);
  let browser: Browser;
  let harness: Harness;
  let page: Page;
  let engine: ScriptedEngine;

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  beforeEach(async () => {
    harness = await openPage(browser, { tracks: TRACKS, viewport: { width: 250, height: 600 } });
    ({ page, engine } = harness);
  });
  afterEach(() => harness.close());

  const card = (): Locator => page.getByRole('region', { name: 'Share music with your team?' });
  const answers = async (): Promise<readonly unknown[]> => {
    await engine.hears(({ type }) => type === 'sharingAnswer');
    return engine.told.filter(({ type }) => type === 'sharingAnswer');
  };
  const focused = (): Promise<string | null> =>
    page.evaluate(
      () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.tagName ?? null,
    );

  it('is asked about with two answers that look the same, none of them chosen, in nobody’s way', async () => {
    engine.share({ server: 'music.example:4533' }, true);
    await card().waitFor();
    for (const words of ['music.example:4533', 'at most 244 KiB/s', 'IP address', 'every server', 'settings'])
      assert.ok((await card().textContent())?.includes(words), words);
    const looks = await card()
      .getByRole('button')
      .evaluateAll((buttons) =>
        buttons.map((button) => {
          const { width, color, backgroundColor, fontWeight, borderColor } = getComputedStyle(button);
          return [width, color, backgroundColor, fontWeight, borderColor].join();
        }),
      );
    assert.equal(looks.length, 2);
    assert.equal(looks[0], looks[1]);
    assert.equal(await focused(), 'BODY');
    assert.equal(await page.getByRole('dialog').count(), 0);
    const [first] = await page.getByRole('listitem').all();
    const before = await first?.boundingBox();
    await page.getByRole('button', { name: 'One,' }).click();
    await engine.hears((message) => message.type === 'sound' && message.state === 'sounding');
    assert.ok(await card().isVisible());
    engine.share({ server: 'music.example:4533' }, false);
    await card().waitFor({ state: 'detached' });
    assert.equal((await first?.boundingBox())?.x, before?.x);
  });

  for (const [name, isOn, said] of [
    [YES, true, 'You share with the team.'],
    [NO, false, 'You play from the server only.'],
  ] as const)
    it(`is answered by keys: “${name}”; then the question is gone, and the focus on Play`, async () => {
      engine.share({ server: 'music.example' }, true);
      await card().waitFor();
      const listening = await listenToRegions(page);
      await page.getByRole('button', { name, exact: true }).focus();
      await page.keyboard.press('Enter');
      assert.deepEqual(await answers(), [{ type: 'sharingAnswer', isOn }]);
      assert.ok(await card().isVisible(), 'it is there until the answer is kept');
      engine.share({ server: 'music.example' }, false);
      await card().waitFor({ state: 'detached' });
      await page.getByRole('status').getByText(said).waitFor({ state: 'attached' });
      assert.equal(await focused(), 'Play');
      assert.deepEqual(await listening.said(), [said]);
    });

  it('says what goes out while something does, and reads it out to nobody', async () => {
    const line = page.getByText(/^Sharing /);
    engine.share({ server: 'music.example' }, false);
    const listening = await listenToRegions(page);
    engine.share({ upload: { bytesPerSecond: 122_880, peers: 2 } }, false);
    await page.getByText('Sharing 120 KiB/s with 2 teammates', { exact: true }).waitFor();
    engine.share({ upload: { bytesPerSecond: 300, peers: 1 } }, false);
    await page.getByText('Sharing 1 KiB/s with 1 teammate', { exact: true }).waitFor();
    engine.share({ upload: null }, false);
    await line.waitFor({ state: 'detached' });
    assert.deepEqual(await listening.said(), []);
  });

  it('shows the name of a server as nothing but a name', async () => {
    engine.share({ server: '<img src=x onerror=alert(1)>.example' }, true);
    await card().getByText('<img src=x onerror=alert(1)>.example').waitFor();
    assert.equal(await card().locator('img').count(), 0);
  });
});
