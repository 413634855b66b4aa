// Two windows of one VS Code: two remotes of one player.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { engineProcesses } from '../support/engineProcesses';
import { isToneOf } from '../support/fixtureFolder';
import { fixtureOrigin } from '../support/fixtureOrigin';
import { attachTap, type Tap } from '../support/tap';
import { openVSCode, type OpenVSCode } from '../support/vscodeHosts';
import {
  button,
  openStarling,
  PATIENCE_MS,
  playerFrame,
  queueItem,
  runFromPalette,
  statusItem,
} from '../support/workbench';

const TITLE = 'Tones, FLAC 16';
const NEXT = 'Tones, Opus';

describe('Two windows', function () {
  this.timeout(180_000);
  const closing: (() => Promise<unknown>)[] = [];
  const taps = new Map<Page, Tap>();
  let vscode: OpenVSCode;
  let first: Page;
  let second: Page;

  const listen = async (page: Page): Promise<void> => void taps.set(page, await attachTap(page));
  const tap = (page: Page): Tap => taps.get(page)!;

  /** It was left well after its second 1: that one isn't heard again, and one of the later ones is. */
  const goesOnFromTheMiddle = async (since: number): Promise<void> => {
    const later = [2, 3, 4, 5].map((at) => isToneOf(NEXT, at));
    await tap(second).heard((reading) => later.some((isThis) => isThis(reading)), { since });
    assert.ok(!tap(second).readings.slice(since).some(isToneOf(NEXT, 0)), 'the beginning is not heard again');
  };

  before(async () => {
    const origin = await fixtureOrigin(['flac-16.flac', 'opus-48k.opus']);
    closing.push(origin.close);
    vscode = await openVSCode({
      suite: null,
      settings: { 'starling.servers': [origin.url] },
      env: {},
      onPage: listen,
    });
    closing.push(vscode.close);
    first = vscode.page;
    second = await vscode.openWindow(listen);
    await openStarling(first);
    await openStarling(second);
  });
  after(async () => {
    for (const close of closing.reverse()) await close();
  });

  it('share one engine and one sound: the one that was clicked in sounds, the other shows it', async () => {
    await queueItem(first, TITLE).click({ timeout: PATIENCE_MS });
    await tap(first).heard(isToneOf(TITLE, 1));
    await button(second, 'Pause').waitFor({ timeout: PATIENCE_MS });
    assert.equal((await engineProcesses(vscode.storageFolder)).length, 1);
    assert.deepEqual(tap(second).readings, []);
  });

  it('both steer it: Next in the one is heard in the other', async () => {
    const since = tap(first).readings.length;
    await button(second, 'Next track').click();
    await playerFrame(second)
      .locator('[aria-current]')
      .filter({ hasText: NEXT })
      .waitFor({ timeout: PATIENCE_MS });
    await tap(first).heard(isToneOf(NEXT, 2), { since });
    assert.ok(tap(second).readings.every(({ loudFrames }) => loudFrames === 0));
  });

  it('a command in a window that has not opened the player steers the one that sounds, and opens nothing', async () => {
    const third = await vscode.openWindow(listen, 'extensions');
    await third.getByRole('tab', { name: 'Starling' }).first().waitFor({ timeout: PATIENCE_MS });
    const since = tap(first).readings.length;
    await runFromPalette(third, 'Starling: Previous');
    await tap(first).heard(isToneOf(NEXT, 1), { since });
    await statusItem(third).waitFor({ timeout: PATIENCE_MS });
    assert.equal(await third.locator('iframe.webview').count(), 0);
    await third.close();
  });

  it('when the one that sounds is closed, the other offers to go on, and does so with one click', async () => {
    await button(second, 'Pause').click();
    await tap(first).quiet();
    await button(second, 'Play').click();
    await first.close();
    await playerFrame(second).getByText('Press Play to go on here').waitFor({ timeout: PATIENCE_MS });
    await button(second, 'Play').click();
    await goesOnFromTheMiddle(0);
  });

  it('after a reload shows the old state, paused, and goes on with one click', async () => {
    await button(second, 'Pause').click();
    await tap(second).quiet();
    await second.reload();
    await button(second, 'Play').waitFor({ timeout: PATIENCE_MS });
    const since = tap(second).readings.length;
    await playerFrame(second).locator('[aria-current]').waitFor({ timeout: PATIENCE_MS });
    await button(second, 'Play').click();
    await goesOnFromTheMiddle(since);
  });
});
