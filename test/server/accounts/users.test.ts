import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { Accounts, type Login } from '../../../src/server/accounts/accounts';
import { addUser, removeUser, revokeSecrets, UserError } from '../../../src/server/accounts/userBook';
import { BrokenUserFileError, readUsers, userFilePath } from '../../../src/server/accounts/userFile';
import { seal, unseal } from '../../../src/server/accounts/secrets';
import { WrongTries } from '../../../src/server/accounts/wrongTries';
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

  describe('when many try at a time, before the file of users is looked at', () => {
    const MANY = 40;
    const at = '10.0.0.1';
    let clockMs = 0;
    let accounts: Accounts;
    let appPassword = '';

    beforeEach(async () => {
      clockMs = 1_000_000;
      ({ appPassword } = await addUser(data.root, { name: 'anna', password: PASSWORD }));
      accounts = await Accounts.open({
        dataFolder: data.root,
        nowMs: () => clockMs,
        onProblem: (sentence) => problems.push(sentence),
      });
    });

    /** How the logins of so many in one tick end: how many in each way. */
    const ends = async (many: number, logIn: (each: number) => Promise<Login>): Promise<object> => {
      const logins = await Promise.all(Array.from({ length: many }, (_, each) => logIn(each)));
      const counted: Partial<Record<Login['kind'], number>> = {};
      for (const { kind } of logins) counted[kind] = (counted[kind] ?? 0) + 1;
      return counted;
    };
    const byPassword = (password: string, name = 'anna'): Promise<Login> =>
      accounts.byPassword({ name, password }, at);
    const byToken = (secret: string, salt: string): Promise<Login> =>
      accounts.byToken(
        {
          name: 'anna',
          token: createHash('md5')
            .update(secret + salt)
            .digest('hex'),
          salt,
        },
        at,
      );

    it('ten wrong passwords are looked at, and none more while the file is looked at again', async () => {
      assert.deepEqual(await ends(MANY, (each) => byPassword(`guess ${each}`)), { wrong: 10, later: 30 });
      for (let seconds = 1; seconds < 30; seconds++) {
        clockMs += 1_000;
        const stillMore = await ends(MANY, (each) => byPassword(`guess ${seconds} ${each}`));
        assert.deepEqual(stillMore, { later: MANY }, `after ${seconds} s`);
      }
      clockMs += 1_000;
      assert.deepEqual(await ends(MANY, (each) => byPassword(`more ${each}`)), { wrong: 1, later: 39 });
    });

    it('ten wrong ones are in all, by password, by token and for a name that nobody has', async () => {
      const guess = (each: number): Promise<Login> =>
        each % 2 === 0 ? byPassword(`guess ${each}`) : byToken('guess', String(each));
      assert.deepEqual(await ends(MANY, guess), { wrong: 10, later: 30 });
      assert.deepEqual(await ends(MANY, (each) => byPassword(`guess ${each}`, 'nobody')), {
        wrong: 10,
        later: 30,
      });
      assert.deepEqual(await ends(MANY, (each) => accounts.byApiKey(`guess ${each}`, at)), {
        wrong: 10,
        later: 30,
      });
      const tooLong = (each: number): Promise<Login> => byPassword('x'.repeat(300 + each), 'else');
      assert.deepEqual(await ends(MANY, tooLong), { wrong: 10, later: 30 });
    });

    it('whoever has the right password is let in each time, whatever it is said with', async () => {
      for (const secret of [PASSWORD, appPassword])
        assert.deepEqual(await ends(MANY, () => byPassword(secret)), { in: MANY });
      assert.deepEqual(await ends(MANY, (each) => byToken(appPassword, String(each))), { in: MANY });
    });

    it('nobody’s tries are spent on passwords that weren’t looked at because too many waited', async () => {
      const flood = (each: number): Promise<Login> =>
        accounts.byPassword({ name: 'anna', password: `guess ${each}` }, `10.0.1.${each}`);
      const flooded = ends(60, flood);
      const [refused, end] = await Promise.all([ends(20, (each) => byPassword(`mine ${each}`)), flooded]);
      assert.deepEqual([refused, end], [{ later: 20 }, { wrong: 34, later: 26 }]);
      assert.deepEqual(await ends(MANY, (each) => byPassword(`guess ${each}`)), { wrong: 10, later: 30 });
    });
  });

  it('have ten wrong tries in a row, and then one in half a minute', () => {
    let atMs = 0;
    const tries = new WrongTries(() => atMs);
    const pair = { account: 'anna', address: '10.0.0.1' };
    for (let wrong = 0; wrong < 10; wrong++) {
      assert.equal(tries.waitMs(pair), 0);
      tries.take(pair);
    }
    assert.equal(tries.waitMs(pair), 30_000);
    assert.equal(tries.waitMs({ ...pair, address: '10.0.0.2' }), 0);
    assert.equal(tries.waitMs({ ...pair, account: 'bert' }), 0);
    atMs = 30_000;
    assert.equal(tries.waitMs(pair), 0);
    tries.take(pair);
    assert.equal(tries.waitMs(pair), 30_000);
    tries.forgive(pair);
    assert.equal(tries.waitMs(pair), 0);
  });
});
