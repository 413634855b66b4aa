// Wrong logins at a server: how many are looked at, one after the other and at a time.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Accounts, type Login } from '../../../src/server/accounts/accounts';
import { addUser } from '../../../src/server/accounts/userBook';
import { MOST_WATCHED_PAIRS } from '../../../src/server/limits';
import { WrongTries } from '../../../src/server/accounts/wrongTries';
import { musicFolder, type MusicFolder } from '../../support/musicFolder';

const PASSWORD = 'correct horse';

describe('Wrong logins at a server', () => {
  it('may be ten in a row, and then one in half a minute', () => {
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

  it('count for a network of IPv6, where each has more addresses than anybody could remember', () => {
    const tries = new WrongTries(() => 0);
    const waitAt = (address: string): number => tries.waitMs({ account: 'anna', address });
    for (let wrong = 0; wrong < 10; wrong++)
      tries.take({ account: 'anna', address: `2001:db8:0:7:${wrong}::${wrong}` });
    for (const same of ['2001:db8:0:7::', '2001:0db8:0000:0007:1:2:3:4', '2001:DB8::7:0:0:0:1'])
      assert.equal(waitAt(same), 30_000, same);
    for (const other of ['2001:db8:0:8::1', '2001:db8::7', '::1', '::ffff:10.0.0.1', 'fe80::1%eth0'])
      assert.equal(waitAt(other), 0, other);
    for (let wrong = 0; wrong < 10; wrong++) tries.take({ account: 'anna', address: '::ffff:10.0.0.1' });
    assert.equal(waitAt('10.0.0.1'), 30_000);
    assert.equal(waitAt('::ffff:10.0.0.2'), 0);
  });

  describe('that come in one moment, before the file of users is looked at', () => {
    const MANY = 40;
    const at = '10.0.0.1';
    let data: MusicFolder;
    let clockMs = 0;
    let accounts: Accounts;
    let appPassword = '';

    beforeEach(async () => {
      clockMs = 1_000_000;
      data = await musicFolder({});
      ({ appPassword } = await addUser(data.root, { name: 'anna', password: PASSWORD }));
      accounts = await Accounts.open({
        dataFolder: data.root,
        nowMs: () => clockMs,
        onProblem: (sentence) => assert.fail(sentence),
      });
    });

    afterEach(() => data.remove());

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

    it('are ten passwords that are looked at, and none more while the file is looked at again', async () => {
      assert.deepEqual(await ends(MANY, (each) => byPassword(`guess ${each}`)), { wrong: 10, later: 30 });
      for (let seconds = 1; seconds < 30; seconds++) {
        clockMs += 1_000;
        const stillMore = await ends(MANY, (each) => byPassword(`guess ${seconds} ${each}`));
        assert.deepEqual(stillMore, { later: MANY }, `after ${seconds} s`);
      }
      clockMs += 1_000;
      assert.deepEqual(await ends(MANY, (each) => byPassword(`more ${each}`)), { wrong: 1, later: 39 });
    });

    it('are ten in all, by password, by token and for a name that nobody has', async () => {
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

    it('aren’t forgotten over any number of names that nobody has', async () => {
      const byTokenOf = (name: string): Promise<Login> =>
        accounts.byToken({ name, token: 'guess', salt: '' }, at);
      assert.deepEqual(await ends(MANY, () => byTokenOf('anna')), { wrong: 10, later: 30 });
      assert.deepEqual(await ends(MANY, () => byTokenOf('nobody')), { wrong: 10, later: 30 });
      const made = await ends(MOST_WATCHED_PAIRS + 1, (each) => byTokenOf(`made up ${each}`));
      assert.deepEqual(made, { wrong: MOST_WATCHED_PAIRS + 1 });
      assert.deepEqual(await ends(1, () => byTokenOf('anna')), { later: 1 });
    });

    it('keep nobody out who has the right password, who is let in each time, whatever it is said with', async () => {
      for (const secret of [PASSWORD, appPassword])
        assert.deepEqual(await ends(MANY, () => byPassword(secret)), { in: MANY });
      assert.deepEqual(await ends(MANY, (each) => byToken(appPassword, String(each))), { in: MANY });
    });

    it('aren’t counted where the password wasn’t looked at because too many waited', async () => {
      const flood = (each: number): Promise<Login> =>
        accounts.byPassword({ name: 'anna', password: `guess ${each}` }, `10.0.1.${each}`);
      const flooded = ends(60, flood);
      const [refused, end] = await Promise.all([ends(20, (each) => byPassword(`mine ${each}`)), flooded]);
      assert.deepEqual([refused, end], [{ later: 20 }, { wrong: 34, later: 26 }]);
      assert.deepEqual(await ends(MANY, (each) => byToken('guess', String(each))), { wrong: 10, later: 30 });
    });
  });
});
