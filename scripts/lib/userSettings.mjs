// A quiet VS Code: no welcome page, no telemetry, no looking for updates.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const QUIET = {
  'workbench.startupEditor': 'none',
  'telemetry.telemetryLevel': 'off',
  'workbench.enableExperiments': false,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'update.mode': 'none',
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
};

/** @typedef {Readonly<Record<string, unknown>>} Settings by their full names */

/**
 * Writes the user settings of a fresh VS Code.
 * @param {string} userDataDir
 * @param {Settings} [settings] beside and above the quiet ones
 */
export function writeUserSettings(userDataDir, settings = {}) {
  write(join(userDataDir, 'User'), { ...QUIET, ...settings });
}

/**
 * Writes the machine's settings of a fresh code-server: there, settings of the scope `machine` are read from
 * nowhere else.
 * @param {string} userDataDir
 * @param {Settings} settings
 */
export function writeMachineSettings(userDataDir, settings) {
  write(join(userDataDir, 'Machine'), settings);
}

/**
 * @param {string} folder
 * @param {Settings} settings
 */
function write(folder, settings) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'settings.json'), `${JSON.stringify(settings, null, 2)}\n`);
}
