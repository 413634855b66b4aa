// The whole view with the keyboard alone: Tab comes to every control, and each does by keys what it does by mouse. The
// product's own session is behind it.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, openPageWithSession, type Harness } from '../support/page/harness';
import type { SessionEngine } from '../support/page/sessionEngine';
import { DARK_THEME } from '../support/page/theme';
import { toneTrack } from '../support/page/tones';

const TRACKS = ['One', 'Two', 'Three', 'Four'].map((title) =>
  toneTrack({ title, tonesHz: Array.from({ length: 60 }, () => 440) }),
);

describe('The view by the keyboard alone', function () {
  this.timeout(60_000);
  let browser: Browser;
  let harness: Harness<SessionEngine>;
  let page: Page;
  let engine: SessionEngine;

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  beforeEach(async () => {
    harness = await openPageWithSession(browser, { tracks: TRACKS, theme: DARK_THEME });
    ({ page, engine } = harness);
    await page.getByRole('listitem').first().waitFor();
  });
  afterEach(() => harness.close());

  /** Goes on by Tab until what has the focus has this name. */
  const tabTo = async (name: string): Promise<void> => {
    for (let pressed = 0; pressed < 40; pressed++) {
      if ((await focusedName(page)) === name) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`Tab doesn’t come to “${name}”.`);
  };
  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const becomes = (what: string, isSo: () => boolean): Promise<void> => eventually(what, isSo);
  const currentTitle = (): string | undefined =>
    engine.snapshot.queue.find(({ id }) => id === engine.snapshot.current?.trackId)?.title;
  const order = (): string => engine.snapshot.queue.map(({ title }) => title).join();

  it('plays, pauses, goes on and back', async () => {
    await tabTo('Play');
    await press('Enter');
    await becomes('it sounds', () => engine.snapshot.sound === 'sounding');
    assert.equal(currentTitle(), 'One');
    await tabTo('Pause');
    await press('Space');
    await becomes('it is paused', () => engine.snapshot.sound === 'paused');
    await tabTo('Next track');
    await press('Enter');
    await becomes('Two plays', () => currentTitle() === 'Two' && engine.snapshot.sound === 'sounding');
    await tabTo('Previous track');
    await press('Enter');
    await becomes('One plays', () => currentTitle() === 'One');
  });

  it('seeks, mutes and turns the volume', async () => {
    await tabTo('Play');
    await press('Enter');
    await becomes('it sounds', () => engine.snapshot.sound === 'sounding');
    await tabTo('Position');
    await press('PageUp', 'PageUp', 'PageUp');
    await becomes('it is beyond 15 s', () => engine.snapshotNow.positionSeconds > 15);
    await tabTo('Mute');
    await press('Enter');
    await becomes('it is mute', () => engine.snapshot.isMuted);
    await tabTo('Unmute');
    await press('Enter');
    await becomes('it is heard again', () => !engine.snapshot.isMuted);
    await page.getByRole('button', { name: 'Mute', exact: true }).waitFor();
    await tabTo('Volume');
    await press('ArrowLeft', 'ArrowLeft');
    await becomes('it is softer', () => engine.snapshot.volume < 1);
    await press('End');
    await becomes('it is as loud as can be', () => engine.snapshot.volume === 1);
  });

  it('shuffles and repeats, and says in the buttons’ names what is so', async () => {
    await tabTo('Play');
    await press('Enter');
    await becomes('One sounds', () => engine.snapshot.sound === 'sounding');
    await tabTo('Next track');
    await press('Enter');
    await becomes('Two plays', () => currentTitle() === 'Two' && engine.snapshot.sound === 'sounding');
    await tabTo('Shuffle: off');
    await press('Enter');
    await page.getByRole('button', { name: 'Shuffle: on' }).waitFor();
    assert.equal(engine.snapshot.shuffled?.[0], engine.snapshot.current?.trackId);
    assert.equal(order(), 'One,Two,Three,Four');
    await press('Enter');
    await page.getByRole('button', { name: 'Shuffle: off' }).waitFor();
    for (const repeat of ['off', 'all', 'one']) {
      await tabTo(`Repeat: ${repeat}`);
      await press('Enter');
    }
    await page.getByRole('button', { name: 'Repeat: off' }).waitFor();
    assert.equal(currentTitle(), 'Two');
  });

  it('searches, chooses what was found, and plays it', async () => {
    await press('/');
    assert.equal(await focusedName(page), 'Search');
    await page.keyboard.type('Three');
    await page.getByRole('option').first().waitFor();
    await press('Enter');
    await becomes('Three plays', () => currentTitle() === 'Three');
    await press('Escape');
    assert.equal(await page.getByRole('option').count(), 0);
  });

  it('plays, moves and removes rows of the queue, and takes it back', async () => {
    await tabTo('One, Sine');
    await press('ArrowDown', 'Alt+ArrowDown');
    await becomes('Two is behind Three', () => order() === 'One,Three,Two,Four');
    await press('Enter');
    await becomes('Two plays', () => currentTitle() === 'Two');
    await press('ArrowDown', 'Delete');
    await becomes('Four is gone', () => order() === 'One,Three,Two');
    await press('Control+z');
    await becomes('Four is back', () => order() === 'One,Three,Two,Four');
  });
});

function focusedName(page: Page): Promise<string | null> {
  return page.evaluate(() => {
    const element = document.activeElement;
    return element?.getAttribute('aria-label') ?? element?.getAttribute('title') ?? null;
  });
}

/** Waits for a state that comes by messages: the page's and the engine's steps are both in this process's reach. */
async function eventually(what: string, isSo: () => boolean): Promise<void> {
  const untilMs = Date.now() + 10_000;
  while (!isSo()) {
    if (Date.now() > untilMs) throw new Error(`It never came to this: ${what}.`);
    await pause(20);
  }
}
