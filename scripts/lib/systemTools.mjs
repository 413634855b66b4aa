// What must come from the operating system: a Chromium, and what compiles code-server's native modules.
// As root on a system with apt-get it is installed; otherwise the command is named.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium } from './chromiumInstall.mjs';
import { cacheFolder } from './folders.mjs';
import { OperatingError } from './operatingError.mjs';
import { runProcess } from './processes.mjs';
import { cleanEnvironment, findOnPath } from './programs.mjs';
import { say, step } from './progress.mjs';

/** @typedef {'chromium' | 'compiler' | 'kerberos'} Tool */
/** @typedef {'apt-get' | 'dnf' | 'pacman' | 'brew'} Manager */

/** Per tool: is it there, and the packages that bring it. @type {Record<Tool, { isThere: () => boolean } & Record<Manager, string>>} */
const TOOLS = {
  chromium: {
    isThere: () => findChromium() !== undefined,
    'apt-get': 'chromium',
    dnf: 'chromium',
    pacman: 'chromium',
    brew: '--cask google-chrome',
  },
  compiler: {
    isThere: () => ['g++', 'make', 'python3'].every((name) => findOnPath(name) !== undefined),
    'apt-get': 'g++ make python3',
    dnf: 'gcc-c++ make python3',
    pacman: 'gcc make python',
    brew: 'gcc make python3',
  },
  kerberos: {
    isThere: () => findOnPath('krb5-config') !== undefined,
    'apt-get': 'libkrb5-dev',
    dnf: 'krb5-devel',
    pacman: 'krb5',
    brew: 'krb5',
  },
};

/** What code-server needs to compile its native modules, once. @type {readonly Tool[]} */
export const COMPILING_TOOLS = ['compiler', 'kerberos'];

/** @type {Record<Manager, string>} */
const INSTALL_COMMANDS = {
  'apt-get': 'apt-get install -y --no-install-recommends',
  dnf: 'dnf install -y',
  pacman: 'pacman -S --needed',
  brew: 'brew install',
};

/** True when missing packages can be installed without asking anyone: root, and apt-get. */
function canInstallTools() {
  return process.getuid?.() === 0 && findOnPath('apt-get') !== undefined;
}

/**
 * Makes sure that the tools are there.
 * @param {readonly Tool[]} tools
 * @throws {OperatingError} when they are missing and can't be installed; it names the command that would
 */
export async function ensureTools(tools) {
  const missing = missingOf(tools);
  if (missing.length === 0) return;
  if (!canInstallTools()) throw missingToolsError(missing);
  const packages = missing.flatMap((tool) => TOOLS[tool]['apt-get'].split(' '));
  await step({ title: `Installing ${packages.join(', ')} by apt-get`, takes: 'about a minute' }, () =>
    aptInstall(packages),
  );
  const stillMissing = missingOf(tools);
  if (stillMissing.length > 0) throw missingToolsError(stillMissing);
}

/** @param {readonly Tool[]} tools */
function missingOf(tools) {
  return tools.filter((tool) => !TOOLS[tool].isThere());
}

/** @param {readonly string[]} packages */
async function aptInstall(packages) {
  await apt({ name: 'apt-update', args: ['update'] }).catch((/** @type {unknown} */ error) => {
    // One broken source among many, or no network: the lists that are here may do, and if not, the next
    // command says so.
    say(`- ${error instanceof Error ? error.message : String(error)} Trying with the lists that are here.`);
  });
  await apt({ name: 'apt-install', args: ['install', '-y', '--no-install-recommends', ...packages] });
}

/** @param {{ name: string, args: readonly string[] }} options */
async function apt({ name, args }) {
  await runProcess({
    command: 'apt-get',
    args,
    env: cleanEnvironment({ DEBIAN_FRONTEND: 'noninteractive' }),
    logFile: join(cacheFolder(), 'logs', `${name}.log`),
    failure: `"apt-get ${args.join(' ')}" failed.`,
    whatToDo:
      'Is there a network, and a package source with these packages? Install them in another way if not, then run this again.',
  });
}

/** @param {readonly Tool[]} missing */
function missingToolsError(missing) {
  return new OperatingError(`Not found on this machine: ${missing.map(describeTool).join('; ')}.`, {
    whatToDo: `Run this, then try again:\n\n    ${installCommand(missing)}\n${chromiumHint(missing)}`,
  });
}

/** @param {Tool} tool */
function describeTool(tool) {
  if (tool === 'chromium') return 'a Chromium, Chrome or Edge';
  if (tool === 'compiler')
    return "a C++ compiler, make and Python (they build code-server's native modules, once)";
  return "Kerberos' development files (code-server's native modules need them, once)";
}

/** @param {readonly Tool[]} missing */
function installCommand(missing) {
  const manager = /** @type {Manager[]} */ (Object.keys(INSTALL_COMMANDS)).find(
    (name) => findOnPath(name) !== undefined,
  );
  if (process.platform === 'win32') return 'winget install Google.Chrome';
  const chosen = manager ?? (existsSync('/etc/debian_version') ? 'apt-get' : 'dnf');
  const prefix = process.getuid?.() === 0 || chosen === 'brew' ? '' : 'sudo ';
  return `${prefix}${INSTALL_COMMANDS[chosen]} ${missing.map((tool) => TOOLS[tool][chosen]).join(' ')}`;
}

/** @param {readonly Tool[]} missing */
function chromiumHint(missing) {
  return missing.includes('chromium')
    ? '\nA browser elsewhere can be named in the environment: STARLING_CHROMIUM=/path/to/chrome'
    : '';
}
