// `npm run test:electron`: the extension's suite in a desktop VS Code that @vscode/test-electron downloads. It needs the
// network the first time, and a display.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hasDisplay } from './lib/desktopCode.mjs';
import { OperatingError } from './lib/operatingError.mjs';
import { runProcess } from './lib/processes.mjs';
import { runAsProgram } from './lib/program.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const LIMIT_MS = 15 * 60_000;

async function main() {
  if (!hasDisplay()) {
    throw new OperatingError('There is no display for a desktop VS Code.', {
      whatToDo: 'Run it on a desktop or under xvfb-run; npm test runs the same suite in code-server.',
    });
  }
  process.chdir(root);
  await run(['esbuild.mjs', '--tests'], {});
  await run(
    ['node_modules/mocha/bin/mocha.js', '--enable-source-maps', 'out/test/extension/vscode.test.cjs'],
    {
      STARLING_VSCODE: 'electron',
    },
  );
}

/**
 * @param {string[]} args
 * @param {Record<string, string>} env
 */
function run(args, env) {
  return runProcess({
    command: process.execPath,
    args,
    env: { ...process.env, ...env },
    isShown: true,
    failure: 'The suite did not pass in the desktop VS Code.',
    limitMs: LIMIT_MS,
  });
}

await runAsProgram(main, { signalExitCode: 1 });
