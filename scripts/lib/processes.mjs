// Starting programs: quiet by default, their last lines kept for errors, each in a process group of its own
// so that nothing is left behind.
import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { OperatingError } from './operatingError.mjs';
import { createMark, endFamily, signalFamily } from './processTree.mjs';

/** Some programs name the cause first (npm), others last. */
const KEPT_FIRST_LINES = 8;
const KEPT_LAST_LINES = 20;

/**
 * @typedef {object} ProcessOptions
 * @property {string} command
 * @property {readonly string[]} args
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] default: this process's
 * @property {string} [logFile] takes the whole output
 * @property {(line: string) => void} [onLine] sees each line of output
 * @property {boolean} [isShown] true: the output goes straight to the terminal and isn't kept
 */

/**
 * @typedef {object} Ending how a process ended: a code, or a signal
 * @property {number | null} code
 * @property {NodeJS.Signals | null} signal
 */

/**
 * @typedef {object} StartedProcess
 * @property {number} pid
 * @property {Promise<Ending>} ended
 * @property {() => boolean} hasEnded
 * @property {() => string} lastLines
 * @property {() => Promise<void>} stop ends it and all that it started, and waits for that
 */

/** What this process has started and not yet seen end. @type {Map<StartedProcess, import('./processTree.mjs').Family>} */
const started = new Map();

process.on('exit', () => {
  // The last resort, for the way out that nobody planned.
  for (const family of started.values()) signalFamily(family, 'SIGKILL');
});

/** Ends everything that this process has started. */
export async function stopEverything() {
  await Promise.all([...started.keys()].map((each) => each.stop()));
}

/**
 * Starts a program and leaves it running.
 * @param {ProcessOptions} options
 * @returns {StartedProcess}
 */
export function startProcess(options) {
  const { mark, environment } = createMark();
  const child = spawnPortably(options, { ...(options.env ?? process.env), ...environment });
  const lines = keepLines(child, options);
  const pid = child.pid ?? 0;
  /** @type {Promise<Ending>} */
  const ended = new Promise((resolve) => {
    child.once('error', (error) => {
      lines.push(error.message);
      resolve({ code: 127, signal: null });
    });
    // `exit`, not `close`: a grandchild may hold the pipes for long. One turn later the last lines have been
    // read.
    child.once('exit', (code, signal) =>
      setTimeout(() => {
        resolve({ code, signal });
      }, 20),
    );
  });
  /** @type {StartedProcess} */
  const handle = {
    pid,
    ended,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    lastLines: () => lines.join('\n'),
    stop: async () => {
      if (pid !== 0) await endFamily({ pid, mark });
      await ended;
      started.delete(handle);
    },
  };
  // Kept after its own end too: what it left behind is still ours to end.
  if (pid !== 0) started.set(handle, { pid, mark });
  return handle;
}

/**
 * Runs a program to its end and gives its output's last lines.
 * @param {ProcessOptions & { failure: string, whatToDo?: string | ((output: string) => string), limitMs?: number }} options `failure`: the sentence when it doesn't end well
 * @returns {Promise<string>}
 */
export async function runProcess(options) {
  const running = startProcess(options);
  const limit =
    options.limitMs === undefined ? undefined : setTimeout(() => void running.stop(), options.limitMs);
  const { code } = await running.ended;
  clearTimeout(limit);
  await running.stop();
  const output = running.lastLines();
  if (code === 0) return output;
  const advice = typeof options.whatToDo === 'function' ? options.whatToDo(output) : (options.whatToDo ?? '');
  const log = options.logFile === undefined ? '' : `The whole output is in ${options.logFile}`;
  throw new OperatingError(options.failure, {
    output,
    whatToDo: [advice, log].filter((each) => each !== '').join('\n'),
  });
}

/**
 * @param {ProcessOptions} options
 * @param {NodeJS.ProcessEnv} env
 */
function spawnPortably({ command, args, cwd, isShown = false }, env) {
  const isWindows = process.platform === 'win32';
  const isScript = isWindows && /\.(cmd|bat)$/i.test(command);
  /** @param {string} text */
  const quote = (text) => (isScript ? `"${text}"` : text);
  return spawn(quote(command), args.map(quote), {
    cwd,
    env,
    stdio: isShown ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    detached: !isWindows, // a group of its own; on Windows this would open a console window
    shell: isScript,
    windowsHide: true,
  });
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {ProcessOptions} options
 */
function keepLines(child, { logFile, onLine }) {
  if (logFile !== undefined) {
    mkdirSync(dirname(logFile), { recursive: true });
    writeFileSync(logFile, '');
  }
  /** @type {string[]} */
  const lines = [];
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      if (logFile !== undefined) appendFileSync(logFile, text);
      const parts = (rest + text).split(/\r?\n/);
      rest = parts.pop() ?? '';
      for (const line of parts) {
        lines.push(line);
        onLine?.(line);
      }
      lines.splice(KEPT_FIRST_LINES, lines.length - KEPT_FIRST_LINES - KEPT_LAST_LINES);
    });
    stream?.once('close', () => {
      if (rest !== '') lines.push(rest);
    });
  }
  return lines;
}
