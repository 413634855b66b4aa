// Tries the address of a server before it is taken into the settings, as the engine will use it later: through the same proxies and with the
// same certificates. What answers there, whether it wants a login, and what to do where it can't be used. A login belongs to the address that
// it was typed for: a server that sends from http to https at the same host is looked at there, without the login, and is then added by that
// address; to another host, and with a login, nobody is followed.
import type { Login, ProbedServer } from '../../shared/login';
import { OriginError } from '../ports';
import { HttpConnections } from './httpConnections';
import { authorizationOf, toBase } from './httpOrigin';
import { isOverheard } from './overheard';
import { beginningOf, kindOfServer, type ServerKind } from './serverKind';
import { SubsonicClient } from './subsonic/client';
import { SubsonicFailure } from './subsonic/failures';
import { unreachable } from './unreachable';

/** How long a server may take for all of it, in milliseconds. */
const ANSWER_LIMIT_MS = 15_000;
/** How much of a catalogue is looked at, in bytes. */
const MOST_BYTES = 4_096;
/** How a catalogue begins (src/server/originServer.ts). */
const CATALOGUE = /^\s*\{\s*"version"\s*:\s*\d+\s*,\s*"tracks"\s*:/;
/** Redirects to https that are followed: one, and one to another port. */
const MOST_REDIRECTS = 2;

/** Asks whoever is at the address what they are. Without a scheme it is http. */
export async function probeServer(typed: string, login: Login | null): Promise<ProbedServer> {
  let base = toAddress(typed.trim());
  if (base === null) return wrong('That is no address. One looks like http://192.168.1.20:4533/.');
  if (base.username !== '' || base.password !== '')
    return wrong('Leave out user name and password: settings are no place for secrets. They are asked for.');
  const limit = AbortSignal.timeout(ANSWER_LIMIT_MS);
  for (let redirects = 0; ; redirects++) {
    const connections = new HttpConnections(base.protocol === 'https:' ? 'https:' : 'http:');
    try {
      const server = await kindOfServer(connections, base, limit);
      if (server.kind !== 'redirected') return await judge(server, { base, connections, login, limit });
      if (redirects === MOST_REDIRECTS || login !== null || !isSafer(server.base, base))
        return wrong(`${base.host} sends to ${server.base.origin}. Add that address where you trust it.`);
      base = server.base;
    } catch (error) {
      if (limit.aborted)
        return wrong(
          `${base.host} doesn't answer within ${ANSWER_LIMIT_MS / 1_000} s. Is the server running, and the address right?`,
        );
      const { message } = error instanceof OriginError ? error : await unreachable(error, base);
      return wrong(`${base.host}: ${message}. Is the server running, and the address right?`);
    } finally {
      connections.close();
    }
  }
}

/** Whether somebody who trusts `from` trusts `to`: https at the same host. Never http: what was to be kept from others would go out in plain sight. */
function isSafer(to: URL, from: URL): boolean {
  return to.protocol === 'https:' && to.hostname === from.hostname;
}

interface Probe {
  readonly base: URL;
  readonly connections: HttpConnections;
  readonly login: Login | null;
  readonly limit: AbortSignal;
}

async function judge(
  server: Exclude<ServerKind, { kind: 'redirected' }>,
  probe: Probe,
): Promise<ProbedServer> {
  const { host } = probe.base;
  switch (server.kind) {
    case 'starling':
      return await judgeStarling(probe);
    case 'subsonic':
      return await judgeSubsonic(probe, server.extensions);
    case 'other':
      return server.status === 401 || server.status === 403
        ? wrong(`${host} refuses access.`)
        : wrong(
            `${host} answers, but neither as a Starling server nor as a Subsonic server (Navidrome and the like) does. Start one with “npm run server -- serve FOLDER”.`,
          );
  }
}

async function judgeStarling({ base, connections, login, limit }: Probe): Promise<ProbedServer> {
  const url = new URL('catalogue.json', base);
  const headers = login === null ? {} : { authorization: authorizationOf(login) };
  const answer = await connections.ask({ url, headers, signal: limit });
  const elsewhere = answer.leadsElsewhere(url);
  if (elsewhere !== null) {
    answer.drop();
    return wrong(`${base.host} sends to ${elsewhere.origin}. Add it by that address instead.`);
  }
  const text = await beginningOf(answer, MOST_BYTES);
  if (answer.status === 200 && CATALOGUE.test(text)) return { kind: 'found', url: base.href };
  if (answer.status === 401)
    return {
      ...{ kind: 'loginWanted', url: base.href, name: base.host, isRefused: login !== null },
      ...{ hasApiKeys: true, isOverheard: isOverheard(base) },
    };
  if (answer.status === 429)
    return wrong(`${base.host} has had too many wrong logins. Wait half a minute, then try again.`);
  return wrong(`${base.host} answers with HTTP status ${answer.status}. Look into the server's log.`);
}

/** By the method that asks for a login and does nothing else. */
async function judgeSubsonic(
  { base, connections, login, limit }: Probe,
  extensions: ReadonlySet<string>,
): Promise<ProbedServer> {
  const client = new SubsonicClient(base, connections);
  client.logIn(login);
  try {
    await client.call('ping', {}, limit);
    return { kind: 'found', url: base.href };
  } catch (error) {
    if (!(error instanceof SubsonicFailure)) throw error;
    if (!error.isLoginRefused) return wrong(`${base.host}: ${error.message}.`);
    return {
      ...{ kind: 'loginWanted', url: base.href, name: base.host, isRefused: login !== null },
      ...{ hasApiKeys: extensions.has('apiKeyAuthentication'), isOverheard: isOverheard(base) },
    };
  }
}

function wrong(text: string): ProbedServer {
  return { kind: 'wrong', wrong: text };
}

function toAddress(typed: string): URL | null {
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `http://${typed}`;
  const url = typed === '' ? null : toBase(text);
  return url === null || url.search !== '' || url.hash !== '' ? null : url;
}
