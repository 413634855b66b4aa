// What the errors of Subsonic mean to the listener, and what he can do. Source: OpenSubsonic, responses/error.
import { OriginError } from '../../ports';
import type { Envelope } from './envelope';

/** The codes that are dealt with. */
export const CODES = {
  missingParameter: 10,
  clientTooOld: 20,
  serverTooOld: 30,
  wrongLogin: 40,
  noTokens: 41,
  wayNotSupported: 42,
  conflictingWays: 43,
  wrongApiKey: 44,
  notAllowed: 50,
  trialOver: 60,
  notFound: 70,
} as const;

/** The longest message of a server that is shown, in characters. */
const LONGEST_MESSAGE = 200;

/** Thrown when a Subsonic server says that it can't. */
export class SubsonicFailure extends OriginError {
  /** As the protocol has it; null where only HTTP says something. */
  readonly code: number | null;
  /** The version of the API that the server speaks, where it says so. */
  readonly version: string | null;

  constructor(
    message: string,
    options: {
      readonly code: number | null;
      readonly version?: string | null;
      readonly isFinal: boolean;
      readonly isLoginRefused?: boolean;
    },
  ) {
    super(message, options);
    this.code = options.code;
    this.version = options.version ?? null;
  }
}

/** The failure that an answer tells of, or null where all is well. */
export function failureIn({ error, version }: Envelope, isLoggedIn: boolean): SubsonicFailure | null {
  if (error === null) return null;
  const { code } = error;
  const fail = (message: string, isLoginRefused = false): SubsonicFailure =>
    new SubsonicFailure(message, { code, version, isFinal: code !== 0, isLoginRefused });
  switch (code) {
    case CODES.missingParameter:
      return isLoggedIn
        ? fail(`the server misses something in the request (${said(error.message)})`)
        : fail('the server asks for a login', true);
    case CODES.clientTooOld:
      return fail(
        `the server speaks a newer version (${version ?? 'unknown'}) than Starling does: update Starling`,
      );
    case CODES.serverTooOld:
      return fail(
        `the server speaks an older version (${version ?? 'unknown'}) than is needed: update the server`,
      );
    case CODES.wrongLogin:
    case CODES.wrongApiKey:
      return fail(isLoggedIn ? 'the server refuses the login' : 'the server asks for a login', true);
    case CODES.noTokens:
    case CODES.wayNotSupported:
    case CODES.conflictingWays:
      return fail(
        "the server doesn't take this way to log in: try an API key, or a password of its own",
        true,
      );
    case CODES.notAllowed:
      return fail(
        'this user may not do that there: have the rights to play and download given to it at the server',
      );
    case CODES.trialOver:
      return fail('the trial period of the server is over: get a licence for it, or use another server');
    case CODES.notFound:
      return fail('the server no longer has it');
    default:
      return fail(`the server says: ${said(error.message)}`);
  }
}

/** The failure that HTTP's status tells of, where the answer is none of Subsonic's. */
export function failureOfStatus(status: number, isLoggedIn: boolean): SubsonicFailure {
  const fail = (message: string, isFinal: boolean, isLoginRefused = false): SubsonicFailure =>
    new SubsonicFailure(message, { code: null, isFinal, isLoginRefused });
  if (status === 401)
    return fail(isLoggedIn ? 'the server refuses the login' : 'the server asks for a login', true, true);
  if (status === 403) return fail('the server refuses access', true);
  if (status === 404 || status === 410) return fail('the server no longer has it', true);
  if (status === 416) return fail('the file has changed at the server', true);
  if (status === 429)
    return fail('the server has had too many requests or wrong logins, and waits a little', false);
  if (status === 200) return fail('it answers, but not as a Subsonic server does', true);
  return fail(`the server answers with HTTP status ${status}`, status < 500);
}

/** For what may go while a server is listed: an answer without content. @throws what it is handed, where that says something else. */
export function nothingIfGone(error: unknown): Readonly<Record<string, never>> {
  if (error instanceof SubsonicFailure && error.code === CODES.notFound) return {};
  throw error;
}

function said(message: string): string {
  return message === '' ? 'an error without a word' : message.slice(0, LONGEST_MESSAGE).replace(/\.$/, '');
}
