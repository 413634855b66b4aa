// What goes wrong under and beside the sound, and the system's own controls.
import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { pressMediaKey, takeCensus } from '../support/page/census';
import { fixtureTrack } from '../support/page/fixtureTrack';
import { launchBrowser, openPage, openPageWithSession, type Harness } from '../support/page/harness';
import { buildMachine, keptAlive, machineDoes } from '../support/page/machine';
import { heardPart, recorded } from '../support/page/recording';
import type { TestTrack } from '../support/page/scriptedEngine';
import { sineTrack, stepOf, toneTrack } from '../support/page/tones';
import { isTone } from '../support/tap';

const LONG = toneTrack({ title: 'Long', tonesHz: [440, 660, 880, 1100, 1320, 1540], hasSoftEnds: true });
/** Outlasts the watch: under a clock that the test holds, samples flow on and the track would end. */
const LONGER = toneTrack({
  title: 'Longer',
  tonesHz: [440, 660, ...Array.from({ length: 14 }, () => 880)],
  hasSoftEnds: true,
});
const HOUR_MS = 3_600_000;

describe('When something is wrong with the sound', function () {
  this.timeout(60_000);
  let browser: Browser;
  let harness: Harness | undefined;

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  afterEach(() => harness?.close());

  async function play(tracks: readonly TestTrack[] = [LONG]): Promise<Harness> {
    harness = await openPage(browser, { tracks, initScript: buildMachine });
    await harness.page.getByRole('list', { name: 'Queue' }).getByRole('button').first().click();
    return harness;
  }

  for (const { name, happens, says } of [
    {
      name: 'the computer slept',
      happens: (opened: Harness) => machineDoes(opened.page, 'sleep', HOUR_MS),
      says: /The computer slept\. Press Play/,
    },
    {
      name: 'the device is lost',
      happens: (opened: Harness) => machineDoes(opened.page, 'loseDevice'),
      says: /The sound device was lost\. Check it/,
    },
    {
      name: 'the system stops the sound',
      happens: (opened: Harness) => machineDoes(opened.page, 'stopSound'),
      says: /The system has stopped the sound\. Press Play/,
    },
    {
      name: 'the clock of the device stands still',
      happens: (opened: Harness) => machineDoes(opened.page, 'standStill'),
      says: /The sound device stands still\. Check it/,
    },
  ]) {
    it(`pauses and says why when ${name}`, async () => {
      const opened = await play([LONGER]);
      await opened.tap.heard(isTone(660));
      await happens(opened);
      const lost = await opened.engine.hears((message) => message.type === 'soundLost');
      assert.match(lost.message, says);
      await opened.page.getByText(lost.message).waitFor();
      await opened.page.getByRole('button', { name: 'Play', exact: true }).waitFor();
    });
  }

  it('goes on where it was, without a hole, when the system had stopped the sound', async () => {
    const { page, engine, tap } = await play();
    await tap.heard(isTone(880));
    const since = tap.readings.length;
    await machineDoes(page, 'stopSound');
    await engine.hears((message) => message.type === 'soundLost');
    const told = engine.told.length;
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    const sounding = await engine.hears(
      (message) => message.type === 'sound' && message.state === 'sounding',
      { since: told },
    );
    assert.ok(sounding.type === 'sound' && sounding.positionSeconds > 1.9, 'from where it was');
    await tap.heard(isTone(1100), { since });
    const fresh = tap.readings.slice(since);
    assert.ok(!fresh.some(isTone(440)), 'the beginning is not heard again');
  });
});

describe('Tracks that are not what they say', function () {
  this.timeout(60_000);
  let browser: Browser;
  let harness: Harness | undefined;

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  afterEach(() => harness?.close());

  it('passes over a next track that can not be played: named once, no silence between', async () => {
    const rubbish = {
      ...toneTrack({ title: 'Rubbish', tonesHz: [440] }),
      file: new Uint8Array(200_000).fill(7),
    };
    const broken = { ...rubbish, track: { ...rubbish.track, sizeBytes: rubbish.file.length } };
    const tracks = [
      sineTrack({ title: 'First', hz: 300, frames: 88_200 }),
      broken,
      sineTrack({ title: 'Third', hz: 300, frames: 88_200 }),
    ];
    const opened = await openPageWithSession(browser, { tracks });
    harness = opened;
    await opened.page.getByRole('list', { name: 'Queue' }).getByRole('button').first().click();
    await opened.engine.hears((message) => message.type === 'ended' && message.next === null);
    await opened.tap.quiet();
    const failures = opened.engine.told.filter((message) => message.type === 'playFailed');
    assert.equal(failures.length, 1);
    const heard = heardPart(await recorded(opened.page, 44_100));
    // 300 Hz are whole waves in a second: the first and the last sample of each track are next to nothing.
    assert.ok(Math.abs(heard.length - 4 * 44_100) < 4, `${heard.length} frames of ${4 * 44_100}`);
  });

  it('goes on to the next track where one ends before it said', async () => {
    const whole = toneTrack({ title: 'Cut', tonesHz: [440, 660, 880, 1100] });
    const cut = { ...whole, file: whole.file.slice(0, 400_000) };
    const track = { ...cut.track, sizeBytes: cut.file.length };
    const opened = await openPageWithSession(browser, {
      tracks: [{ ...cut, track }, toneTrack({ title: 'Next', tonesHz: [1300, 1500] })],
    });
    harness = opened;
    await opened.page.getByRole('list', { name: 'Queue' }).getByRole('button').first().click();
    await opened.tap.heard(isTone(660));
    await opened.tap.heard(isTone(1500));
    assert.ok(!opened.engine.told.some((message) => message.type === 'playFailed'));
  });

  it('names a file that is cut off, and plays the one behind it', async () => {
    const opened = await openPageWithSession(browser, {
      tracks: [
        fixtureTrack('truncated.mp3', 'audio/mpeg'),
        toneTrack({ title: 'Next', tonesHz: [1300, 1500] }),
      ],
    });
    harness = opened;
    await opened.page.getByRole('list', { name: 'Queue' }).getByRole('button').first().click();
    await opened.tap.heard(isTone(1500));
    assert.ok(opened.engine.told.filter((message) => message.type === 'playFailed').length <= 1);
  });

  it('repeats one track without a gap', async () => {
    const opened = await openPageWithSession(browser, {
      tracks: [sineTrack({ title: 'One', hz: 300, frames: 66_150 })],
    });
    harness = opened;
    opened.engine.intend({ kind: 'setRepeat', repeat: 'one' });
    await opened.page.getByRole('list', { name: 'Queue' }).getByRole('button').first().click();
    const ends = (): number => opened.engine.told.filter((message) => message.type === 'ended').length;
    await opened.engine.hears(() => ends() >= 3);
    opened.engine.intend({ kind: 'setRepeat', repeat: 'off' });
    await opened.engine.hears((message) => message.type === 'ended' && message.next === null);
    await opened.tap.quiet();
    const heard = heardPart(await recorded(opened.page, 44_100));
    assert.ok(Math.abs(heard.length - ends() * 66_150) < 4, `${heard.length} frames of ${ends() * 66_150}`);
  });
});

describe("The system's controls", function () {
  this.timeout(60_000);
  let browser: Browser;
  let harness: Harness | undefined;

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  afterEach(() => harness?.close());

  async function play(initScript: () => void): Promise<Harness> {
    const next = toneTrack({ title: 'Next', tonesHz: [1800, 2000, 2200] });
    harness = await openPage(browser, { tracks: [LONG, next], initScript });
    await harness.page.getByRole('list', { name: 'Queue' }).getByRole('button').first().click();
    await harness.tap.heard(isTone(440));
    return harness;
  }

  it('show what plays and whether it does', async () => {
    const { page, complaints } = await play(buildMachine);
    const shown = (): Promise<readonly [string | undefined, string]> =>
      page.evaluate(
        () => [navigator.mediaSession.metadata?.title, navigator.mediaSession.playbackState] as const,
      );
    assert.deepEqual(await shown(), ['Long', 'playing']);
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await page.waitForFunction(() => navigator.mediaSession.playbackState === 'paused');
    assert.deepEqual(complaints, [], 'the policy allows all of it');
  });

  it('are kept alive by a silent element while music plays, and no longer', async () => {
    const { page } = await play(buildMachine);
    await keptAlive(page, true);
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await keptAlive(page, false);
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await keptAlive(page, true);
  });

  it('pause, go on, skip, and step from where the track stands by now', async () => {
    const { page, tap } = await play(takeCensus);
    await tap.heard(isTone(880));
    let since = tap.readings.length;
    await pressMediaKey(page, { action: 'seekforward', seekOffset: 2 });
    // From the third second, not from where it stood when something was last shown.
    await tap.heard((reading) => [1320, 1540].some((hz) => isTone(hz)(reading)), { since });
    assert.ok(!tap.readings.slice(since).some(isTone(440)));
    await pressMediaKey(page, { action: 'pause' });
    await tap.quiet();
    since = tap.readings.length;
    await pressMediaKey(page, { action: 'play' });
    await tap.heard(isTone(1540), { since });
    await pressMediaKey(page, { action: 'nexttrack' });
    await tap.heard(isTone(2000), { since });
  });
});

describe('The volume', function () {
  this.timeout(60_000);
  let browser: Browser;
  let harness: Harness | undefined;

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  afterEach(() => harness?.close());

  it('is heard as a ratio, and changes without a click', async () => {
    harness = await openPage(browser, {
      tracks: [sineTrack({ title: 'Steady', hz: 400, frames: 6 * 44_100 })],
    });
    const { page, engine, tap } = harness;
    await page.getByRole('list', { name: 'Queue' }).getByRole('button').first().click();
    const full = 0.5 / Math.SQRT2;
    await tap.heard(({ rms }) => Math.abs(rms - full) < 0.005);
    const since = tap.readings.length;
    engine.change({ volume: 0.5 });
    await tap.heard(({ rms }) => Math.abs(rms - full / 4) < 0.003, { since });
    engine.change({ volume: 0 });
    await tap.heard(({ loudFrames }) => loudFrames === 0, { since });
    engine.change({ volume: 1 });
    await tap.heard(({ rms }) => Math.abs(rms - full) < 0.005, { since: tap.readings.length });
    const clicks = tap.readings.slice(since).filter(({ maxStep }) => maxStep > stepOf(400) * 1.1);
    assert.deepEqual(clicks, []);
  });

  it('is the one that was set last, also where the sound stopped while it changed', async () => {
    harness = await openPage(browser, {
      tracks: [sineTrack({ title: 'Steady', hz: 400, frames: 20 * 44_100 })],
    });
    const { page, engine, tap } = harness;
    await page.getByRole('list', { name: 'Queue' }).getByRole('button').first().click();
    const full = 0.5 / Math.SQRT2;
    let from = 1;
    // Whatever of the change has been heard by then.
    for (const [step, to] of [0.3, 0.9, 0.2, 1, 0.3, 0.9].entries()) {
      await tap.heard(({ rms }) => Math.abs(rms - full * from ** 2) < 0.005, { since: tap.readings.length });
      engine.change({ volume: to });
      await new Promise((resolve) => setTimeout(resolve, 20 * step));
      engine.change({ wanted: 'paused' });
      await tap.quiet();
      engine.change({ wanted: 'playing' });
      from = to;
    }
    await tap.heard(({ rms }) => Math.abs(rms - full * from ** 2) < 0.005, { since: tap.readings.length });
  });
});
