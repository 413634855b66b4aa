// The statistics view in a real VS Code: what it shows of a track is what the engine did.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { toneWave } from '../support/toneWave';
import { openListening, type ListeningWindow } from '../support/listeningWindow';
import { PATIENCE_MS, queueItem, runFromPalette, statisticsFrame } from '../support/workbench';

describe('The statistics view in VS Code', function () {
  this.timeout(180_000);
  let listening: ListeningWindow;
  let page: Page;

  before(async () => {
    listening = await openListening({ 'First.wav': toneWave(20), 'Second.wav': toneWave(20) });
    ({ page } = listening);
  });
  after(() => listening.close());

  it('shows a track from the origin as such, and the second time as from the cache', async () => {
    await queueItem(page, 'First').click({ timeout: PATIENCE_MS });
    await runFromPalette(page, 'Starling: Show Statistics');
    const view = await statisticsFrame(page);
    await view.getByText('Origin 100 %').waitFor({ timeout: PATIENCE_MS });
    assert.match(await view.locator('tbody').first().innerText(), /0:00–.*Origin\s+asked for at once/);
    await queueItem(page, 'Second').click();
    await view.getByRole('heading', { name: 'Second' }).waitFor({ timeout: PATIENCE_MS });
    await view.getByText('Origin 100 %').waitFor({ timeout: PATIENCE_MS });
    await queueItem(page, 'First').click();
    await view.getByRole('heading', { name: 'First' }).waitFor({ timeout: PATIENCE_MS });
    await view.getByText('Cache 100 %').waitFor({ timeout: PATIENCE_MS });
    assert.match(await view.locator('tbody').first().innerText(), /Cache\s+was kept from before/);
  });
});
