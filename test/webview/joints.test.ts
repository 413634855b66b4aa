// How one track follows another, sample by sample.
import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { SoundSettings } from '../../src/shared/toPageMessages';
import { launchBrowser, openPage, type Harness } from '../support/page/harness';
import { distance, heardPart, recorded } from '../support/page/recording';
import type { TestTrack } from '../support/page/scriptedEngine';
import { sineTrack, toneTrack } from '../support/page/tones';
import { isTone } from '../support/tap';

describe('One track after another', function () {
  this.timeout(60_000);
  let browser: Browser;
  let harness: Harness | undefined;

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  afterEach(() => harness?.close());

  async function play(tracks: readonly TestTrack[], settings: Partial<SoundSettings> = {}): Promise<Harness> {
    harness = await openPage(browser, { tracks });
    harness.engine.soundSettings = { ...harness.engine.soundSettings, ...settings };
    harness.engine.change({});
    await harness.page.getByRole('list', { name: 'Queue' }).getByRole('button').first().click();
    return harness;
  }

  const end = async ({ engine, tap }: Harness): Promise<void> => {
    await engine.hears((message) => message.type === 'ended' && message.next === null);
    await tap.quiet();
  };

  it('joins two halves of one sine without a frame too many, too few or wrong', async () => {
    const whole = sineTrack({ title: 'whole', hz: 441.7, frames: 88_200 });
    const opened = await play([
      sineTrack({ title: 'a', hz: 441.7, frames: 50_001 }),
      sineTrack({ title: 'b', hz: 441.7, fromFrame: 50_001, frames: 88_200 - 50_001 }),
    ]);
    await end(opened);
    // A busy machine may begin late and go on anew: from a quarter of a second before the joint on, every sample is held to.
    const sinceJoint = (samples: Float32Array): Float32Array => heardPart(samples).slice(-(38_199 + 11_025));
    const heard = sinceJoint(await recorded(opened.page, 44_100));
    // One in six frames isn't a time to the last bit: Chromium interpolates by 1e-11 of a frame then.
    assert.ok(distance(heard, sinceJoint(whole.samples)) < 1e-12);
  });

  it('tells the engine which play sounds on, and goes on from there', async () => {
    const { engine, tap } = await play([
      toneTrack({ title: 'First', tonesHz: [440] }),
      toneTrack({ title: 'Second', tonesHz: [1000, 1200] }),
    ]);
    const { next } = await engine.hears((message) => message.type === 'ended');
    assert.equal(next?.trackId, 'Second');
    assert.equal(engine.snapshot.current?.playId, next.playId);
    await tap.heard(isTone(1200));
    const first = engine.told.find((message) => message.type === 'sound' && message.playId === next.playId);
    assert.ok(first?.type === 'sound' && first.state === 'sounding', 'it never loads');
  });

  it('takes the joint back when the listener changes what is next, and pauses in it', async () => {
    const tracks = ['First', 'Second', 'Third'].map((title, at) =>
      toneTrack({ title, tonesHz: at === 0 ? [440, 660, 440] : [1000 + 500 * at, 1000 + 500 * at] }),
    );
    const { engine, tap, page } = await play(tracks);
    await tap.heard(isTone(660));
    const [first, second, third] = engine.snapshot.queue;
    engine.change({ queue: [first!, third!, second!] });
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await tap.quiet();
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    const { next } = await engine.hears((message) => message.type === 'ended');
    assert.equal(next?.trackId, 'Third');
    await tap.heard(isTone(2000));
    assert.ok(!tap.readings.some(isTone(1500)), 'what was to follow first was not heard');
  });

  it('fades over where that is wished, with the power kept, and not within an album', async () => {
    const albums = (album: string, hz: number): TestTrack => {
      const made = sineTrack({ title: `${hz}`, hz, frames: 5 * 44_100 });
      return { ...made, track: { ...made.track, album } };
    };
    const opened = await play([albums('A', 500), albums('B', 900), albums('B', 1300)], {
      crossfadeSeconds: 1,
    });
    await end(opened);
    const heard = heardPart(await recorded(opened.page, 44_100));
    assert.ok(Math.abs(heard.length - 14 * 44_100) < 300, `${heard.length / 44_100} s of 14`);
    const power = (from: number): number =>
      heard.subarray(from, from + 4_410).reduce((sum, value) => sum + value * value, 0) / 4_410;
    const full = power(44_100);
    for (let at = 4.05; at < 4.9; at += 0.1) {
      const part = power(Math.round(at * 44_100)) / full;
      assert.ok(part > 0.8 && part < 1.2, `${part} of the power at ${at} s`);
    }
  });

  it('plays a 48 kHz track after one of 44.1 kHz as it is on the other side of the joint', async () => {
    const { engine, tap } = await play([
      toneTrack({ title: 'First', tonesHz: [440] }),
      toneTrack({ title: 'Second', tonesHz: [1000, 1200], sampleRate: 48_000 }),
    ]);
    const { next } = await engine.hears((message) => message.type === 'ended');
    assert.equal(next?.trackId, 'Second');
    const { sampleRate } = await tap.heard(isTone(1200));
    assert.equal(sampleRate, 44_100, 'on the context of the track before it');
  });

  it('starts the next track at once on Next, from what is prepared', async () => {
    const { engine, tap, page } = await play([
      toneTrack({ title: 'First', tonesHz: [440, 440, 440] }),
      toneTrack({ title: 'Second', tonesHz: [1000, 1200] }),
    ]);
    await tap.heard(isTone(440));
    const prepared = engine.told.findLast((message) => message.type === 'prepare');
    await page.getByRole('button', { name: 'Next track', exact: true }).click();
    const intent = await engine.hears(
      (message) =>
        message.type === 'intent' &&
        message.intent.kind === 'playTrack' &&
        message.intent.trackId === 'Second',
    );
    assert.ok(intent.type === 'intent' && intent.intent.kind === 'playTrack');
    const { playId } = intent.intent;
    assert.ok(prepared?.plays.some((play) => play.playId === playId));
    await tap.heard(isTone(1000));
    await tap.heard(isTone(1200));
  });

  it('goes on with the track that was joined already when a command asks for it, and stops it no more', async () => {
    const { engine, tap } = await play([
      toneTrack({ title: 'First', tonesHz: [440, 440, 440, 440] }),
      toneTrack({ title: 'Second', tonesHz: [1000, 1200, 1400] }),
      toneTrack({ title: 'Third', tonesHz: [500] }),
    ]);
    // All of the first track has been sent for: its end is settled, and the second is joined to it.
    await engine.hears((message) => message.type === 'window' && message.end > 4 * 44_100 * 4);
    await tap.heard(isTone(440), { since: tap.readings.length + 20 });
    engine.skip(1);
    await tap.heard(isTone(1400));
  });

  it('asks for nothing that may come between a click and its first note, and then at once', async () => {
    const { engine } = await play([
      toneTrack({ title: 'First', tonesHz: [440, 440, 440] }),
      toneTrack({ title: 'Second', tonesHz: [1000] }),
      toneTrack({ title: 'Third', tonesHz: [1500] }),
    ]);
    await engine.hears((message) => message.type === 'sound' && message.state === 'sounding');
    const clicked = engine.told.findIndex((message) => message.type === 'intent');
    const began = engine.told.findIndex(
      (message) => message.type === 'sound' && message.state === 'sounding',
    );
    const between = engine.told.slice(clicked, began).map(({ type }) => type);
    assert.ok(clicked >= 0 && !between.includes('prepare'), between.join(', '));
    const prepared = await engine.hears((message) => message.type === 'prepare', { since: began });
    // The pointer rests on the first track since the click, which may be told before or after that.
    assert.ok(prepared.plays.some(({ trackId }) => trackId === 'Second'));
  });
});
