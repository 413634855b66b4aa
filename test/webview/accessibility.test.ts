// The page for people who don't see it, see it badly, or have no mouse. axe-core finds nothing wrong in any state and theme;
// what a screen reader reads is accessibility.golden.txt (UPDATE_GOLDEN=1 writes it anew).
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { axeFindings } from '../support/axe';
import { accessibilityTree, listenToRegions, tabThrough } from '../support/page/accessibility';
import { launchBrowser, openPage, type Harness } from '../support/page/harness';
import {
  DARK_THEME,
  HIGH_CONTRAST_DARK_THEME,
  HIGH_CONTRAST_LIGHT_THEME,
  LIGHT_THEME,
} from '../support/page/theme';
import { toneTrack } from '../support/page/tones';

const THEMES = {
  dark: DARK_THEME,
  light: LIGHT_THEME,
  'high contrast, dark': HIGH_CONTRAST_DARK_THEME,
  'high contrast, light': HIGH_CONTRAST_LIGHT_THEME,
};
const GOLDEN = 'test/webview/accessibility.golden.txt';
const TRACKS = ['One', 'Two', 'Three'].map((title) =>
  toneTrack({ title, tonesHz: Array.from({ length: 60 }, () => 440) }),
);
const PROBLEM = 'This VS Code can’t decode ALAC. Convert the track to MP3, FLAC or Ogg Vorbis, or skip it.';

/** Where Tab stops first, in the order in which they stand. */
const CONTROLS = [
  'button “Enable sound”',
  'input “Position”',
  'button “Shuffle: off”',
  'button “Previous track”',
  'button “Play”',
  'button “Next track”',
  'button “Repeat: off”',
  'button “Mute”',
  'input “Volume”',
];

/** And last. */
const ANSWERS = ['button “Share with the team”', 'button “Not now, from the server only”'];

/** A position of at least a second. */
const GOES_ON = /^0:(0[1-9]|[1-5]\d) \/ 1:00$/;

/** How the page gets into each state, one after the other. */
const STATES: Readonly<Record<string, (harness: Harness) => Promise<void>>> = {
  'at rest': async ({ page }) => {
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
  },
  locked: async ({ page, engine }) => {
    engine.play('One');
    await page.getByRole('button', { name: 'Enable sound' }).waitFor();
  },
  playing: async ({ page }) => {
    await page.getByRole('button', { name: 'Two,' }).click();
    await page.getByText(GOES_ON).waitFor();
  },
  'paused, with an error': async ({ page, engine }) => {
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await engine.hears((message) => message.type === 'sound' && message.state === 'paused');
    await page.getByRole('slider', { name: 'Position' }).fill('30');
    engine.change({ problem: PROBLEM });
    await page.getByText(PROBLEM).waitFor();
    await page.getByText('0:30 / 1:00').waitFor();
  },
  'asked whether to share, and sharing': async ({ page, engine }) => {
    engine.change({ problem: null });
    const upload = { bytesPerSecond: 122_880, peers: 2 };
    engine.share({ server: 'music.example:4533', upload }, true);
    await page.getByText('Sharing 120 KiB/s').waitFor();
  },
  empty: async ({ page, engine }) => {
    engine.share({ server: null, upload: null }, false);
    engine.change({ queue: [], current: null, sound: 'silent', problem: null });
    await page.getByText('No music yet').waitFor();
  },
};

describe('The page, for everybody', function () {
  this.timeout(60_000);
  let browser: Browser;
  let harness: Harness | undefined;

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  afterEach(() => harness?.close());

  const open = async (theme = DARK_THEME): Promise<Harness> =>
    (harness = await openPage(browser, { tracks: TRACKS, theme }));

  for (const [name, theme] of Object.entries(THEMES)) {
    it(`gives axe nothing to find in any state (${name})`, async () => {
      const opened = await open(theme);
      for (const [state, enter] of Object.entries(STATES)) {
        await enter(opened);
        assert.deepEqual(await axeFindings(opened.page), [], state);
      }
      assert.deepEqual(opened.complaints, []);
    });

    it(`is gone through by Tab, there and back, and shows where the focus is (${name})`, async () => {
      const { page, engine } = await open(theme);
      engine.share({ server: 'music.example' }, true);
      engine.play('One');
      await page.getByRole('button', { name: 'Enable sound' }).waitFor();
      const stops = await tabThrough(page);
      for (const { what, outlineContrast } of stops)
        assert.ok(outlineContrast >= 3, `${what}: ${outlineContrast.toFixed(1)}`);
      const whats = stops.map(({ what }) => what);
      assert.deepEqual(whats.slice(0, CONTROLS.length), CONTROLS);
      assert.deepEqual(whats.slice(-ANSWERS.length), ANSWERS);
      const back = await tabThrough(page, 'Shift+Tab');
      assert.deepEqual(back.map(({ what }) => what).reverse(), whats);
    });
  }

  it('reads well: every part has a role and a name', async () => {
    const opened = await open();
    const lines: string[] = [];
    for (const [state, enter] of Object.entries(STATES)) {
      await enter(opened);
      // What moves by itself has no place in it.
      if (state !== 'playing') lines.push(`━━ ${state}`, ...(await accessibilityTree(opened.page)), '');
    }
    const text = lines.join('\n');
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(GOLDEN, text);
    assert.equal(text, readFileSync(GOLDEN, 'utf8'));
  });

  it('tells in one polite live region what plays and what is wrong, each once', async () => {
    const { page, engine } = await open();
    const regions = page.locator('[aria-live], [role="status"], [role="alert"], [role="log"]');
    assert.equal(await regions.count(), 1);
    assert.equal(await regions.getAttribute('aria-live'), 'polite');
    const listening = await listenToRegions(page);
    const news = (text: string): Promise<void> => regions.getByText(text).waitFor({ state: 'attached' });
    await page.getByRole('button', { name: 'One,' }).click();
    await news('Playing One, Sine');
    await page.getByText(GOES_ON).waitFor();
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await page.getByRole('button', { name: 'Next track' }).click();
    await news('Playing Two, Sine');
    engine.change({ problem: PROBLEM });
    engine.change({ volume: 0.5 });
    await news(PROBLEM);
    await page.getByText(GOES_ON).waitFor();
    assert.deepEqual(await listening.said(), ['Playing One, Sine', 'Playing Two, Sine', PROBLEM]);
  });
});
