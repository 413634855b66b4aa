// How somebody logs in at a server. A login is a secret: it lies in VS Code's SecretStorage, goes from there to the engine, and is kept in
// memory only. Nothing of it goes into settings, logs, files or texts.

/** A name with a password, or a key alone. */
export type Login =
  | { readonly kind: 'password'; readonly user: string; readonly password: string }
  | { readonly kind: 'apiKey'; readonly apiKey: string };

/** The login at the server of an address. */
export interface OriginLogin {
  /** The address as the settings have it. */
  readonly origin: string;
  readonly login: Login;
}

/** A server that can't be used before somebody logs in. */
export interface WantedLogin {
  /** The address as the settings have it. */
  readonly origin: string;
  /** What it is called: its host. */
  readonly name: string;
  /** It doesn't take the login that there is; false where there is none. */
  readonly isRefused: boolean;
}

/** The longest user name, password or key, in characters. Starling's server takes 1,024 (src/server/limits.ts). */
export const LONGEST_SECRET = 1_024;

/** Whether two logins are the same one. */
export function isSameLogin(one: Login | null, other: Login | null): boolean {
  if (one === null || other === null) return one === other;
  if (one.kind === 'apiKey') return other.kind === 'apiKey' && one.apiKey === other.apiKey;
  return other.kind === 'password' && one.user === other.user && one.password === other.password;
}

/** What came of trying an address: a server that can be used, one that wants a login first, or a sentence that says what is wrong. */
export type ProbedServer =
  | { readonly kind: 'found'; readonly url: string }
  | {
      readonly kind: 'loginWanted';
      /** The address as it is to be written. */
      readonly url: string;
      readonly name: string;
      /** It didn't take the login that it was tried with. */
      readonly isRefused: boolean;
      /** It takes keys too. */
      readonly hasApiKeys: boolean;
      /** What is sent can be read on the way: plain http to another machine. */
      readonly isOverheard: boolean;
    }
  | { readonly kind: 'wrong'; readonly wrong: string };
