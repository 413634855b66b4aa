// Who asks, by the parameters of Subsonic: `apiKey`; or `u` with `t` (MD5 of app password and salt) and `s`; or `u` with `p`, plain or
// hexadecimal behind `enc:`. Source: OpenSubsonic API reference, and its extension apiKeyAuthentication.
import { ANYBODY, type Access } from '../access';
import type { Account, Login } from '../accounts/accounts';
import { ANONYMOUS } from '../accounts/userBook';
import { SubsonicError } from './answer';
import type { Parameters } from './parameters';

/** Who comes with these parameters from this address. @throws {SubsonicError} when nobody does. */
export async function logIn(access: Access, parameters: Parameters, address: string): Promise<Account> {
  if (access === ANONYMOUS) return ANYBODY;
  const apiKey = parameters.text('apiKey');
  if (apiKey !== null) {
    if (['u', 'p', 't', 's'].some((name) => parameters.has(name))) throw conflicting();
    return accountOf(await access.byApiKey(apiKey, address), 'wrongApiKey');
  }
  const name = parameters.required('u');
  const [password, token] = [parameters.text('p'), parameters.text('t')];
  if (password !== null && token !== null) throw conflicting();
  if (token !== null) {
    const salt = parameters.required('s');
    return accountOf(await access.byToken({ name, token, salt }, address), 'wrongLogin');
  }
  const plain = decoded(parameters.required('p'));
  return accountOf(await access.byPassword({ name, password: plain }, address), 'wrongLogin');
}

function accountOf(login: Login, code: 'wrongLogin' | 'wrongApiKey'): Account {
  switch (login.kind) {
    case 'in':
      return login.account;
    case 'later':
      throw new SubsonicError(code, 'Too many logins were wrong. Wait a little.', 429);
    case 'wrong':
      throw new SubsonicError(
        code,
        code === 'wrongLogin' ? 'Wrong username or password.' : 'Invalid API key.',
      );
  }
}

function conflicting(): SubsonicError {
  return new SubsonicError('conflictingLogins', 'Multiple conflicting authentication mechanisms provided.');
}

/** What isn't hexadecimal behind `enc:` is nobody's password. */
function decoded(password: string): string {
  return password.startsWith('enc:') ? Buffer.from(password.slice(4), 'hex').toString('utf8') : password;
}
