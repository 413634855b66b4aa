// A pause in the moment where one track follows another: whoever asks for it, it is silent, and what was heard last is paused.
import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, openPageWithSession, type Harness } from '../support/page/harness';
import type { SessionEngine } from '../support/page/sessionEngine';
import { toneTrack } from '../support/page/tones';
import { isTone } from '../support/tap';

const TRACKS = [
  toneTrack({ title: 'First', tonesHz: [440, 660] }),
  toneTrack({ title: 'Second', tonesHz: [1000, 1200, 1400, 1600] }),
];
/** From the second tone of the first track into the second track. */
const BEYOND_JOINT_MS = 1_400;

describe('A pause around a joint', function () {
  this.timeout(60_000);
  let browser: Browser;
  let harness: Harness<SessionEngine> | undefined;

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  afterEach(() => harness?.close());

  async function play(): Promise<Harness<SessionEngine>> {
    harness = await openPageWithSession(browser, { tracks: TRACKS });
    await harness.page.getByRole('list', { name: 'Queue' }).getByRole('button').first().click();
    await harness.tap.heard(isTone(660));
    return harness;
  }

  it('holds the track that is heard, where the page is too busy to know that it has begun', async () => {
    const { page, engine, tap } = await play();
    await pressBusily(page, 'Pause', BEYOND_JOINT_MS);
    await engine.hears((message) => message.type === 'sound' && message.state === 'paused');
    await tap.quiet();
    const { current, wanted, sound, positionSeconds } = engine.snapshot;
    assert.deepEqual([current?.trackId, wanted, sound], ['Second', 'paused', 'paused']);
    assert.ok(positionSeconds > 0.1, `${positionSeconds} s`);
    const since = tap.readings.length;
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await tap.heard(isTone(1400), { since });
    assert.ok(!tap.readings.slice(since).some(isTone(660)));
  });

  it('holds the next track where a command asks for it before the engine has heard of the joint', async () => {
    const { page, engine, tap } = await play();
    const hear = engine.hear.bind(engine);
    engine.hear = (message) => {
      if (message.type === 'ended') engine.intend({ kind: 'pause' });
      hear(message);
    };
    await engine.hears((message) => message.type === 'ended');
    await tap.quiet();
    const { current, wanted } = engine.snapshot;
    assert.deepEqual([current?.trackId, wanted], ['Second', 'paused']);
    const since = tap.readings.length;
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await tap.heard(isTone(1200), { since });
  });
});

/** Keeps the page from everything else for so long, and presses a button before it gets to any of that. */
async function pressBusily(page: Page, name: string, busyMs: number): Promise<void> {
  await page.evaluate(
    ([label, ms]) => {
      const until = performance.now() + ms;
      while (performance.now() < until);
      const button = document.querySelector<HTMLButtonElement>(`button[aria-label=${label}]`);
      if (button === null) throw new Error(`There is no button ${label}.`);
      button.click();
    },
    [name, busyMs] as const,
  );
}
