// The origin server as its own process, with users, as a team has it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { musicFolder } from './musicFolder';

/** A server that runs. */
export interface ServerProcess {
  readonly url: string;
  /** Runs `starling-server user …` at its data folder. What it prints. */
  user(args: readonly string[], input?: string): Promise<string>;
  close(): Promise<void>;
}

/** The user who is there from the beginning. */
export const ANNA = { user: 'anna', password: 'correct horse' };

/** Serves a folder to Anna, with a swarm of its own. */
export async function serverProcess(folder: string): Promise<ServerProcess> {
  const data = await musicFolder({});
  const run = (args: readonly string[]) =>
    spawn(process.execPath, ['dist/server/server.cjs', ...args, '--data', data.root]);
  const user = async (args: readonly string[], input = ''): Promise<string> => {
    const child = run(['user', ...args]);
    child.stdin.end(input);
    const [out] = await Promise.all([text(child.stdout), once(child, 'close')]);
    return out;
  };
  await user(['add', ANNA.user], `${ANNA.password}\n`);
  const server = run(['serve', folder, '--port', '0', '--swarm-port', '0', '--index', data.path('index')]);
  server.stderr.resume();
  let url: string | undefined;
  let out = '';
  for await (const piece of server.stdout.iterator({ destroyOnReturn: false })) {
    out += String(piece);
    [, url] = /ready at (\S+)/.exec(out) ?? [];
    if (url !== undefined) break;
  }
  if (url === undefined) throw new Error(`The server has not begun: ${out}`);
  return {
    url,
    user,
    close: async () => {
      const ended = once(server, 'exit');
      server.kill('SIGTERM');
      await ended;
      await data.remove();
    },
  };
}
