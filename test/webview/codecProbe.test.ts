import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { PageReportMessage } from '../../src/shared/pageMessages';
import type { PageReport } from '../../src/shared/report';
import type { FromPage } from '../support/page/bridge';
import { launchBrowser, openPage, type HarnessOptions } from '../support/page/harness';
import { toneTrack } from '../support/page/tones';

const TRACK = toneTrack({ title: 'Tone', tonesHz: [440] });
const EVERYTHING = { mp3: true, vorbis: true, opus: true, flac: true, aac: true, pcm: true };

describe('The page, asked by Doctor', function () {
  this.timeout(60_000);
  let browser: Browser;

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());

  /** What a page reports, before and after a click. */
  async function reports(options: HarnessOptions = {}): Promise<readonly PageReport[]> {
    const { page, engine, close } = await openPage(browser, { tracks: [TRACK], ...options });
    const report = async (): Promise<PageReport> => {
      const since = engine.told.length;
      engine.askForReport();
      return (await engine.hears(isReport, { since })).report;
    };
    const locked = await report();
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    const unlocked = await report();
    await close();
    return [locked, unlocked];
  }

  it('says what its decoders have just decoded, and whether sound is unlocked', async () => {
    assert.deepEqual(await reports(), [
      { isUnlocked: false, codecs: EVERYTHING },
      { isUnlocked: true, codecs: EVERYTHING },
    ]);
  });

  it('does without Opus and AAC where they are said to be missing', async () => {
    const [report] = await reports({ missingCodecs: ['opus', 'aac'] });
    assert.deepEqual(report?.codecs, { ...EVERYTHING, opus: false, aac: false });
  });
});

function isReport(message: FromPage): message is PageReportMessage {
  return message.type === 'pageReport';
}
