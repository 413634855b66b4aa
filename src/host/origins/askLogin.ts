// Asks the listener how to log in at a server, and tries it: what is wrong is said where it was typed, and nothing typed is lost but a wrong
// password.
import * as vscode from 'vscode';
import { LONGEST_SECRET, type Login, type ProbedServer } from '../../shared/login';
import { askUntilRight, type Wrong } from './askUntilRight';

/** A server that wants a login. */
export type LoginWanted = ProbedServer & { readonly kind: 'loginWanted' };

/** What came of it. */
export interface LoggedIn {
  /** The address as it is to be written. */
  readonly url: string;
  readonly login: Login;
}

const ITEMS: readonly (vscode.QuickPickItem & { readonly how: Login['kind'] })[] = [
  { label: '$(account) User name and password', how: 'password' },
  { label: '$(key) API key', how: 'apiKey' },
];

/** Asks until the server takes what is typed, or the listener gives up (null). `tryLogin` tries a login at the server's address. */
export async function askLogin(
  server: LoginWanted,
  tryLogin: (address: string, login: Login) => Promise<ProbedServer>,
): Promise<LoggedIn | null> {
  const title = `Log In to ${server.name}`;
  const kind = server.hasApiKeys
    ? (
        await vscode.window.showQuickPick(ITEMS, {
          title,
          placeHolder: 'How do you log in there?',
          ignoreFocusOut: true,
        })
      )?.how
    : 'password';
  if (kind === undefined) return null;
  const warning = server.isOverheard ? ' This address is plain http: everybody on the way can read it.' : '';
  const attempt = (login: Login): Promise<LoggedIn | Wrong> => tryOut(server, login, tryLogin);
  if (kind === 'apiKey')
    return await askSecret({ title, prompt: `API key.${warning}` }, (apiKey) => attempt({ kind, apiKey }));
  const user = await vscode.window.showInputBox({
    title,
    prompt: 'User name',
    ignoreFocusOut: true,
    validateInput: (text) =>
      text === '' || text.includes(':') || text.length > LONGEST_SECRET
        ? 'Type your user name at this server. It has no colon.'
        : undefined,
  });
  if (user === undefined) return null;
  return await askSecret({ title, prompt: `Password of ${user}.${warning}` }, (password) =>
    attempt({ kind, user, password }),
  );
}

async function tryOut(
  { url, name }: LoginWanted,
  login: Login,
  tryLogin: (address: string, login: Login) => Promise<ProbedServer>,
): Promise<LoggedIn | Wrong> {
  const probed = await tryLogin(url, login);
  switch (probed.kind) {
    case 'found':
      return { url: probed.url, login };
    case 'wrong':
      return { wrong: probed.wrong };
    case 'loginWanted':
      return {
        wrong:
          login.kind === 'apiKey'
            ? `${name} doesn't take this API key. Type it again, or Escape to give up.`
            : `${name} doesn't take this user name and password. Type the password again, or Escape to begin anew.`,
      };
  }
}

/** A box for a secret. */
function askSecret(
  asked: { readonly title: string; readonly prompt: string },
  attempt: (secret: string) => Promise<LoggedIn | Wrong>,
): Promise<LoggedIn | null> {
  return askUntilRight({ ...asked, password: true }, async (secret) => {
    if (secret === '') return { wrong: 'Type it, or press Escape to give up.' };
    return secret.length > LONGEST_SECRET
      ? { wrong: 'That is too long to be right.' }
      : await attempt(secret);
  });
}
