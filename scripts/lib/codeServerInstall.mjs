// code-server: the VS Code that runs where no desktop is. It lives in a cache folder outside of node_modules,
// for it takes minutes to build and its own Node 24 to install (its postinstall refuses any other).
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { cacheFolder } from './folders.mjs';
import { OperatingError } from './operatingError.mjs';
import { runNpm } from './npm.mjs';
import { cleanEnvironment } from './programs.mjs';
import { step } from './progress.mjs';
import { COMPILING_TOOLS, ensureTools } from './systemTools.mjs';

const CODE_SERVER_VERSION = '4.139.1';
/** The same that package.json has as a devDependency. */
const NODE_VERSION = '24.21.0';
const NAME = `code-server-${CODE_SERVER_VERSION}`;
/** Written last, so that a broken-off installation isn't taken for a good one. */
const COMPLETE = 'starling-complete.json';

/** @typedef {{ readonly node: string, readonly entry: string, readonly folder: string }} CodeServer what starts it */

/** True where code-server can be had at all. */
export function isCodeServerOffered() {
  return process.platform === 'linux' && (process.arch === 'x64' || process.arch === 'arm64');
}

/**
 * The installed code-server.
 * @returns {CodeServer | undefined}
 */
export function findCodeServer() {
  const folder = join(cacheFolder(), NAME);
  return existsSync(join(folder, COMPLETE)) ? locate(folder) : undefined;
}

/**
 * The installed code-server, installing it if need be.
 * @returns {Promise<CodeServer>}
 */
export async function ensureCodeServer() {
  const installed = findCodeServer();
  if (installed !== undefined) return installed;
  if (!isCodeServerOffered()) {
    throw new OperatingError(`code-server isn't offered on ${process.platform} (${process.arch}).`, {
      whatToDo:
        'Install VS Code 1.101 or newer with its "code" command on PATH, then run this again without --headless.',
    });
  }
  await ensureTools(COMPILING_TOOLS);
  const takes = '2 to 4 minutes, 800 MB, once only';
  await step(
    { title: `Installing code-server ${CODE_SERVER_VERSION} into ${cacheFolder()}`, takes },
    install,
  );
  return locate(join(cacheFolder(), NAME));
}

/** @param {string} folder */
function locate(folder) {
  return {
    node: join(nodePackage(folder), 'bin/node'),
    entry: join(folder, 'node_modules/code-server/out/node/entry.js'),
    folder,
  };
}

/** @param {string} folder */
function nodePackage(folder) {
  return join(folder, 'node_modules', `node-linux-${process.arch}`);
}

/** Installs into a sibling folder and puts that in place when it is complete. */
async function install() {
  removeLeftovers();
  const partial = join(cacheFolder(), `${NAME}.partial-${process.pid}`);
  mkdirSync(partial, { recursive: true });
  await installNode(partial);
  await installCodeServer(partial);
  writeFileSync(
    join(partial, COMPLETE),
    `${JSON.stringify({ codeServer: CODE_SERVER_VERSION, node: NODE_VERSION })}\n`,
  );
  putInPlace(partial);
}

/** @param {string} folder */
async function installNode(folder) {
  const manifest = { private: true, allowScripts: { 'code-server': true, argon2: true } };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await runNpm({
    name: 'code-server-node',
    args: ['install', '--save-exact', `node-linux-${process.arch}@${NODE_VERSION}`],
    cwd: folder,
    failure: 'Node 24 for code-server could not be installed.',
  });
}

/** @param {string} folder */
async function installCodeServer(folder) {
  const path = [join(nodePackage(folder), 'bin'), cleanEnvironment()['PATH']].join(delimiter);
  await runNpm({
    name: 'code-server',
    args: ['install', '--save-exact', `code-server@${CODE_SERVER_VERSION}`],
    cwd: folder,
    node: join(nodePackage(folder), 'bin/node'),
    // The headers to compile against come with the package. Scripts of code-server's inner packages build its
    // native modules; newer versions of npm run none unless told so (older ones don't know the setting, and
    // don't mind).
    env: {
      PATH: path,
      npm_config_nodedir: nodePackage(folder),
      npm_config_dangerously_allow_all_scripts: 'true',
    },
    failure: 'code-server could not be installed.',
  });
}

/** @param {string} partial */
function putInPlace(partial) {
  const folder = join(cacheFolder(), NAME);
  if (findCodeServer() !== undefined) {
    rmSync(partial, { recursive: true }); // another set-up was faster
    return;
  }
  rmSync(folder, { recursive: true, force: true });
  renameSync(partial, folder);
}

/** Removes what broken-off installations left; their process ids are in the names. */
function removeLeftovers() {
  mkdirSync(cacheFolder(), { recursive: true });
  for (const name of readdirSync(cacheFolder())) {
    const pid = /\.partial-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid)))
      rmSync(join(cacheFolder(), name), { recursive: true, force: true });
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // no such process: the answer
  }
}
