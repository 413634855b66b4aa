// Processes that others have started, on Linux.
import { readdir, readFile } from 'node:fs/promises';

/** A running process. */
export interface RunningProcess {
  readonly id: number;
  readonly parentId: number;
  /** Its command line, words parted by spaces. */
  readonly command: string;
}

/** Every process that this one has started, and those that they have. */
export async function processesBelow(rootId: number): Promise<readonly RunningProcess[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const all = (await Promise.all(ids.map(readProcess))).filter((each) => each !== null);
  const below = (parentId: number): readonly RunningProcess[] =>
    all.filter((each) => each.parentId === parentId).flatMap((each) => [each, ...below(each.id)]);
  return below(rootId);
}

/** Null where it has ended meanwhile. */
async function readProcess(id: number): Promise<RunningProcess | null> {
  try {
    const [stat, command] = await Promise.all([
      readFile(`/proc/${id}/stat`, 'utf8'),
      readFile(`/proc/${id}/cmdline`, 'utf8'),
    ]);
    // Behind the name, which is in brackets and may hold anything: state, parent.
    const parentId = Number(/\) \S (\d+) /.exec(stat.slice(stat.lastIndexOf(')')))?.[1]);
    return { id, parentId, command: command.replaceAll('\0', ' ').trim() };
  } catch {
    return null;
  }
}
