// A VS Code with the Starling view open, and an origin that serves the files given.
import type { Page } from 'playwright-core';
import { originOf } from './fixtureOrigin';
import { musicFolder } from './musicFolder';
import { openVSCode } from './vscodeHosts';
import { openStarling } from './workbench';

/** An open window. */
export interface ListeningWindow {
  readonly page: Page;
  close(): Promise<void>;
}

/** Opens a window; `files`: their bytes by name. */
export async function openListening(files: Parameters<typeof musicFolder>[0]): Promise<ListeningWindow> {
  const origin = await originOf(await musicFolder(files));
  try {
    const { page, close } = await openVSCode({
      suite: null,
      settings: { 'starling.servers': [origin.url] },
      env: {},
      onPage: () => Promise.resolve(),
    });
    await openStarling(page);
    return {
      page,
      close: async () => {
        await close();
        await origin.close();
      },
    };
  } catch (error) {
    await origin.close();
    throw error;
  }
}
