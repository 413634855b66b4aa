// Composition root of the engine process: `engine.cjs --socket PATH --storage DIR`. One for all windows of a storage folder;
// it ends soon after the last window is gone.
import { createHash, randomUUID } from 'node:crypto';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DiskBlockStore } from './cache/diskBlockStore';
import { AlreadyRunningError, listenForClients } from './clientSocket';
import { Engine } from './engine';
import { manifestProver } from './manifest/prove';
import { openOrigin } from './origin/openOrigin';
import { defaultCapBytes } from './policy/limits';
import type { Clock } from './ports';
import { SessionFile } from './sessionFile';

/** How long the engine waits for a window to come back (a reload takes about two seconds), in milliseconds. */
const LINGER_MS = 8_000;

const clock: Clock = {
  nowMs: () => performance.now(),
  wakeAt: (atMs, callback) => {
    setTimeout(callback, Math.max(0, Math.ceil(atMs - performance.now())));
  },
};
const prove = manifestProver((bytes) => createHash('sha256').update(bytes).digest());
/** What there was to say before any window could hear it. */
const early: string[] = [];
let warn = (text: string): void => void early.push(text);

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { socket: { type: 'string' }, storage: { type: 'string' } } });
  const { socket, storage } = values;
  if (socket === undefined || storage === undefined)
    throw new Error('Usage: engine.cjs --socket PATH --storage DIR');
  const session = new SessionFile({ folder: storage, onProblem: (text) => warn(text) });
  let start: (engine: Engine) => void = () => undefined;
  const engine = new Promise<Engine>((resolve) => (start = resolve));
  let store: DiskBlockStore | null = null;
  const exit = (): void => {
    void Promise.all([session.flush(), store?.close()]).finally(() => process.exit(0));
  };
  let linger = setTimeout(exit, LINGER_MS);
  const onClients = (count: number): void => {
    clearTimeout(linger);
    if (count === 0) linger = setTimeout(exit, LINGER_MS);
  };
  // Having bound the socket is owning the folder: store and session are opened only then.
  await listenForClients({ path: socket, engine, onClients });
  store = await openStore(join(storage, 'cache'));
  const ready = new Engine({
    clock,
    store,
    prove,
    newPlayId: randomUUID,
    chance: Math.random,
    initial: await session.load(),
    save: (snapshot) => {
      session.save(snapshot);
    },
    openOrigin: (url) =>
      openOrigin(url, { indexesFolder: join(storage, 'indexes'), onProblem: (text) => warn(text) }),
  });
  start(ready);
  for (const text of early) ready.log('warn', text);
  warn = (text) => {
    ready.log('warn', text);
  };
}

async function openStore(folder: string): Promise<DiskBlockStore> {
  const free = await statfs(join(folder, '..')).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0, // not there yet, or a file system that doesn't say: the smallest cache then
  );
  return DiskBlockStore.open({
    folder,
    capBytes: defaultCapBytes(free),
    clock,
    onProblem: (text) => warn(text),
  });
}

process.on('uncaughtException', (error) => {
  warn(`The engine survived an error: ${error.stack ?? error.message}`);
});

main().catch((error: unknown) => {
  if (error instanceof AlreadyRunningError) process.exit(0);
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});
