// Composition root of the engine process: `engine.cjs --socket PATH --storage DIR --version VERSION [--secret FILE]`. One for
// all windows of a storage folder; it ends soon after the last window is gone.
import { createHash, randomUUID } from 'node:crypto';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { ProcessReport } from '../shared/report';
import { DiskBlockStore } from './cache/diskBlockStore';
import { ClientSocket } from './clientSocket';
import { CoverFiles } from './coverFiles';
import { Engine } from './engine';
import { manifestProver } from './manifest/prove';
import { FileThreads } from './origin/musicLibrary/fileThreads';
import { parseMediaInfo } from './origin/mediaInfoFormat';
import { openOrigin, originKey } from './origin/openOrigin';
import { probeServer } from './origin/probeServer';
import { deleteOwnData } from './ownData';
import { automaticCapBytes, PROFILES } from './policy/limits';
import { loadSwarm } from './swarm/loadSwarm';
import { Membership } from './swarm/membership';
import { readSecret } from './secret';
import { SessionFile } from './sessionFile';
import { AlreadyRunningError } from './socketBinding';
import { StatisticsFile } from './statisticsFile';
import { systemClock as clock } from './systemClock';
import { Warnings } from './warnings';

/** How long the engine waits for a window to come back (a reload takes about two seconds), in milliseconds. */
const LINGER_MS = 8_000;

const reading = new FileThreads(fileURLToPath(new URL('fileThread.cjs', import.meta.url)));
const prove = manifestProver((bytes) => createHash('sha256').update(bytes).digest());
const warnings = new Warnings();
const warn = (text: string): void => {
  warnings.tell(text);
};

async function main(): Promise<void> {
  const { socket, storage, version, secretFile } = readOptions();
  const session = new SessionFile({ folder: storage, onProblem: warn });
  const statistics = new StatisticsFile({ folder: storage, onProblem: warn });
  const covers = new CoverFiles({ folder: join(storage, 'covers'), onProblem: warn });
  let start: (engine: Engine) => void = () => undefined;
  let fail: (why: unknown) => void = () => undefined;
  const engine = new Promise<Engine>((resolve, reject) => ([start, fail] = [resolve, reject]));
  let windows: ClientSocket | null = null;
  let store: DiskBlockStore | null = null;
  let swarm: Membership | null = null;
  let running: Engine | null = null;
  // The socket stands for the folder: it goes last, when nobody writes there any more.
  const exit = async (): Promise<void> => {
    running?.keepCounts();
    await Promise.allSettled([session.flush(), statistics.flush(), covers.flush(), swarm?.stop()]);
    await store?.close();
    await windows?.release();
    process.exit(0);
  };
  let linger = setTimeout(() => void exit(), LINGER_MS);
  const onClients = (count: number): void => {
    clearTimeout(linger);
    if (count === 0) linger = setTimeout(() => void exit(), LINGER_MS);
  };
  // Having bound the socket is owning the folder: store and session are opened only then.
  windows = await ClientSocket.bind({
    path: socket,
    version,
    secret: secretFile === undefined ? null : await readSecret(secretFile),
    engine,
    onClients,
    onAttached: (ready) => {
      warnings.hearBy(ready);
    },
    onHandOver: () => void exit(),
  });
  try {
    store = await openStore(join(storage, 'cache'));
    swarm = new Membership({
      ...{ clock, store },
      info: (text) => warnings.tell(text, 'info'),
      random: Math.random,
      load: () => loadSwarm(join(storage, 'peer.key')),
    });
    running = new Engine({
      clock,
      store,
      covers,
      prove,
      parseMediaInfo,
      newPlayId: randomUUID,
      chance: Math.random,
      initial: await session.load(),
      save: (snapshot) => {
        session.save(snapshot);
      },
      statistics: await statistics.load(),
      saveStatistics: (counted) => {
        statistics.save(counted);
      },
      automaticCapBytes: await capBytesFor(storage),
      describeProcess,
      originKey,
      swarm,
      deleteData: async (tell) => {
        await Promise.allSettled([session.close(), statistics.close(), covers.close(), swarm?.stop()]);
        await store?.close();
        tell(await deleteOwnData(storage));
        await exit();
      },
      probeServer,
      openOrigin: (url) =>
        openOrigin(url, { indexesFolder: join(storage, 'indexes'), reading, onProblem: warn }),
    });
    start(running);
  } catch (error) {
    // The windows that wait are told why; then nothing is left to do.
    fail(error);
    await windows.release();
    throw error;
  }
}

function readOptions(): { socket: string; storage: string; version: string; secretFile: string | undefined } {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { socket: text, storage: text, version: text, secret: text } });
  const { socket, storage, version, secret } = values;
  if (socket === undefined || storage === undefined || version === undefined)
    throw new Error('Usage: engine.cjs --socket PATH --storage DIR --version VERSION [--secret FILE]');
  return { socket, storage, version, secretFile: secret };
}

function describeProcess(): ProcessReport {
  return {
    nodeVersion: process.version,
    pid: process.pid,
    uptimeSeconds: process.uptime(),
    memoryBytes: process.memoryUsage().rss,
  };
}

/** Opened without a cap: what the listener allows comes with the first settings, and nothing may be evicted before. */
function openStore(folder: string): Promise<DiskBlockStore> {
  return DiskBlockStore.open({ folder, capBytes: Infinity, clock, onProblem: warn });
}

async function capBytesFor(folder: string): Promise<number> {
  const freeBytes = await statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0, // a file system that doesn't say: the smallest cache then
  );
  return automaticCapBytes(freeBytes, PROFILES.modern);
}

process.on('uncaughtException', (error) => {
  warn(`The engine survived an error: ${error.stack ?? error.message}`);
});

main().catch((error: unknown) => {
  if (error instanceof AlreadyRunningError) process.exit(0);
  // The host that started it reads this, and shows it.
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
