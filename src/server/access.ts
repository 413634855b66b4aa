// Who may use the server: everybody, on a machine of one's own, or who logs in. Starling's own routes take HTTP Basic (RFC 7617) and
// `Authorization: Bearer APIKEY` (RFC 6750); those of Subsonic have their parameters (subsonic/login.ts).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Account, Accounts, Login } from './accounts/accounts';
import { ANONYMOUS } from './accounts/userBook';

/** Who may come in: whoever asks, or who has an account. */
export type Access = typeof ANONYMOUS | Accounts;

/** Everybody, where no login is asked for. */
export const ANYBODY: Account = { id: ANONYMOUS, name: ANONYMOUS };

/** Lets only those to the routes of `scope` who have logged in; the others are told how to. */
export function requireLogin(scope: FastifyInstance, access: Access): void {
  if (access === ANONYMOUS) return;
  scope.addHook('onRequest', async (request, reply) => {
    const login = await logIn(access, request);
    if (login.kind !== 'in') return refuse(login, reply);
    request.accountName = login.account.name;
    request.accountId = login.account.id;
    return undefined;
  });
}

async function logIn(accounts: Accounts, request: FastifyRequest): Promise<Login> {
  const [, scheme = '', value = ''] =
    /^(basic|bearer) +(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return accounts.byApiKey(value, request.ip);
  const text = Buffer.from(value, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0) return { kind: 'wrong' };
  return accounts.byPassword({ name: text.slice(0, colon), password: text.slice(colon + 1) }, request.ip);
}

function refuse(login: Exclude<Login, { kind: 'in' }>, reply: FastifyReply): FastifyReply {
  reply.request.isLoginRefused = true;
  if (login.kind === 'later')
    return reply
      .code(429)
      .header('retry-after', Math.ceil(login.waitMs / 1000))
      .send({ error: 'Too many logins were wrong. Wait a little.' });
  return reply
    .code(401)
    .header('www-authenticate', 'Basic realm="Starling", charset="UTF-8"')
    .send({ error: 'Log in with a name and a password, or with an API key.' });
}
