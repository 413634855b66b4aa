// The project's own packages: `npm ci`, unless what lies in node_modules already is what package-lock.json
// names.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runNpm } from './npm.mjs';
import { projectNode } from './programs.mjs';
import { step } from './progress.mjs';

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }} LockedPackage */
/** @typedef {Readonly<Record<string, LockedPackage>>} LockedPackages by their folders */

/**
 * Installs the project's packages if they aren't there.
 * @param {string} root the project's folder
 * @returns {Promise<'installed' | 'up to date'>}
 */
export async function ensurePackages(root) {
  const reason = whyOutOfDate(root);
  if (reason === undefined) return 'up to date';
  const title = `Installing the project's packages with npm ci: ${reason}`;
  // Under npm this may be the project's own Node, which npm ci is about to remove: take the one that npm was
  // started with.
  const node = process.env['npm_node_execpath'] ?? process.execPath;
  await step({ title, takes: 'about half a minute' }, () =>
    runNpm({
      name: 'ci',
      args: ['ci'],
      cwd: root,
      node,
      failure: "The project's packages could not be installed.",
    }),
  );
  return 'installed';
}

/**
 * npm writes node_modules/.package-lock.json when an installation is complete; it is compared package by
 * package, so that nothing is installed anew after a plain `npm install`.
 * @param {string} root
 * @returns {string | undefined}
 */
function whyOutOfDate(root) {
  const installed = readPackages(join(root, 'node_modules/.package-lock.json'));
  if (installed === undefined) return 'nothing is installed yet';
  const wanted = Object.entries(readPackages(join(root, 'package-lock.json')) ?? {});
  const changed = wanted.find(([path, locked]) => path !== '' && !isSatisfied(locked, installed[path]));
  if (changed !== undefined) return `${changed[0]} differs from package-lock.json`;
  return projectNode(root).startsWith(root) && existsSync(join(root, 'node_modules/.bin'))
    ? undefined
    : 'Node 24 is missing';
}

/**
 * @param {string} path
 * @returns {LockedPackages | undefined}
 */
function readPackages(path) {
  if (!existsSync(path)) return undefined;
  /** @type {unknown} */
  const lock = JSON.parse(readFileSync(path, 'utf8'));
  return /** @type {{ packages?: LockedPackages }} */ (lock).packages ?? {};
}

/**
 * Packages for other platforms are locked, but never installed.
 * @param {LockedPackage} locked
 * @param {LockedPackage | undefined} installed
 */
function isSatisfied(locked, installed) {
  if (installed === undefined) return locked.optional === true || locked.devOptional === true;
  return installed.version === locked.version && installed.integrity === locked.integrity;
}
