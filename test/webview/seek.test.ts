// Going on at another place of a track.
import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { SoundMessage } from '../../src/shared/pageMessages';
import { launchBrowser, openPage, type Harness } from '../support/page/harness';
import { stepOf, toneTrack } from '../support/page/tones';
import { isTone } from '../support/tap';

const TONES = [440, 660, 880, 1100, 1320, 1540, 1760, 1980, 2200, 2420];
const LONG = toneTrack({ title: 'Long', tonesHz: TONES });
const NEXT = toneTrack({ title: 'Next', tonesHz: [500, 600] });

describe('Seeking in the page', function () {
  this.timeout(60_000);
  let browser: Browser;
  let harness: Harness | undefined;

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  afterEach(() => harness?.close());

  async function play(): Promise<Harness> {
    harness = await openPage(browser, { tracks: [LONG, NEXT] });
    await harness.page.getByRole('button', { name: 'Long' }).click();
    await harness.tap.heard(isTone(440));
    return harness;
  }

  const soundsFrom = ({ engine }: Harness, seconds: number, since: number): Promise<SoundMessage> =>
    engine.hears(
      (message): message is SoundMessage =>
        message.type === 'sound' &&
        message.state === 'sounding' &&
        Math.abs(message.positionSeconds - seconds) < 0.5,
      { since },
    );

  it('goes on there, forwards and back, without a click, and never sends for what it has', async () => {
    const opened = await play();
    const { engine, tap } = opened;
    const forth = engine.told.length;
    engine.seek(7.2);
    await soundsFrom(opened, 7.2, forth);
    await tap.heard(isTone(2200));
    const [back, heard] = [engine.told.length, tap.readings.length];
    engine.seek(0.1);
    await soundsFrom(opened, 0.1, back);
    await tap.heard(isTone(660), { since: heard });
    const sent = engine.bytesSent(engine.snapshot.current?.playId ?? '');
    assert.equal(new Set(sent).size, sent.length, 'no block twice');
    const clicks = tap.readings.filter(({ maxStep }) => maxStep > stepOf(2420) * 1.1);
    assert.deepEqual(clicks, []);
  });

  it('stays where it was put while paused, and goes on from there', async () => {
    const opened = await play();
    const { engine, tap, page } = opened;
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await tap.quiet();
    engine.seek(4.1);
    await page.getByText('0:04 / 0:10').waitFor();
    const since = tap.readings.length;
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await tap.heard(isTone(1320), { since });
    assert.ok(!tap.readings.slice(since).some(isTone(440)), 'nothing from before is heard');
  });

  it('performs a seek once, however often the state is shown again', async () => {
    const opened = await play();
    const { engine, tap } = opened;
    const since = engine.told.length;
    engine.seek(5.1);
    await soundsFrom(opened, 5.1, since);
    engine.change({ volume: 1 });
    engine.change({ volume: 1 });
    await tap.heard(isTone(1760));
    const heard = tap.readings.length;
    await tap.heard(isTone(1980), { since: heard });
  });

  it('takes back the joint with the next track when it goes back from the end', async () => {
    const opened = await play();
    const { engine, tap } = opened;
    const forth = engine.told.length;
    engine.seek(9.2);
    await soundsFrom(opened, 9.2, forth);
    engine.seek(3.1);
    await tap.heard(isTone(1320));
    assert.ok(!tap.readings.some(isTone(500)), 'the next track is not heard');
    assert.ok(!engine.told.some(({ type }) => type === 'ended'));
  });

  it('ends the track when it is put to the end, and goes on with the next', async () => {
    const opened = await play();
    const { engine, tap } = opened;
    engine.seek(10);
    await tap.heard(isTone(600));
    assert.equal(engine.snapshot.current?.trackId, 'Next');
  });
});
