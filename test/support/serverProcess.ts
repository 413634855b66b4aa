// The origin server as its own process, with users, as a team has it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { musicFolder } from './musicFolder';
import { TalkingProcess } from './processes';

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
  const command = (args: readonly string[]): readonly string[] => [
    ...[process.execPath, 'dist/server/server.cjs', ...args],
    ...['--data', data.root],
  ];
  const user = async (args: readonly string[], input = ''): Promise<string> => {
    const [program = '', ...rest] = command(['user', ...args]);
    const child = spawn(program, rest);
    child.stdin.end(input);
    const [out] = await Promise.all([text(child.stdout), once(child, 'close')]);
    return out;
  };
  await user(['add', ANNA.user], `${ANNA.password}\n`);
  const places = ['--port', '0', '--swarm-port', '0', '--index', data.path('index')];
  const server = new TalkingProcess(command(['serve', folder, ...places]));
  const [, url = ''] = await server.line(/ready at (\S+)/);
  return {
    url,
    user,
    close: async () => {
      await server.end();
      await data.remove();
    },
  };
}
