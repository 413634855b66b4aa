// The queue in a real Chromium, with the product's own session behind it: by keys and by hand, and with ten thousand rows.
import assert from 'node:assert/strict';
import type { Browser, Locator, Page } from 'playwright-core';
import { openPageWithSession, launchBrowser, type Harness } from '../support/page/harness';
import type { SessionEngine } from '../support/page/sessionEngine';
import { LIGHT_THEME } from '../support/page/theme';
import { toneTrack } from '../support/page/tones';

describe('The queue in the view', function () {
  this.timeout(60_000);
  let browser: Browser;
  let harness: Harness<SessionEngine> | undefined;

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  afterEach(() => harness?.close());

  const open = async (
    count: number,
  ): Promise<{ page: Page; engine: SessionEngine; row: (title: string) => Locator }> => {
    const [sound] = [toneTrack({ title: 'T1', tonesHz: Array.from({ length: 60 }, () => 440) })];
    const tracks = Array.from({ length: count }, (_, at) => ({
      ...sound,
      track: { ...sound.track, id: `t${at + 1}`, title: `T${at + 1}` },
    }));
    harness = await openPageWithSession(browser, { tracks, theme: LIGHT_THEME });
    const { page, engine } = harness;
    const queue = page.getByRole('list', { name: 'Queue' });
    await queue.getByRole('listitem').first().waitFor();
    return {
      page,
      engine,
      row: (title) => queue.getByRole('button', { name: `${title}, `, exact: false }).first(),
    };
  };
  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await harness!.page.keyboard.press(key);
  };
  /** Waits until the page shows these titles, from the first row on. */
  const shows = (...titles: string[]): Promise<unknown> =>
    harness!.page.waitForFunction(
      (wanted) =>
        Array.from(document.querySelectorAll('.row-title'), ({ textContent }) => textContent)
          .slice(0, wanted.length)
          .join() === wanted.join(),
      titles,
    );
  const focused = (): Promise<string | null> =>
    harness!.page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? null);
  const said = (): Promise<string | null> => harness!.page.getByRole('status').textContent();
  const order = (): string => harness!.engine.snapshot.queue.map(({ title }) => title).join();

  describe('by keys', () => {
    it('has one row in the order of Tab, and goes from row to row, by pages and to its ends', async () => {
      const { page, row } = await open(500);
      assert.equal(await page.locator('.queue [tabindex="0"]').count(), 1);
      await row('T1').focus();
      await press('ArrowDown', 'ArrowDown', 'ArrowUp');
      assert.equal(await focused(), 'T2, Sine');
      await press('End');
      await page.locator('li[aria-posinset="500"] .row:focus').waitFor();
      await press('PageUp');
      const at = Number((await focused())?.match(/\d+/)?.[0]);
      assert.ok(at > 400 && at < 499, `a page up is at ${at}`);
      await press('Home', 'ArrowUp');
      await page.locator('li[aria-posinset="1"] .row:focus').waitFor();
      assert.equal(await page.locator('.queue [tabindex="0"]').count(), 1);
    });

    it('keeps the focus on a row that was scrolled out of sight', async () => {
      const { page, row } = await open(500);
      await row('T3').focus();
      await page.locator('.queue').hover();
      await page.mouse.wheel(0, 6_000);
      await row('T280').waitFor();
      assert.equal(await focused(), 'T3, Sine');
      await press('ArrowDown');
      await page.locator('li[aria-posinset="4"] .row:focus').waitFor();
    });

    it('plays, removes and moves, says what it did, and takes it back', async () => {
      const { page, row, engine } = await open(5);
      await row('T2').focus();
      await press('Enter');
      await engine.hears((message) => message.type === 'intent' && message.intent.kind === 'playTrack');
      await press('Alt+ArrowDown');
      await shows('T1', 'T3', 'T2', 'T4', 'T5');
      assert.equal(await focused(), 'T2, Sine');
      assert.match((await said()) ?? '', /Moved T2 to place 3 of 5/);
      await press('ArrowDown', 'Delete');
      await shows('T1', 'T3', 'T2', 'T5');
      assert.equal(await focused(), 'T5, Sine');
      assert.match((await said()) ?? '', /Removed T4/);
      assert.equal(order(), 'T1,T3,T2,T5');
      assert.equal(engine.snapshot.current?.trackId, 't2');
      await press('Control+z', 'Control+z');
      await shows('T1', 'T2', 'T3', 'T4', 'T5');
      assert.equal(await page.locator('.row[aria-current]').getAttribute('aria-label'), 'T2, Sine');
    });

    it('moves nothing beyond its ends', async () => {
      const { row, engine } = await open(3);
      await row('T1').focus();
      await press('Alt+ArrowUp', 'End', 'Alt+ArrowDown', 'Alt+ArrowUp');
      await shows('T1', 'T3', 'T2');
      const moves = engine.told.filter((message) => message.type === 'intent').length;
      assert.equal(moves, 1);
    });
  });

  describe('by hand', () => {
    it('has a row where it is let go, and does not play it', async () => {
      const { page, row, engine } = await open(6);
      const [from, to] = [await row('T2').boundingBox(), await row('T5').boundingBox()];
      await page.mouse.move(from!.x + 30, from!.y + 11);
      await page.mouse.down();
      await page.mouse.move(to!.x + 30, to!.y + 19, { steps: 4 });
      await page.locator('.drop-line').waitFor();
      await page.mouse.up();
      await shows('T1', 'T3', 'T4', 'T5', 'T2', 'T6');
      assert.equal(await page.locator('.drop-line').count(), 0);
      assert.deepEqual(
        engine.told.flatMap((message) => (message.type === 'intent' ? [message.intent.kind] : [])),
        ['moveInQueue'],
      );
    });

    it('leaves the row where it was with Escape', async () => {
      const { page, row, engine } = await open(6);
      const box = await row('T2').boundingBox();
      await page.mouse.move(box!.x + 30, box!.y + 11);
      await page.mouse.down();
      await page.mouse.move(box!.x + 30, box!.y + 70, { steps: 4 });
      await press('Escape');
      await page.mouse.up();
      await row('T6').click();
      await engine.hears((message) => message.type === 'intent');
      assert.equal(engine.snapshot.current?.trackId, 't6');
      await shows('T1', 'T2', 'T3', 'T4', 'T5', 'T6');
    });

    it('scrolls on while a row is held at its edge', async () => {
      const { page, row } = await open(500);
      const [box, list] = [await row('T2').boundingBox(), await page.locator('.queue').boundingBox()];
      await page.mouse.move(box!.x + 30, box!.y + 11);
      await page.mouse.down();
      await page.mouse.move(list!.x + 30, list!.y + list!.height - 3, { steps: 4 });
      await page.waitForFunction(() => (document.querySelector('.queue')?.scrollTop ?? 0) > 300);
      await page.mouse.up();
      assert.ok(harness!.engine.snapshot.queue.findIndex(({ id }) => id === 't2') > 20);
    });

    it('has a row come next, and removes one, by its buttons', async () => {
      const { page, row } = await open(5);
      await row('T1').click();
      await row('T4').hover();
      await page.getByRole('button', { name: 'Play next' }).click();
      await shows('T1', 'T4', 'T2', 'T3', 'T5');
      await row('T2').hover();
      await page.getByRole('button', { name: 'Remove from queue' }).click();
      await shows('T1', 'T4', 'T3', 'T5');
    });
  });

  it('draws a few of ten thousand rows, and plays the one that is clicked after scrolling', async () => {
    const { page, row, engine } = await open(10_000);
    await page.locator('.queue').hover();
    await page.mouse.wheel(0, 110_000);
    await row('T5003').click();
    await engine.hears((message) => message.type === 'intent');
    assert.equal(engine.snapshot.current?.trackId, 't5003');
    const item = page.locator('li[aria-posinset="5003"]');
    assert.equal(await item.getAttribute('aria-setsize'), '10000');
    assert.ok((await page.getByRole('listitem').count()) < 60);
  });

  it('has what is in view got ready', async () => {
    const { page, row, engine } = await open(500);
    await row('T1').click();
    await page.locator('.queue').hover();
    await page.mouse.wheel(0, 4_400);
    await engine.hears(
      (message) => message.type === 'prepare' && message.plays.some(({ trackId }) => trackId === 't203'),
    );
  });
});
