// npm, quietly: its output goes to a log file and its last lines into the error.
import { join } from 'node:path';
import { cacheFolder } from './folders.mjs';
import { runProcess } from './processes.mjs';
import { cleanEnvironment, npmCommand } from './programs.mjs';

const NO_NETWORK =
  /ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|ERR_SOCKET_TIMEOUT|network (request|timeout)/i;

/**
 * Runs npm to its end.
 * @param {{ name: string, args: readonly string[], cwd: string, failure: string, node?: string, env?: Readonly<Record<string, string>> }} options
 *   `name`: of the log file; `node`: which one runs npm, default this process's
 */
export async function runNpm({ name, args, cwd, failure, node, env = {} }) {
  const npm = npmCommand(node);
  await runProcess({
    command: npm.command,
    args: [...npm.args, ...args, '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'],
    cwd,
    env: cleanEnvironment(env),
    logFile: join(cacheFolder(), 'logs', `npm-${name}.log`),
    failure,
    whatToDo: (output) =>
      NO_NETWORK.test(output)
        ? "npm's package registry can't be reached: check the network and npm's proxy settings, then run this again."
        : '',
  });
}
