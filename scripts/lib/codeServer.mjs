// Starting and stopping code-server, for `npm start` and for the tests.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureCodeServer } from './codeServerInstall.mjs';
import { OperatingError } from './operatingError.mjs';
import { findFreePort } from './ports.mjs';
import { runProcess, startProcess } from './processes.mjs';
import { cleanEnvironment } from './programs.mjs';
import { writeMachineSettings, writeUserSettings } from './userSettings.mjs';

/** It answers after a second on an idle machine; a busy one is given this long. */
const START_LIMIT_MS = 60_000;
const POLL_MS = 100;

/**
 * @typedef {object} CodeServerOptions
 * @property {number} [port] default: any free one
 * @property {string} userDataDir
 * @property {string} extensionsDir
 * @property {string} homeDir stands in for the user's home folder
 * @property {readonly string[]} [extraArgs] e.g. `--vscode-option`, `enable-smoke-test-driver`
 * @property {Readonly<Record<string, string | undefined>>} [env] changes to the environment
 * @property {import('./userSettings.mjs').Settings} [settings] beside the quiet ones of userSettings.mjs
 */

/**
 * @typedef {object} RunningCodeServer
 * @property {string} url ends in a slash
 * @property {number} port
 * @property {Promise<import('./processes.mjs').Ending>} ended
 * @property {() => string} lastLines of its output
 * @property {() => Promise<void>} stop ends it and all its children, and waits for that
 */

/**
 * Starts code-server and waits until it answers.
 * @param {CodeServerOptions} options
 * @returns {Promise<RunningCodeServer>}
 * @throws {OperatingError} when the port is taken, or it ends or stays silent
 */
export async function startCodeServer(options) {
  const port = await findFreePort(options.port);
  writeUserSettings(options.userDataDir, options.settings);
  writeMachineSettings(options.userDataDir, options.settings ?? {});
  const { command, args, env } = await commandOf(options);
  const running = startProcess({
    command,
    args: [...args, '--bind-addr', `127.0.0.1:${port}`, ...(options.extraArgs ?? [])],
    env,
  });
  const url = `http://127.0.0.1:${port}/`;
  try {
    await untilItAnswers(url, running);
  } catch (error) {
    await running.stop();
    throw error;
  }
  return { url, port, ended: running.ended, lastLines: running.lastLines, stop: running.stop };
}

/**
 * Installs a packaged extension for the code-server with these folders.
 * @param {CodeServerOptions & { vsix: string }} options
 */
export async function installIntoCodeServer(options) {
  const { command, args, env } = await commandOf(options);
  await runProcess({
    command,
    args: [...args, '--install-extension', options.vsix],
    env,
    failure: 'code-server could not install the packaged extension.',
    limitMs: START_LIMIT_MS,
  });
}

/** @param {CodeServerOptions} options */
async function commandOf({ userDataDir, extensionsDir, homeDir, env = {} }) {
  const { node, entry } = await ensureCodeServer();
  for (const folder of [userDataDir, extensionsDir, homeDir]) mkdirSync(folder, { recursive: true });
  const config = join(homeDir, 'code-server.yaml');
  writeFileSync(config, '');
  const args = [
    entry,
    '--auth',
    'none',
    '--config',
    config,
    '--user-data-dir',
    userDataDir,
    '--extensions-dir',
    extensionsDir,
  ];
  args.push(
    '--disable-telemetry',
    '--disable-update-check',
    '--disable-workspace-trust',
    '--disable-getting-started-override',
  );
  return { command: node, args, env: cleanEnvironment({ ...ISOLATED, HOME: homeDir, ...env }) };
}

/** No gallery (it would look up an outside host), and none of the user's own folders and choices. */
const ISOLATED = {
  EXTENSIONS_GALLERY: '{}',
  PORT: undefined,
  PASSWORD: undefined,
  HASHED_PASSWORD: undefined,
  XDG_CONFIG_HOME: undefined,
  XDG_DATA_HOME: undefined,
  XDG_STATE_HOME: undefined,
  XDG_CACHE_HOME: undefined,
};

/**
 * @param {string} url
 * @param {import('./processes.mjs').StartedProcess} running
 */
async function untilItAnswers(url, running) {
  const endMs = performance.now() + START_LIMIT_MS;
  // The second request loads the workbench's server side, so that the first window doesn't wait for it.
  while (!((await answers(`${url}healthz`)) && (await answers(url)))) {
    if (running.hasEnded())
      throw new OperatingError('code-server ended at its start.', { output: running.lastLines() });
    if (performance.now() > endMs)
      throw new OperatingError('code-server did not answer.', { output: running.lastLines() });
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** @param {string} url */
async function answers(url) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false; // not listening yet: the caller asks again
  }
}
