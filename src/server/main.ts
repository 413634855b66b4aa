// The origin server's command line: `server serve DIR --port P [--delay MS] [--index DIR]`.
import { stat } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineCommand, runMain } from 'citty';
import { FileThreads } from '../engine/origin/musicLibrary/fileThreads';
import { MusicLibrary } from '../engine/origin/musicLibrary/musicLibrary';
import { indexFolderFor } from '../engine/origin/openOrigin';
import { createOriginServer } from './originServer';

const serve = defineCommand({
  meta: { name: 'serve', description: 'Serve the music below a folder to Starling players.' },
  args: {
    dir: { type: 'positional', description: 'The folder of music', required: true },
    port: { type: 'string', description: 'The port to listen on, 0 for any free one', default: '4533' },
    index: {
      type: 'string',
      description: 'Where to keep what is known of the music (default: a folder in the cache of the user)',
    },
    delay: { type: 'string', description: 'Milliseconds added before each answer', default: '0' },
  },
  run: async ({ args }) => {
    try {
      await run(args.dir, {
        indexFolder: args.index ?? indexFolderFor(args.dir, join(cacheFolder(), 'starling')),
        port: wholeNumber('--port', args.port),
        delayMs: wholeNumber('--delay', args.delay),
      });
    } catch (error) {
      process.stderr.write(`${explain(error, args.port)}\n`);
      process.exit(1);
    }
  },
});

interface RunOptions {
  readonly indexFolder: string;
  readonly port: number;
  readonly delayMs: number;
}

async function run(folder: string, { indexFolder, port, delayMs }: RunOptions): Promise<void> {
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new Error(`There is no folder ${folder}. Name the folder that holds your music.`);
  const onProblem = (sentence: string): void => void process.stderr.write(`${sentence}\n`);
  const reading = new FileThreads(fileURLToPath(new URL('fileThread.cjs', import.meta.url)));
  const library = await MusicLibrary.open({ folder, indexFolder, reading, onProblem });
  const server = createOriginServer({ library, delayMs });
  await server.listen({ port, host: '127.0.0.1' });
  const address = server.server.address() as AddressInfo;
  process.stdout.write(
    `Starling origin is ready at http://127.0.0.1:${address.port}/ (${library.tracks.length} tracks)\n`,
  );
  const end = (): void => {
    void Promise.all([server.close(), library.close()]).finally(() => process.exit(0));
  };
  // Not `once`: write-file-atomic ends the process by itself where it finds no listener left while it writes.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, end);
}

/** Where programs of this user keep what they can make again. */
function cacheFolder(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  if (process.platform === 'win32') return LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local');
  return XDG_CACHE_HOME !== undefined && XDG_CACHE_HOME !== '' ? XDG_CACHE_HOME : join(homedir(), '.cache');
}

function wholeNumber(flag: string, text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65_535)
    throw new Error(`${flag} takes a whole number from 0 to 65535, not “${text}”.`);
  return value;
}

function explain(error: unknown, port: string): string {
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    return `Port ${port} is taken. Choose another one with --port.`;
  return error instanceof Error ? error.message : String(error);
}

void runMain(
  defineCommand({
    meta: { name: 'starling-server', description: 'The Starling origin server.' },
    subCommands: { serve },
  }),
);
