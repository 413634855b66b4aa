import { readdir, readFile } from 'node:fs/promises';

/** A running engine. */
export interface EngineProcess {
  readonly id: number;
  /** The version of the extension that it came with. */
  readonly version: string;
}

/** The engine processes of a storage folder. Linux only, as code-server is. */
export async function engineProcesses(storageFolder: string): Promise<EngineProcess[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const lines = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
  return ids.flatMap((id, at) => {
    const args = (lines[at] ?? '').split('\0');
    const isOne = args.includes('--socket') && args.includes(storageFolder);
    return isOne ? [{ id, version: args[args.indexOf('--version') + 1] ?? '' }] : [];
  });
}

/** Kills the engines of a storage folder, as the kernel would: no time to say anything. Returns how many there were; one that has just ended by itself was none. */
export async function killEngines(storageFolder: string): Promise<number> {
  const engines = await engineProcesses(storageFolder);
  return engines.filter(({ id }) => kill(id)).length;
}

function kill(id: number): boolean {
  try {
    return process.kill(id, 'SIGKILL');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}
