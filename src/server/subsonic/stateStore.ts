// Keeps the state of each user in a file of its own, ID.json. A change counts once it is on the disk: files are replaced as a whole, so
// that a crash leaves either what was or what is. Changes of one user follow one another.
import { mkdir, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import writeFileAtomic from 'write-file-atomic';
import type { Account } from '../accounts/accounts';
import { MOST_STATE_BYTES } from './limits';
import { EMPTY_STATE, toJson, UserStateFormat, type UserState } from './userState';

/** Where states are kept. */
export interface StateStoreOptions {
  /** Null: in memory only. */
  readonly folder: string | null;
  /** Takes what is wrong, as a sentence. */
  readonly onProblem: (sentence: string) => void;
}

type AccountId = Pick<Account, 'id'>;

/** The states of all users. */
export class StateStore {
  readonly #options: StateStoreOptions;
  /** By account; each follows the change before. */
  readonly #states = new Map<string, Promise<UserState>>();

  constructor(options: StateStoreOptions) {
    this.#options = options;
  }

  /** The present state of an account, with all changes that were begun. Rejects where the file can't be read. */
  async of({ id }: AccountId): Promise<UserState> {
    const known = this.#states.get(id) ?? this.#load(id);
    this.#keep(id, known);
    return known;
  }

  /** Changes a state, and resolves when that is written. Where it can't be, the state stays as it was, and this rejects. */
  async change({ id }: AccountId, make: (state: UserState) => UserState): Promise<UserState> {
    const before = this.of({ id });
    const after = before.then(async (state) => {
      const changed = make(state);
      if (changed !== state) await this.#write(id, changed);
      return changed;
    });
    this.#keep(
      id,
      after.catch(() => before),
    );
    return after;
  }

  #keep(id: string, state: Promise<UserState>): void {
    this.#states.set(id, state);
    // What couldn't be read is tried again by whoever asks next.
    state.catch(() => {
      if (this.#states.get(id) === state) this.#states.delete(id);
    });
  }

  async #load(id: string): Promise<UserState> {
    const path = this.#pathOf(id);
    if (path === null) return EMPTY_STATE;
    const text = await readIfThere(path);
    if (text === null) return EMPTY_STATE;
    const parsed = v.safeParse(UserStateFormat, parseJson(text));
    if (parsed.success) return parsed.output;
    const aside = `${path}.broken-${Date.now()}`;
    await rename(path, aside);
    this.#options.onProblem(`${path} is damaged. It lies in ${aside} now, and the user begins anew.`);
    return EMPTY_STATE;
  }

  async #write(id: string, state: UserState): Promise<void> {
    const path = this.#pathOf(id);
    if (path === null || this.#options.folder === null) return;
    await mkdir(this.#options.folder, { recursive: true, mode: 0o700 });
    await writeFileAtomic(path, toJson(state), { mode: 0o600 });
  }

  /** Ids are the server's own: UUIDs, or the one of whom nobody knows. */
  #pathOf(id: string): string | null {
    if (!/^[0-9a-z-]{1,64}$/.test(id)) throw new Error('This is no id of an account.');
    return this.#options.folder === null ? null : join(this.#options.folder, `${id}.json`);
  }
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    const { size } = await stat(path);
    return size > MOST_STATE_BYTES ? '' : await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // What is no JSON has no right form either: the caller puts it aside.
  }
}
