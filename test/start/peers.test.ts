// `npm start` with local peers that have heard the music: who gives what, and what ends in mid-track is not heard.
import assert from 'node:assert/strict';
import type { Browser, Frame, Page } from 'playwright-core';
import { launchChromium } from '../../scripts/lib/chromium.mjs';
import { longWave } from '../support/longWave';
import { musicFolder, type MusicFolder } from '../support/musicFolder';
import { npmStart, type RunningStart } from '../support/npmStart';
import { attachTap, type Tap } from '../support/tap';
import { secondHeard, toneWave, WAVE_RATE } from '../support/toneWave';
import { openStarling, PATIENCE_MS, queueItem, runFromPalette, statisticsFrame } from '../support/workbench';

const PEERS = 3;
/** Tracks that tell which second of them is heard, by their lengths in seconds: a page takes 2 MB ahead of what sounds, so a fifth of one at first. */
const LENGTHS = { First: 120, Second: 121 } as const;
type Title = keyof typeof LENGTHS;
const TITLES = Object.keys(LENGTHS) as Title[];
/**
 * As long as a song, and of 128 kbit/s: where the machine is so busy that peers aren't found within 2 s, the origin gives all of
 * the first 30 s, which is a tenth of it.
 */
const SONG = 'Song';
const SONG_SECONDS = 300;
/** The longest that a track may take to be played or had whole: a peer gives 2 Mbit/s at most, and the machine may be busy. */
const WHOLE_TRACK_MS = 120_000;
/** So much of the song has to come from peers, while it is heard: on a busy machine they give way, and take minutes. */
const MOST_PERCENT = 80;
/** So much of a track has come from peers when something ends. */
const SOME_PERCENT = 10;

/** What the bar of the statistics view says of the current track, in percent. */
interface Shares {
  readonly peers: number;
  readonly origin: number;
  readonly missing: number;
}

describe('npm start, with peers that have heard the music', function () {
  this.timeout(600_000);
  let browser: Browser;
  let folder: MusicFolder;
  let running: RunningStart;
  let page: Page;
  let tap: Tap;
  let view: Frame;

  before(async () => {
    browser = await launchChromium({ autoplay: 'user-gesture-required' });
    folder = await musicFolder(
      Object.fromEntries([
        [`${SONG}.wav`, longWave(SONG_SECONDS, SONG)],
        ...TITLES.map((title) => [`${title}.wav`, toneWave(LENGTHS[title], 1)] as const),
      ]),
    );
  });
  after(async () => {
    await browser.close();
    await folder.remove();
  });
  beforeEach(async () => {
    running = await npmStart('--music', folder.root, '--peers', String(PEERS));
    page = await browser.newPage();
    tap = await attachTap(page);
    await page.goto(running.url);
    await openStarling(page);
    await runFromPalette(page, 'Starling: Show Statistics');
    view = await statisticsFrame(page);
  });
  afterEach(async () => {
    await page.close();
    await running.interrupt();
  });

  /** Waits until the second of a track is heard, from reading `since` on. */
  const hears = (title: Title, second: number, since = 0): Promise<unknown> =>
    tap.heard((reading) => secondHeard(reading, LENGTHS[title]) === second, {
      since,
      timeoutMs: WHOLE_TRACK_MS,
    });
  /** Plays a track, and waits until the statistics view is about it. */
  const play = async (title: string): Promise<void> => {
    await queueItem(page, title).click({ timeout: PATIENCE_MS });
    await view.getByRole('heading', { name: title, exact: true }).waitFor({ timeout: PATIENCE_MS });
    await tap.heard(({ rms }) => rms > 0.01, { since: tap.readings.length, timeoutMs: PATIENCE_MS });
  };
  /** The shares of what plays, once they fit. */
  const shares = async (
    fits: (shares: Shares) => boolean,
    timeoutMs: number = WHOLE_TRACK_MS,
  ): Promise<Shares> => {
    const bar = view.getByRole('img', { name: /^Of this track/ });
    const endMs = Date.now() + timeoutMs;
    for (;;) {
      const label = (await bar.getAttribute('aria-label', { timeout: PATIENCE_MS })) ?? '';
      const percent = (name: string): number => Number(new RegExp(`${name} (\\d+) %`).exec(label)?.[1] ?? 0);
      const found = { peers: percent('Peers'), origin: percent('Origin'), missing: percent('not fetched') };
      if (fits(found)) return found;
      assert.ok(Date.now() < endMs, `it goes on to say: ${label}`);
      await page.waitForTimeout(100);
    }
  };
  /** How often the sound ran dry, as the view says it. */
  const dry = (): Promise<string> => view.getByRole('row', { name: /^Ran dry/ }).innerText();
  /** Peers are looked for once the first track sounds: waits until they have been found. */
  const meetPeers = async (): Promise<void> => {
    await play('First');
    await shares(({ peers }) => peers > 0);
  };
  /** Plays a track until peers have given some of it, then ends processes. Returns where that was. */
  const endWithin = async (
    title: Title,
    script: string,
  ): Promise<{ readonly had: Shares; readonly since: number; readonly dryBefore: string }> => {
    await play(title);
    await shares(({ peers }) => peers >= SOME_PERCENT);
    const since = tap.readings.length;
    const dryBefore = await dry();
    assert.ok((await running.crash(script)) > 0);
    return { had: await shares(() => true), since, dryBefore };
  };
  /** The track is heard to a place that nobody had brought yet, without a hole. */
  const goesOn = async (
    title: Title,
    { had, since, dryBefore }: Awaited<ReturnType<typeof endWithin>>,
  ): Promise<void> => {
    const hadSeconds = Math.ceil((LENGTHS[title] * (100 - had.missing)) / 100);
    assert.ok(hadSeconds < LENGTHS[title] - 10, `when they ended, ${had.missing} % were missing`);
    await hears(title, hadSeconds + 5, since);
    assert.equal(await dry(), dryBefore);
    // The page has another context too, for music of another rate.
    const ofMusic = tap.readings.slice(since).filter(({ sampleRate }) => sampleRate === WAVE_RATE);
    const silentAt = ofMusic.filter(({ loudFrames }) => loudFrames === 0).map(({ t }) => t.toFixed(2));
    assert.deepEqual(silentAt, [], 'no hole is heard');
  };

  it('has at least 80 % of a new track from them, and plays on from the origin when they end', async () => {
    await meetPeers();
    await play(SONG);
    await shares(({ peers }) => peers >= MOST_PERCENT, SONG_SECONDS * 1_000);
    const ended = await endWithin('Second', 'peer.cjs');
    await goesOn('Second', ended);
    await shares(({ origin }) => origin > ended.had.origin);
  });

  it('plays on from them when the origin ends', async () => {
    await meetPeers();
    const ended = await endWithin('Second', 'server.cjs');
    await goesOn('Second', ended);
    const { peers } = await shares(({ missing }) => missing === 0);
    assert.ok(peers >= ended.had.peers + ended.had.missing - 1, `${peers} % came from peers`);
  });
});
