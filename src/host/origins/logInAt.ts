// Logging in at a server: the login is kept for the address that it was asked for at, and where that isn't the one in the settings (an address
// that sends from http to https), it takes its place there. Nothing of VS Code in here.
import type { ProbedServer } from '../../shared/login';
import type { Logins } from '../logins';
import type { LoggedIn, LoginWanted } from './askLogin';
import { serverAddress } from './serverAddress';

/** What logging in needs. */
export interface LoggingInParts {
  readonly probeServer: (address: string) => Promise<ProbedServer>;
  /** Asks the listener, until the server takes what is typed; null where the listener gives up. */
  readonly askLogin: (server: LoginWanted) => Promise<LoggedIn | null>;
  readonly logins: Pick<Logins, 'keep'>;
  /** The servers in the settings. */
  readonly servers: {
    readonly read: () => readonly string[];
    readonly write: (servers: readonly string[]) => PromiseLike<void>;
  };
}

/** Asks for a login and keeps it. The address of the server, or null where the listener has given up. */
export async function logInAt(
  server: LoginWanted,
  { askLogin, logins }: Pick<LoggingInParts, 'askLogin' | 'logins'>,
): Promise<string | null> {
  const loggedIn = await askLogin(server);
  if (loggedIn === null) return null;
  await logins.keep(loggedIn.url, loggedIn.login);
  return loggedIn.url;
}

/** Asks for another login at a server of the settings. What the server was found to be; for whoever calls to tell. */
export async function logInAgain(address: string, parts: LoggingInParts): Promise<ProbedServer> {
  const server = await parts.probeServer(address);
  if (server.kind === 'loginWanted')
    await replaceServer(address, await logInAt(server, parts), parts.servers);
  return server;
}

/** Where an address sends from http to https, the login is kept for that one, and so it is the server's from now on. */
async function replaceServer(
  address: string,
  url: string | null,
  { read, write }: LoggingInParts['servers'],
): Promise<void> {
  if (url === null || serverAddress(address) === url) return;
  await write([...new Set(read().map((each) => (each === address ? url : each)))]);
}
