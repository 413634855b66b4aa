// Where the pictures are taken: a VS Code with a profile of its own, an origin with the demo album, and a camera.
import { copyFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { startOrigin } from '../../scripts/lib/product.mjs';
import { openVSCode, type OpenVSCode } from '../support/vscodeHosts';
import { openStarling } from '../support/workbench';
import { changeTheme, THEMES, type ThemeName } from '../support/workbenchLook';
import { Camera } from './camera';

/** What the editor shows beside the player. */
const SHOWN_SOURCE = 'src/engine/policy/budget.ts';

/** Nothing beside the player and some code. */
const SETTINGS = {
  'workbench.colorTheme': THEMES.dark,
  'window.commandCenter': false,
  'window.title': '${activeEditorShort}',
  'editor.minimap.enabled': false,
  // Asked about in a scene of its own.
  'starling.peers.enabled': 'off',
};

/** What a scene takes place in. */
export interface Studio {
  readonly vscode: OpenVSCode;
  readonly page: Page;
  readonly camera: Camera;
  /** The origin that has the demo album. */
  readonly origin: Awaited<ReturnType<typeof startOrigin>>;
  close(): Promise<void>;
}

/** Opens VS Code without any music, and starts an origin on a folder of music. */
export async function openStudio(musicFolder: string, pictures: string): Promise<Studio> {
  const origin = await startOrigin({ root: resolve('.'), musicFolder });
  const vscode = await openVSCode({
    suite: null,
    settings: SETTINGS,
    env: {},
    onPage: () => Promise.resolve(),
  });
  const { page, folder } = vscode;
  copyFileSync(resolve(SHOWN_SOURCE), join(folder, 'home', 'budget.ts'));
  await openStarling(page);
  const close = async (): Promise<void> => {
    await vscode.close();
    await origin.running.stop();
  };
  return { vscode, page, camera: new Camera(page, pictures), origin, close };
}

/** Takes the view in every theme, and comes back to the dark one. */
export async function takeInAllThemes({ vscode, page, camera }: Studio, name: string): Promise<void> {
  for (const theme of Object.keys(THEMES) as ThemeName[]) {
    await changeTheme(page, vscode.folder, theme);
    await camera.takeView(`${name}-${theme}`);
  }
  await changeTheme(page, vscode.folder, 'dark');
}
