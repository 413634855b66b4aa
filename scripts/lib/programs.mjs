// Finding programs, and the environment to start them in.
import { accessSync, constants, existsSync, realpathSync, statSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { OperatingError } from './operatingError.mjs';

/**
 * The path of a program on PATH, the project's own node_modules/.bin left out.
 * @param {string} name without an ending
 * @returns {string | undefined}
 */
export function findOnPath(name) {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  const candidates = outerPath().flatMap((folder) =>
    endings.map((ending) => join(folder, `${name}${ending}`)),
  );
  return candidates.find(isProgram);
}

/** @param {string} path */
export function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false; // not there or not ours to run: the same to whoever looks for a program
  }
}

/** PATH's folders as they were before npm put node_modules/.bin in front. */
function outerPath() {
  const folders = (process.env['PATH'] ?? process.env['Path'] ?? '').split(delimiter);
  return folders.filter(
    (folder) => folder !== '' && !/[/\\]node_modules[/\\](\.bin|npm[/\\].*)$/.test(folder),
  );
}

/**
 * This process's environment without what npm, VS Code and an earlier start put there for themselves.
 * npm's own settings (npm_config_…) stay, save those that name the npm and the folder of the outer call.
 * @param {Readonly<Record<string, string | undefined>>} [changes] undefined removes a name
 * @returns {NodeJS.ProcessEnv}
 */
export function cleanEnvironment(changes = {}) {
  const outer =
    /^npm_(?!config_)|^npm_config_(user_agent|local_prefix|global_prefix|prefix|node_gyp|npm_version|noproxy)$|^VSCODE_|^ELECTRON_|^INIT_CWD$|^NODE_OPTIONS$/;
  const kept = Object.entries(process.env).filter(([name]) => !outer.test(name) && !/^path$/i.test(name));
  /** @type {Record<string, string | undefined>} */
  const all = { ...Object.fromEntries(kept), PATH: outerPath().join(delimiter), ...changes };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/**
 * A command that runs npm under the given Node.
 * @param {string} [node]
 * @returns {{ command: string, args: string[] }}
 */
export function npmCommand(node = process.execPath) {
  const onPath = findOnPath('npm');
  const besideNode = dirname(process.execPath);
  const candidates = [
    process.env['npm_execpath'],
    onPath === undefined ? undefined : realpathSync(onPath),
    join(besideNode, 'node_modules/npm/bin/npm-cli.js'),
    join(besideNode, '../lib/node_modules/npm/bin/npm-cli.js'),
  ];
  const script = candidates.find((path = '') => basename(path) === 'npm-cli.js' && existsSync(path));
  if (script !== undefined) return { command: node, args: [script] };
  throw new OperatingError('npm was not found.', {
    whatToDo: 'Install Node 20 or newer together with its npm, then run this again.',
  });
}

/**
 * The Node 24 that the project installs for itself; the one that runs this when there is none yet.
 * @param {string} root the project's folder
 */
export function projectNode(root) {
  const own = join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return isProgram(own) ? own : process.execPath;
}
