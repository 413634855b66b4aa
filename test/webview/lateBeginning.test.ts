// A first note that begins later than the page wanted it: everything behind it is late by the same, to the sample.
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../support/page/harness';
import type { LateBeginning } from '../support/page/lateBeginningPage';

/** The music's own steps are a tenth of it, those of a ramp less. */
const CLICK = 0.05;

describe('A first note that begins late', function () {
  this.timeout(60_000);
  let browser: Browser;
  let page: Page;

  before(async () => {
    const { outputFiles } = await build({
      entryPoints: [resolve('test/support/page/lateBeginningPage.ts')],
      ...{ bundle: true, write: false, platform: 'browser', target: 'chrome132', format: 'iife' },
      tsconfig: resolve('tsconfig/page.json'),
    });
    browser = await launchBrowser();
    page = await browser.newPage();
    await page.addScriptTag({ content: outputFiles[0]?.text ?? '' });
  });
  after(() => browser.close());

  const beginLate = (quanta: number, decodedAfter = 1): Promise<LateBeginning> =>
    page.evaluate(
      (late) => {
        const { beginLate } = globalThis as unknown as {
          beginLate: (quanta: number, decodedAfter: number) => Promise<LateBeginning>;
        };
        return beginLate(late.quanta, late.decodedAfter);
      },
      { quanta, decodedAfter },
    );

  // A quantum is 2.9 ms at 44.1 kHz; the first note is wanted 4 ms after the start, and what is later than 40 ms can't be measured.
  // Chromium ends a node 256 frames after it should have ended.
  it('is followed by all that follows it, each sample once', async () => {
    for (let quanta = 1; quanta <= 15; quanta++) {
      const { lateFrames, wrongFrame, dry, hasEnded } = await beginLate(quanta);
      const late = `${lateFrames} frames late`;
      assert.deepEqual({ wrongFrame, dry, hasEnded }, { wrongFrame: null, dry: 0, hasEnded: true }, late);
      assert.equal(lateFrames > 0, quanta > 1, late);
    }
  });

  it('ends in a ramp, and something else begins, where nobody can say how late it was', async () => {
    for (let quanta = 16; quanta <= 28; quanta++) {
      // Also where nothing follows yet when that is known.
      const { lateFrames, dry, largestStep } = await beginLate(quanta, quanta % 2 === 0 ? 1 : 20);
      assert.equal(dry, 1, `${lateFrames} frames late`);
      assert.ok(largestStep < CLICK, `${lateFrames} frames late: a step of ${largestStep}`);
    }
  });
});
