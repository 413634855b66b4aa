// The origin server's command line: `server serve DIR --port P [--delay MS]`.
import { stat } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { defineCommand, runMain } from 'citty';
import { scanLibrary } from './library';
import { createOriginServer } from './originServer';

const serve = defineCommand({
  meta: { name: 'serve', description: 'Serve the music below a folder to Starling players.' },
  args: {
    dir: { type: 'positional', description: 'The folder of music', required: true },
    port: { type: 'string', description: 'The port to listen on, 0 for any free one', default: '4533' },
    delay: { type: 'string', description: 'Milliseconds added before each answer', default: '0' },
  },
  run: async ({ args }) => {
    try {
      await run(args.dir, {
        port: wholeNumber('--port', args.port),
        delayMs: wholeNumber('--delay', args.delay),
      });
    } catch (error) {
      process.stderr.write(`${explain(error, args.port)}\n`);
      process.exit(1);
    }
  },
});

async function run(folder: string, { port, delayMs }: { port: number; delayMs: number }): Promise<void> {
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new Error(`There is no folder ${folder}. Name the folder that holds your music.`);
  const library = await scanLibrary(folder);
  for (const problem of library.problems) process.stderr.write(`Left out: ${problem}\n`);
  const server = createOriginServer({ library, delayMs });
  await server.listen({ port, host: '127.0.0.1' });
  const address = server.server.address() as AddressInfo;
  process.stdout.write(
    `Starling origin is ready at http://127.0.0.1:${address.port}/ (${library.tracks.length} tracks)\n`,
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void server.close().then(() => process.exit(0)));
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
