import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { launchBrowser, openPage, type Harness } from '../support/page/harness';
import { toneTrack } from '../support/page/tones';
import { LIGHT_THEME } from '../support/page/theme';

describe('The view', function () {
  this.timeout(60_000);
  let browser: Browser;
  let harness: Harness | undefined;

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  afterEach(() => harness?.close());

  it('keeps what plays in sight while a long queue is scrolled', async () => {
    const tracks = Array.from({ length: 60 }, (_, at) =>
      toneTrack({ title: `Track ${at + 1}`, tonesHz: Array.from({ length: 9 }, () => 440) }),
    );
    harness = await openPage(browser, { tracks, theme: LIGHT_THEME });
    const { page } = harness;
    await page.locator('.queue').hover();
    await page.mouse.wheel(0, 5_000);
    await page.getByRole('button', { name: 'Track 60,' }).click();
    // The position is brought up to date only while it is in sight.
    await page.getByText(/^0:0[1-9] \/ 0:09$/).waitFor();
    await page.getByRole('button', { name: 'Pause', exact: true }).click({ trial: true });
  });

  it('gets a track ready that is pointed at, or come to by keys, before any other', async () => {
    const tracks = Array.from({ length: 60 }, (_, at) =>
      toneTrack({ title: `Track ${at + 1}`, tonesHz: [440, 550, 660] }),
    );
    harness = await openPage(browser, { tracks, theme: LIGHT_THEME });
    const { page, engine } = harness;
    const queue = page.getByRole('list', { name: 'Queue' });
    await queue.getByRole('button', { name: 'Track 5,' }).click();
    const likeliest = (title: string): Promise<unknown> =>
      engine.hears(
        (message) =>
          message.type === 'prepare' &&
          message.plays[0]?.trackId === engine.snapshot.queue.find((track) => track.title === title)?.id,
      );
    await page.locator('.queue').hover();
    await page.mouse.wheel(0, 900);
    await queue.getByRole('button', { name: 'Track 51,' }).hover();
    await likeliest('Track 51');
    await page.mouse.move(0, 0);
    await queue.getByRole('button', { name: 'Track 53,' }).focus();
    await likeliest('Track 53');
  });

  describe('by hand and by keys', () => {
    const tracks = ['One', 'Two', 'Three'].map((title) =>
      toneTrack({ title, tonesHz: Array.from({ length: 60 }, () => 440) }),
    );
    beforeEach(async () => {
      harness = await openPage(browser, { tracks, theme: LIGHT_THEME });
      await harness.page.getByRole('button', { name: 'One,' }).click();
      await harness.page.getByText('0:01 / 1:00').waitFor();
    });
    const intents = (): string[] =>
      harness!.engine.told.flatMap((message) =>
        message.type === 'intent' && message.intent.kind !== 'playTrack' ? [message.intent.kind] : [],
      );
    const press = (key: string): Promise<void> => harness!.page.keyboard.press(key);

    it('moves within the track: a click in the bar, and its keys', async () => {
      const { page, engine } = harness!;
      const bar = page.getByRole('slider', { name: 'Position' });
      const box = await bar.boundingBox();
      await page.mouse.click((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + 8);
      await page.getByText(/^0:3[0-5] \/ 1:00$/).waitFor();
      const before = engine.snapshot.seek?.positionSeconds ?? 0;
      assert.ok(Math.abs(before - 30) <= 2, `moved to ${before} s`);
      await press('ArrowLeft');
      await engine.hears(
        (message) =>
          message.type === 'intent' &&
          message.intent.kind === 'seek' &&
          message.intent.positionSeconds < before,
      );
    });

    it('turns the volume and mutes, and shows what is so', async () => {
      const { page, engine } = harness!;
      await page.getByRole('button', { name: 'Mute', exact: true }).click();
      await page.getByRole('button', { name: 'Unmute' }).waitFor();
      assert.equal(engine.snapshot.isMuted, true);
      const slider = page.getByRole('slider', { name: 'Volume' });
      assert.equal(await slider.inputValue(), '0');
      await slider.fill('40');
      await page.getByRole('button', { name: 'Mute', exact: true }).waitFor();
      assert.equal(engine.snapshot.volume, 0.4);
    });

    it('shows a mode that is on, also under the pointer that has just switched it on', async () => {
      const { page, engine } = harness!;
      const background = (name: string): Promise<string> =>
        page
          .getByRole('button', { name, exact: true })
          .evaluate((button) => getComputedStyle(button).backgroundColor);
      await page.getByRole('button', { name: 'Repeat: off' }).click();
      await page.getByRole('button', { name: 'Repeat: all' }).waitFor();
      const pointedAt = await background('Repeat: all');
      await page.mouse.move(0, 0);
      assert.equal(await background('Repeat: all'), pointedAt);
      assert.equal(engine.snapshot.repeat, 'all');
    });

    it('goes on by as many modes as it is pressed, however quickly', async () => {
      const { page, engine } = harness!;
      await page.getByRole('button', { name: 'Repeat: off' }).evaluate((button: HTMLElement) => {
        button.click();
        button.click();
      });
      await page.getByRole('button', { name: 'Repeat: one' }).waitFor();
      assert.equal(engine.snapshot.repeat, 'one');
    });

    it('goes from row to row by the arrows, and plays, holds, moves and mutes by single keys', async () => {
      const { page } = harness!;
      await press('ArrowDown');
      await press('ArrowDown');
      const focused = (): Promise<string | null> =>
        page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? null);
      assert.equal(await focused(), 'Three, Sine');
      await press('ArrowUp');
      assert.equal(await focused(), 'Two, Sine');
      await page.evaluate(() => {
        if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      });
      await press(' ');
      await press('ArrowRight');
      await press('m');
      assert.deepEqual(intents(), ['pause', 'seek', 'toggleMute']);
    });
  });
});
