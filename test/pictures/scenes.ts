// What is photographed, in order: each scene goes on where the one before it has left the player.
import type { Locator } from 'playwright-core';
import {
  button,
  PATIENCE_MS,
  playerFrame,
  runFromPalette,
  statisticsFrame,
  statusItem,
} from '../support/workbench';
import { changeSettings, changeTheme, THEMES, widenSideBar, type ThemeName } from '../support/workbenchLook';
import { takeInAllThemes, type Studio } from './studio';

/** In CSS pixels: as wide as people leave it, and as narrow as it has to work. */
const USUAL_WIDTH = 320;
const WIDTHS = [200, 250, 520, 760];
const WINDOW = { width: 1280, height: 800 };
/** The workbench waits a second before it shows a hover, and says in no way that it will. */
const HOVER_MS = 1_500;

/** The scenes by name. */
export const SCENES: Readonly<Record<string, (studio: Studio) => Promise<void>>> = {
  'no music': async (studio) => {
    await playerFrame(studio.page).getByText('No music yet').waitFor({ timeout: PATIENCE_MS });
    await widenSideBar(studio.page, USUAL_WIDTH);
    await takeInAllThemes(studio, 'empty');
  },

  'music, and none asked for': async ({ page, camera, vscode, origin }) => {
    changeSettings(vscode.folder, { 'starling.servers': [origin.url] }, 'machine');
    await queue({ page }).waitFor({ timeout: PATIENCE_MS });
    await camera.takeView('rest-dark');
  },

  'a command before any click': async (studio) => {
    const { page } = studio;
    await page.reload(); // looking at it has counted as a gesture
    await queue(studio).waitFor({ timeout: PATIENCE_MS });
    await page.locator('.part.editor').click();
    await runFromPalette(page, 'Starling: Play/Pause');
    await button(page, 'Enable sound').waitFor({ timeout: PATIENCE_MS });
    await takeInAllThemes(studio, 'locked');
  },

  'music that plays': async (studio) => {
    const { page } = studio;
    await button(page, 'Enable sound').click();
    await playerFrame(page)
      .getByText(/^0:(0[2-9]|1\d)/)
      .first()
      .waitFor({ timeout: PATIENCE_MS });
    await takeInAllThemes(studio, 'playing');
    await button(page, 'Next track').focus();
    await page.keyboard.press('Tab');
    await takeInAllThemes(studio, 'focus');
  },

  'shuffled and repeated': async (studio) => {
    const { page, camera } = studio;
    await button(page, 'Shuffle: off').click();
    await button(page, 'Shuffle: on').waitFor({ timeout: PATIENCE_MS });
    await button(page, 'Repeat: off').click();
    await button(page, 'Repeat: all').waitFor({ timeout: PATIENCE_MS });
    await takeInAllThemes(studio, 'modes');
    await button(page, 'Shuffle: on').click();
    await button(page, 'Repeat: all').click();
    await camera.takeView('modes-one');
    await button(page, 'Repeat: one').click();
    await button(page, 'Repeat: off').waitFor({ timeout: PATIENCE_MS });
  },

  'the whole window': async ({ page, camera }) => {
    await page.keyboard.press('Control+P');
    const input = page.locator('.quick-input-widget input[type="text"]').first();
    await input.fill('budget.ts');
    await page.locator('.quick-input-widget [role="option"]').first().waitFor({ timeout: PATIENCE_MS });
    await page.keyboard.press('Enter');
    await page.locator('.monaco-editor .view-line').first().waitFor({ timeout: PATIENCE_MS });
    await page.getByText(/^Analyzing/).waitFor({ state: 'hidden', timeout: PATIENCE_MS });
    await camera.take('window');
    await takeHover({ page, camera }, 'status-hover');
    await runFromPalette(page, 'Starling: Search and Play');
    await input.fill('ra');
    await page.locator('.quick-input-widget [role="option"]').first().waitFor({ timeout: PATIENCE_MS });
    await camera.take('search', page.locator('.quick-input-widget'));
    await page.keyboard.press('Escape');
  },

  'where the bytes come from': async ({ page, camera, vscode }) => {
    await runFromPalette(page, 'Starling: Show Statistics');
    const pane = page.getByRole('button', { name: 'Statistics Section' });
    const library = page.getByRole('button', { name: 'Library Section' });
    await library.click();
    const picture = (await statisticsFrame(page)).getByRole('img');
    await picture.waitFor({ timeout: PATIENCE_MS });
    await camera.take('statistics', page.locator('.part.sidebar'));
    for (const theme of Object.keys(THEMES) as ThemeName[]) {
      await changeTheme(page, vscode.folder, theme);
      await camera.take(`statistics-${theme}`, page.locator('.part.sidebar'));
    }
    await changeTheme(page, vscode.folder, 'dark');
    for (const width of WIDTHS) {
      await widenSideBar(page, width);
      await camera.take(`statistics-${width}`, page.locator('.part.sidebar'));
    }
    await widenSideBar(page, USUAL_WIDTH);
    await pane.click();
    await library.click();
    await page.locator('iframe.webview').nth(1).waitFor({ state: 'detached', timeout: PATIENCE_MS });
  },

  'three steps to the first track': async ({ page, camera }) => {
    await runFromPalette(page, 'Starling: Get Started');
    const walkthrough = page.locator('.part.editor .gettingStartedContainer');
    for (const step of ['Choose your music', 'Press play', 'Find anything by typing']) {
      await walkthrough.getByRole('button', { name: step }).first().click({ timeout: PATIENCE_MS });
      await camera.take(`walkthrough-${step.split(' ')[0]?.toLowerCase()}`, page.locator('.part.editor'));
    }
    // Its pictures are webviews: those behind it aren't the player's.
    await runFromPalette(page, 'View: Close Editor');
    await walkthrough.waitFor({ state: 'detached', timeout: PATIENCE_MS });
  },

  'whether to share': async (studio) => {
    const { page, camera, vscode } = studio;
    const answer = button(page, 'Not now, from the server only');
    changeSettings(vscode.folder, { 'starling.peers.enabled': 'ask' }, 'machine');
    await answer.waitFor({ timeout: PATIENCE_MS });
    await takeInAllThemes(studio, 'consent');
    for (const width of WIDTHS) {
      await widenSideBar(page, width);
      await camera.takeView(`consent-${width}`);
    }
    await widenSideBar(page, USUAL_WIDTH);
    await answer.click();
    await answer.waitFor({ state: 'detached', timeout: PATIENCE_MS });
  },

  'narrow, wide, low and zoomed': async ({ page, camera, vscode }) => {
    for (const theme of ['dark', 'light'] as const) {
      await changeTheme(page, vscode.folder, theme);
      for (const width of WIDTHS) {
        await widenSideBar(page, width);
        await camera.takeView(`size-${width}-${theme}`);
      }
      await widenSideBar(page, USUAL_WIDTH);
    }
    await page.setViewportSize({ ...WINDOW, height: 330 });
    await camera.takeView('size-low');
    // What a browser's zoom of 200 % is: half as many CSS pixels, each of four.
    const zoomed = { width: WINDOW.width / 2, height: WINDOW.height / 2 };
    await page.setViewportSize(zoomed);
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Emulation.setDeviceMetricsOverride', { ...zoomed, deviceScaleFactor: 2, mobile: false });
    await camera.takeView('size-zoomed');
    await cdp.send('Emulation.clearDeviceMetricsOverride');
    await cdp.detach();
    await page.setViewportSize(WINDOW);
    await widenSideBar(page, USUAL_WIDTH);
  },

  'a pause': async (studio) => {
    await button(studio.page, 'Pause').click();
    await button(studio.page, 'Play').waitFor({ timeout: PATIENCE_MS });
    await takeInAllThemes(studio, 'paused');
  },

  'an origin that keeps one waiting': async (studio) => {
    process.kill(studio.origin.running.pid, 'SIGSTOP');
    await queue(studio).getByRole('listitem').last().click({ timeout: PATIENCE_MS });
    await playerFrame(studio.page).locator('.codicon-loading').first().waitFor({ timeout: PATIENCE_MS });
    await takeInAllThemes(studio, 'loading');
  },

  'an origin that is gone': async (studio) => {
    const { page, vscode, origin } = studio;
    process.kill(origin.running.pid, 'SIGCONT');
    await origin.running.stop();
    // Asked for anew, it isn't there.
    changeSettings(vscode.folder, { 'starling.servers': [`${origin.url}again/`] }, 'machine');
    await playerFrame(page).getByText('No music from').first().waitFor({ timeout: PATIENCE_MS });
    await takeInAllThemes(studio, 'gone');
  },
};

/** Points at the status bar's item and takes what comes. */
export async function takeHover(
  { page, camera }: Pick<Studio, 'page' | 'camera'>,
  name: string,
): Promise<void> {
  await statusItem(page).hover();
  await page.waitForTimeout(HOVER_MS);
  await camera.takeCorner(name, { width: 640, height: 300 });
  await page.mouse.move(WINDOW.width / 2, WINDOW.height / 2);
}

function queue({ page }: Pick<Studio, 'page'>): Locator {
  return playerFrame(page).getByRole('list', { name: 'Queue' });
}
