// Building and running the product's parts, for `npm start`: the extension's package, the demo music, the
// origin server.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './folders.mjs';
import { OperatingError } from './operatingError.mjs';
import { runProcess, startProcess } from './processes.mjs';
import { npmCommand, projectNode } from './programs.mjs';
import { step } from './progress.mjs';

const READY = /^Starling origin is ready at (http:\/\/\S+) \((\d+) tracks?\)/;
/** A folder of ten thousand tracks is read within this. */
const ORIGIN_START_LIMIT_MS = 120_000;
const POLL_MS = 20;
/** A demo album is heard by a peer within this. */
const PEER_START_LIMIT_MS = 120_000;

/** @typedef {{ readonly url: string, readonly trackCount: number }} ReadyOrigin */

/** @param {string} root */
export async function buildProduct(root) {
  await step({ title: 'Building', takes: 'a few seconds' }, () =>
    runProcess({
      command: projectNode(root),
      args: ['esbuild.mjs', '--production'],
      cwd: root,
      failure: 'The build failed.',
    }),
  );
}

/**
 * Packages the extension as a user would get it, of what has been built.
 * @param {string} root
 * @returns {Promise<string>} the VSIX file, where package.json's script puts it
 */
export async function packageExtension(root) {
  const vsix = join(root, 'out/starling.vsix');
  mkdirSync(join(root, 'out'), { recursive: true });
  const npm = npmCommand(projectNode(root));
  await step({ title: 'Packaging the extension', takes: 'a few seconds' }, () =>
    runProcess({
      command: npm.command,
      args: [...npm.args, 'run', '--silent', 'vsce'],
      cwd: root,
      failure: 'The extension could not be packaged.',
    }),
  );
  return vsix;
}

/**
 * Renders the demo album unless it was rendered before.
 * @param {string} root
 * @param {number} [seconds] only so much of each piece; such albums lie apart from the whole one
 * @returns {Promise<string>} the folder it lies in
 */
export async function renderDemo(root, seconds) {
  const isShort = seconds !== undefined;
  const folder = join(cacheFolder(), isShort ? `demo-${seconds}s` : 'demo');
  mkdirSync(folder, { recursive: true });
  const takes = isShort ? 'up to a minute, once only' : 'a couple of minutes, once only';
  await step({ title: 'Rendering the demo album', takes, live: true }, () =>
    runProcess({
      command: projectNode(root),
      args: [
        join(root, 'dist/demo/demo.cjs'),
        '--out',
        folder,
        ...(isShort ? ['--seconds', String(seconds)] : []),
      ],
      cwd: root,
      isShown: true,
      failure: 'The demo album could not be rendered.',
      whatToDo: 'Your own can be played: npm start -- --music DIR',
    }),
  );
  return folder;
}

/**
 * Starts the origin server on a folder of music and waits until it is ready.
 * @param {{ root: string, musicFolder: string }} options
 * @returns {Promise<ReadyOrigin & { running: import('./processes.mjs').StartedProcess }>}
 */
export async function startOrigin({ root, musicFolder }) {
  /** @type {ReadyOrigin | undefined} */
  let ready;
  const running = startProcess({
    command: projectNode(root),
    args: [
      join(root, 'dist/server/server.cjs'),
      'serve',
      musicFolder,
      '--port',
      '0',
      '--anonymous',
      '--log-level',
      'warn',
    ],
    cwd: root,
    onLine: (line) => (ready ??= parseReady(line)),
  });
  const endMs = performance.now() + ORIGIN_START_LIMIT_MS;
  while (!running.hasEnded() && performance.now() < endMs) {
    if (ready !== undefined) return { ...ready, running };
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  await running.stop();
  throw new OperatingError('The origin server did not start.', { output: running.lastLines() });
}

/**
 * Starts a peer without VS Code that has heard all of an origin's music, and waits until it shares it.
 * @param {{ root: string, originUrl: string, storage: string }} options
 */
export async function startPeer({ root, originUrl, storage }) {
  const heard = { isReady: false };
  const args = ['--origin', originUrl, '--play', 'all', '--join', 'after', '--storage', storage];
  const running = startProcess({
    command: projectNode(root),
    args: [join(root, 'dist/peer/peer.cjs'), ...args],
    cwd: root,
    onLine: (line) => (heard.isReady ||= line.startsWith('The peer is ready')),
  });
  const endMs = performance.now() + PEER_START_LIMIT_MS;
  while (!running.hasEnded() && performance.now() < endMs) {
    if (heard.isReady) return running;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  await running.stop();
  throw new OperatingError('A peer did not start.', { output: running.lastLines() });
}

/**
 * @param {string} line
 * @returns {ReadyOrigin | undefined}
 */
function parseReady(line) {
  const [, url, count] = READY.exec(line) ?? [];
  return url === undefined ? undefined : { url, trackCount: Number(count) };
}
