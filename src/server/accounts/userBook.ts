// What is done with users from the command line: each function reads the file, changes it and writes it.
import { randomUUID } from 'node:crypto';
import { LONGEST_PASSWORD, LONGEST_USER_NAME, MOST_USERS, SHORTEST_PASSWORD } from '../limits';
import { hashApiKey, hashPassword, newApiKey, newPassword, seal } from './secrets';
import { openServerKey, readUsers, writeUsers, type User } from './userFile';

/** The secrets of a user, readable this once. */
export interface NewSecrets {
  readonly appPassword: string;
  readonly apiKey: string;
}

/** Thrown when what was asked for can't be done. The message says why. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** Who there is nobody of: everybody is called so where no login is asked for. */
export const ANONYMOUS = 'anonymous';
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}\p{M}._@+-]*$/u;

/** A name as names are compared. */
export function foldedUserName(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/** Checks a new name. @throws {UserError} when nobody can be called so. */
export function checkUserName(name: string): void {
  if (name.length > LONGEST_USER_NAME || !NAME.test(name))
    throw new UserError(
      `A name has 1 to ${LONGEST_USER_NAME} letters, digits and . _ @ + -, and begins with a letter or digit.`,
    );
  if (foldedUserName(name) === ANONYMOUS) throw new UserError(`Nobody can be called “${ANONYMOUS}”.`);
}

/** Checks a new password. @throws {UserError} when this is too short or too long for a password. */
function checkPassword(password: string): void {
  if (password.length < SHORTEST_PASSWORD || password.length > LONGEST_PASSWORD)
    throw new UserError(`A password has ${SHORTEST_PASSWORD} to ${LONGEST_PASSWORD} characters.`);
}

/** Adds a user. @throws {UserError} when the name or the password is no good. */
export async function addUser(
  dataFolder: string,
  { name, password }: { readonly name: string; readonly password: string },
): Promise<NewSecrets> {
  checkUserName(name);
  checkPassword(password);
  const users = await readUsers(dataFolder);
  if (users.some((user) => isCalled(user, name))) throw new UserError(`There is a user ${name} already.`);
  if (users.length >= MOST_USERS)
    throw new UserError(`There are ${MOST_USERS} users, and no more can be added.`);
  const id = randomUUID();
  const { secrets, kept } = await freshSecrets(dataFolder, id);
  const hashed = await hashPassword(password);
  await writeUsers(dataFolder, [...users, { id, name, createdMs: Date.now(), password: hashed, ...kept }]);
  return secrets;
}

/** Removes a user; playlists and stars stay in the data folder. @throws {UserError} when there is none of this name. */
export async function removeUser(dataFolder: string, name: string): Promise<void> {
  const { user, users } = await findUser(dataFolder, name);
  await writeUsers(
    dataFolder,
    users.filter((each) => each !== user),
  );
}

/** Gives a user another app password and API key: those before let nobody in any more. @throws {UserError} as `removeUser`. */
export async function revokeSecrets(dataFolder: string, name: string): Promise<NewSecrets> {
  const { user, users } = await findUser(dataFolder, name);
  const { secrets, kept } = await freshSecrets(dataFolder, user.id);
  await replaceUser(dataFolder, users, { ...user, ...kept });
  return secrets;
}

/** Gives a user another password. @throws {UserError} as `removeUser`, or when the password is no good. */
export async function setPassword(
  dataFolder: string,
  { name, password }: { readonly name: string; readonly password: string },
): Promise<void> {
  checkPassword(password);
  const { user, users } = await findUser(dataFolder, name);
  await replaceUser(dataFolder, users, { ...user, password: await hashPassword(password) });
}

function replaceUser(dataFolder: string, users: readonly User[], changed: User): Promise<void> {
  return writeUsers(
    dataFolder,
    users.map((each) => (each.id === changed.id ? changed : each)),
  );
}

async function findUser(
  dataFolder: string,
  name: string,
): Promise<{ readonly user: User; readonly users: readonly User[] }> {
  const users = await readUsers(dataFolder);
  const user = users.find((each) => isCalled(each, name));
  if (user === undefined) throw new UserError(`There is no user ${name}.`);
  return { user, users };
}

async function freshSecrets(
  dataFolder: string,
  accountId: string,
): Promise<{ readonly secrets: NewSecrets; readonly kept: Pick<User, 'appPassword' | 'apiKey'> }> {
  const key = await openServerKey(dataFolder);
  const secrets = { appPassword: newPassword(), apiKey: newApiKey() };
  const kept = {
    appPassword: seal(secrets.appPassword, { key, accountId }),
    apiKey: {
      sha256: hashApiKey(secrets.apiKey),
      beginning: secrets.apiKey.slice(0, 15),
      createdMs: Date.now(),
    },
  };
  return { secrets, kept };
}

function isCalled(user: User, name: string): boolean {
  return foldedUserName(user.name) === foldedUserName(name);
}
