// `npm start`: builds Starling, serves music to it, and opens a fresh VS Code with the extension in it.
// Everything it starts ends with it, and the folders it made go away.
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chooseVSCode } from './lib/chooseVSCode.mjs';
import { ensureCodeServer } from './lib/codeServerInstall.mjs';
import { makeThrowAwayFolder } from './lib/folders.mjs';
import { OperatingError } from './lib/operatingError.mjs';
import { findFreePort } from './lib/ports.mjs';
import { buildProduct, packageExtension, renderDemo, startOrigin, startPeer } from './lib/product.mjs';
import { runAsProgram } from './lib/program.mjs';
import { say, step } from './lib/progress.mjs';
import { parseStartOptions, START_HELP } from './lib/startOptions.mjs';
import { openBrowser, openCodeServer, openDesktop } from './lib/windows.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const HINT = 'Open the Starling icon in the activity bar and click a track; Ctrl+C ends everything.';

/** @param {(cleanUp: () => void) => void} onEnd */
async function main(onEnd) {
  const options = parseStartOptions(process.argv.slice(2));
  if (options.isHelpWanted) {
    say(START_HELP);
    return;
  }
  if (options.port !== undefined) await findFreePort(options.port); // say so before the work, not after it
  const folder = makeThrowAwayFolder('starling');
  onEnd(folder.remove);
  await runUntilClosed(options, folder.path);
}

/**
 * @param {import('./lib/startOptions.mjs').StartOptions} options
 * @param {string} folder
 */
async function runUntilClosed(options, folder) {
  const vscode = await chooseFor(options);
  await buildProduct(root);
  const musicFolder = options.musicFolder ?? (await renderDemo(root, options.demoSeconds));
  const origin = await startOrigin({ root, musicFolder });
  say(`✓ Origin server at ${origin.url}: ${origin.trackCount} tracks in ${musicFolder}`);
  await startPeers(origin.url, folder, options.peers);
  const workplace = {
    ...makeFolders(folder),
    settings: { 'starling.servers': [origin.url], 'starling.peers.enabled': 'on' },
    vsix: await packageExtension(root),
  };
  const window = await open({ options, vscode, workplace });
  say(HINT);
  // What the cache and the peers have plays on without it.
  let isOver = false;
  void origin.running.ended.then(() => {
    if (!isOver) say(`The origin server ended. It said last:\n${origin.running.lastLines()}`);
  });
  await window.ended;
  isOver = true;
  if (vscode.kind === 'code-server')
    throw new OperatingError('code-server ended.', { output: window.lastLines() });
  say('The window was closed.');
}

/** @param {import('./lib/startOptions.mjs').StartOptions} options */
async function chooseFor(options) {
  // A port only makes sense for code-server, so naming one asks for it.
  if (!options.isHeadless && options.port === undefined) return chooseVSCode();
  await ensureCodeServer();
  return /** @type {const} */ ({ kind: 'code-server' });
}

/**
 * @param {{
 *   options: import('./lib/startOptions.mjs').StartOptions,
 *   vscode: import('./lib/chooseVSCode.mjs').ChosenVSCode,
 *   workplace: import('./lib/windows.mjs').Workplace,
 * }} choices
 */
async function open({ options, vscode, workplace }) {
  if (vscode.kind === 'desktop') return openDesktop(workplace, vscode.code);
  const window = await openCodeServer(workplace, options.port);
  if (!options.isHeadless) openBrowser(workplace, window.url);
  return window;
}

/**
 * Starts local peers that have the music already.
 * @param {string} originUrl
 * @param {string} folder
 * @param {number} count
 */
async function startPeers(originUrl, folder, count) {
  if (count === 0) return;
  await step({ title: `Starting ${count} peers that have heard it`, takes: 'a few seconds' }, async () => {
    const storages = Array.from({ length: count }, (_, at) => join(folder, `peer-${at + 1}`));
    await Promise.all(storages.map((storage) => startPeer({ root, originUrl, storage })));
  });
}

/** @param {string} folder */
function makeFolders(folder) {
  const folders = {
    userDataDir: join(folder, 'user'),
    extensionsDir: join(folder, 'extensions'),
    homeDir: join(folder, 'home'),
    workspaceDir: join(folder, 'workspace'),
    browserDir: join(folder, 'browser'),
  };
  for (const path of Object.values(folders)) mkdirSync(path);
  return folders;
}

await runAsProgram(main, { signalExitCode: 0 });
