// Starling in a real VS Code. This side starts it, is the listener's hands and ears, and collects what the suite inside the
// extension host (suite/) reports: each of its tests stands here as a test of its own.
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import Mocha from 'mocha';
import type { Page } from 'playwright-core';
import { fixtureFolder, isToneOf } from '../support/fixtureFolder';
import { fixtureOrigin } from '../support/fixtureOrigin';
import { killEngines } from '../support/engineProcesses';
import { serveHands, type Hands } from '../support/hands';
import { serverProcess } from '../support/serverProcess';
import { attachTap, type Tap } from '../support/tap';
import { openVSCode } from '../support/vscodeHosts';
import {
  answerBox,
  button,
  chooseFromList,
  libraryRow,
  libraryRows,
  PATIENCE_MS,
  queueItem,
  statusItem,
} from '../support/workbench';
import type { Tested } from './suite/index';

/** The suite takes well under a minute; a hanging one is ended after this, in milliseconds. */
const SUITE_LIMIT_MS = 180_000;

describe(`Starling in VS Code (${process.env['STARLING_VSCODE'] ?? 'code-server'})`, function () {
  this.timeout(SUITE_LIMIT_MS + 120_000);
  const tested: Tested[] = [];
  const notes: string[] = [];
  let ending = 'did not begin';

  before(async () => {
    const closing: (() => Promise<unknown>)[] = [];
    try {
      ending = await runSuite({ tested, notes, closing });
    } catch (error) {
      ending = error instanceof Error ? (error.stack ?? error.message) : String(error);
    } finally {
      for (const close of closing.reverse()) await close();
    }
    for (const test of tested) this.addTest(asTest(test));
  });

  it('runs its suite to the end', () => {
    for (const note of notes) console.log(`        ${note}`);
    assert.equal(ending, 'done');
    assert.ok(tested.length > 0, 'the suite told of no test');
  });
});

interface Run {
  readonly tested: Tested[];
  readonly notes: string[];
  readonly closing: (() => Promise<unknown>)[];
}

/** Runs the suite in VS Code and returns how it ended: `done`, or a sentence. */
async function runSuite({ tested, notes, closing }: Run): Promise<string> {
  const origin = await fixtureOrigin(['cbr128.mp3', 'vorbis-q4.ogg', 'flac-16.flac']);
  closing.push(origin.close);

  const music = await fixtureFolder(['flac-16.flac', 'vorbis-q4.ogg']);
  closing.push(music.remove);

  const guarded = await fixtureFolder(['vbr4.mp3']);
  closing.push(guarded.remove);
  const server = await serverProcess(guarded.root);
  closing.push(server.close);

  const opened: { page?: Page; tap?: Tap; storageFolder?: string } = {};
  let finish: (ending: string) => void = () => undefined;
  const finished = new Promise<string>((resolve) => (finish = resolve));
  const hands = await serveHands({
    ...handsOn(() => {
      const { page, tap } = opened;
      if (page === undefined || tap === undefined) throw new Error('VS Code is not open yet.');
      return { page, tap };
    }),
    stored: () => readdir(opened.storageFolder ?? ''),
    killEngine: () => killEngines(opened.storageFolder ?? 'no VS Code is open'),
    tested: (test: Tested) => Promise.resolve(tested.push(test)),
    note: (text: string) => Promise.resolve(notes.push(text)),
    done: () => {
      finish('done');
      return Promise.resolve();
    },
  });
  closing.push(hands.close);
  const onPage = async (page: Page): Promise<void> => {
    opened.page = page;
    opened.tap = await attachTap(page);
  };
  const host = await openVSCode({
    suite: 'out/test/extension/suite/index.cjs',
    settings: { 'starling.servers': [origin.url] },
    env: { STARLING_HANDS: hands.url, STARLING_MUSIC: music.root, STARLING_GUARDED: server.url },
    onPage,
  });
  opened.storageFolder = host.storageFolder;
  closing.push(host.close);
  host.onCrash((what) => finish(what));
  const timer = setTimeout(
    () => finish(`the suite did not end within ${SUITE_LIMIT_MS / 1000} s`),
    SUITE_LIMIT_MS,
  );
  return finished.finally(() => clearTimeout(timer));
}

function handsOn(open: () => { page: Page; tap: Tap }): Hands {
  /** The tap's reading from which on something is to be heard. */
  let since = 0;
  return {
    press: (name: string) => button(open().page, name).click({ timeout: PATIENCE_MS }),
    sees: (name: string) => button(open().page, name).waitFor({ timeout: PATIENCE_MS }),
    clickTrack: (title: string) => queueItem(open().page, title).click({ timeout: PATIENCE_MS }),
    searchFor: ({ typed, title }: { typed: string; title: string }) =>
      chooseFromList(open().page, { typed, title }),
    answerBox: (answer: { says: string; typed: string }) => answerBox(open().page, answer),
    libraryRows: () => libraryRows(open().page).allInnerTexts(),
    clickRow: (label: string) => libraryRow(open().page, label).click({ timeout: PATIENCE_MS }),
    openRow: async (label: string) => {
      const row = libraryRow(open().page, label);
      const opened = row.and(open().page.locator('[aria-expanded="true"]'));
      // A click on a row that is just drawn anew, since the library has changed, may be lost.
      for (let tries = 10; tries > 0 && (await opened.count()) === 0; tries--) {
        await row.click({ timeout: PATIENCE_MS });
        await opened.waitFor({ timeout: PATIENCE_MS / 10 }).catch(() => undefined);
      }
      await opened.waitFor({ timeout: PATIENCE_MS });
    },
    pressOnRow: async ({ label, button: name }: { label: string; button: string }) => {
      const { page } = open();
      const row = libraryRow(page, label);
      const pressed = row.getByRole('button', { name, exact: true });
      // A row that is drawn anew under a pointer that stands still has no buttons.
      for (let tries = 10; tries > 0; tries--) {
        await page.mouse.move(640, 300);
        await row.hover({ timeout: PATIENCE_MS });
        try {
          await pressed.click({ timeout: tries > 1 ? PATIENCE_MS / 10 : PATIENCE_MS });
          return;
        } catch (error) {
          // Survived while there are tries left.
          if (tries === 1) throw error;
        }
      }
    },
    welcomes: () => open().page.locator('.welcome-view-content').allInnerTexts(),
    status: () => statusItem(open().page).getAttribute('aria-label', { timeout: PATIENCE_MS }),
    loudest: () => Promise.resolve(Math.max(0, ...open().tap.readings.map(({ rms }) => rms))),
    mark: () => Promise.resolve((since = open().tap.readings.length)),
    hears: ({ title, second }: { title: string; second: number }) =>
      open().tap.heard(isToneOf(title, second), { since }),
    gaps: () => Promise.resolve(countGaps(open().tap, since)),
    fallsSilent: () => open().tap.quiet(),
  };
}

/** Stretches of silence between the first and the last sound from a reading on. The other context is silent in any case. */
function countGaps({ readings }: Tap, since: number): number {
  const sounding = readings.slice(since).find(({ loudFrames }) => loudFrames > 0);
  const heard = readings
    .slice(since)
    .filter(({ sampleRate }) => sampleRate === sounding?.sampleRate)
    .map(({ loudFrames }) => loudFrames > 0);
  return heard.slice(heard.indexOf(true), heard.lastIndexOf(true)).filter((isLoud) => !isLoud).length;
}

function asTest({ title, state, error }: Tested): Mocha.Test {
  if (state === 'pending') return new Mocha.Test(title);
  return new Mocha.Test(title, () => {
    assert.equal(state, 'passed', error ?? undefined);
  });
}
