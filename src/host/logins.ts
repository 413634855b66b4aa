// The logins at servers, in VS Code's SecretStorage: all in one secret, so that all of them can be forgotten, those of servers too that went
// out of the settings by hand. Every window has the same, and hands the engine those of the servers that are used. Nothing of VS Code in here.
import * as v from 'valibot';
import { LONGEST_SECRET, type Login, type OriginLogin } from '../shared/login';
import { serverAddress } from './origins/serverAddress';

/** The name of the secret. */
const SECRET = 'logins';
/** How long the keyring of the system may keep a start waiting, in milliseconds: it may ask the listener to unlock it. */
const LOAD_LIMIT_MS = 5_000;

const Text = v.pipe(v.string(), v.minLength(1), v.maxLength(LONGEST_SECRET));
const Format = v.record(
  v.string(),
  v.variant('kind', [
    v.object({ kind: v.literal('password'), user: Text, password: Text }),
    v.object({ kind: v.literal('apiKey'), apiKey: Text }),
  ]),
);

/** What is needed of VS Code's SecretStorage. */
export interface SecretStorage {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
  onDidChange(listener: (event: { readonly key: string }) => unknown): { dispose(): unknown };
}

/** What logins are made of. */
export interface LoginsOptions {
  readonly secrets: SecretStorage;
  /** They are others now. */
  readonly onChange: () => void;
  /** Takes what is wrong, as a sentence; nothing of a login is in it. */
  readonly onProblem: (sentence: string) => void;
}

/** The logins of this window. */
export class Logins {
  readonly #options: LoginsOptions;
  readonly #listening: { dispose(): unknown };
  /** By the address of the server, with a slash behind it; null before they are read. */
  #logins: ReadonlyMap<string, Login> | null = null;
  /** What couldn't be stored, by server: logins, and null for those that are forgotten. */
  readonly #unkept = new Map<string, Login | null>();
  /** All that was stored before is forgotten, and couldn't be deleted. */
  #isAllForgotten = false;
  #loading: Promise<void> | null = null;
  /** Servers that a login has been looked for: another window may have kept it a moment ago. */
  readonly #lookedFor = new Set<string>();
  /** One change after the other: each is made to what is stored by then. */
  #changing: Promise<void> = Promise.resolve();

  constructor(options: LoginsOptions) {
    this.#options = options;
    this.#listening = options.secrets.onDidChange(({ key }) => {
      if (key === SECRET) void this.#reload();
    });
  }

  /** Reads those of these origins. Resolves when they are there, or can't be had. */
  async load(origins: readonly string[]): Promise<void> {
    this.#loading ??= this.#loadSoon().finally(() => (this.#loading = null));
    await this.#loading;
    for (const server of serversAmong(origins)) this.#lookedFor.add(server);
  }

  /** Those of these origins, as the settings name them; null where they have to be read first. */
  at(origins: readonly string[]): readonly OriginLogin[] | null {
    const servers = serversAmong(origins);
    const known = this.#logins ?? new Map<string, Login>();
    if (servers.some((server) => !known.has(serverAddress(server)) && !this.#lookedFor.has(server)))
      return null;
    return servers.flatMap((origin) => {
      const login = known.get(serverAddress(origin));
      return login === undefined ? [] : [{ origin, login }];
    });
  }

  /** Keeps a login at a server. Where the system keeps no secrets it counts until this window is closed. */
  keep(origin: string, login: Login): Promise<void> {
    return this.#change(() => this.#unkept.set(serverAddress(origin), login));
  }

  /** Forgets the login at a server. Where the system deletes no secrets it is forgotten until this window is closed. */
  forget(origin: string): Promise<void> {
    return this.#change(() => this.#unkept.set(serverAddress(origin), null));
  }

  /** Forgets all of them; else as `forget`. */
  forgetAll(): Promise<void> {
    return this.#change(() => {
      this.#unkept.clear();
      this.#isAllForgotten = true;
    });
  }

  /** Lets go of what is listened to. */
  dispose(): void {
    this.#listening.dispose();
  }

  async #loadSoon(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), LOAD_LIMIT_MS)));
    const reading = this.#read();
    const read = await Promise.race([reading, late]);
    clearTimeout(timer);
    this.#logins = read ?? this.#logins ?? new Map();
    if (read !== null) return;
    this.#options.onProblem(
      "The system's keyring keeps Starling waiting for the logins at servers. Unlock it.",
    );
    void reading.then((logins) => this.#take(logins));
  }

  async #reload(): Promise<void> {
    this.#take(await this.#read());
  }

  #take(logins: ReadonlyMap<string, Login>): void {
    this.#logins = logins;
    this.#options.onChange();
  }

  /** `note`: notes in what isn't stored yet what is to be. */
  #change(note: () => unknown): Promise<void> {
    this.#changing = this.#changing.then(async () => {
      note();
      const stored = await this.#stored();
      const logins = this.#changed(stored ?? this.#logins ?? []);
      try {
        // What can't be read may be there all the same, and mustn't be written over.
        if (stored === null) throw new Error('they can’t be read');
        if (logins.size === 0) await this.#options.secrets.delete(SECRET);
        else await this.#options.secrets.store(SECRET, JSON.stringify(Object.fromEntries(logins)));
        this.#unkept.clear();
        this.#isAllForgotten = false;
      } catch (error) {
        this.#sayUnkept(error);
      }
      this.#take(logins);
    });
    return this.#changing;
  }

  /** Logins, with what couldn't be stored of them. */
  #changed(stored: Iterable<readonly [string, Login]>): Map<string, Login> {
    const logins = new Map(this.#isAllForgotten ? [] : stored);
    for (const [server, login] of this.#unkept)
      if (login === null) logins.delete(server);
      else logins.set(server, login);
    return logins;
  }

  /** What counts: what is stored, with what couldn't be; what this window knows where that can't be read. */
  async #read(): Promise<ReadonlyMap<string, Login>> {
    return this.#changed((await this.#stored()) ?? this.#logins ?? []);
  }

  /** What is stored; null where that can't be got at. */
  async #stored(): Promise<ReadonlyMap<string, Login> | null> {
    let stored: string | undefined;
    try {
      stored = await this.#options.secrets.get(SECRET);
    } catch (error) {
      this.#sayUnread(error);
      return null;
    }
    if (stored === undefined) return new Map();
    try {
      return new Map(Object.entries(v.parse(Format, JSON.parse(stored))));
    } catch (error) {
      this.#sayUnread(error);
      return this.#logins ?? new Map();
    }
  }

  #sayUnkept(error: unknown): void {
    const reason = reasonOf(error);
    if ([...this.#unkept.values()].some((login) => login !== null))
      this.#options.onProblem(
        `The system doesn't keep secrets (${reason}): the login is forgotten when this window is closed.`,
      );
    if (this.#isAllForgotten || [...this.#unkept.values()].includes(null))
      this.#options.onProblem(
        `The system's keyring deletes nothing (${reason}): the login is forgotten in this window, and is back in the next one. Unlock the keyring, then remove it again.`,
      );
  }

  #sayUnread(error: unknown): void {
    this.#options.onProblem(`The logins at servers can't be read (${reasonOf(error)}). Log in again.`);
  }
}

function serversAmong(origins: readonly string[]): readonly string[] {
  return origins.filter((origin) => /^https?:/i.test(origin));
}

/** The kind of an error: its message could quote what was read. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
