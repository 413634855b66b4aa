// Sharing in a real VS Code: the card asks once, the answer is a setting, and only then the engine goes into the swarm.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { swarmOrigin, type SwarmOriginWorld } from '../support/swarmMachine';
import { toneWave } from '../support/toneWave';
import { until } from '../support/until';
import { openVSCode, type OpenVSCode } from '../support/vscodeHosts';
import { button, openStarling, PATIENCE_MS, playerFrame, queueItem } from '../support/workbench';

const TITLE = 'Share music with your team?';

describe('Sharing in VS Code', function () {
  this.timeout(180_000);
  let origin: SwarmOriginWorld;
  let vscode: OpenVSCode;

  before(async () => {
    origin = await swarmOrigin({ 'First.wav': toneWave(50) });
    vscode = await openVSCode({
      suite: null,
      settings: { 'starling.servers': [origin.url] },
      env: {},
      onPage: () => Promise.resolve(),
    });
    await openStarling(vscode.page);
  });
  after(async () => {
    await vscode.close();
    await origin.close();
  });

  /** What is written of it in the settings of the machine. */
  const written = (): unknown => {
    const file = join(vscode.folder, 'data/Machine/settings.json');
    if (!existsSync(file)) return undefined;
    return (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>)['starling.peers.enabled'];
  };

  it('is asked about while music plays, starts with a yes, and is not asked about again', async () => {
    const { page } = vscode;
    const card = playerFrame(page).getByRole('region', { name: TITLE });
    await card.waitFor({ timeout: PATIENCE_MS });
    await queueItem(page, 'First').click({ timeout: PATIENCE_MS });
    await button(page, 'Pause').waitFor({ timeout: PATIENCE_MS });
    await playerFrame(page)
      .getByText(/^0:0[1-9]/)
      .first()
      .waitFor({ timeout: PATIENCE_MS });
    assert.ok(await card.isVisible());
    assert.deepEqual([origin.swarm.counts.connected, written()], [0, undefined]);
    await button(page, 'Share with the team').click({ timeout: PATIENCE_MS });
    await card.waitFor({ state: 'detached', timeout: PATIENCE_MS });
    await until(() => written() === 'on');
    await until(() => origin.swarm.counts.connected === 1);
    // The engine ends when its only window is gone for long: a new one goes there by itself, after the first sound.
    await page.reload();
    await queueItem(page, 'First').waitFor({ timeout: PATIENCE_MS });
    await queueItem(page, 'First').click();
    await until(() => origin.swarm.counts.connected === 1);
    assert.deepEqual([await card.count(), written()], [0, 'on']);
  });
});
