import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { FromPage } from '../support/page/bridge';
import { launchBrowser, openPage, type Harness } from '../support/page/harness';
import type { EngineOptions, TestTrack } from '../support/page/scriptedEngine';
import { sineTrack, toneTrack } from '../support/page/tones';
import { isTone, type TapReading } from '../support/tap';

const FIRST_WINDOW_BYTES = 64 * 1024;
const IN_FLIGHT_BYTES = 256 * 1024;
const TRACK = toneTrack({ title: 'Long', tonesHz: [440, 660, 880, 1100, 1320, 440] });
/** A second of it is less than two blocks: of a play that is prepared those two come by themselves. */
const SLIM = toneTrack({ title: 'Slim', tonesHz: [440, 660, 880, 440], sampleRate: 8_000 });
const PREPARED_WINDOW_BYTES = 32 * 1024;
/** Half a wave, so slow that hardly a sample differs from the one before: where the sound is cut there is a step. */
const SLOW = sineTrack({ title: 'Slow', hz: 0.1, frames: 5 * 44_100 });
/** More than any ramp of the page makes, from half the full level. */
const MOST_STEP = 0.004;

describe('The page and its bytes', function () {
  this.timeout(60_000);
  // Counted frame by frame at the tap: on an overloaded machine the audio thread starts late now and then, by a few of them.
  this.retries(2);
  let browser: Browser;
  let harness: Harness | undefined;

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  afterEach(() => harness?.close());

  async function play(
    beforeBlock: NonNullable<EngineOptions['beforeBlock']>,
    { isPrepared = true, played = TRACK } = {},
  ): Promise<Harness> {
    harness = await openPage(browser, { tracks: [played], beforeBlock, isPreparing: isPrepared });
    await harness.page.getByRole('button', { name: played.track.title }).click();
    return harness;
  }

  /** Every window came after the first message that fits, and none asked for more than may be on its way at once. */
  function assertModest(
    { told, inFlightBytes }: Harness['engine'],
    fits: (message: FromPage) => boolean,
  ): void {
    const windows = told.flatMap((message, index) =>
      message.type === 'window' ? [{ ...message, index }] : [],
    );
    assert.ok(windows.length > 0 && windows.every(({ index }) => index > told.findIndex(fits)));
    assert.ok(Math.max(...inFlightBytes) <= IN_FLIGHT_BYTES, `${Math.max(...inFlightBytes)} bytes`);
    assert.equal(windows.at(-1)?.end, TRACK.file.length);
  }

  it('asks for nothing beyond the first window before it sounds, and for 256 KiB at once at most after', async () => {
    const { engine } = await play(() => Promise.resolve(), { isPrepared: false });
    await engine.hears(({ type }) => type === 'ended');
    assertModest(engine, (message) => message.type === 'sound' && message.state === 'sounding');
  });

  it('asks for nothing beyond the first window of a prepared play before it is clicked', async () => {
    const { engine } = await play(() => Promise.resolve());
    await engine.hears(({ type }) => type === 'ended');
    assertModest(engine, (message) => message.type === 'intent' && message.intent.kind === 'playTrack');
  });

  it('sounds from the two blocks that were sent of a prepared play, and asks for what follows them then', async () => {
    const gate = new Gate();
    harness = await openPage(browser, {
      tracks: [SLIM],
      beforeBlock: ({ start }) => (start < PREPARED_WINDOW_BYTES ? Promise.resolve() : gate.open),
    });
    const { engine, page, tap } = harness;
    const prepared = await engine.hears((message) => message.type === 'prepare' && message.plays.length > 0);
    const { playId } = prepared.type === 'prepare' ? prepared.plays[0]! : { playId: '' };
    await page.getByRole('button', { name: SLIM.track.title }).click();
    await tap.heard(isTone(440));
    assert.deepEqual(engine.bytesSent(playId), [0, 16_384]);
    const window = await engine.hears(({ type }) => type === 'window');
    const click = engine.told.findIndex(({ type }) => type === 'intent');
    assert.ok(engine.told.indexOf(window) > click, 'nothing is asked for before the click');
    assert.ok(window.type === 'window' && window.end > PREPARED_WINDOW_BYTES);
    gate.release();
    await engine.hears(({ type }) => type === 'ended');
    const blocks = [...Array(Math.ceil(SLIM.file.length / 16_384)).keys()].map((block) => block * 16_384);
    assert.deepEqual(engine.bytesSent(playId), blocks);
  });

  it('asks at once for what a prepared play needs beyond those two blocks, which nobody would send otherwise', async () => {
    const padded = withPadding(SLIM, 40_000);
    harness = await openPage(browser, { tracks: [padded] });
    const { engine, page, tap } = harness;
    const window = await engine.hears(({ type }) => type === 'window');
    assert.ok(window.type === 'window' && window.end > 40_000);
    assert.ok(engine.told.every(({ type }) => type !== 'intent'));
    await page.getByRole('button', { name: padded.track.title }).click();
    await tap.heard(isTone(440));
  });

  it('says that it is loading when bytes stay away, and goes on in the right place when they come', async () => {
    const gate = new Gate();
    const { engine, tap } = await play(({ start }) =>
      start < 5 * FIRST_WINDOW_BYTES ? Promise.resolve() : gate.open,
    );
    await tap.heard(isTone(660));
    const told = engine.told.length;
    await engine.hears((message) => message.type === 'sound' && message.state === 'loading', { since: told });
    await tap.quiet();
    gate.release();
    const goesOn = await engine.hears((message) => message.type === 'sound' && message.state === 'sounding', {
      since: told + 1,
    });
    await engine.hears(({ type }) => type === 'ended');
    await tap.quiet();
    const drySeconds = (5 * FIRST_WINDOW_BYTES - 44) / 4 / 44_100;
    assert.ok(
      goesOn.type === 'sound' && Math.abs(goesOn.positionSeconds - drySeconds) < 0.1,
      JSON.stringify(goesOn),
    );
    assertWhole(tap.readings);
  });

  it('fades in a moment when bytes stay away, and fades in when they come: no click', async () => {
    const gate = new Gate();
    const { engine, tap } = await play(
      ({ start }) => (start < 5 * FIRST_WINDOW_BYTES ? Promise.resolve() : gate.open),
      { played: SLOW },
    );
    await engine.hears((message) => message.type === 'sound' && message.state === 'sounding');
    await engine.hears((message) => message.type === 'sound' && message.state === 'loading', {
      since: engine.told.findIndex((message) => message.type === 'sound' && message.state === 'sounding'),
    });
    await tap.quiet();
    const before = tap.readings.length;
    gate.release();
    await engine.hears(({ type }) => type === 'ended');
    await tap.quiet();
    assert.ok(
      tap.readings.slice(before).some(({ rms }) => rms > 0.3),
      'it went on',
    );
    assert.deepEqual(
      tap.readings.filter(({ maxStep }) => maxStep > MOST_STEP),
      [],
    );
  });

  it('loses and repeats nothing when bytes come slower than they sound', async () => {
    const { engine, tap } = await play(() => new Promise((resolve) => setTimeout(resolve, 110)));
    await engine.hears(({ type }) => type === 'ended', { timeoutMs: 30_000 });
    await tap.quiet();
    assertWhole(tap.readings);
  });
});

/** The same file with something in front of its sound that is passed over. */
function withPadding({ file, track }: TestTrack, paddingBytes: number): TestTrack {
  const header = Buffer.alloc(8);
  header.write('JUNK', 0);
  header.writeUInt32LE(paddingBytes, 4);
  // RIFF and format stand before the data chunk, in 36 bytes.
  const padded = Buffer.concat([
    ...[file.subarray(0, 36), header, Buffer.alloc(paddingBytes), file.subarray(36)],
  ]);
  padded.writeUInt32LE(padded.length - 8, 4);
  return { file: padded, track: { ...track, sizeBytes: padded.length } };
}

/** Every second's tone in its order, and no frame lost or played twice but for the ramps' silent ends. */
function assertWhole(readings: readonly TapReading[]): void {
  const tones = readings.filter(({ loudFrames }) => loudFrames > 0);
  const heard = [440, 660, 880, 1100, 1320].map((toneHz) => tones.findIndex(isTone(toneHz)));
  assert.deepEqual(
    heard,
    heard.filter((index) => index >= 0).toSorted((a, b) => a - b),
  );
  const frames = tones.reduce((sum, { loudFrames }) => sum + loudFrames, 0);
  assert.ok(Math.abs(frames - 6 * 44_100) < 300, `${frames} frames sounded`);
}

/** Holds blocks back until released. */
class Gate {
  release: () => void = () => undefined;
  readonly open = new Promise<void>((resolve) => {
    this.release = resolve;
  });
}
