// users.json in the server's data folder, checked on reading; and server.key beside it, which the app passwords are sealed with.
// Both are readable by the server's own user only.
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import writeFileAtomic from 'write-file-atomic';
import {
  LONGEST_USER_NAME,
  MOST_REMOVED_USERS,
  MOST_SCRYPT_COST,
  MOST_USER_FILE_BYTES,
  MOST_USERS,
  REMOVED_USER_MS,
} from '../limits';

/** Only the owner reads and writes. */
const PRIVATE = 0o600;
const KEY_BYTES = 32;

const Base64 = (mostBytes: number) =>
  v.pipe(v.string(), v.base64(), v.maxLength(Math.ceil(mostBytes / 3) * 4));
const Ms = v.pipe(v.number(), v.integer(), v.minValue(0));
const User = v.object({
  /** Never used again, also not for a later user of the same name. */
  id: v.pipe(v.string(), v.uuid()),
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(LONGEST_USER_NAME)),
  createdMs: Ms,
  password: v.object({
    salt: Base64(16),
    hash: v.pipe(Base64(32), v.length(44)),
    cost: v.pipe(
      v.number(),
      v.integer(),
      v.minValue(2 ** 14),
      v.maxValue(MOST_SCRYPT_COST),
      v.check(isPowerOf2),
    ),
  }),
  appPassword: v.object({ nonce: Base64(12), tag: Base64(16), sealed: Base64(300) }),
  apiKey: v.object({
    sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
    /** How it begins, so that it can be told from others. */
    beginning: v.pipe(v.string(), v.maxLength(20)),
    createdMs: Ms,
  }),
});
const Removed = v.object({ id: v.pipe(v.string(), v.uuid()), removedMs: Ms });
const UserFile = v.object({
  version: v.literal(1),
  users: v.pipe(v.array(User), v.maxLength(MOST_USERS)),
  /** Those whose credentials in the swarm may still count, the latest last: a server that starts has to know them. */
  removed: v.optional(v.pipe(v.array(Removed), v.maxLength(MOST_REMOVED_USERS)), []),
});

/** A user as the file has them. */
export type User = Readonly<v.InferOutput<typeof User>>;

/** Thrown when the file of users or the key is there, but no good. The message says what to do. */
export class BrokenUserFileError extends Error {
  override readonly name = 'BrokenUserFileError';
}

/** Where the users are. */
export function userFilePath(dataFolder: string): string {
  return join(dataFolder, 'users.json');
}

/**
 * The users; none where there is no file.
 * @throws {BrokenUserFileError} when it can't be understood; what the file system throws when it can't be read.
 */
export async function readUsers(dataFolder: string): Promise<readonly User[]> {
  return (await readUserFile(dataFolder)).users;
}

/**
 * The users, and the ids of those who were removed so lately that the swarm may still take them for members.
 * @throws as `readUsers`.
 */
export async function readUserFile(
  dataFolder: string,
): Promise<{ readonly users: readonly User[]; readonly removed: readonly string[] }> {
  const { users, removed } = await readWhole(dataFolder);
  return { users, removed: removed.filter(isLately).map(({ id }) => id) };
}

async function readWhole(dataFolder: string): Promise<v.InferOutput<typeof UserFile>> {
  const path = userFilePath(dataFolder);
  const text = await readIfThere(path);
  if (text === null) return { version: 1, users: [], removed: [] };
  const parsed = v.safeParse(UserFile, parseJson(text.toString('utf8')));
  if (!parsed.success)
    throw new BrokenUserFileError(
      `${path} is damaged. Put a copy back, or remove it and add the users anew.`,
    );
  return parsed.output;
}

/**
 * Replaces the users, all at once, and notes who is none any more.
 * @throws as `readUsers`.
 */
export async function writeUsers(dataFolder: string, users: readonly User[]): Promise<void> {
  await makeDataFolder(dataFolder);
  const before = await readWhole(dataFolder);
  const present = new Set(users.map(({ id }) => id));
  const leaving = before.users.filter(({ id }) => !present.has(id));
  const removed = [
    ...before.removed.filter(isLately),
    ...leaving.map(({ id }) => ({ id, removedMs: Date.now() })),
  ].slice(-MOST_REMOVED_USERS);
  const text = `${JSON.stringify({ version: 1, users, removed }, null, 2)}\n`;
  await writeFileAtomic(userFilePath(dataFolder), text, { mode: PRIVATE });
  await chmod(userFilePath(dataFolder), PRIVATE); // An existing file would keep the mode that somebody gave it.
}

/** Says that the file of users is another one now: by its time and size; empty where there is none. */
export async function userFileVersion(dataFolder: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(userFilePath(dataFolder));
    return `${mtimeMs}-${size}-${ino}`;
  } catch (error) {
    if (isMissing(error)) return '';
    throw error;
  }
}

/**
 * The server's key, 32 bytes; made where there is none.
 * @throws {BrokenUserFileError} when it is no key.
 */
export async function openServerKey(dataFolder: string): Promise<Uint8Array> {
  const path = join(dataFolder, 'server.key');
  const known = (await readIfThere(path)) ?? (await makeKey(dataFolder, path));
  const key = Buffer.from(known.toString('utf8').trim(), 'base64');
  if (key.length !== KEY_BYTES)
    throw new BrokenUserFileError(
      `${path} is damaged. Put a copy back, or remove it and run “user revoke” for each user.`,
    );
  return key;
}

async function makeKey(dataFolder: string, path: string): Promise<Buffer> {
  await makeDataFolder(dataFolder);
  const text = Buffer.from(`${randomBytes(KEY_BYTES).toString('base64')}\n`);
  try {
    await writeFile(path, text, { mode: PRIVATE, flag: 'wx' });
    return text;
  } catch (error) {
    const isThereNow = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    if (!isThereNow) throw error;
    return readFile(path); // Another process was quicker: its key counts.
  }
}

async function makeDataFolder(dataFolder: string): Promise<void> {
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
}

async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    const { size } = await stat(path);
    if (size > MOST_USER_FILE_BYTES) throw new BrokenUserFileError(`${path} is far too long.`);
    return await readFile(path);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function isLately({ removedMs }: v.InferOutput<typeof Removed>): boolean {
  return Date.now() - removedMs < REMOVED_USER_MS;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function isPowerOf2(value: number): boolean {
  return Number.isInteger(Math.log2(value));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // What is no JSON has no right form either: the caller says so.
  }
}
