// Who may come in, while the server runs: logins by password, by Subsonic's token and by API key, checked against the file of users,
// which is read again when it has changed.
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import {
  LONGEST_PASSWORD,
  MOST_KNOWN_PASSWORDS,
  MOST_WAITING_SCRYPTS,
  SCRYPTS_AT_ONCE,
  STRANGER_STALE_MS,
  USERS_STALE_MS,
} from '../limits';
import { KnownAccounts } from './knownAccounts';
import { Turns } from './turns';
import { hashApiKey, hashPassword, isPassword, isSame, unseal, type HashedPassword } from './secrets';
import { foldedUserName } from './userBook';
import { openServerKey, readUserFile, readUsers, userFileVersion, type User } from './userFile';
import { WrongTries, type Pair } from './wrongTries';

/** Somebody who came in. */
export interface Account {
  /** Names the account for good; a later user of the same name has another one. */
  readonly id: string;
  readonly name: string;
}

/** What came of a login: somebody, a wrong name or secret, or nothing yet because too many were wrong. */
export type Login =
  | { readonly kind: 'in'; readonly account: Account }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'later'; readonly waitMs: number };

/** What accounts are made of. */
export interface AccountsOptions {
  readonly dataFolder: string;
  /** Milliseconds that only rise. */
  readonly nowMs: () => number;
  /** Takes what is wrong with the file of users while the server runs, as a sentence. */
  readonly onProblem: (sentence: string) => void;
}

const WRONG: Login = { kind: 'wrong' };
/** Tells those apart who come with an API key: they have no name yet. */
const KEY_BEARER = '\nkey';

/** The accounts of a server. */
export class Accounts {
  readonly #options: AccountsOptions;
  readonly #key: Uint8Array;
  readonly #tries: WrongTries;
  /** Apart from the others: of made-up names there is no end, and what is remembered of accounts isn't to be driven out by them. */
  readonly #strangersTries: WrongTries;
  readonly #turns = new Turns({ atOnce: SCRYPTS_AT_ONCE, mostWaiting: MOST_WAITING_SCRYPTS });
  /** Passwords that were right, by their HMAC under a key of this process: the hash that they were right for. */
  readonly #known = new LRUCache<string, string>({ max: MOST_KNOWN_PASSWORDS });
  readonly #knownKey = randomBytes(32);
  readonly #underWay = new Map<string, Promise<Login>>();
  readonly #nobody: HashedPassword;
  readonly #knownAccounts: KnownAccounts;
  #users: readonly User[] = [];
  /** Ids of accounts that were removed lately, before this server was started. */
  #removedBefore: readonly string[] = [];
  #version = '';
  #lookedMs = -Infinity;
  #looking: Promise<void> = Promise.resolve();
  readonly #leaving = new Set<(accountId: string) => void>();

  private constructor(
    options: AccountsOptions,
    parts: { readonly key: Uint8Array; readonly nobody: HashedPassword; readonly known: KnownAccounts },
  ) {
    this.#options = options;
    this.#key = parts.key;
    this.#nobody = parts.nobody;
    this.#knownAccounts = parts.known;
    this.#tries = new WrongTries(options.nowMs);
    this.#strangersTries = new WrongTries(options.nowMs);
  }

  /**
   * Opens the accounts in a data folder; there may be none.
   * @throws {BrokenUserFileError} when the files are damaged.
   */
  static async open(options: AccountsOptions): Promise<Accounts> {
    const { dataFolder, onProblem } = options;
    const key = await openServerKey(dataFolder);
    const nobody = await hashPassword(randomBytes(16).toString('hex'));
    const known = await KnownAccounts.open(dataFolder, onProblem);
    const accounts = new Accounts(options, { key, nobody, known });
    accounts.#version = await userFileVersion(dataFolder);
    const { users, removed } = await readUserFile(dataFolder);
    accounts.#users = users;
    await known.take(users.map(({ id }) => id));
    accounts.#removedBefore = [...new Set([...removed, ...known.gone])];
    return accounts;
  }

  /** How many there are. */
  get count(): number {
    return this.#users.length;
  }

  /**
   * Tells which accounts are no longer there, by their ids: at once those that were removed in the hour before the server was started, and those who have gone since it ran,
   * then each soon after it was removed, whether anybody logs in or not. Returns a function that ends it.
   */
  onRemoved(listener: (accountId: string) => void): () => void {
    this.#leaving.add(listener);
    for (const id of this.#removedBefore) listener(id);
    const looking = setInterval(() => void this.#look(), USERS_STALE_MS).unref();
    return () => {
      clearInterval(looking);
      this.#leaving.delete(listener);
    };
  }

  /** All accounts. */
  async all(): Promise<readonly Account[]> {
    await this.#look();
    return this.#users.map(toAccount);
  }

  /** Lets in who has the password or the app password of this name. */
  async byPassword(
    { name, password }: { readonly name: string; readonly password: string },
    address: string,
  ): Promise<Login> {
    const pair = { account: foldedUserName(name), address };
    const user = await this.#userCalled(name);
    // Between this look at the tries and the taking of one nothing is awaited: all who come meanwhile would pass.
    const waiting = this.#waitOf(pair, user);
    if (waiting !== null) return waiting;
    const proof = createHmac('sha256', this.#knownKey).update(`${pair.account}\n${password}`).digest('hex');
    if (user !== undefined && this.#known.get(proof) === user.password.hash) return this.#letIn(user, pair);
    const secret = user === undefined ? null : this.#appPasswordOf(user);
    if (user !== undefined && secret !== null && isSame(password, secret)) return this.#letIn(user, pair);
    const key = `${address}\n${proof}`;
    const underWay = this.#underWay.get(key);
    if (underWay !== undefined) return underWay;
    const trying = this.#tryPassword({ user, password, proof, pair }).finally(() =>
      this.#underWay.delete(key),
    );
    this.#underWay.set(key, trying);
    return trying;
  }

  /** Lets in who knows the app password of this name: `token` is the MD5 of it with `salt` behind, hexadecimal. */
  async byToken(
    { name, token, salt }: { readonly name: string; readonly token: string; readonly salt: string },
    address: string,
  ): Promise<Login> {
    const pair = { account: foldedUserName(name), address };
    const user = await this.#userCalled(name);
    const waiting = this.#waitOf(pair, user); // From here on nothing is awaited, as in `byPassword`.
    if (waiting !== null) return waiting;
    const secret = user === undefined ? null : this.#appPasswordOf(user);
    if (user === undefined || secret === null) return this.#refuse(pair, user);
    const expected = createHash('md5')
      .update(secret + salt)
      .digest('hex');
    return isSame(expected, token.toLowerCase()) ? this.#letIn(user, pair) : this.#refuse(pair, user);
  }

  /** Lets in who has this API key. Guessing one is hopeless, so that a right one always counts. */
  async byApiKey(apiKey: string, address: string): Promise<Login> {
    const sha256 = hashApiKey(apiKey);
    const user = await this.#userWho((each) => isSame(each.apiKey.sha256, sha256));
    if (user !== undefined) return { kind: 'in', account: toAccount(user) };
    const pair = { account: KEY_BEARER, address };
    return this.#waitOf(pair, user) ?? this.#refuse(pair, user);
  }

  async #tryPassword(attempt: {
    readonly user: User | undefined;
    readonly password: string;
    readonly proof: string;
    readonly pair: Pair;
  }): Promise<Login> {
    const { user, password, proof, pair } = attempt;
    if (password.length > LONGEST_PASSWORD) return this.#refuse(pair, user);
    // Whom there isn't takes as long as one with another password.
    const hashed = user?.password ?? this.#nobody;
    const turn = this.#turns.take(() => isPassword(password, hashed));
    if (turn === null) return { kind: 'later', waitMs: 1000 };
    this.#triesAt(user).take(pair); // Before the work is done, so that many at a time are as many as one after the other.
    if (!(await turn) || user === undefined) return WRONG;
    this.#known.set(proof, user.password.hash);
    return this.#letIn(user, pair);
  }

  #letIn(user: User, pair: Pair): Login {
    this.#triesAt(user).forgive(pair);
    return { kind: 'in', account: toAccount(user) };
  }

  #refuse(pair: Pair, user: User | undefined): Login {
    this.#triesAt(user).take(pair);
    return WRONG;
  }

  #waitOf(pair: Pair, user: User | undefined): Login | null {
    const waitMs = this.#triesAt(user).waitMs(pair);
    return waitMs === 0 ? null : { kind: 'later', waitMs };
  }

  /** Where the tries at an account are counted, or those at a name that nobody has. */
  #triesAt(user: User | undefined): WrongTries {
    return user === undefined ? this.#strangersTries : this.#tries;
  }

  /** Null where the key is another one than it was sealed with. */
  #appPasswordOf({ id, appPassword }: User): string | null {
    return unseal(appPassword, { key: this.#key, accountId: id });
  }

  #userCalled(name: string): Promise<User | undefined> {
    const folded = foldedUserName(name);
    return this.#userWho((user) => foldedUserName(user.name) === folded);
  }

  /** Whom nobody knows may have been added just now. */
  async #userWho(isMeant: (user: User) => boolean): Promise<User | undefined> {
    await this.#look();
    const known = this.#users.find(isMeant);
    if (known !== undefined) return known;
    await this.#look(STRANGER_STALE_MS);
    return this.#users.find(isMeant);
  }

  /** Reads the file again where it is another one. One that is damaged changes nothing, one that is gone lets nobody in. */
  async #look(staleMs = USERS_STALE_MS): Promise<void> {
    const nowMs = this.#options.nowMs();
    if (nowMs - this.#lookedMs >= staleMs) {
      this.#lookedMs = nowMs;
      this.#looking = this.#looking.then(() => this.#readIfOther());
    }
    await this.#looking;
  }

  async #readIfOther(): Promise<void> {
    try {
      const version = await userFileVersion(this.#options.dataFolder);
      if (version === this.#version) return;
      const before = this.#users;
      this.#users = await readUsers(this.#options.dataFolder);
      this.#version = version;
      const present = new Set(this.#users.map(({ id }) => id));
      for (const { id } of before) if (!present.has(id)) for (const tell of this.#leaving) tell(id);
      // Before anybody who is new has come in: whoever asks waits for this.
      await this.#knownAccounts.take([...present]);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#options.onProblem(`The users stay as they were: ${reason}`);
    }
  }
}

function toAccount({ id, name }: User): Account {
  return { id, name };
}
