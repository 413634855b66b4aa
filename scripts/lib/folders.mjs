// Where the scripts keep things outside of the project.
import { mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

/** The folder for what is costly to make again: code-server, a downloaded VS Code, the demo music, logs. */
export function cacheFolder() {
  const base =
    process.env['XDG_CACHE_HOME'] ??
    (process.platform === 'win32' ? process.env['LOCALAPPDATA'] : undefined) ??
    join(homedir(), '.cache');
  return join(base, 'starling');
}

/**
 * Makes an empty folder that lasts as long as one run.
 * @param {string} name
 */
export function makeThrowAwayFolder(name) {
  const path = mkdtempSync(join(tmpdir(), `${name}-`));
  return {
    path,
    remove: () => {
      // A process that is just ending may still write here: try again for a moment.
      rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}
