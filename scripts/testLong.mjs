// `npm run test:long`: the tests by chance for longer than `npm test` has time for: a listener's 1,000 random actions, and as
// many runs of each property; ten times as many of those of pure policies that take no time, and a million hostile messages for each
// decoder. RUNS=n runs more or fewer, SEED=n replays one.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProcess } from './lib/processes.mjs';
import { runAsProgram } from './lib/program.mjs';
import { projectNode } from './lib/programs.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const RUNS = process.env['RUNS'] ?? '1000';
const QUICK_RUNS = process.env['RUNS'] ?? '10000';
const FUZZ_RUNS = process.env['RUNS'] ?? '1000000';
/** Ten minutes on two cores. */
const LIMIT_MS = 60 * 60_000;
const TESTS = [
  ...['fetcher', 'policy', 'prepared'].map((room) => `out/test/engine/${room}/property.test.cjs`),
  'out/test/webview/randomActions.test.cjs',
];

const QUICK_TESTS = [
  'haveMap',
  'neighboursProperty',
  'peerTrust',
  'servingProperty',
  'swarm/property',
  'trackerProperty',
].map((name) => `out/test/engine/policy/${name}.test.cjs`);

const WIRE = 'out/test/engine/swarm/wire';

async function main() {
  process.chdir(root);
  await run(['esbuild.mjs', '--tests'], RUNS);
  const mocha = ['node_modules/mocha/bin/mocha.js', '--enable-source-maps', '--timeout', String(LIMIT_MS)];
  await run([...mocha, ...QUICK_TESTS, `${WIRE}/codec.test.cjs`, `${WIRE}/frames.test.cjs`], QUICK_RUNS);
  await run([...mocha, `${WIRE}/fuzz.test.cjs`], FUZZ_RUNS);
  await run([...mocha, ...TESTS], RUNS);
}

/**
 * @param {string[]} args
 * @param {string} runs
 */
function run(args, runs) {
  return runProcess({
    command: projectNode(root),
    args,
    env: { ...process.env, RUNS: runs },
    isShown: true,
    failure: 'A test did not pass. Its seed is printed above: SEED=n replays it.',
    limitMs: LIMIT_MS,
  });
}

await runAsProgram(main, { signalExitCode: 130 });
