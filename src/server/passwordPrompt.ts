// Asks for a password where somebody types, without showing it; reads the first line where a program writes. Never an argument: other
// users of the machine see those.
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { UserError } from './accounts/userBook';

/** A new password, or null where an empty line asks for one to be made. @throws {UserError} when two typed ones differ. */
export async function askForPassword(name: string): Promise<string | null> {
  const silent = new Writable({ write: (_, __, done) => done() });
  const { stdin, stderr } = process;
  const lines = createInterface({ input: stdin, output: silent, terminal: stdin.isTTY });
  const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  const ask = async (question: string): Promise<string> => {
    if (stdin.isTTY) stderr.write(question);
    const answer = await Promise.race([lines.question(''), ended]);
    if (stdin.isTTY) stderr.write('\n');
    return answer;
  };
  try {
    const first = await ask(`Password for ${name} (empty: one is made): `);
    if (first === '') return null;
    if (stdin.isTTY && (await ask('Once more: ')) !== first)
      throw new UserError('These were two different passwords.');
    return first;
  } finally {
    lines.close();
  }
}
