import { readdir, readFile } from 'node:fs/promises';

/** The ids of the engine processes of a storage folder. Linux only, as code-server is. */
export async function engineProcesses(storageFolder: string): Promise<number[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const lines = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
  return ids.filter((_, at) => {
    const args = (lines[at] ?? '').split('\0');
    return args.includes('--socket') && args.includes(storageFolder);
  });
}

/** Kills the engines of a storage folder, as the kernel would: no time to say anything. Returns how many there were. */
export async function killEngines(storageFolder: string): Promise<number> {
  const ids = await engineProcesses(storageFolder);
  for (const id of ids) process.kill(id, 'SIGKILL');
  return ids.length;
}
