// Where the server keeps what can't be made again, and where what can.
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The server's own data (users, playlists, stars), unless it is told another place. */
export function defaultDataFolder(): string {
  const { XDG_DATA_HOME, LOCALAPPDATA } = process.env;
  if (process.platform === 'darwin')
    return join(homedir(), 'Library', 'Application Support', 'starling-server');
  if (process.platform === 'win32')
    return join(LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'starling-server');
  const data = given(XDG_DATA_HOME) ?? join(homedir(), '.local', 'share');
  return join(data, 'starling-server');
}

/** Where programs of this user keep what they can make again. */
export function cacheFolder(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  if (process.platform === 'win32') return LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local');
  return given(XDG_CACHE_HOME) ?? join(homedir(), '.cache');
}

function given(folder: string | undefined): string | null {
  return folder === undefined || folder === '' ? null : folder;
}
