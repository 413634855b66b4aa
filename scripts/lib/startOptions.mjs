// The options of `npm start`.
import { accessSync, constants, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { OperatingError } from './operatingError.mjs';

export const START_HELP = `Starling, a music player for VS Code: opens a fresh VS Code with the extension in it.

  npm start                      the demo album, in a window of VS Code, or in a browser where there is no desktop VS Code
  npm start -- --music DIR       your own music
  npm start -- --headless        open nothing; print the address to open in a Chromium, Chrome or Edge
  npm start -- --no-open         the same
  npm start -- --port N          the port of that address (default: any free one); no desktop VS Code then
  npm start -- --peers N         how many local peers have the music already (0 to 10; default: 3)
  npm start -- --demo-seconds N  only the first N seconds of each demo piece (5 to 600): quicker to render
  npm start -- --help            this text`;

/**
 * @typedef {object} StartOptions
 * @property {boolean} isHelpWanted
 * @property {boolean} isHeadless true: code-server, and nothing is opened
 * @property {number | undefined} port
 * @property {string | undefined} musicFolder absolute
 * @property {number} peers
 * @property {number | undefined} demoSeconds how much of each demo piece; undefined: all of it
 */

/**
 * @param {readonly string[]} args
 * @returns {StartOptions}
 * @throws {OperatingError} when they make no sense
 */
export function parseStartOptions(args) {
  const given = parse(args);
  const { help, headless, port, music, peers, 'no-open': noOpen, 'demo-seconds': demoSeconds } = given;
  return {
    isHelpWanted: help,
    isHeadless: headless || noOpen,
    port: port === undefined ? undefined : checkPort(port),
    musicFolder: music === undefined ? undefined : checkMusicFolder(music),
    peers: checkPeers(peers),
    demoSeconds: demoSeconds === undefined ? undefined : checkDemoSeconds(demoSeconds),
  };
}

/** @param {readonly string[]} args */
function parse(args) {
  const off = /** @type {const} */ ({ type: 'boolean', default: false });
  const text = /** @type {const} */ ({ type: 'string' });
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: off,
        headless: off,
        'no-open': off,
        port: text,
        music: text,
        peers: { type: 'string', default: '3' },
        'demo-seconds': text,
      },
    }).values;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new OperatingError(message, { whatToDo: 'npm start -- --help shows what there is.' });
  }
}

/** @param {string} text */
function checkPort(text) {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new OperatingError(`--port must be a number from 1 to 65535, not "${text}".`);
}

/** @param {string} text */
function checkPeers(text) {
  const peers = Number(text);
  if (/^\d+$/.test(text) && peers <= 10) return peers;
  throw new OperatingError(`--peers must be a number from 0 to 10, not "${text}".`);
}

/** @param {string} text */
export function checkDemoSeconds(text) {
  const seconds = Number(text);
  if (/^\d+$/.test(text) && seconds >= 5 && seconds <= 600) return seconds;
  throw new OperatingError(`--demo-seconds must be a number from 5 to 600, not "${text}".`);
}

/**
 * npm runs scripts in the project's folder; a relative folder is meant from where the user typed.
 * @param {string} given
 */
function checkMusicFolder(given) {
  const folder = resolve(process.env['INIT_CWD'] ?? process.cwd(), given);
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (stats === undefined) throw musicError(`${folder} doesn't exist`);
  if (!stats.isDirectory()) throw musicError(`${folder} is a file, not a folder`);
  try {
    accessSync(folder, constants.R_OK | constants.X_OK);
  } catch {
    throw musicError(`${folder} can't be read by you`);
  }
  return folder;
}

/** @param {string} reason */
function musicError(reason) {
  return new OperatingError(`--music must name a folder with music, but ${reason}.`);
}
