import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { fixtureTrack } from '../support/page/fixtureTrack';
import { launchBrowser, openPage, type Harness } from '../support/page/harness';
import { isTone } from '../support/tap';

interface Format {
  readonly file: string;
  readonly mediaType: string;
  readonly seconds: number;
  /** Seconds that the length may be off. */
  readonly tolerance: number;
  readonly isMono?: boolean;
}

/** The tap counts frames; encoders that ring and the first sine's zero cost a few. */
const EXACT_SECONDS = 0.002;

const PLAYABLE: readonly Format[] = [
  { file: 'vorbis-q4.ogg', mediaType: 'audio/ogg', seconds: 6, tolerance: EXACT_SECONDS },
  { file: 'vorbis-mono-22k.ogg', mediaType: 'audio/ogg', seconds: 6, tolerance: EXACT_SECONDS, isMono: true },
  { file: 'cbr128.mp3', mediaType: 'audio/mpeg', seconds: 6, tolerance: EXACT_SECONDS },
  { file: 'vbr4.mp3', mediaType: 'audio/mpeg', seconds: 6, tolerance: EXACT_SECONDS },
  { file: 'picture.mp3', mediaType: 'audio/mpeg', seconds: 2, tolerance: EXACT_SECONDS },
  { file: 'flac-16.flac', mediaType: 'audio/flac', seconds: 6, tolerance: EXACT_SECONDS },
  { file: 'flac-24-96k.flac', mediaType: 'audio/flac', seconds: 1, tolerance: EXACT_SECONDS },
  { file: 'pcm-16.wav', mediaType: 'audio/wav', seconds: 1, tolerance: EXACT_SECONDS },
  { file: 'pcm-16.aiff', mediaType: 'audio/aiff', seconds: 1, tolerance: EXACT_SECONDS },
  { file: 'opus-48k.opus', mediaType: 'audio/ogg', seconds: 6, tolerance: EXACT_SECONDS },
  { file: 'aac.m4a', mediaType: 'audio/mp4', seconds: 6, tolerance: EXACT_SECONDS },
];

interface Unplayable {
  readonly file: string;
  readonly mediaType: string;
  readonly says: RegExp;
}

const UNPLAYABLE: readonly Unplayable[] = [
  { file: 'alac.m4a', mediaType: 'audio/mp4', says: /^This VS Code can’t decode ALAC\. Convert the track/ },
  {
    file: 'text.ogg',
    mediaType: 'audio/ogg',
    says: /^Starling can’t read this file \(audio\/ogg\)\. Convert it/,
  },
  {
    file: 'empty.mp3',
    mediaType: 'audio/mpeg',
    says: /^Starling can’t read this file \(audio\/mpeg\)\. Convert it/,
  },
];

describe('The page and the formats', function () {
  this.timeout(60_000);
  // Counted frame by frame at the tap: on an overloaded machine the audio thread starts late now and then, by a few of them.
  this.retries(2);
  let browser: Browser;
  let harness: Harness | undefined;

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  afterEach(() => harness?.close());

  async function play(file: string, mediaType: string): Promise<Harness> {
    harness = await openPage(browser, { tracks: [fixtureTrack(file, mediaType)] });
    await harness.page.getByRole('button', { name: file }).click();
    return harness;
  }

  for (const { file, mediaType, seconds, tolerance, isMono } of PLAYABLE) {
    it(`plays ${file}: each second's tones, and as long as it is`, async () => {
      const { engine, tap } = await play(file, mediaType);
      const over = await engine.hears(({ type }) => type === 'ended' || type === 'playFailed');
      assert.equal(over.type, 'ended', JSON.stringify(over));
      await tap.quiet();
      const tones = Array.from({ length: seconds }, (_, second): [number, number] => {
        const leftHz = 400 + 110 * second;
        return [leftHz, isMono === true ? leftHz : 1300 + 170 * second];
      });
      const firsts = tones.map(([left, right]) => tap.readings.findIndex(isTone(left, right)));
      assert.ok(!firsts.includes(-1), `of ${JSON.stringify(tones)} heard at ${JSON.stringify(firsts)}`);
      assert.deepEqual(
        firsts,
        firsts.toSorted((a, b) => a - b),
      );
      const loudSeconds = tap.readings.reduce(
        (sum, { loudFrames, sampleRate }) => sum + loudFrames / sampleRate,
        0,
      );
      assert.ok(Math.abs(loudSeconds - seconds) < tolerance, `${loudSeconds} s sounded`);
    });
  }

  it('plays what there is of a file that ends early', async () => {
    const { engine, tap } = await play('truncated.mp3', 'audio/mpeg');
    await engine.hears(({ type }) => type === 'ended');
    await tap.heard(isTone(400 + 110 * 2, 1300 + 170 * 2));
  });

  for (const { file, mediaType, says } of UNPLAYABLE) {
    it(`says of ${file} why it can't be played and what to do`, async () => {
      const { page, engine, tap } = await play(file, mediaType);
      const failed = await engine.hears(({ type }) => type === 'playFailed');
      assert.ok(failed.type === 'playFailed');
      assert.match(failed.message, says);
      await page.getByRole('status').filter({ hasText: failed.message }).waitFor();
      assert.ok(!tap.readings.some(isLoud));
    });
  }
});

function isLoud({ loudFrames }: { readonly loudFrames: number }): boolean {
  return loudFrames > 0;
}
