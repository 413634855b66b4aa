// Gets a machine ready; npm runs it before `npm start` and `npm test`. It uses nothing but Node itself, for
// it installs the rest.
//   node scripts/setup.mjs start    packages and a VS Code
//   node scripts/setup.mjs test     packages, code-server and a Chromium
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chooseVSCode } from './lib/chooseVSCode.mjs';
import { ensureChromium } from './lib/chromium.mjs';
import { ensureCodeServer, findCodeServer, isCodeServerOffered } from './lib/codeServerInstall.mjs';
import { ensurePackages } from './lib/npmPackages.mjs';
import { OperatingError } from './lib/operatingError.mjs';
import { runAsProgram } from './lib/program.mjs';
import { npmCommand } from './lib/programs.mjs';
import { say } from './lib/progress.mjs';
import { COMPILING_TOOLS, ensureTools } from './lib/systemTools.mjs';

const LEAST_NODE_MAJOR_VERSION = 20;
const root = join(dirname(fileURLToPath(import.meta.url)), '..');

async function main() {
  const purpose = process.argv[2];
  if (purpose !== 'start' && purpose !== 'test') {
    throw new OperatingError('Say what to get ready for: node scripts/setup.mjs start, or test.');
  }
  checkNode();
  say(`✓ Packages: ${await ensurePackages(root)}`);
  await (purpose === 'start' ? getReadyToStart() : getReadyToTest());
}

function checkNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < LEAST_NODE_MAJOR_VERSION) {
    throw new OperatingError(
      `This is Node ${process.versions.node}; Starling needs ${LEAST_NODE_MAJOR_VERSION} or newer.`,
      {
        whatToDo: 'Install a newer Node, then run this again.',
      },
    );
  }
  npmCommand();
  say(`✓ Node ${process.versions.node}, and npm`);
}

async function getReadyToStart() {
  const chosen = await chooseVSCode();
  if (chosen.kind === 'desktop') return;
  try {
    say(`✓ Browser: ${await ensureChromium()}`);
  } catch (error) {
    // code-server runs without: the user may open the address in a browser elsewhere.
    if (!(error instanceof OperatingError)) throw error;
    say(
      `- Browser: none here (${error.message}) Open the address in a Chromium, Chrome or Edge of your own.`,
    );
  }
}

async function getReadyToTest() {
  const isToInstall = isCodeServerOffered() && findCodeServer() === undefined;
  // All at once, so that whoever has to install them by hand is told of all.
  await ensureTools(isToInstall ? ['chromium', ...COMPILING_TOOLS] : ['chromium']);
  say(`✓ Browser: ${await ensureChromium()}`);
  if (isCodeServerOffered()) say(`✓ VS Code for tests: code-server in ${(await ensureCodeServer()).folder}`);
  else
    say(`- VS Code for tests: code-server isn't offered on ${process.platform}; use npm run test:electron`);
}

await runAsProgram(main, { signalExitCode: 130 });
