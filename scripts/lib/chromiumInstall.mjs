// Finding the Chromium that shows VS Code's workbench in tests; systemTools.mjs installs one.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { OperatingError } from './operatingError.mjs';
import { cleanEnvironment, findOnPath, isProgram } from './programs.mjs';

/** WebCodecs, and what the page's build is made for (esbuild.mjs: target chrome132). */
const LEAST_MAJOR_VERSION = 132;

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
  'msedge',
];

const MAC_PROGRAMS = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];

const WINDOWS_PROGRAMS = ['Google/Chrome/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe'];

/**
 * The path of a Chromium, Chrome or Edge that is new enough: $STARLING_CHROMIUM if set, else one of PATH or
 * of the usual folders.
 * @returns {string | undefined}
 * @throws {OperatingError} when $STARLING_CHROMIUM names none
 */
export function findChromium() {
  const named = process.env['STARLING_CHROMIUM'];
  if (named === undefined || named === '') return candidates().find(isNewEnough);
  if (isProgram(named) && isNewEnough(named)) return named;
  throw new OperatingError(
    `STARLING_CHROMIUM names no Chromium of version ${LEAST_MAJOR_VERSION} or newer: ${named}`,
    {
      whatToDo: 'Correct it, or unset it to have one looked for.',
    },
  );
}

/** @returns {string[]} */
function candidates() {
  const onPath = NAMES.map(findOnPath).filter((path) => path !== undefined);
  if (process.platform === 'darwin') return [...onPath, ...MAC_PROGRAMS.filter(isProgram)];
  if (process.platform !== 'win32') return onPath;
  const folders = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].map(
    (name) => process.env[name] ?? '',
  );
  return [
    ...onPath,
    ...folders
      .flatMap((folder) => WINDOWS_PROGRAMS.map((program) => join(folder, program)))
      .filter(isProgram),
  ];
}

/**
 * Asks for the version, which also finds out the stub that Ubuntu leaves when its snap is missing.
 * @param {string} path
 */
function isNewEnough(path) {
  if (process.platform === 'win32') return true; // there --version would open a window
  const { status, stdout, error } = spawnSync(path, ['--version'], {
    encoding: 'utf8',
    timeout: 15_000,
    env: cleanEnvironment(),
  });
  // A machine too busy to answer has one: to install another would be worse than to find out later.
  if (error !== undefined && 'code' in error && error.code === 'ETIMEDOUT') return true;
  const major = /(\d+)\.\d+\.\d+/.exec(status === 0 ? stdout : '')?.[1];
  return major !== undefined && Number(major) >= LEAST_MAJOR_VERSION;
}
