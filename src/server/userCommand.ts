// `starling-server user …`: who may come in. Secrets are printed once, when they are made.
import { defineCommand } from 'citty';
import {
  addUser,
  checkUserName,
  removeUser,
  revokeSecrets,
  setPassword,
  type NewSecrets,
} from './accounts/userBook';
import { newPassword } from './accounts/secrets';
import { readUsers } from './accounts/userFile';
import { defaultDataFolder } from './dataFolder';
import { orExplain } from './explaining';
import { askForPassword } from './passwordPrompt';

const data = {
  type: 'string',
  description: 'The server’s data folder',
  default: defaultDataFolder(),
} as const;
const name = { type: 'positional', description: 'The name of the user', required: true } as const;

const add = defineCommand({
  meta: { name: 'add', description: 'Add a user. The password is asked for, or read from the input.' },
  args: { name, data },
  run: ({ args }) =>
    orExplain(async () => {
      checkUserName(args.name);
      const { password, isMade } = await choosePassword(args.name);
      const secrets = await addUser(args.data, { name: args.name, password });
      say(`${args.name} is added.`);
      if (isMade) say(`Password:     ${password}`);
      tell(secrets);
    }),
});

const list = defineCommand({
  meta: { name: 'list', description: 'List the users, and how their API keys begin.' },
  args: { data },
  run: ({ args }) =>
    orExplain(async () => {
      for (const { name: each, createdMs, apiKey } of await readUsers(args.data))
        say(`${each}\tsince ${dayOf(createdMs)}\tAPI key ${apiKey.beginning}… of ${dayOf(apiKey.createdMs)}`);
    }),
});

const remove = defineCommand({
  meta: { name: 'remove', description: 'Remove a user: nobody comes in by that name any more.' },
  args: { name, data },
  run: ({ args }) =>
    orExplain(async () => {
      await removeUser(args.data, args.name);
      say(`${args.name} is removed.`);
    }),
});

const revoke = defineCommand({
  meta: { name: 'revoke', description: 'Make a new app password and API key: the old ones count no more.' },
  args: { name, data },
  run: ({ args }) =>
    orExplain(async () => {
      tell(await revokeSecrets(args.data, args.name));
    }),
});

const password = defineCommand({
  meta: { name: 'password', description: 'Set another password. It is asked for, or read from the input.' },
  args: { name, data },
  run: ({ args }) =>
    orExplain(async () => {
      const chosen = await choosePassword(args.name);
      await setPassword(args.data, { name: args.name, password: chosen.password });
      say(chosen.isMade ? `Password:     ${chosen.password}` : `${args.name} has another password.`);
    }),
});

/** The command, with what it can do. */
export const userCommand = defineCommand({
  meta: { name: 'user', description: 'Add, list and remove the users of a server.' },
  subCommands: { add, list, remove, revoke, password },
});

async function choosePassword(
  user: string,
): Promise<{ readonly password: string; readonly isMade: boolean }> {
  const typed = await askForPassword(user);
  return typed === null ? { password: newPassword(), isMade: true } : { password: typed, isMade: false };
}

function tell({ appPassword, apiKey }: NewSecrets): void {
  say(`App password: ${appPassword}`);
  say(`API key:      ${apiKey}`);
  say(
    'Neither can be shown again. Subsonic apps take the name and the app password; Starling takes any of them.',
  );
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
