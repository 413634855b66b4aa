import { hostileFolder } from '../support/hostileFolder';
import { HOSTILE_NAMES } from '../support/hostileNames';
import { PATIENCE_MS, playerFrame, queueItem, runFromPalette } from '../support/workbench';
import { changeSettings, widenSideBar } from '../support/workbenchLook';
import { takeHover } from './scenes';
import { takeInAllThemes, type Studio } from './studio';

/** A folder whose names are hostile, with a track that no VS Code decodes. */
export async function hostileScene(studio: Studio): Promise<void> {
  const { page, camera, vscode } = studio;
  const folder = await hostileFolder();
  changeSettings(
    vscode.folder,
    { 'starling.servers': [], 'starling.musicFolders': [folder.root] },
    'machine',
  );
  await queueItem(page, '__proto__').waitFor({ timeout: PATIENCE_MS });
  await camera.takeView('hostile-rest');
  const items = playerFrame(page).getByRole('list', { name: 'Queue' }).getByRole('listitem');
  for (let at = 0; at < HOSTILE_NAMES.length; at++) {
    await items.nth(at).click();
    await page.waitForTimeout(1_000);
    await camera.takeView(`hostile-${at + 1}-view`);
    await takeHover(studio, `hostilehover-${at + 1}`);
  }
  await widenSideBar(page, 250);
  await camera.takeView('hostile-narrow');
  await widenSideBar(page, 320);
  await runFromPalette(page, 'Starling: Search and Play');
  await page.locator('.quick-input-widget [role="option"]').first().waitFor({ timeout: PATIENCE_MS });
  await camera.take('hostilesearch', page.locator('.quick-input-widget'));
  await page.keyboard.press('Escape');
  await items.filter({ hasText: 'ALAC' }).first().click();
  await playerFrame(page).getByText('decode ALAC').first().waitFor({ timeout: PATIENCE_MS });
  await takeInAllThemes(studio, 'error');
  await folder.remove();
}
