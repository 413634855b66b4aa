// What is killed while music plays, in a real VS Code: the engine, and then the extension host together with its window. The
// track is longer than what a page can have of it: what is heard late in it came from the engine that was started anew.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { AHEAD_BYTES, DECODED_AHEAD_SECONDS, IN_FLIGHT_BYTES, JOIN_SECONDS } from '../../src/webview/limits';
import { engineProcesses, killEngines } from '../support/engineProcesses';
import { originOf } from '../support/fixtureOrigin';
import { musicFolder } from '../support/musicFolder';
import { attachTap, type Tap } from '../support/tap';
import { secondHeard, toneWave, WAVE_BYTES_PER_SECOND } from '../support/toneWave';
import { openVSCode, type OpenVSCode } from '../support/vscodeHosts';
import { button, openStarling, PATIENCE_MS, playerFrame, queueItem } from '../support/workbench';

const TITLE = 'Long tones';
const SECONDS = 60;
const KILLED_AT_SECOND = 3;
/** Plays before it: longer than the last seconds in which what follows is joined to it, which then comes after the kill. */
const EARLY_TITLE = 'Early tones';
const EARLY_SECONDS = JOIN_SECONDS + KILLED_AT_SECOND + 5;
/** Behind all that a page has asked for of a track before it is heard. */
const BEHIND_FIRST_SECOND = Math.ceil((2 * IN_FLIGHT_BYTES) / WAVE_BYTES_PER_SECOND) + 4;
/** The most that a page has of the track in front of what sounds, in seconds. */
const BUFFERED_SECONDS = DECODED_AHEAD_SECONDS + (AHEAD_BYTES + IN_FLIGHT_BYTES) / WAVE_BYTES_PER_SECOND;
/** Nobody has this second of the track when the engine is killed. */
const LATE_SECOND = KILLED_AT_SECOND + Math.ceil(BUFFERED_SECONDS) + 5;
/** How far from where it stopped it may go on. */
const TOLERANCE_SECONDS = 2;

describe('What is killed while music plays', function () {
  this.timeout(240_000);
  const closing: (() => Promise<unknown>)[] = [];
  const taps = new Map<Page, Tap>();
  let vscode: OpenVSCode;

  const listen = async (page: Page): Promise<void> => void taps.set(page, await attachTap(page));
  const tap = (page: Page): Tap => taps.get(page)!;
  const hears = (page: Page, second: number, since = 0): Promise<unknown> =>
    tap(page).heard((reading) => secondHeard(reading, SECONDS) === second, {
      since,
      timeoutMs: PATIENCE_MS + SECONDS * 1000,
    });

  before(async () => {
    const folder = await musicFolder({
      [`${EARLY_TITLE}.wav`]: toneWave(EARLY_SECONDS),
      [`${TITLE}.wav`]: toneWave(SECONDS),
    });
    const origin = await originOf(folder);
    closing.push(origin.close);
    vscode = await openVSCode({
      suite: null,
      settings: { 'starling.servers': [origin.url] },
      env: {},
      onPage: listen,
    });
    closing.push(vscode.close);
    await openStarling(vscode.page);
  });
  after(async () => {
    for (const close of closing.reverse()) await close();
  });

  it('the engine: no gap is heard, another one brings the rest of the track, and one line of the log says so', async () => {
    const { page, storageFolder } = vscode;
    await queueItem(page, TITLE).click({ timeout: PATIENCE_MS });
    await hears(page, KILLED_AT_SECOND);
    const since = tap(page).readings.length;
    const [killed] = await engineProcesses(storageFolder);
    assert.equal(await killEngines(storageFolder), 1);
    await hears(page, LATE_SECOND, since);
    assert.equal(
      tap(page)
        .readings.slice(since)
        .filter(({ loudFrames }) => loudFrames === 0).length,
      0,
    );
    const running = await engineProcesses(storageFolder);
    assert.equal(running.length, 1);
    assert.notEqual(running[0]?.id, killed?.id);
    const lines = (await starlingLog(vscode.logFolder)).filter((line) => /engine/i.test(line));
    assert.equal(lines.length, 1, lines.join('\n'));
    assert.match(lines[0] ?? '', /goes on where the last one stopped/);
  });

  it('the engine: the track that follows goes on behind what the lost one had brought of it', async () => {
    const { page, storageFolder } = vscode;
    const clicked = tap(page).readings.length;
    await queueItem(page, EARLY_TITLE).click({ timeout: PATIENCE_MS });
    await hears(page, KILLED_AT_SECOND, clicked);
    assert.equal(await killEngines(storageFolder), 1);
    const since = tap(page).readings.length;
    await hears(page, EARLY_SECONDS - 1, since);
    await hears(page, BEHIND_FIRST_SECOND, tap(page).readings.length);
    assert.equal(
      tap(page)
        .readings.slice(since)
        .filter(({ loudFrames }) => loudFrames === 0).length,
      0,
    );
  });

  it('the extension host and its window: the next one shows the old state, paused, and goes on there with one click', async () => {
    const { page } = vscode;
    const heard = tap(page).readings.map((reading) => secondHeard(reading, SECONDS));
    const last = heard.findLast((second) => second !== null) ?? 0;
    const [host, ...others] = await extensionHosts(vscode.folder);
    assert.ok(host !== undefined && others.length === 0, 'one window, one extension host');
    process.kill(host, 'SIGKILL');
    await page.close();
    const next = await vscode.openWindow(listen);
    await openStarling(next);
    await button(next, 'Play').waitFor({ timeout: PATIENCE_MS });
    await playerFrame(next)
      .locator('[aria-current]')
      .filter({ hasText: TITLE })
      .waitFor({ timeout: PATIENCE_MS });
    assert.ok(tap(next).readings.every(({ loudFrames }) => loudFrames === 0));
    await button(next, 'Play').click();
    const first = await tap(next).heard((reading) => secondHeard(reading, SECONDS) !== null, {
      timeoutMs: PATIENCE_MS,
    });
    const second = secondHeard(first, SECONDS) ?? 0;
    assert.ok(
      Math.abs(second - last) <= TOLERANCE_SECONDS,
      `stopped in second ${last}, went on in ${second}`,
    );
    assert.equal((await engineProcesses(vscode.storageFolder)).length, 1);
  });
});

/** What the channel “Starling” has logged, line by line. */
async function starlingLog(logFolder: string): Promise<string[]> {
  const files = (await readdir(logFolder, { recursive: true })).filter((name) => /Starling\.log$/.test(name));
  assert.equal(files.length, 1, `one log of Starling, not: ${files.join()}`);
  return (await readFile(join(logFolder, files[0] ?? ''), 'utf8')).split('\n');
}

/** The ids of a VS Code's extension hosts. */
async function extensionHosts(folder: string): Promise<number[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const read = (id: string, what: string): Promise<string> =>
    readFile(`/proc/${id}/${what}`, 'utf8').catch(() => ''); // ended meanwhile, or another user's
  const found = await Promise.all(
    ids.map(
      async (id) =>
        (await read(id, 'cmdline')).includes('--type=extensionHost') &&
        (await read(id, 'environ')).includes(folder),
    ),
  );
  return ids.filter((_, at) => found[at]).map(Number);
}
