import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { HOSTILE_NAMES, OWNED } from '../support/hostileNames';
import { launchBrowser, openPage, type Harness } from '../support/page/harness';
import { toneTrack } from '../support/page/tones';

/** As an engine would never hand them on: names are cleaned where they come in. */
const TRACKS = HOSTILE_NAMES.map(({ title, artist, album, tries }) => {
  const { file, track } = toneTrack({ title: tries, tonesHz: [440, 440] });
  return { file, track: { ...track, title, artist, album } };
});
/** What an interpreted name would have made. */
const MADE = ['img', 'script', 'style', 'b', 'svg[onload]', 'a', 'code']
  .map((tag) => `starling-player ${tag}`)
  .join();

describe('Hostile names in the view', function () {
  this.timeout(60_000);
  let browser: Browser;
  let harness: Harness | undefined;

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  afterEach(() => harness?.close());

  it('are text and nothing else, each on one line, and reach no further than their place', async () => {
    harness = await openPage(browser, { tracks: TRACKS, viewport: { width: 250, height: 480 } });
    const { page, engine, complaints } = harness;
    const rows = page.getByRole('list', { name: 'Queue' }).getByRole('listitem');
    for (const [at, { track }] of TRACKS.entries()) {
      await rows.nth(at).click();
      await engine.hears(
        (message) =>
          message.type === 'intent' &&
          message.intent.kind === 'playTrack' &&
          message.intent.trackId === track.id,
      );
      await page.getByRole('region', { name: 'Now playing' }).getByText(/./).first().waitFor();
      const seen = await page.evaluate(lookInPage, { made: MADE, owned: OWNED });
      assert.deepEqual(seen, { made: [], isOwned: false, beyond: 0, rowHeights: [22] }, track.id);
    }
    assert.deepEqual(complaints, [], 'nothing was even tried');
  });
});

/** Runs in the page. It must stand alone: its text is what is sent. */
function lookInPage({ made, owned }: { made: string; owned: string }): {
  readonly made: readonly string[];
  readonly isOwned: boolean;
  readonly beyond: number;
  readonly rowHeights: readonly number[];
} {
  const { documentElement } = document;
  const heights = Array.from(document.querySelectorAll('[aria-label="Queue"] > *'), (row) =>
    Math.round(row.getBoundingClientRect().height),
  );
  return {
    made: Array.from(document.querySelectorAll(made), ({ outerHTML }) => outerHTML),
    isOwned: owned in window,
    beyond: documentElement.scrollWidth - documentElement.clientWidth,
    rowHeights: [...new Set(heights)],
  };
}
