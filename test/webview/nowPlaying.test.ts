// What the upper part of the view tells of what plays: cover, names, source, how much of it is here. And the search below it.
import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, openPage, type Harness } from '../support/page/harness';
import { mediaInfoOf } from '../support/mediaInfoOf';
import { fixtureTrack } from '../support/page/fixtureTrack';
import type { TestTrack } from '../support/page/scriptedEngine';
import { toneTrack } from '../support/page/tones';
import { pictureOf, png } from '../support/pictures';

const TRACKS = ['One', 'Two', 'Three'].map((title) => {
  const made = toneTrack({ title, tonesHz: Array.from({ length: 60 }, () => 440) });
  return { ...made, track: { ...made.track, album: `Album of ${title}` } };
});

/** The track, with what the catalogue would say of its sound. */
function known({ track, file }: TestTrack): TestTrack {
  const mediaInfo = mediaInfoOf(file, track.mediaType);
  return { file, track: { ...track, mediaInfo, durationSeconds: mediaInfo.durationSeconds } };
}

describe('What plays, as the view tells it', function () {
  this.timeout(60_000);
  let browser: Browser;
  let harness: Harness | undefined;

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  afterEach(() => harness?.close());

  const play = async (title: string): Promise<void> => {
    await harness!.page.locator('.queue .row').filter({ hasText: title }).first().click();
    await harness!.engine.hears((message) => message.type === 'sound' && message.state === 'sounding');
  };
  /** The colour in the middle of the cover, or null where there is none. */
  const coverColour = (page: Page): Promise<readonly number[] | null> =>
    page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('starling-cover canvas');
      const pixel = canvas?.getContext('2d')?.getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data;
      return pixel === undefined ? null : [...pixel];
    });
  const artwork = (page: Page): Promise<string | undefined> =>
    page.evaluate(() => navigator.mediaSession.metadata?.artwork[0]?.src);

  it('shows the cover, to the system too, asked for after the first note; the next one is had ahead', async () => {
    harness = await openPage(browser, { tracks: TRACKS });
    const { page, engine } = harness;
    engine.covers.set('One', png({ width: 900, height: 900, colour: [200, 30, 60] }));
    engine.covers.set('Two', pictureOf('image/webp'));
    await play('One');
    await page.locator('starling-cover canvas').waitFor();
    assert.deepEqual(await coverColour(page), [200, 30, 60, 255]);
    assert.match((await artwork(page)) ?? '', /^data:image\/png;base64,/);
    const kinds = engine.told.map((message) =>
      message.type === 'sound' ? message.state : message.type === 'coverWanted' ? message.trackIds : null,
    );
    const asked = kinds.findIndex((kind) => Array.isArray(kind));
    assert.deepEqual(kinds[asked], ['One', 'Two']);
    assert.ok(kinds.indexOf('sounding') < asked, 'after the first note');
    assert.deepEqual(harness.complaints, []);
  });

  it('shows an icon for a picture that is broken, and for none', async () => {
    harness = await openPage(browser, { tracks: TRACKS });
    const { page, engine } = harness;
    engine.covers.set('One', png().subarray(0, 50));
    engine.covers.set('Two', png());
    await play('One');
    await page.locator('starling-cover .codicon-music').waitFor();
    await page.getByRole('button', { name: 'Next track' }).click();
    await page.locator('starling-cover canvas').waitFor();
    await page.getByRole('button', { name: 'Next track' }).click();
    await page.locator('starling-cover .codicon-music').waitFor();
    assert.equal(await artwork(page), undefined);
  });

  it('says where that comes from which sounds now, and how it is coded', async () => {
    const long = known(fixtureTrack('cbr128.mp3', 'audio/mpeg'));
    harness = await openPage(browser, {
      tracks: [long],
      // The first second is in the cache; what is prepared ends with the second one.
      sourceOf: ({ start }) => (start < 16_384 ? 'cache' : 'origin'),
    });
    const { page, engine } = harness;
    // Not a sample flows before a click: what is looked at stands still.
    engine.play(long.track.id);
    const source = page.locator('.source');
    await source.filter({ hasText: 'From the cache' }).waitFor();
    const format = await source.getAttribute('title');
    assert.match(format ?? '', /^From the cache: MP3, 44\.1 kHz, stereo, 12[89] kbit\/s$/);
    engine.seek(1.5);
    await source.filter({ hasText: 'From the origin' }).waitFor();
  });

  it('shows in the seek bar how much is here, and no more than that', async () => {
    harness = await openPage(browser, { tracks: TRACKS });
    const { page } = harness;
    await play('One');
    const filling = (): Promise<string> =>
      page
        .getByRole('slider', { name: 'Position' })
        .evaluate((slider) => (slider as HTMLElement).style.getPropertyValue('--filling'));
    // 30 s of the minute are taken ahead.
    let end = 0;
    while (!(end > 50 && end < 60)) {
      end = Math.max(
        0,
        ...[...(await filling()).matchAll(/--buffered\) ([\d.]+)%/g)].map(([, at]) => Number(at)),
      );
      assert.ok(end < 65, `${end} % are said to be here`);
    }
  });

  it('says that another window plays', async () => {
    harness = await openPage(browser, { tracks: TRACKS });
    const { page, engine } = harness;
    engine.isSoundingHere = false;
    engine.change({
      current: { playId: 'p', trackId: 'Two' },
      wanted: 'playing',
      sound: 'sounding',
      soundingWindow: 'another',
    });
    await page.locator('.source').filter({ hasText: 'In another window' }).waitFor();
  });

  it('shows hostile names as text, cut, and within their own lines', async () => {
    const title = `<img src=x onerror=alert(1)>\u202e${'😀'.repeat(50)}${'A'.repeat(10_000)}`;
    const [first] = TRACKS;
    harness = await openPage(browser, {
      tracks: [{ ...first!, track: { ...first!.track, title, artist: '\u2066שלום', album: '&lt;b&gt;' } }],
    });
    const { page } = harness;
    await play('onerror');
    assert.equal(await page.locator('.title').textContent(), title);
    assert.equal(await page.locator('.album').textContent(), '&lt;b&gt;');
    assert.equal(await page.locator('img').count(), 0);
    const { width, lines } = await page.evaluate(() => ({
      width: document.documentElement.scrollWidth - innerWidth,
      lines: document.querySelector('.title')?.getBoundingClientRect().height,
    }));
    assert.ok(width <= 0, 'nothing is wider than the view');
    assert.equal(lines, 20);
  });

  it('says why a click is needed', async () => {
    harness = await openPage(browser, { tracks: TRACKS });
    const { page, engine } = harness;
    engine.play('One');
    const button = page.getByRole('button', { name: 'Enable sound' });
    await button.waitFor();
    await page.getByText('VS Code lets a view sound only after a click in it.').waitFor();
    await button.click();
    await engine.hears((message) => message.type === 'sound' && message.state === 'sounding');
  });

  describe('and its search', () => {
    const box = (): ReturnType<Page['getByRole']> =>
      harness!.page.getByRole('combobox', { name: 'Search', exact: true });
    const played = (trackId: string): Promise<unknown> =>
      harness!.engine.hears(
        (message) =>
          message.type === 'intent' &&
          message.intent.kind === 'playTrack' &&
          message.intent.trackId === trackId,
      );

    beforeEach(async () => {
      harness = await openPage(browser, { tracks: TRACKS });
    });

    it('finds as one types, plays what is chosen by arrows, and is emptied by Escape', async () => {
      const { page } = harness!;
      await page.getByRole('button', { name: 'Two,' }).waitFor();
      await page.keyboard.press('/');
      await page.keyboard.type('t');
      await page.getByRole('option', { name: 'Two' }).waitFor();
      assert.equal(await page.getByRole('list', { name: 'Queue' }).isVisible(), false);
      await page.getByRole('status').filter({ hasText: '2 tracks' }).waitFor({ state: 'attached' });
      await page.keyboard.press('ArrowDown');
      await page.getByRole('option', { name: 'Three', selected: true }).waitFor();
      assert.equal(await box().getAttribute('aria-activedescendant'), 'found-1');
      await page.keyboard.press('Enter');
      await played('Three');
      await page.keyboard.press('Escape');
      assert.equal(await box().inputValue(), '');
      await page.getByRole('list', { name: 'Queue' }).waitFor();
    });

    it('is come to by Control F, takes spaces and arrows as letters do, and plays what is clicked', async () => {
      const { page, engine } = harness!;
      await page.getByRole('button', { name: 'Two,' }).waitFor();
      await page.keyboard.press('Control+f');
      await page.keyboard.type('o m');
      await page.getByText('Nothing found').first().waitFor();
      assert.ok(engine.told.every((message) => message.type !== 'intent'));
      await page.getByRole('button', { name: 'Clear the search' }).click();
      await page.keyboard.type('on');
      await page.getByRole('option', { name: 'One' }).click();
      await played('One');
    });

    it('gets ready what is chosen, so that Enter sounds at once', async () => {
      const { page, engine } = harness!;
      await box().fill('thr');
      await page.getByRole('option', { name: 'Three' }).waitFor();
      await engine.hears((message) => message.type === 'prepare' && message.plays[0]?.trackId === 'Three');
    });
  });
});
