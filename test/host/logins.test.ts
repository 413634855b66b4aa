// Logins in a SecretStorage that is shared by windows, as VS Code has it.
import assert from 'node:assert/strict';
import { Logins, type SecretStorage } from '../../src/host/logins';
import type { Login } from '../../src/shared/login';
import { until } from '../support/until';

const SERVER = 'https://music.example/';
const LOGIN: Login = { kind: 'password', user: 'anna', password: 'correct horse' };

/** A keyring: what one window keeps, all hear of. */
class Keyring {
  readonly kept = new Map<string, string>();
  isLocked = false;
  isUnreadable = false;
  readonly #listeners = new Set<(event: { key: string }) => unknown>();

  /** The storage as a window sees it. */
  get secrets(): SecretStorage {
    const change = (key: string, change: () => void): Promise<void> => {
      if (this.isLocked) return Promise.reject(new Error(`no keyring for ${LOGIN.kind}`));
      change();
      for (const listener of this.#listeners) listener({ key });
      return Promise.resolve();
    };
    return {
      get: (key: string) =>
        this.isUnreadable ? Promise.reject(new Error('cancelled')) : Promise.resolve(this.kept.get(key)),
      store: (key: string, value: string) => change(key, () => this.kept.set(key, value)),
      delete: (key: string) => change(key, () => this.kept.delete(key)),
      onDidChange: (listener: (event: { key: string }) => unknown) => {
        this.#listeners.add(listener);
        return { dispose: () => this.#listeners.delete(listener) };
      },
    };
  }
}

describe('Logins of a window', () => {
  let keyring: Keyring;
  let problems: string[];
  const windowOf = (onChange: () => void = () => undefined): Logins =>
    new Logins({ secrets: keyring.secrets, onChange, onProblem: (sentence) => problems.push(sentence) });

  beforeEach(() => {
    keyring = new Keyring();
    problems = [];
  });

  it('are there in the next window, whether the settings have the slash or not', async () => {
    await windowOf().keep(SERVER.slice(0, -1), LOGIN);
    const next = windowOf();
    const origins = ['/home/anna/Music', SERVER.slice(0, -1)];
    assert.equal(next.at(origins), null);
    await next.load(origins);
    assert.deepEqual(next.at(origins), [{ origin: SERVER.slice(0, -1), login: LOGIN }]);
  });

  it('aren’t waited for where there are only folders', () => {
    assert.deepEqual(windowOf().at(['/home/anna/Music', 'C:\\Music']), []);
  });

  it('reach windows that are open already', async () => {
    const changes: string[] = [];
    const other = windowOf(() => changes.push('changed'));
    await other.load([SERVER]);
    assert.deepEqual(other.at([SERVER]), []);
    await windowOf().keep(SERVER, LOGIN);
    await until(() => changes.length > 0);
    assert.deepEqual(other.at([SERVER]), [{ origin: SERVER, login: LOGIN }]);
  });

  it('are forgotten one by one or all at once, and nothing is left of them', async () => {
    const logins = windowOf();
    const other = 'https://other.example/';
    await Promise.all([logins.keep(SERVER, LOGIN), logins.keep(other, { kind: 'apiKey', apiKey: 'key' })]);
    await logins.load([SERVER, other]);
    await logins.forget(SERVER);
    assert.deepEqual(
      logins.at([SERVER, other])?.map(({ origin }) => origin),
      [other],
    );
    assert.ok(!JSON.stringify([...keyring.kept]).includes('correct horse'));
    await logins.forgetAll();
    assert.deepEqual([...keyring.kept], []);
  });

  it('count until the window is closed where the system keeps no secrets, and it is said', async () => {
    keyring.isLocked = true;
    const logins = windowOf();
    await logins.keep(SERVER, LOGIN);
    await logins.load([]);
    assert.match(problems.join(), /doesn't keep secrets/);
    assert.deepEqual(logins.at([SERVER]), [{ origin: SERVER, login: LOGIN }]);
    assert.ok(!problems.join().includes('horse'));
  });

  it('stay forgotten in a window where they can’t be deleted, and it is said; the next change deletes them', async () => {
    const other = 'https://other.example/';
    await windowOf().keep(SERVER, LOGIN);
    const logins = windowOf();
    keyring.isLocked = true;
    await logins.forget(SERVER);
    assert.match(problems.join(), /deletes nothing .* is back in the next one\. Unlock the keyring/);
    await logins.load([SERVER]);
    assert.deepEqual(logins.at([SERVER]), [], 'nor does it come back where they are read again');
    keyring.isLocked = false;
    await logins.keep(other, LOGIN);
    const next = windowOf();
    await next.load([SERVER, other]);
    assert.deepEqual(next.at([SERVER, other]), [{ origin: other, login: LOGIN }]);

    keyring.isLocked = true;
    await next.forgetAll();
    await next.load([other]);
    assert.deepEqual(next.at([other]), []);
    keyring.isLocked = false;
    await next.forgetAll();
    assert.deepEqual([...keyring.kept], []);
  });

  it('that can’t be got at for a moment are not written over by another', async () => {
    await windowOf().keep(SERVER, LOGIN);
    const window = windowOf();
    keyring.isUnreadable = true;
    await window.keep('https://other.example/', LOGIN);
    assert.match(problems.join(), /forgotten when this window is closed/);
    keyring.isUnreadable = false;
    assert.ok(JSON.stringify([...keyring.kept]).includes('music.example'));
  });

  it('are found by any spelling of the address', async () => {
    const window = windowOf();
    await window.keep('https://music.example/', LOGIN);
    await window.forget('HTTPS://Music.example:443');
    assert.ok(!JSON.stringify([...keyring.kept]).includes('music.example'));
  });

  it('that can’t be read are told of without what they were', async () => {
    keyring.kept.set('logins', '{"https://music.example/":"correct horse');
    const logins = windowOf();
    await logins.load([SERVER]);
    assert.deepEqual(logins.at([SERVER]), []);
    assert.match(problems.join(), /can't be read/);
    assert.ok(!problems.join().includes('horse'));
  });
});
