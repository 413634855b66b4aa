// What a window does of itself while music plays: nothing but what the listener wants to see. And the hover of its status bar item.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { openListening, type ListeningWindow } from '../support/listeningWindow';
import { toneWave } from '../support/toneWave';
import {
  button,
  countChanges,
  PATIENCE_MS,
  queueItem,
  runFromPalette,
  statusItem,
} from '../support/workbench';

const FIRST = 'A few seconds';
/** Hostile in HTML, Markdown, icons and direction. */
const SECOND = 'B $(trash) <b>[quit](command:workbench.action.quit)<b> \u202etxet';
const COUNTED_MS = 30_000;

describe('A window in which music plays', function () {
  this.timeout(180_000);
  let listening: ListeningWindow;
  let page: Page;

  before(async () => {
    listening = await openListening({ [`${FIRST}.wav`]: toneWave(8), [`${SECOND}.wav`]: toneWave(50) });
    ({ page } = listening);
  });
  after(() => listening.close());

  /** What has the focus, what is open, and what the bell says. */
  const surroundings = (): Promise<unknown> =>
    page.evaluate(() => ({
      focus: document.activeElement?.className,
      editors: document.querySelectorAll('.editor-group-container .tab').length,
      views: document.querySelectorAll('.pane-header').length,
      toasts: document.querySelectorAll('.notification-toast').length,
      bell: document.querySelector('[id="status.notifications"]')?.textContent,
    }));
  const statusSays = (text: string): Promise<void> =>
    statusItem(page)
      .and(page.locator(`[aria-label*=${JSON.stringify(text)}]`))
      .waitFor({ timeout: PATIENCE_MS });

  it('changes its status bar item with the track and the state alone, and nothing else round it', async () => {
    await queueItem(page, FIRST).click({ timeout: PATIENCE_MS });
    await statusSays(`${FIRST}, playing`);
    await runFromPalette(page, 'File: New Untitled Text File');
    await page.locator('.editor-group-container .tab').waitFor({ timeout: PATIENCE_MS });
    const before = await surroundings();
    const changes = await countChanges(page, '[id^="starling."]', COUNTED_MS);
    assert.deepEqual(await surroundings(), before);
    await statusSays('B $');
    assert.ok(
      changes >= 1 && changes <= 2,
      `${changes} changes in ${COUNTED_MS / 1000} s with one track change`,
    );
  });

  it('tells in the hover what plays, as text and nothing more, and steers from there', async () => {
    const hover = page.locator('.monaco-hover', { hasText: 'Show Player' });
    const point = async (): Promise<void> => {
      await page.mouse.move(400, 300);
      await statusItem(page).hover({ timeout: PATIENCE_MS });
      await hover.waitFor({ timeout: PATIENCE_MS });
    };
    await point();
    const text = await hover.innerText();
    assert.ok(text.includes('<b>[quit](command:workbench.action.quit)<b> txet'), text);
    assert.match(text, /Unknown artist.*\n.*Unknown album.*\n.*Playing/);
    assert.equal(await hover.locator('a', { hasText: 'quit' }).count(), 0);
    await hover.getByText('Pause').click({ timeout: PATIENCE_MS });
    await button(page, 'Play').waitFor({ timeout: PATIENCE_MS });
    await statusSays('paused');
    await point();
    // Well within a track it is the same again.
    await hover.getByText('Previous').click({ timeout: PATIENCE_MS });
    await statusSays(', playing');
  });
});
