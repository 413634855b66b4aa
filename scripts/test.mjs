// `npm test`: everything that CI runs, one runner after another; the last line is the sum.
//   npm test                     all
//   npm test -- unit page        some, and the build that they need
//   npm test -- --limit SECONDS  another limit for every runner, to try what a hanging one does
import { globSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isCodeServerOffered } from './lib/codeServerInstall.mjs';
import { describeError, OperatingError } from './lib/operatingError.mjs';
import { startProcess } from './lib/processes.mjs';
import { runAsProgram } from './lib/program.mjs';
import { npmCommand, projectNode } from './lib/programs.mjs';
import { say } from './lib/progress.mjs';
import { RUNNERS } from './lib/runners.mjs';
import { sumLine, tallyRecords } from './lib/testRecords.mjs';

/** @typedef {import('./lib/runners.mjs').Runner} Runner */
/** @typedef {import('./lib/testRecords.mjs').Tally} Tally */

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const recordsFolder = join(root, 'out/test-records');
/** `npm test` starts itself anew with this for each mocha runner. */
const INSIDE = '--inside';

async function main() {
  const { names, limitSeconds } = parseOptions(process.argv.slice(2));
  rmSync(recordsFolder, { recursive: true, force: true });
  mkdirSync(recordsFolder, { recursive: true });
  /** @type {Tally[]} */
  const tallies = [];
  let isBuilt = true;
  for (const runner of chooseRunners(names)) {
    const tally = await runOne({ runner, isBuilt, limitSeconds: limitSeconds ?? runner.limitMinutes * 60 });
    if (runner.name === 'build') isBuilt = tally.failures.length === 0;
    tallies.push(tally);
  }
  reportTallies(tallies);
}

/** @param {readonly string[]} args */
function parseOptions(args) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { limit: { type: 'string' } },
    });
    return {
      names: positionals,
      limitSeconds: values.limit === undefined ? undefined : Number(values.limit),
    };
  } catch (error) {
    throw new OperatingError(error instanceof Error ? error.message : String(error));
  }
}

/** @param {readonly string[]} names */
function chooseRunners(names) {
  const known = RUNNERS.map((runner) => runner.name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new OperatingError(`There is no runner "${unknown}"; there are: ${known.join(', ')}.`);
  const isBuildNeeded = RUNNERS.some((runner) => names.includes(runner.name) && runner.files.length > 0);
  return RUNNERS.filter(
    ({ name }) => names.length === 0 || names.includes(name) || (name === 'build' && isBuildNeeded),
  );
}

/** @param {{ runner: Runner, isBuilt: boolean, limitSeconds: number }} options */
async function runOne({ runner, isBuilt, limitSeconds }) {
  say(`\n━━ ${runner.name}: ${runner.about}`);
  const startedMs = performance.now();
  const tally = whyNotRun(runner, isBuilt) ?? (await runLimited(runner, limitSeconds));
  for (const title of tally.skips) say(`  skipped: ${title}`);
  say(`━━ ${runner.name}: ${sumLine([tally])} in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
  return { ...tally, failures: tally.failures.map((title) => `${runner.name}: ${title}`) };
}

/**
 * @param {Runner} runner
 * @param {boolean} isBuilt
 * @returns {Tally | undefined}
 */
function whyNotRun(runner, isBuilt) {
  if (runner.files.length > 0 && !isBuilt) {
    return { passed: 0, failures: ['not run, for the build had failed'], skips: [] };
  }
  if (runner.needsCodeServer !== true || isCodeServerOffered()) return undefined;
  const reason = `code-server isn't offered on ${process.platform}; npm run test:electron has the extension's suite`;
  return { passed: 0, failures: [], skips: [reason] };
}

/**
 * @param {Runner} runner
 * @param {number} limitSeconds
 * @returns {Promise<Tally>}
 */
async function runLimited(runner, limitSeconds) {
  if (runner.name === 'build') rmSync(join(root, 'out/test'), { recursive: true, force: true }); // no tests of removed files
  const running = startProcess({ ...commandOf(runner), cwd: root, isShown: true });
  /** @type {string | undefined} */
  let trouble;
  const timer = setTimeout(() => {
    trouble = `killed after ${limitSeconds} s`;
    void running.stop();
  }, limitSeconds * 1000);
  const { code, signal } = await running.ended;
  clearTimeout(timer);
  await running.stop();
  const exitCode = signal === null ? code : null;
  if (runner.files.length > 0) return tallyRecords(recordFile(runner), { trouble, exitCode });
  return exitCode === 0
    ? { passed: 1, failures: [], skips: [] }
    : { passed: 0, failures: [trouble ?? `exit code ${String(code)}`], skips: [] };
}

/** @param {Runner} runner */
function commandOf({ name }) {
  const node = projectNode(root);
  if (name === 'build') return { command: node, args: ['esbuild.mjs', '--tests'] };
  if (name !== 'check') return { command: node, args: [fileURLToPath(import.meta.url), INSIDE, name] };
  const npm = npmCommand(node);
  return { command: npm.command, args: [...npm.args, 'run', '--silent', 'check'] };
}

/** @param {{ name: string }} runner */
function recordFile({ name }) {
  return join(recordsFolder, `${name}.jsonl`);
}

/** @param {readonly Tally[]} tallies */
function reportTallies(tallies) {
  for (const title of tallies.flatMap((tally) => tally.failures)) say(`failed: ${title}`);
  if (tallies.some((tally) => tally.failures.length > 0)) process.exitCode = 1;
  say(`\n${sumLine(tallies)}`);
}

/** A mocha runner's own process. */
async function runInside() {
  const runner = RUNNERS.find(({ name }) => name === process.argv[3]);
  if (runner === undefined) throw new OperatingError('No such runner.');
  const files = runner.files
    .flatMap((pattern) => globSync(pattern, { cwd: root }))
    .map((file) => join(root, file));
  const { runMocha } = await import('./lib/runMocha.mjs');
  await runMocha({ files: files.sort(), recordFile: recordFile(runner), timeoutMs: runner.timeoutMs });
}

/** Also when something goes wrong here, the last line is a sum. */
async function mainWithSum() {
  try {
    await main();
  } catch (error) {
    say(`\nStarling: ${describeError(error)}\n\n0 passed, 1 failed`);
    process.exitCode = 1;
  }
}

await runAsProgram(process.argv[2] === INSIDE ? runInside : mainWithSum, { signalExitCode: 130 });
