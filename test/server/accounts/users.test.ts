import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { Accounts, type Login } from '../../../src/server/accounts/accounts';
import { KnownAccounts } from '../../../src/server/accounts/knownAccounts';
import { addUser, removeUser, revokeSecrets, UserError } from '../../../src/server/accounts/userBook';
import { BrokenUserFileError, readUsers, userFilePath } from '../../../src/server/accounts/userFile';
import { seal, unseal } from '../../../src/server/accounts/secrets';
import { MOST_REMOVED_USERS } from '../../../src/server/limits';
import { musicFolder, type MusicFolder } from '../../support/musicFolder';

describe('The users of a server', () => {
  const PASSWORD = 'correct horse';
  const problems: string[] = [];
  let data: MusicFolder;
  let nowMs = 0;

  beforeEach(async () => {
    data = await musicFolder({});
    problems.length = 0;
  });
  afterEach(() => data.remove());

  const open = (): Promise<Accounts> =>
    Accounts.open({
      dataFolder: data.root,
      nowMs: () => (nowMs += 2_000), // Each look at the clock, the file is looked at too.
      onProblem: (sentence) => problems.push(sentence),
    });
  const logIn = (accounts: Accounts, password = PASSWORD): Promise<Login> =>
    accounts.byPassword({ name: 'anna', password }, '10.0.0.1');

  it('lie in a file of the owner’s, with no secret that could be read there', async () => {
    const { appPassword, apiKey } = await addUser(data.root, { name: 'anna', password: PASSWORD });
    for (const name of ['users.json', 'server.key']) {
      assert.equal((await stat(data.path(name))).mode & 0o777, 0o600, name);
      const text = await readFile(data.path(name), 'utf8');
      for (const secret of [PASSWORD, appPassword, apiKey])
        for (const form of [
          secret,
          Buffer.from(secret).toString('base64'),
          Buffer.from(secret).toString('hex'),
        ])
          assert.ok(!text.includes(form), name);
    }
  });

  it('have names that are one whatever their case, and each one secrets of its own', async () => {
    const anna = await addUser(data.root, { name: 'Anna', password: PASSWORD });
    const bert = await addUser(data.root, { name: 'bert@example.org', password: PASSWORD });
    assert.notEqual(anna.apiKey, bert.apiKey);
    const [one, other] = await readUsers(data.root);
    assert.notEqual(one!.password.hash, other!.password.hash);
    await assert.rejects(addUser(data.root, { name: 'aNNA', password: PASSWORD }), UserError);
    await removeUser(data.root, 'ANNA');
    assert.deepEqual(
      (await readUsers(data.root)).map(({ name }) => name),
      ['bert@example.org'],
    );
    for (const name of ['', ' anna', 'a:b', 'a/b', '../x', '-x', 'anonymous', 'x'.repeat(65), 'a\nb'])
      await assert.rejects(addUser(data.root, { name, password: PASSWORD }), UserError, name);
    for (const password of ['', 'seven77', 'x'.repeat(257)])
      await assert.rejects(addUser(data.root, { name: 'carl', password }), UserError);
    await assert.rejects(revokeSecrets(data.root, 'nobody'), UserError);
  });

  it('who come again are others to the server', async () => {
    await addUser(data.root, { name: 'anna', password: PASSWORD });
    const accounts = await open();
    const idOf = (login: Login): string => (login.kind === 'in' ? login.account.id : login.kind);
    const before = idOf(await logIn(accounts));
    await removeUser(data.root, 'anna');
    assert.equal(idOf(await logIn(accounts)), 'wrong');
    await addUser(data.root, { name: 'anna', password: PASSWORD });
    const after = idOf(await logIn(accounts));
    assert.notEqual(after, before);
    assert.match(after, /^[0-9a-f-]{36}$/);
  });

  it('come in right after they were added', async () => {
    let clockMs = 0;
    const accounts = await Accounts.open({
      dataFolder: data.root,
      nowMs: () => clockMs,
      onProblem: (sentence) => problems.push(sentence),
    });
    const stranger = { name: 'bert', password: PASSWORD };
    assert.equal((await accounts.byPassword(stranger, '10.0.0.1')).kind, 'wrong');
    const { apiKey } = await addUser(data.root, stranger);
    clockMs += 100;
    assert.equal((await accounts.byApiKey(apiKey, '10.0.0.1')).kind, 'in');
  });

  it('stay as they were while their file is damaged, and that is said', async () => {
    await addUser(data.root, { name: 'anna', password: PASSWORD });
    const accounts = await open();
    const whole = await readFile(userFilePath(data.root), 'utf8');
    for (const damaged of [whole.slice(0, -10), '[]', whole.replace('"cost": 32768', '"cost": 1048576')]) {
      await writeFile(userFilePath(data.root), damaged);
      assert.equal((await logIn(accounts)).kind, 'in');
      assert.match(problems.pop() ?? '', /stay as they were: .*damaged/);
      await assert.rejects(open(), BrokenUserFileError);
    }
  });

  it('who were taken out by hand are told to a server that starts, for an hour and not after they are back', async () => {
    await addUser(data.root, { name: 'anna', password: PASSWORD });
    await addUser(data.root, { name: 'bert', password: PASSWORD });
    const both = await readFile(userFilePath(data.root), 'utf8');
    const [anna, bert] = await readUsers(data.root);
    const removed = async (): Promise<readonly string[]> => {
      const told: string[] = [];
      (await open()).onRemoved((id) => told.push(id))();
      return told;
    };
    assert.deepEqual(await removed(), []);
    assert.equal((await stat(data.path('known-accounts.json'))).mode & 0o777, 0o600);
    await writeFile(userFilePath(data.root), JSON.stringify({ version: 1, users: [anna] }));
    assert.deepEqual([await removed(), await removed()], [[bert!.id], [bert!.id]]);
    await writeFile(userFilePath(data.root), both);
    assert.deepEqual(await removed(), []);

    await writeFile(userFilePath(data.root), JSON.stringify({ version: 1, users: [anna] }));
    assert.deepEqual(await removed(), [bert!.id]);
    const path = data.path('known-accounts.json');
    const known = await readFile(path, 'utf8');
    const anHourAgo = known.replace(
      /"goneMs": (\d+)/,
      (_, ms: string) => `"goneMs": ${Number(ms) - 66 * 60_000}`,
    );
    assert.notEqual(anHourAgo, known);
    await writeFile(path, anHourAgo);
    assert.deepEqual([await removed(), problems], [[], []]);
  });

  it('who were taken out by hand one after the other are told all, also who was added while the server ran', async () => {
    await addUser(data.root, { name: 'anna', password: PASSWORD });
    const running = await open();
    for (const name of ['bert', 'carl']) await addUser(data.root, { name, password: PASSWORD });
    assert.equal((await running.byPassword({ name: 'carl', password: PASSWORD }, '10.0.0.1')).kind, 'in');
    const [anna, bert, carl] = await readUsers(data.root);
    const removed = async (...left: readonly unknown[]): Promise<readonly string[]> => {
      await writeFile(userFilePath(data.root), JSON.stringify({ version: 1, users: left }));
      const told: string[] = [];
      (await open()).onRemoved((id) => told.push(id))();
      return told;
    };
    assert.deepEqual(await removed(anna, bert), [carl!.id]);
    assert.deepEqual(await removed(anna), [carl!.id, bert!.id]);
    assert.deepEqual(await removed(), [carl!.id, bert!.id, anna!.id]);
  });

  it('who were taken out by hand are remembered, the latest of them, in a file that can be read again', async () => {
    const ids = Array.from({ length: MOST_REMOVED_USERS + 1 }, () => randomUUID());
    const openKnown = (): Promise<KnownAccounts> =>
      KnownAccounts.open(data.root, (sentence) => problems.push(sentence));
    const known = await openKnown();
    await known.take(ids.slice(0, 1));
    await known.take(ids.slice(1));
    await known.take([]);
    assert.deepEqual((await openKnown()).gone, ids.slice(1));
    assert.deepEqual(problems, []);
  });

  it('are let in though nothing can be written of them, and that is said', async () => {
    await addUser(data.root, { name: 'anna', password: PASSWORD });
    await mkdir(data.path('known-accounts.json'));
    assert.equal((await logIn(await open())).kind, 'in');
    assert.match(
      problems.join('\n'),
      /known-accounts\.json can't be read.*\n.*can't be written \(.*user remove/,
    );
  });

  it('are let in though what is known of them is damaged, and that is said', async () => {
    await addUser(data.root, { name: 'anna', password: PASSWORD });
    for (const damaged of ['{', '[]', '{"version":1,"accounts":["anna"],"gone":[]}']) {
      await writeFile(data.path('known-accounts.json'), damaged);
      assert.equal((await logIn(await open())).kind, 'in');
      assert.match(problems.pop() ?? '', /known-accounts\.json can't be read/);
    }
    await open();
    assert.deepEqual(problems, []);
  });

  it('come in by their password, but not by a token, where the server’s key is another one', async () => {
    const { appPassword } = await addUser(data.root, { name: 'anna', password: PASSWORD });
    await writeFile(data.path('server.key'), `${Buffer.alloc(32, 7).toString('base64')}\n`);
    const accounts = await open();
    assert.equal((await logIn(accounts)).kind, 'in');
    for (const password of [appPassword, '', 'null'])
      assert.equal((await logIn(accounts, password)).kind, 'wrong', password);
    for (const nothing of ['', 'null', 'undefined']) {
      const token = createHash('md5').update(nothing).digest('hex');
      const login = await accounts.byToken({ name: 'anna', token, salt: '' }, '::1');
      assert.equal(login.kind, 'wrong', `the token of “${nothing}”`);
    }
    await writeFile(data.path('server.key'), 'short');
    await assert.rejects(open(), BrokenUserFileError);
  });

  it('have secrets that are sealed for them alone', () => {
    const key = Buffer.alloc(32, 1);
    const sealed = seal('secret', { key, accountId: 'anna' });
    assert.equal(unseal(sealed, { key, accountId: 'anna' }), 'secret');
    assert.equal(unseal(sealed, { key, accountId: 'bert' }), null);
    assert.equal(unseal(sealed, { key: Buffer.alloc(32, 2), accountId: 'anna' }), null);
    assert.equal(unseal({ ...sealed, tag: sealed.tag.slice(0, 8) }, { key, accountId: 'anna' }), null);
    assert.notDeepEqual(seal('secret', { key, accountId: 'anna' }), sealed, 'another nonce each time');
  });
});
