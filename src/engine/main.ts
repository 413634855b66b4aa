// Composition root of the engine process: `engine.cjs --socket PATH`. One for all windows; it ends soon after the last is gone.
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { AlreadyRunningError, listenForClients } from './clientSocket';
import { Engine } from './engine';
import { HttpOrigin } from './origin/httpOrigin';
import type { Clock } from './ports';

/** How long the engine waits for a window to come back (a reload takes about two seconds), in milliseconds. */
const LINGER_MS = 8_000;

const clock: Clock = {
  nowMs: () => performance.now(),
  wakeAt: (atMs, callback) => {
    setTimeout(callback, Math.max(0, atMs - performance.now()));
  },
};

const engine = new Engine({ clock, newPlayId: randomUUID, openOrigin: (url) => new HttpOrigin(url) });

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { socket: { type: 'string' } } });
  if (values.socket === undefined) throw new Error('Usage: engine.cjs --socket PATH');
  const exit = (): never => process.exit(0);
  let linger = setTimeout(exit, LINGER_MS);
  const onClients = (count: number): void => {
    clearTimeout(linger);
    if (count === 0) linger = setTimeout(exit, LINGER_MS);
  };
  await listenForClients({ path: values.socket, engine, onClients });
}

process.on('uncaughtException', (error) => {
  engine.log('error', `The engine survived an error: ${error.stack ?? error.message}`);
});

main().catch((error: unknown) => {
  if (error instanceof AlreadyRunningError) process.exit(0);
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});
