// A VS Code workbench in a page of Chromium, and Starling in it, as a person would find things there.
import { setTimeout as pause } from 'node:timers/promises';
import type { Frame, FrameLocator, Locator, Page } from 'playwright-core';

/** How long anything in the workbench may take to appear on a busy machine, in milliseconds. */
export const PATIENCE_MS = 30_000;

/** The document inside the player view. */
export function playerFrame(page: Page): FrameLocator {
  // The first of the side bar's pages: the statistics view below it has one too.
  return page.locator('iframe.webview').first().contentFrame().frameLocator('iframe');
}

/** The frame of the statistics view, among those of all webviews. */
export async function statisticsFrame(page: Page): Promise<Frame> {
  const untilMs = Date.now() + PATIENCE_MS;
  while (Date.now() < untilMs) {
    for (const frame of page.frames())
      if (
        (await frame
          .locator('starling-statistics')
          .count()
          .catch(() => 0)) > 0
      )
        return frame;
    await pause(100);
  }
  throw new Error('The statistics view doesn’t come.');
}

/** Opens Starling's view container by a click on its icon in the activity bar. */
export async function openStarling(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'Starling' }).first().click({ timeout: PATIENCE_MS });
}

/** The player view's button of this exact name. */
export function button(page: Page, name: string): Locator {
  return playerFrame(page).getByRole('button', { name, exact: true });
}

/** The item of the queue that has this title. */
export function queueItem(page: Page, title: string): Locator {
  return playerFrame(page)
    .getByRole('list', { name: 'Queue' })
    .getByRole('listitem')
    .filter({ hasText: title });
}

/** The rows of the library that are drawn. */
export function libraryRows(page: Page): Locator {
  return page
    .locator('.pane')
    .filter({ has: page.getByRole('button', { name: 'Library Section' }) })
    .getByRole('treeitem');
}

/** The row of the library whose label begins with this. */
export function libraryRow(page: Page, label: string): Locator {
  return libraryRows(page).filter({ hasText: label }).first();
}

/** Starling's item in the status bar. */
export function statusItem(page: Page): Locator {
  return page
    .locator('.statusbar-item[aria-label^="Starling"], .statusbar-item [aria-label^="Starling"]')
    .first();
}

/** Types into the list that is open, waits until its first line begins with this title, and presses Enter. */
export async function chooseFromList(
  page: Page,
  { typed, title }: { typed: string; title: string },
): Promise<void> {
  const list = page.locator('.quick-input-widget');
  await list.locator('input[type="text"]').first().fill(typed, { timeout: PATIENCE_MS });
  const first = list.locator('[role="option"][data-index="0"], .monaco-list-row[data-index="0"]').first();
  await first.filter({ hasText: title }).waitFor({ timeout: PATIENCE_MS });
  await page.keyboard.press('Enter');
}

/** Types into the box or list that is open and says something like this, and presses Enter. */
export async function answerBox(
  page: Page,
  { says, typed }: { readonly says: string; readonly typed: string },
): Promise<void> {
  const box = page.locator('.quick-input-widget').filter({ hasText: new RegExp(says) });
  await box.locator('input:not([type="checkbox"])').first().fill(typed, { timeout: PATIENCE_MS });
  await page.keyboard.press('Enter');
}

/** Runs a command from the palette. A workbench that is still loading takes no keys, and its list lacks what extensions bring. */
export async function runFromPalette(page: Page, title: string): Promise<void> {
  const option = page.getByRole('option', { name: title }).first();
  for (const endMs = Date.now() + PATIENCE_MS; Date.now() < endMs;) {
    await page.keyboard.press('F1');
    if (await find(page, { title, option })) break;
    await page.keyboard.press('Escape');
  }
  await option.click({ timeout: PATIENCE_MS });
}

async function find(page: Page, { title, option }: { title: string; option: Locator }): Promise<boolean> {
  const timeout = PATIENCE_MS / 10;
  try {
    await page.locator('.quick-input-widget input[type="text"]').first().fill(`>${title}`, { timeout });
    await option.waitFor({ timeout });
    return true;
  } catch {
    return false; // Not yet: the caller opens the palette anew.
  }
}

/** How often what fits `selector` in the workbench is drawn another way within `ms` milliseconds. */
export function countChanges(page: Page, selector: string, ms: number): Promise<number> {
  return page.evaluate(
    ([watched, forMs]) =>
      new Promise<number>((resolve) => {
        let changes = 0;
        const isWatched = (node: Node): boolean => {
          const element = node instanceof Element ? node : node.parentElement;
          return (element?.closest(watched) ?? null) !== null;
        };
        const observer = new MutationObserver((records) => {
          if (records.some(({ target }) => isWatched(target))) changes += 1;
        });
        observer.observe(document.body, {
          subtree: true,
          childList: true,
          characterData: true,
          attributes: true,
        });
        setTimeout(() => {
          observer.disconnect();
          resolve(changes);
        }, forMs);
      }),
    [selector, ms] as const,
  );
}
