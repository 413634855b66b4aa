// Whom a peer logs in as: by the environment or a file, never by an argument, which everybody on the machine can read.
import { readFile, stat } from 'node:fs/promises';
import { LONGEST_SECRET, type Login } from '../shared/login';

/** The most that a file of a login may have, in bytes. */
const MOST_BYTES = 4_096;

/** Where a login may be. */
export interface LoginPlaces {
  /** STARLING_USER with STARLING_PASSWORD, or STARLING_API_KEY. */
  readonly env: NodeJS.ProcessEnv;
  /** The path of a file with the name in its first line and the password in its second, or an API key in its only one. */
  readonly file?: string | undefined;
  /** Takes what is to be mended, as a sentence. */
  readonly warn: (sentence: string) => void;
}

/**
 * The login, or null where there is none; it doesn't stay in the environment.
 * @throws {Error} when half of one is missing or the file can't be read; the message says what to do.
 */
export async function readLogin({ env, file, warn }: LoginPlaces): Promise<Login | null> {
  const { STARLING_USER: user, STARLING_PASSWORD: password, STARLING_API_KEY: apiKey } = env;
  delete env['STARLING_USER'];
  delete env['STARLING_PASSWORD'];
  delete env['STARLING_API_KEY'];
  if (file !== undefined) return await loginIn(file, warn);
  if (apiKey !== undefined && apiKey !== '') return checked({ kind: 'apiKey', apiKey }, 'STARLING_API_KEY');
  const [hasUser, hasPassword] = [user, password].map((text) => text !== undefined && text !== '');
  if (hasUser !== hasPassword)
    throw new Error(`Set both STARLING_USER and STARLING_PASSWORD, not only one of them.`);
  if (!user || !password) return null;
  return checked({ kind: 'password', user, password }, 'STARLING_USER and STARLING_PASSWORD');
}

async function loginIn(file: string, warn: LoginPlaces['warn']): Promise<Login> {
  const { mode, size } = await stat(file).catch(() => {
    throw new Error(
      `There is no file ${file}: --login names one with a user name and a password, a line each.`,
    );
  });
  if (size > MOST_BYTES) throw new Error(`${file} is too long to be a login.`);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0)
    warn(`Others on this machine may read ${file}: chmod 600 ${file}`);
  const [first = '', second = ''] = (await readFile(file, 'utf8')).split(/\r?\n/);
  if (first === '')
    throw new Error(`${file} has no login: a user name and a password, a line each, or an API key.`);
  return checked(
    second === '' ? { kind: 'apiKey', apiKey: first } : { kind: 'password', user: first, password: second },
    file,
  );
}

/** Of a wrong one only the place is told. */
function checked(login: Login, place: string): Login {
  const texts = login.kind === 'apiKey' ? [login.apiKey] : [login.user, login.password];
  const isWrong =
    texts.some((text) => text.length > LONGEST_SECRET) ||
    (login.kind === 'apiKey' ? !/^[\x21-\x7e]+$/.test(login.apiKey) : login.user.includes(':'));
  if (isWrong) throw new Error(`What ${place} says can't be a login.`);
  return login;
}
