// What a test runner reports while it runs: one JSON object a line, so that a runner that is killed keeps
// what it had reported.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** @typedef {{ state: 'begun' | 'passed' | 'failed' | 'skipped', title: string } | { state: 'ended' }} TestRecord */
/** @typedef {{ readonly passed: number, readonly failures: readonly string[], readonly skips: readonly string[] }} Tally titles of what didn't pass */

/**
 * @param {string} file
 * @param {TestRecord} record
 */
export function appendRecord(file, record) {
  appendFileSync(file, `${JSON.stringify(record)}\n`);
}

/**
 * Adds up a runner's records. Whatever is amiss with the runner as a whole is one more failure.
 * @param {string} file
 * @param {{ trouble: string | undefined, exitCode: number | null }} runner `trouble`: why it was killed
 * @returns {Tally}
 */
export function tallyRecords(file, { trouble, exitCode }) {
  const records = existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map(parseRecord)
    : [];
  /** @param {TestRecord['state']} state */
  const titles = (state) =>
    records.flatMap((record) => (record.state === state && 'title' in record ? [record.title] : []));
  const [passes, failures, skips] = [titles('passed'), titles('failed'), titles('skipped')];
  const hasEnded = records.some((record) => record.state === 'ended');
  const last = records.at(-1);
  const during = last?.state === 'begun' ? `, in "${last.title}"` : '';
  const reasons = [
    hasEnded ? trouble : `${trouble ?? 'the runner ended before its tests did'}${during}`,
    hasEnded && passes.length + failures.length + skips.length === 0 ? 'no tests were found' : undefined,
    hasEnded && failures.length === 0 && exitCode !== 0
      ? `the runner's exit code was ${String(exitCode)}`
      : undefined,
  ];
  return {
    passed: passes.length,
    failures: [...failures, ...reasons.filter((reason) => reason !== undefined)],
    skips,
  };
}

/** @param {string} line */
function parseRecord(line) {
  /** @type {unknown} */
  const record = JSON.parse(line);
  return /** @type {TestRecord} */ (record);
}

/**
 * The line that CI reads.
 * @param {readonly Tally[]} tallies
 */
export function sumLine(tallies) {
  /** @param {(tally: Tally) => number} count */
  const sum = (count) => tallies.reduce((total, tally) => total + count(tally), 0);
  const skipped = sum((tally) => tally.skips.length);
  const line = `${sum((tally) => tally.passed)} passed, ${sum((tally) => tally.failures.length)} failed`;
  return skipped > 0 ? `${line}, ${skipped} skipped` : line;
}
