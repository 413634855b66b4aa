// What VS Code runs in its extension host: the suite, each test told to the outside as it ends.
import { join } from 'node:path';
import Mocha from 'mocha';
import { ask } from './askHands';

/** One test's end, as told to the outside. */
export interface Tested {
  readonly title: string;
  readonly state: 'passed' | 'failed' | 'pending';
  readonly error: string | null;
}

/** Called by VS Code. Ends when the suite has, whatever came of it: the outside judges. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 90_000, forbidOnly: true, bail: true, reporter: 'min' });
  for (const suite of ['player', 'library']) mocha.addFile(join(__dirname, `${suite}.suite.cjs`));
  const told: Promise<unknown>[] = [];
  const tell = (test: Mocha.Runnable, state: Tested['state'], error: string | null = null): void => {
    told.push(ask('tested', { title: test.title, state, error } satisfies Tested));
  };
  await new Promise<void>((resolve) => {
    mocha
      .run(() => resolve())
      .on('pass', (test) => tell(test, 'passed'))
      .on('pending', (test) => tell(test, 'pending'))
      .on('fail', (test, error: Error) => tell(test, 'failed', error.stack ?? error.message));
  });
  await Promise.all(told);
  await ask('done');
}
