// `starling-server serve`: opens library and accounts, listens, and ends when it is told to.
import { randomBytes } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { stat } from 'node:fs/promises';
import { isIP, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FileThreads } from '../engine/origin/musicLibrary/fileThreads';
import { MusicLibrary } from '../engine/origin/musicLibrary/musicLibrary';
import { systemClock as clock } from '../engine/systemClock';
import type { Access } from './access';
import { Accounts } from './accounts/accounts';
import { ANONYMOUS } from './accounts/userBook';
import { SHUTDOWN_MS } from './limits';
import { createOriginServer } from './originServer';
import type { SwarmService } from './swarm/swarmService';

/** What to serve, to whom, and where. */
export interface ServeOptions {
  readonly folder: string;
  readonly indexFolder: string;
  readonly dataFolder: string;
  readonly host: string;
  readonly port: number;
  readonly isAnonymous: boolean;
  readonly delayMs: number;
  readonly logLevel: string;
  readonly trustedProxies?: string;
  /** Where the swarm's node listens, 0 for any free port; null: there is no swarm. */
  readonly swarmPort: number | null;
}

/** Thrown when the server can't be started so. The message says what to do. */
export class ServeError extends Error {
  override readonly name = 'ServeError';
}

/** Serves until a signal ends it. @throws {ServeError} when that can't be begun. */
export async function serve(options: ServeOptions): Promise<void> {
  const { folder, indexFolder, dataFolder, host, port, delayMs, logLevel, trustedProxies } = options;
  await checkFolder(folder);
  const access = await openAccess(options);
  const onProblem = (sentence: string): void => void process.stderr.write(`${sentence}\n`);
  const reading = new FileThreads(fileURLToPath(new URL('fileThread.cjs', import.meta.url)));
  const library = await MusicLibrary.open({ folder, indexFolder, reading, onProblem });
  const swarmService = await openSwarm(options, library, onProblem);
  if (access !== ANONYMOUS && swarmService !== null)
    access.onRemoved((accountId) => swarmService.revoke(accountId));
  const server = createOriginServer({
    ...{ library, access, delayMs, swarmService },
    stateFolder: join(dataFolder, 'state'),
    log: { level: logLevel, stream: process.stderr },
    ...(trustedProxies === undefined ? {} : { trustedProxies }),
  });
  await server.listen({ port, host });
  const address = server.server.address() as AddressInfo;
  const shown = isIP(address.address) === 6 ? `[${address.address}]` : address.address;
  process.stdout.write(
    `Starling origin is ready at http://${shown}:${address.port}/ (${library.tracks.length} tracks)\n`,
  );
  const end = (): void => {
    setTimeout(() => process.exit(0), SHUTDOWN_MS).unref();
    void Promise.all([server.close(), swarmService?.stop(), library.close()]).finally(() => process.exit(0));
  };
  // Not `once`: write-file-atomic ends the process by itself where it finds no listener left while it writes.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, end);
}

/** The swarm of the members; loaded only where there is one, since libp2p takes its time. */
async function openSwarm(
  { dataFolder, host, swarmPort, isAnonymous }: ServeOptions,
  library: MusicLibrary,
  onProblem: (sentence: string) => void,
): Promise<SwarmService | null> {
  if (swarmPort === null) return null;
  const [{ SwarmService: Service }, { openSwarmKey, swarmKeyOf }] = await Promise.all([
    import('./swarm/swarmService'),
    import('./swarm/swarmKey'),
  ]);
  const [address] =
    isIP(host) === 0 ? await lookup(host, { all: true }) : [{ address: host, family: isIP(host) }];
  return await Service.start({
    // Nobody has to know an anonymous server again.
    key: isAnonymous ? await swarmKeyOf(randomBytes(32)) : await openSwarmKey(dataFolder),
    clock,
    random: Math.random,
    listen: [`/ip${address?.family ?? 4}/${address?.address ?? host}/tcp/${swarmPort}`],
    stun: { host: address?.address ?? host, port: swarmPort },
    onProblem,
    tracks: () => library.tracks,
  });
}

/** Whether only this machine reaches a server that listens there. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

async function checkFolder(folder: string): Promise<void> {
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new ServeError(`There is no folder ${folder}. Name the folder that holds your music.`);
}

async function openAccess({ dataFolder, host, isAnonymous }: ServeOptions): Promise<Access> {
  if (isAnonymous) {
    if (isLoopback(host)) return ANONYMOUS;
    throw new ServeError(
      `With --anonymous everybody who reaches ${host} could hear your music. Add users (starling-server user add NAME) and leave --anonymous out, or listen on 127.0.0.1 only.`,
    );
  }
  const onProblem = (sentence: string): void => void process.stderr.write(`${sentence}\n`);
  const accounts = await Accounts.open({ dataFolder, nowMs: () => performance.now(), onProblem });
  if (accounts.count > 0) return accounts;
  throw new ServeError(
    `There are no users in ${dataFolder}. Add one (starling-server user add NAME), or serve to this machine alone (--anonymous).`,
  );
}
