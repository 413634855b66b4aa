// The statistics view in a real VS Code: what it shows of a track is what the engine did.
import type { Page } from 'playwright-core';
import { toneWave } from '../support/toneWave';
import { openListening, type ListeningWindow } from '../support/listeningWindow';
import { PATIENCE_MS, queueItem, runFromPalette, statisticsFrame } from '../support/workbench';

describe('The statistics view in VS Code', function () {
  this.timeout(180_000);
  let listening: ListeningWindow;
  let page: Page;

  before(async () => {
    listening = await openListening({ 'First.wav': toneWave(50), 'Second.wav': toneWave(50) });
    ({ page } = listening);
  });
  after(() => listening.close());

  it('shows a track from the origin as such, and the second time as from the cache', async () => {
    await queueItem(page, 'First').click({ timeout: PATIENCE_MS });
    await runFromPalette(page, 'Starling: Show Statistics');
    const view = await statisticsFrame(page);
    const shows = (title: string, share: RegExp): Promise<void> =>
      view
        .locator('starling-statistics', { has: view.getByRole('heading', { name: title }) })
        .getByRole('listitem')
        .filter({ hasText: share })
        .waitFor({ timeout: PATIENCE_MS });
    // What the bar shows, in words: its rows come a moment after the shares.
    const tells = (stretch: RegExp): Promise<void> =>
      view
        .getByRole('row')
        .filter({ hasText: stretch })
        .first()
        .waitFor({ state: 'attached', timeout: PATIENCE_MS });
    await shows('First', /Origin\s+[1-9]/);
    await tells(/Origin\s*(asked for at once|ahead of the playhead)/);
    await queueItem(page, 'Second').click();
    await shows('Second', /Origin\s+[1-9]/);
    await queueItem(page, 'First').click();
    await shows('First', /Cache\s+[1-9]/);
    await tells(/^\s*0:00–[\d:]+\s*Cache\s*was kept from before/);
  });
});
