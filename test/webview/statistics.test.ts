// The statistics view in a real Chromium: a picture of where the track comes from, and what was counted.
import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { localDay } from '../../src/shared/localDay';
import type { BlockNote } from '../../src/shared/blockNotes';
import { axeFindings } from '../support/axe';
import { launchBrowser } from '../support/page/harness';
import { openStatisticsPage, type StatisticsPage } from '../support/page/statisticsPage';
import {
  DARK_THEME,
  HIGH_CONTRAST_DARK_THEME,
  HIGH_CONTRAST_LIGHT_THEME,
  LIGHT_THEME,
} from '../support/page/theme';

const PLAY = {
  playId: 'p1',
  title: 'Rain on Glass',
  artist: 'Starling',
  positionSeconds: 30,
  isSounding: false,
  durationSeconds: 100,
};
const COUNTED = {
  playedBytes: { cache: 30_000_000, origin: 10_000_000, peers: 0 },
  prefetchedBytes: { cache: 0, origin: 2_000_000, peers: 0 },
  sent: { totalBytes: 1_200_000_000, day: '2026-11-26', dayBytes: 12_300_000 },
  plays: 40,
  underruns: 1,
  playsWithStutter: 1,
  latency: {
    cached: { plays: 30, p50Ms: 8, p75Ms: 9, p90Ms: 20, p99Ms: 61 },
    origin: { plays: 10, p50Ms: 70, p75Ms: 90, p90Ms: 120, p99Ms: 204 },
  },
};

function blocks(first: number, end: number, about: Omit<BlockNote, 'block'>): BlockNote[] {
  return Array.from({ length: end - first }, (_, at) => ({ ...about, block: first + at }));
}

describe('The statistics view', function () {
  this.timeout(60_000);
  let browser: Browser;
  let open: StatisticsPage;

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  afterEach(() => open.close());

  /** Tells of a track of which the first tenth was kept, and 30 of 100 blocks have come from the origin. */
  const playHalf = async (): Promise<void> => {
    await open.tell({ type: 'nowPlaying', play: PLAY });
    const told = { type: 'blockNotes', playId: 'p1', blockCount: 100 } as const;
    const held = blocks(0, 10, { source: 'cache', reason: 'held' });
    const asked = blocks(10, 20, { source: 'origin', reason: 'head' });
    await open.tell({ ...told, isAll: true, notes: [...held, ...asked] });
    await open.tell({
      ...told,
      isAll: false,
      notes: blocks(20, 40, { source: 'origin', reason: 'read-ahead' }),
    });
    await open.page.getByText('Origin 30 %').waitFor();
  };
  const rows = (): Promise<string[]> =>
    open.page
      .locator('table')
      .first()
      .locator('tbody tr')
      .evaluateAll((all) =>
        all.map((row) => Array.from(row.children, (cell) => cell.textContent).join(' | ')),
      );

  it('says what to do where nothing plays', async () => {
    open = await openStatisticsPage(browser, { theme: DARK_THEME });
    await open.tell({ type: 'nowPlaying', play: null });
    await open.page.getByText('Nothing plays. Play something').waitFor();
  });

  it('fills the bar as blocks come, and says of each where it came from and why', async () => {
    open = await openStatisticsPage(browser, { theme: DARK_THEME });
    await playHalf();
    const bar = open.page.getByRole('img');
    assert.equal(
      await bar.getAttribute('aria-label'),
      'Of this track: Cache 10 %, Origin 30 %, not fetched 60 %',
    );
    const width = async (source: string): Promise<number> =>
      bar
        .locator(`rect.${source}`)
        .evaluateAll((all) => all.reduce((sum, rect) => sum + rect.getBoundingClientRect().width, 0));
    const ratio = (await width('origin')) / (await width('cache'));
    assert.ok(Math.abs(ratio - 3) < 0.05, `the origin’s part is ${ratio} times the cache’s`);
    assert.deepEqual(await rows(), [
      '0:00–0:10 | Cache | was kept from before',
      '0:10–0:20 | Origin | asked for at once: the first sound waits for it',
      '0:20–0:40 | Origin | ahead of the playhead',
    ]);
    assert.deepEqual(open.complaints, []);
  });

  it('moves the playhead on while it sounds, and not while it is held', async () => {
    open = await openStatisticsPage(browser, { theme: DARK_THEME });
    await open.page.clock.install();
    await playHalf();
    const playhead = async (): Promise<number> =>
      Math.floor(Number(await open.page.locator('line.playhead').getAttribute('x1')));
    await open.page.clock.runFor(5_000);
    assert.equal(await playhead(), 30);
    await open.tell({ type: 'nowPlaying', play: { ...PLAY, isSounding: true, positionSeconds: 40 } });
    await open.page.locator('line.playhead[x1^="40"]').waitFor({ state: 'attached' });
    await open.page.clock.runFor(20_500);
    assert.equal(await playhead(), 60);
    await open.page.clock.runFor(60_000);
    assert.equal(await playhead(), 100, 'and not beyond the end');
    assert.deepEqual(open.complaints, []);
  });

  it('begins anew with another track', async () => {
    open = await openStatisticsPage(browser, { theme: DARK_THEME });
    await playHalf();
    await open.tell({ type: 'nowPlaying', play: { ...PLAY, playId: 'p2', title: 'Later' } });
    await open.page.getByText('Later').waitFor();
    assert.equal(await open.page.getByRole('img').count(), 0);
    await open.tell({
      type: 'blockNotes',
      playId: 'p2',
      blockCount: 50,
      isAll: false,
      notes: blocks(0, 25, { source: 'folder', reason: 'head' }),
    });
    await open.page.getByText('Folder 50 %').waitFor();
    assert.equal((await rows()).length, 1);
  });

  it('tells what was counted', async () => {
    open = await openStatisticsPage(browser, { theme: DARK_THEME });
    // Of the day that it is now: the file may have been loaded before midnight.
    const sent = { ...COUNTED.sent, day: localDay(Date.now()) };
    await open.tell({ type: 'statistics', statistics: { ...COUNTED, sent } });
    await open.page.getByText('30.0 MB (75 %)').waitFor();
    for (const text of ['10.0 MB (25 %)', '12.3 MB', '1.2 GB', '1 × in 2 % of plays', '61 ms', '204 ms'])
      assert.equal(await open.page.getByText(text).count(), 1, text);
    await open.tell({ type: 'statistics', statistics: { ...COUNTED, sent: { ...sent, dayBytes: 40_000 } } });
    await open.page.getByText('< 0.1 MB').waitFor();
  });

  it('is as wide as its place also where that is as narrow as the side bar gets', async () => {
    open = await openStatisticsPage(browser, { theme: DARK_THEME, viewport: { width: 170, height: 640 } });
    await open.tell({ type: 'statistics', statistics: COUNTED });
    await open.page.getByText('61 ms').waitFor();
    const tooWide = await open.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert.equal(tooWide, 0);
  });

  for (const [name, theme] of Object.entries({
    dark: DARK_THEME,
    light: LIGHT_THEME,
    'high contrast, dark': HIGH_CONTRAST_DARK_THEME,
    'high contrast, light': HIGH_CONTRAST_LIGHT_THEME,
  }))
    it(`gives axe nothing to find, and is as wide as its place (${name})`, async () => {
      open = await openStatisticsPage(browser, { theme, viewport: { width: 250, height: 640 } });
      await playHalf();
      await open.tell({ type: 'statistics', statistics: COUNTED });
      await open.page.getByText('61 ms').waitFor();
      assert.deepEqual(await axeFindings(open.page), []);
      const overflow = await open.page.evaluate(
        () => document.documentElement.scrollWidth - window.innerWidth,
      );
      assert.ok(overflow <= 0, `it is ${overflow} px too wide`);
    });
});
