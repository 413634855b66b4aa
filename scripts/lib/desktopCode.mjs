// A desktop VS Code: the user's own, or the one that @vscode/test-electron downloads.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cacheFolder } from './folders.mjs';
import { cleanEnvironment, findOnPath, isProgram } from './programs.mjs';
import { step } from './progress.mjs';

/** package.json's engines.vscode. */
const LEAST_VERSION = { major: 1, minor: 101 };
const MAC_COMMAND = '/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code';
/** A network that blocks the download must not hold up the start for long. */
const DOWNLOAD_SILENCE_MS = 10_000;

/** @typedef {{ readonly command: string, readonly args: readonly string[], readonly version: string }} DesktopCode a command line of VS Code */

/** True where a window can be opened. */
export function hasDisplay() {
  if (process.platform !== 'linux') return true;
  return (process.env['DISPLAY'] ?? '') !== '' || (process.env['WAYLAND_DISPLAY'] ?? '') !== '';
}

/**
 * The user's `code` command if it opens windows on this machine and is new enough; else why not.
 * @returns {{ code: DesktopCode } | { reason: string }}
 */
export function findDesktopCode() {
  if (!hasDisplay()) return { reason: 'there is no display' };
  const command = findOnPath('code') ?? (isProgram(MAC_COMMAND) ? MAC_COMMAND : undefined);
  if (command === undefined) return { reason: 'there is no "code" command on PATH' };
  if (isRemoteShim(command)) return { reason: `${command} only hands over to a VS Code on another system` };
  const version = versionOf(command);
  if (version === undefined) return { reason: `${command} did not tell its version` };
  if (!isNewEnough(version))
    return { reason: `${command} is ${version}, older than ${LEAST_VERSION.major}.${LEAST_VERSION.minor}` };
  return { code: { command, args: [], version } };
}

/**
 * In WSL, `code` is Windows' own, in a Linux folder such as /mnt/c; in a remote's terminal it is the
 * server's.
 * @param {string} command
 */
function isRemoteShim(command) {
  const real = realpathSync(command);
  const isWindowsProgram = process.platform === 'linux' && existsSync(join(dirname(real), '../Code.exe'));
  return (
    isWindowsProgram || /^\/mnt\/|[/\\]remote-cli[/\\]|code-server/.test(real) || command.startsWith('/mnt/')
  );
}

/** @param {string} command */
function versionOf(command) {
  const result = spawnSync(
    command,
    ['--version', '--user-data-dir', join(tmpdir(), 'starling-code-version')],
    {
      encoding: 'utf8',
      timeout: 20_000,
      env: cleanEnvironment({ DONT_PROMPT_WSL_INSTALL: '1' }),
      shell: process.platform === 'win32', // there it is a .cmd file
    },
  );
  return /^\d+\.\d+\.\d+/m.exec(result.status === 0 ? result.stdout : '')?.[0];
}

/** @param {string} version */
function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > LEAST_VERSION.major || (major === LEAST_VERSION.major && minor >= LEAST_VERSION.minor);
}

/**
 * The version of the VS Code that was downloaded before.
 * @returns {string | undefined}
 */
export function findDownloadedVersion() {
  const folder = downloadFolder();
  if (!existsSync(folder)) return undefined;
  // The tool writes the marker when a download is complete.
  const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'is-complete')));
  return names.map((name) => /\d+\.\d+\.\d+$/.exec(name)?.[0]).find((version) => version !== undefined);
}

/**
 * The downloaded VS Code, downloading it first if need be.
 * @returns {Promise<{ code: DesktopCode } | { reason: string }>}
 */
export async function downloadDesktopCode() {
  try {
    return {
      code: await step(
        { title: 'Getting a desktop VS Code', takes: 'a minute if the network allows it' },
        download,
      ),
    };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { reason: `a desktop VS Code could not be downloaded (${message.split('\n')[0] ?? ''})` };
  }
}

/** @returns {Promise<DesktopCode>} */
async function download() {
  const { downloadAndUnzipVSCode, resolveCliPathFromVSCodeExecutablePath, SilentReporter } =
    await import('@vscode/test-electron');
  // A version that lies here already is taken without asking the network.
  const version = findDownloadedVersion() ?? 'stable';
  const executable = await downloadAndUnzipVSCode({
    version,
    cachePath: downloadFolder(),
    timeout: DOWNLOAD_SILENCE_MS,
    reporter: new SilentReporter(),
  });
  return { command: resolveCliPathFromVSCodeExecutablePath(executable), args: [], version };
}

/** The folder that the tool's downloads lie in. */
function downloadFolder() {
  return join(cacheFolder(), 'vscode');
}
