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
      toneTrack({ title: `Track ${at + 1}`, tonesHz: Array.from({ length: 30 }, () => 440) }),
    );
    harness = await openPage(browser, { tracks, theme: LIGHT_THEME });
    const { page } = harness;
    await page.getByRole('list', { name: 'Queue' }).getByRole('listitem').last().click();
    // The position is brought up to date only while it is in sight.
    await page.getByText(/^0:[0-2][1-9] \/ 0:30$/).waitFor();
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
    await queue.getByRole('listitem').nth(50).hover();
    await likeliest('Track 51');
    await page.mouse.move(0, 0);
    await queue.getByRole('button', { name: 'Track 53,' }).focus();
    await likeliest('Track 53');
  });
});
