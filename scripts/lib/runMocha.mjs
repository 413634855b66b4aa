// One mocha runner, in a process of its own: mocha's spec reporter for people, records in a file for
// scripts/test.mjs.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import Mocha from 'mocha';
import { appendRecord } from './testRecords.mjs';

/** After the last test, open sockets and timers are given this long to close before they count as a failure. */
const DRAIN_LIMIT_MS = 10_000;
const COLLECT_EVERY_MS = 1_000;

/**
 * Runs the test files; the process's exit code tells whether all passed.
 * @param {{ files: readonly string[], recordFile: string, timeoutMs: number }} options `timeoutMs`: for a test that names none of its own
 */
export async function runMocha({ files, recordFile, timeoutMs }) {
  const mocha = new Mocha({
    forbidOnly: true,
    timeout: timeoutMs,
    reporter: 'spec',
    color: process.stdout.isTTY,
  });
  for (const file of files) mocha.addFile(file);
  await mocha.loadFilesAsync();
  /** @type {Promise<number>} */
  const ended = new Promise((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('test', (test) => {
      appendRecord(recordFile, { state: 'begun', title: test.fullTitle() });
    });
    runner.on('pass', (test) => {
      appendRecord(recordFile, { state: 'passed', title: test.fullTitle() });
    });
    runner.on('pending', (test) => {
      appendRecord(recordFile, { state: 'skipped', title: test.fullTitle() });
    });
    // A failed hook comes here too: it counts as a failure of its own.
    runner.on('fail', (test) => {
      appendRecord(recordFile, { state: 'failed', title: test.fullTitle() });
    });
  });
  process.exitCode = (await ended) === 0 ? 0 : 1;
  failIfItLingers(recordFile);
}

/** @param {string} recordFile */
function failIfItLingers(recordFile) {
  process.once('beforeExit', () => {
    appendRecord(recordFile, { state: 'ended' });
  });
  // A native object that nobody holds may keep the process until it is collected, and a process that does nothing more collects nothing.
  setInterval(collectGarbage, COLLECT_EVERY_MS).unref();
  setTimeout(() => {
    const kinds = openKinds().join(', ');
    // No handle and no worker: it is native. node-datachannel never reports some channels as closed, and each keeps the process
    // until it is collected (docs/ARCHITECTURE.md, Among peers). One may be held in native code only, which nothing here reaches.
    const isNative = kinds === '';
    const what = isNative ? 'skipped: native, a channel of WebRTC that was never reported as closed' : kinds;
    console.error(`The tests are over, but something is left open: ${what}`);
    appendRecord(recordFile, {
      state: isNative ? 'skipped' : 'failed',
      title: `leaves nothing open (${what})`,
    });
    appendRecord(recordFile, { state: 'ended' });
    process.exit(isNative ? process.exitCode : 1);
  }, DRAIN_LIMIT_MS).unref();
}

function collectGarbage() {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc()');
}

/** What keeps the process, by kind. Node's list leaves out workers. */
function openKinds() {
  const { workers } = /** @type {{ workers: readonly unknown[] }} */ (process.report.getReport());
  return [...process.getActiveResourcesInfo(), ...workers.map(() => 'Worker')];
}
