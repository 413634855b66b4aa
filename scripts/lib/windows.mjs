// Opening what `npm start` has prepared: a window of a desktop VS Code, or a browser on code-server.
import { findChromium } from './chromiumInstall.mjs';
import { installIntoCodeServer, startCodeServer } from './codeServer.mjs';
import { hasDisplay } from './desktopCode.mjs';
import { runProcess, startProcess } from './processes.mjs';
import { cleanEnvironment, findOnPath } from './programs.mjs';
import { say, step } from './progress.mjs';
import { writeUserSettings } from './userSettings.mjs';

/**
 * @typedef {object} Workplace the folders and settings of one start
 * @property {string} userDataDir
 * @property {string} extensionsDir
 * @property {string} homeDir
 * @property {string} workspaceDir
 * @property {string} browserDir
 * @property {import('./userSettings.mjs').Settings} settings
 * @property {string} vsix
 */

/** @typedef {{ ended: Promise<import('./processes.mjs').Ending>, lastLines: () => string }} OpenWindow */

/**
 * Opens a window of a desktop VS Code with the extension in it.
 * @param {Workplace} workplace
 * @param {import('./desktopCode.mjs').DesktopCode} code
 * @returns {Promise<OpenWindow>} ends when the window is closed
 */
export async function openDesktop(workplace, code) {
  const { userDataDir, extensionsDir, workspaceDir, vsix } = workplace;
  writeUserSettings(userDataDir, workplace.settings);
  const env = cleanEnvironment({ DONT_PROMPT_WSL_INSTALL: '1' });
  const args = [...code.args, '--user-data-dir', userDataDir, '--extensions-dir', extensionsDir];
  await step({ title: 'Installing the extension into a fresh VS Code', takes: 'a few seconds' }, () =>
    runProcess({
      command: code.command,
      args: [...args, '--install-extension', vsix],
      env,
      failure: 'VS Code could not install the packaged extension.',
    }),
  );
  args.push('--new-window', '--wait', '--disable-workspace-trust', '--skip-welcome', ...sandboxFlags());
  return startProcess({ command: code.command, args: [...args, workspaceDir], env });
}

/**
 * Starts code-server with the extension in it and says where, once it answers.
 * @param {Workplace} workplace
 * @param {number | undefined} port
 * @returns {Promise<OpenWindow & { url: string }>}
 */
export async function openCodeServer(workplace, port) {
  await step({ title: 'Installing the extension into a fresh code-server', takes: 'a few seconds' }, () =>
    installIntoCodeServer(workplace),
  );
  const options = port === undefined ? workplace : { ...workplace, port };
  const server = await step({ title: 'Starting code-server', takes: 'a few seconds' }, () =>
    startCodeServer(options),
  );
  const url = `${server.url}?folder=${encodeURI(workplace.workspaceDir)}`;
  say(`\nStarling is ready at ${url}\n`);
  return { url, ended: server.ended, lastLines: server.lastLines };
}

/**
 * Shows an address in the Chromium that is found, else in the user's browser; without a display there is
 * nothing to show it on.
 * @param {Workplace} workplace
 * @param {string} url
 */
export function openBrowser({ browserDir }, url) {
  if (!hasDisplay()) return;
  const chromium = findChromium();
  if (chromium !== undefined) {
    const args = [`--user-data-dir=${browserDir}`, '--no-first-run', '--no-default-browser-check'];
    startProcess({
      command: chromium,
      args: [...args, ...sandboxFlags(), '--new-window', url],
      env: cleanEnvironment(),
    });
    return;
  }
  const opener = ['xdg-open', 'open', 'explorer'].map(findOnPath).find((path) => path !== undefined);
  if (opener !== undefined) {
    startProcess({ command: opener, args: [url], env: cleanEnvironment() });
  }
}

/** Chromium and Electron refuse to run as root with their sandbox. */
function sandboxFlags() {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}
