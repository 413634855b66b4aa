// Binding the local socket: having bound it is owning the folder it stands for.
//
// A killed engine leaves its socket's file behind, and windows may start several engines at once in its place. Whoever finds
// the file unanswered claims it first (a file made exclusively), so that nobody removes the socket that another one has just bound.
import { constants } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import { connect, type Server } from 'node:net';
import { setTimeout as waitMs } from 'node:timers/promises';

/** Thrown when another engine owns the socket already: this one has nothing to do. */
export class AlreadyRunningError extends Error {
  override readonly name = 'AlreadyRunningError';
}

/** A claim is held for a few milliseconds; one older than this is a killed engine's, in milliseconds. */
const OLDEST_CLAIM_MS = 3_000;
/** Pause before a socket that somebody else has claimed is tried again, in milliseconds. */
const CLAIM_PAUSE_MS = 20;

/**
 * Has a server listen at `path`.
 * @throws {AlreadyRunningError} when another engine answers there.
 */
export async function bindSocket(server: Server, path: string): Promise<void> {
  while (!(await tryListen(server, path))) {
    if (await isAnswered(path)) throw new AlreadyRunningError(path);
    if (await replaceSocket(server, path)) return;
    await waitMs(CLAIM_PAUSE_MS);
  }
}

/** Takes the place of a socket that nobody answers; false where another engine is about to, or just has. */
async function replaceSocket(server: Server, path: string): Promise<boolean> {
  const claim = `${path}.claim`;
  if (!(await makeClaim(claim))) return false;
  try {
    if (await isAnswered(path)) return false;
    await rm(path, { force: true });
    return await tryListen(server, path);
  } finally {
    await rm(claim, { force: true });
  }
}

async function makeClaim(claim: string): Promise<boolean> {
  try {
    await (await open(claim, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o600)).close();
    return true;
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
    const madeAtMs = await stat(claim).then(
      ({ mtimeMs }) => mtimeMs,
      () => Date.now(), // given up meanwhile: the next try shows
    );
    if (Date.now() - madeAtMs > OLDEST_CLAIM_MS) await rm(claim, { force: true });
    return false;
  }
}

/** Listens; false where the address is taken. */
function tryListen(server: Server, path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      if (isCode(error, 'EADDRINUSE')) resolve(false);
      else reject(error);
    };
    server.once('error', fail);
    server.listen(path, () => {
      server.off('error', fail);
      resolve(true);
    });
  });
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => {
      resolve(false);
    });
  });
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
