// Where the engine of a globalStorage folder listens.
import { createHash } from 'node:crypto';
import { chmod, mkdir } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/**
 * The local socket of the engine that owns `storageFolder`: a named pipe on Windows, else a socket in a folder that only
 * this user can enter. Unix paths end at 104 bytes, hence the hash.
 */
export async function engineSocketPath(storageFolder: string): Promise<string> {
  const name = createHash('sha256').update(storageFolder).digest('hex').slice(0, 20);
  if (process.platform === 'win32') return `\\\\.\\pipe\\starling-${name}`;
  const folder = join(process.env['XDG_RUNTIME_DIR'] ?? tmpdir(), `starling-${userInfo().uid}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  return join(folder, `${name}.sock`);
}
