// TCP ports of this machine's loopback address.
import { createServer } from 'node:net';
import { OperatingError } from './operatingError.mjs';

/**
 * The given port if it is free, or any free one.
 * @param {number} [wanted]
 * @returns {Promise<number>}
 * @throws {OperatingError} when the given port is taken
 */
export async function findFreePort(wanted = 0) {
  const server = createServer();
  try {
    return await new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(wanted, '127.0.0.1', () => {
        const address = server.address();
        resolve(address !== null && typeof address === 'object' ? address.port : wanted);
      });
    });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const reason = code === 'EACCES' ? 'may not be used by you' : 'is taken by another program';
    throw new OperatingError(`Port ${wanted} ${reason}.`, {
      whatToDo: 'Give another one with --port, or none to have a free one picked.',
    });
  } finally {
    server.close();
  }
}
