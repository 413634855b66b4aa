// Whatever a listener does, in whatever order and however late the engine answers: what sounds is what was asked for last, no
// sample jumps, nothing loads for ever, and nothing that has sounded stays behind.
//   SEED=n   replays a run (its seed is printed)       RUNS=n   so many actions (100; `npm run test:long`: 1,000)
import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { seededRandom } from '../../src/demo/random';
import { MOST_PREPARED } from '../../src/webview/limits';
import { census, takeCensus } from '../support/page/census';
import { launchBrowser, openPageWithSession, type Harness } from '../support/page/harness';
import { RestlessListener } from '../support/page/restlessListener';
import type { SessionEngine } from '../support/page/sessionEngine';
import { toneTrack } from '../support/page/tones';
import { isTone, type TapReading } from '../support/tap';

const SECONDS = 4;
const LOWEST_HZ = 200;
/** Far enough apart for the tap to tell them. */
const STEP_HZ = 15;
/** Between two looks at what sounds. */
const ACTIONS_AT_ONCE = 10;
/** Several tracks at once (one that goes, one that comes, fades): the tones' own bend is 0.0025, a ramp's corner 0.001. */
const MOST_BEND = 0.015;
/** What may be on its way anyway: a report, the tap's last 50 ms, on a busy machine. */
const SLACK_SECONDS = 1.2;
const SETTLED_LIMIT_MS = 15_000;
const LOOK_MS = 100;
/** So long nothing was heard: it is silent. The tap's readings come every 50 ms. */
const SILENT_MS = 600;

const TRACKS = Array.from({ length: 5 }, (_, track) =>
  toneTrack({
    title: `Track ${track + 1}`,
    tonesHz: Array.from({ length: SECONDS }, (__, second) => toneOf(track, second)),
    sampleRate: track === 3 ? 48_000 : 44_100,
    album: track < 2 ? 'Together' : `Alone ${track}`,
    hasSoftEnds: true,
  }),
);

describe('A listener who does what comes to mind', function () {
  const actions = Number(process.env['RUNS'] ?? 100);
  const seed = process.env['SEED'] ?? String(Date.now() % 1_000_000_000);
  this.timeout(60_000 + actions * 2_000);
  let browser: Browser;
  let harness: Harness<SessionEngine> | undefined;

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  afterEach(() => harness?.close());

  it(`hears what was asked for last after each of ${actions} random actions, without a click (SEED=${seed})`, async () => {
    const random = seededRandom(seed);
    const late: { delayMs: () => number } = { delayMs: () => 0 };
    const opened = await openPageWithSession(browser, {
      tracks: TRACKS,
      initScript: takeCensus,
      delayMs: () => late.delayMs(),
    });
    harness = opened;
    const { page, engine } = opened;
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await opened.tap.heard(isTone(toneOf(0, 0)));
    const listener = new RestlessListener({ page, engine, random, longestSeconds: SECONDS });
    late.delayMs = listener.delayMs;
    const bends = new Bends(opened.tap.readings);
    for (let count = 0; count < actions; count += ACTIONS_AT_ONCE) {
      const from = listener.done.length;
      for (let action = 0; action < ACTIONS_AT_ONCE; action++) await listener.act();
      await listener.calm();
      const what = (): string =>
        `SEED=${seed}, after ${count + ACTIONS_AT_ONCE} actions: ${listener.done.slice(from).join(', ')}`;
      await untilRight(opened, what);
      bends.check(what);
    }
    assert.deepEqual(opened.complaints, []);
    await assertNothingStays(opened);
  });
});

/** The tone of a second of a track. */
function toneOf(track: number, second: number): number {
  return LOWEST_HZ + STEP_HZ * (track * SECONDS + second);
}

/** Resolves when it sounds as the engine's snapshot says, or is silent as it says. */
async function untilRight({ engine, tap }: Harness<SessionEngine>, what: () => string): Promise<void> {
  const begunMs = performance.now();
  let [heard, loudAtMs] = [tap.readings.length, begunMs];
  let rightInARow = 0;
  while (rightInARow < 3) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    const nowMs = performance.now();
    const fresh = tap.readings.slice(heard);
    heard = tap.readings.length;
    if (fresh.some(({ loudFrames }) => loudFrames > 0)) loudAtMs = nowMs;
    const isRight = isWantedToSound(engine)
      ? fresh.some((reading) => isAsShown(engine, reading))
      : nowMs - loudAtMs > SILENT_MS && engine.snapshot.sound !== 'loading';
    // Between two tracks a look may fall on the tone of the one before.
    rightInARow = isRight ? rightInARow + 1 : 0;
    if (nowMs - begunMs > SETTLED_LIMIT_MS) {
      const { current, wanted, sound, positionSeconds, repeat } = engine.snapshotNow;
      const shown = JSON.stringify({ current, wanted, sound, positionSeconds, repeat });
      const last = JSON.stringify([fresh.at(-1), engine.told.slice(-6)]);
      assert.fail(`It isn't as it should be: ${shown}; heard and told last: ${last}; ${what()}`);
    }
  }
}

function isWantedToSound({ snapshot }: SessionEngine): boolean {
  return snapshot.current !== null && snapshot.wanted === 'playing';
}

/** Whether a reading is the tone of the place where the snapshot says that the track stands. */
function isAsShown({ snapshotNow: snapshot }: SessionEngine, reading: TapReading): boolean {
  const track = TRACKS.findIndex((each) => each.track.id === snapshot.current?.trackId);
  const { positionSeconds, sound } = snapshot;
  const [from, to] = [positionSeconds - SLACK_SECONDS, positionSeconds + SLACK_SECONDS];
  return (
    sound === 'sounding' &&
    Array.from({ length: SECONDS }, (_, second) => second).some(
      (second) => second + 1 > from && second < to && isTone(toneOf(track, second))(reading),
    )
  );
}

/** Looks for clicks among what was heard since it looked last. */
class Bends {
  readonly #readings: readonly TapReading[];
  #looked = 0;

  constructor(readings: readonly TapReading[]) {
    this.#readings = readings;
  }

  check(what: () => string): void {
    const clicks = this.#readings.slice(this.#looked).filter(({ maxBend }) => maxBend > MOST_BEND);
    this.#looked = this.#readings.length;
    assert.deepEqual(clicks, [], `A click; ${what()}`);
  }
}

/** Once it is silent, what has sounded is gone: nodes, samples, plays. */
async function assertNothingStays({ page, engine, tap }: Harness<SessionEngine>): Promise<void> {
  engine.intend({ kind: 'pause' });
  await tap.quiet();
  const lists = engine.told.filter((message) => message.type === 'prepare');
  for (const { plays } of lists) assert.ok(plays.length <= MOST_PREPARED);
  const { alive, made } = await census(page);
  console.log(`        made ${JSON.stringify(made)}, left ${JSON.stringify(alive)}`);
  // The two volumes; what the last run's end hasn't let go of yet.
  const nodes =
    (alive['AudioBufferSourceNode'] ?? 0) +
    (alive['ConstantSourceNode'] ?? 0) +
    (alive['GainNode'] ?? 0) +
    (alive['AnalyserNode'] ?? 0);
  assert.ok(nodes <= 12, `${nodes} nodes are left`);
  // Each play has two, each pass and each open file one or two: for the open one and the five that are prepared.
  assert.ok((alive['AbortController'] ?? 0) <= 60, `${alive['AbortController']} are left`);
}
