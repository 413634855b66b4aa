// Whom the server has vouched for, in a file of its own beside the users: somebody who is taken out of users.json by hand, whether the server runs or
// not, is known by it to be gone, also by a server that is started again while a credential in the swarm would still count. Only the server
// writes this file; the commands note in users.json whom they remove.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import writeFileAtomic from 'write-file-atomic';
import { MOST_REMOVED_USERS, MOST_USERS, REMOVED_USER_MS } from '../limits';

/** Only the owner reads and writes. */
const PRIVATE = 0o600;

const Id = v.pipe(v.string(), v.uuid());
const KnownFile = v.object({
  version: v.literal(1),
  /** Who is there. */
  accounts: v.pipe(v.array(Id), v.maxLength(MOST_USERS)),
  /** Who was found gone, and when, the latest last. */
  gone: v.pipe(
    v.array(v.object({ id: Id, goneMs: v.pipe(v.number(), v.integer(), v.minValue(0)) })),
    v.maxLength(MOST_REMOVED_USERS),
  ),
});

type Known = Readonly<v.InferOutput<typeof KnownFile>>;

/** The accounts that a server knows, and has known. */
export class KnownAccounts {
  readonly #path: string;
  readonly #onProblem: (sentence: string) => void;
  #known: Known;

  private constructor(path: string, known: Known, onProblem: (sentence: string) => void) {
    this.#path = path;
    this.#known = known;
    this.#onProblem = onProblem;
  }

  /** Those that the server knew when it ended. A file that can't be read counts as none, which is told. */
  static async open(dataFolder: string, onProblem: (sentence: string) => void): Promise<KnownAccounts> {
    const path = join(dataFolder, 'known-accounts.json');
    const none: Known = { version: 1, accounts: [], gone: [] };
    try {
      return new KnownAccounts(path, v.parse(KnownFile, JSON.parse(await readFile(path, 'utf8'))), onProblem);
    } catch (error) {
      const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (!isMissing)
        onProblem(
          `${path} can't be read: whoever was taken out of users.json by hand while the server was off stays in the swarm for up to an hour.`,
        );
      return new KnownAccounts(path, none, onProblem);
    }
  }

  /** The ids of those who went so lately that the swarm may still take them for members. */
  get gone(): readonly string[] {
    return this.#known.gone.filter(isLately).map(({ id }) => id);
  }

  /** These are there now: who was and isn't any more has gone, who is back hasn't. Survives a file that can't be written, which is told. */
  async take(accounts: readonly string[]): Promise<void> {
    const present = new Set(accounts);
    const left = this.#known.accounts.filter((id) => !present.has(id));
    if (left.length === 0 && this.#known.accounts.length === present.size) return;
    const gone = [
      ...this.#known.gone.filter((each) => isLately(each) && !present.has(each.id)),
      ...left.map((id) => ({ id, goneMs: Date.now() })),
    ].slice(-MOST_REMOVED_USERS);
    this.#known = { version: 1, accounts: [...accounts], gone };
    try {
      await writeFileAtomic(this.#path, `${JSON.stringify(this.#known, null, 2)}\n`, { mode: PRIVATE });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#onProblem(
        `${this.#path} can't be written (${reason}): whoever is taken out of users.json by hand may come back into the swarm for up to an hour when the server is started again. Use “user remove”.`,
      );
    }
  }
}

function isLately({ goneMs }: Known['gone'][number]): boolean {
  return Date.now() - goneMs < REMOVED_USER_MS;
}
