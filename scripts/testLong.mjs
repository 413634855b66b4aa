// `npm run test:long`: the tests by chance for longer than `npm test` has time for: a listener's 1,000 random actions, and as
// many runs of each property. RUNS=n runs more or fewer, SEED=n replays one.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProcess } from './lib/processes.mjs';
import { runAsProgram } from './lib/program.mjs';
import { projectNode } from './lib/programs.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const RUNS = process.env['RUNS'] ?? '1000';
/** Eight minutes on two cores. */
const LIMIT_MS = 60 * 60_000;
const TESTS = [
  ...['fetcher', 'policy', 'prepared'].map((room) => `out/test/engine/${room}/property.test.cjs`),
  'out/test/webview/randomActions.test.cjs',
];

async function main() {
  process.chdir(root);
  await run(['esbuild.mjs', '--tests']);
  await run([
    'node_modules/mocha/bin/mocha.js',
    '--enable-source-maps',
    '--timeout',
    String(LIMIT_MS),
    ...TESTS,
  ]);
}

/** @param {string[]} args */
function run(args) {
  return runProcess({
    command: projectNode(root),
    args,
    env: { ...process.env, RUNS },
    isShown: true,
    failure: 'A test did not pass. Its seed is printed above: SEED=n replays it.',
    limitMs: LIMIT_MS,
  });
}

await runAsProgram(main, { signalExitCode: 130 });
