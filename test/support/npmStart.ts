import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { processesBelow } from './processTree';

/** `npm start` that has said that it is ready. */
export interface RunningStart {
  readonly url: string;
  /** Ends it as Ctrl+C does, and waits until all that it started is gone. */
  interrupt(): Promise<void>;
  /** Ends those of its processes that run this script, as a crash does. Returns how many there were. */
  crash(script: string): Promise<number>;
}

/**
 * Runs `npm start -- --headless` with these arguments and waits until it is ready.
 * @throws when it ends before that, with all that it said.
 */
export async function npmStart(...args: readonly string[]): Promise<RunningStart> {
  const child = spawn('npm', ['start', '--', '--headless', ...args], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close') as Promise<[number | null]>;
  const said: string[] = [];
  const url = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface(stream).on('line', (line) => {
        said.push(line);
        const ready = /^Starling is ready at (http:\S+)$/.exec(line);
        if (ready?.[1] !== undefined) resolve(ready[1]);
      });
    }
    void ended.then(([code]) =>
      reject(new Error(`npm start ended with code ${String(code)}:\n${said.join('\n')}`)),
    );
  });
  const interrupt = async (): Promise<void> => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
    await ended; // its pipes are closed when the last process that has them is gone
  };
  const crash = async (script: string): Promise<number> => {
    const all = child.pid === undefined ? [] : await processesBelow(child.pid);
    const running = all.filter(({ command }) => command.includes(script));
    for (const { id } of running) process.kill(id, 'SIGKILL');
    return running.length;
  };
  return { url, interrupt, crash };
}

/** Runs `npm start` with arguments that it must refuse: its exit code and all that it said. */
export async function npmStartRefused(
  ...args: readonly string[]
): Promise<{ code: number | null; said: string }> {
  const child = spawn('npm', ['start', '--', '--headless', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => (said += text.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said };
}
