// The Chromium that shows VS Code's workbench in tests, driven by playwright-core.
import { findChromium } from './chromiumInstall.mjs';
import { OperatingError } from './operatingError.mjs';
import { ensureTools } from './systemTools.mjs';

/** No sandbox, as tests may run as root in a container; no talking to the outside. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * The path of a Chromium, installing one if need be and allowed.
 * @returns {Promise<string>}
 */
export async function ensureChromium() {
  await ensureTools(['chromium']);
  const path = findChromium();
  if (path === undefined) throw new OperatingError('No Chromium was found.');
  return path;
}

/**
 * @typedef {object} ChromiumOptions
 * @property {'user-gesture-required' | 'no-user-gesture-required'} autoplay the first as on the desktop, for every test of sound; the second for benchmarks only
 * @property {boolean} [headless] default true
 * @property {readonly string[]} [args] more flags
 */

/**
 * Starts a Chromium; close it with `close()`.
 * @param {ChromiumOptions} options
 * @returns {Promise<import('playwright-core').Browser>}
 */
export async function launchChromium({ autoplay, headless = true, args = [] }) {
  const { chromium } = await import('playwright-core');
  const executablePath = await ensureChromium();
  return chromium.launch({
    executablePath,
    headless,
    args: [...FLAGS, `--autoplay-policy=${autoplay}`, ...args],
  });
}
