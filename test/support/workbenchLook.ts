// How a workbench looks: its theme, the size of its window and of its side bar.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { PATIENCE_MS, playerFrame } from './workbench';

/** The themes in which everything is looked at: VS Code's own names of them. */
export const THEMES = {
  dark: 'Dark Modern',
  light: 'Light Modern',
  'high-contrast-dark': 'Default High Contrast',
  'high-contrast-light': 'Default High Contrast Light',
} as const;

/** One of the themes. */
export type ThemeName = keyof typeof THEMES;

/** Changes settings of an open code-server, whose folder this is: those of its workspace, or of its machine. */
export function changeSettings(
  folder: string,
  settings: Readonly<Record<string, unknown>>,
  scope: 'workspace' | 'machine' = 'workspace',
): void {
  const file = join(folder, scope === 'machine' ? 'data/Machine' : 'home/.vscode', 'settings.json');
  mkdirSync(dirname(file), { recursive: true });
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as object) : {};
  writeFileSync(file, JSON.stringify({ ...before, ...settings }, null, 2));
}

/** Changes the theme and waits until the player view has it. */
export async function changeTheme(page: Page, folder: string, theme: ThemeName): Promise<void> {
  changeSettings(folder, { 'workbench.colorTheme': THEMES[theme] });
  const themed = `body[data-vscode-theme-id="${THEMES[theme]}"]`;
  await playerFrame(page).locator(themed).waitFor({ timeout: PATIENCE_MS });
}

/** Makes the side bar so wide, as a hand at its edge does. In CSS pixels. */
export async function widenSideBar(page: Page, width: number): Promise<void> {
  const box = await page.locator('.part.sidebar').boundingBox();
  if (box === null) throw new Error('The side bar is closed.');
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width, y);
  await page.mouse.down();
  await page.mouse.move(box.x + width, y, { steps: 4 });
  await page.mouse.up();
  await page.mouse.move(box.x + width + 200, y);
}

/** The document of the player view, to be evaluated in. */
export async function playerDocument(page: Page): Promise<Frame> {
  const body = await playerFrame(page).locator('body').elementHandle({ timeout: PATIENCE_MS });
  const frame = await body.ownerFrame();
  if (frame === null) throw new Error('The player view has gone.');
  return frame;
}
