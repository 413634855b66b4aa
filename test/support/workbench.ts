// A VS Code workbench in a page of Chromium, and Starling in it, as a person would find things there.
import type { FrameLocator, Locator, Page } from 'playwright-core';

/** How long anything in the workbench may take to appear on a busy machine, in milliseconds. */
export const PATIENCE_MS = 30_000;

/** The document inside the player view. */
export function playerFrame(page: Page): FrameLocator {
  return page.frameLocator('iframe.webview').frameLocator('iframe');
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

/** Starling's item in the status bar. */
export function statusItem(page: Page): Locator {
  return page
    .locator('.statusbar-item[aria-label^="Starling"], .statusbar-item [aria-label^="Starling"]')
    .first();
}
