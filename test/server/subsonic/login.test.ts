import assert from 'node:assert/strict';
import { addUser, removeUser, revokeSecrets, setPassword } from '../../../src/server/accounts/userBook';
import { ANNA, ANNAS_PASSWORD, SubsonicWorld, type Query } from './subsonicWorld';

describe('Logins by Subsonic', () => {
  let world: SubsonicWorld;

  beforeEach(async () => {
    world = await SubsonicWorld.make();
  });
  afterEach(() => world.close());

  const ping = (query: Query): Promise<number | 'ok'> => world.codeOf('ping', query);
  const hex = (text: string): string => `enc:${Buffer.from(text).toString('hex')}`;

  it('are by token, by password plain or in hexadecimal, or by API key', async () => {
    const { appPassword, apiKey } = world.secrets;
    for (const query of [
      world.token(),
      { ...world.token(), u: 'ANNA' },
      { u: ANNA, p: ANNAS_PASSWORD },
      { u: ANNA, p: hex(ANNAS_PASSWORD) },
      { u: ANNA, p: appPassword },
      { u: ANNA, p: hex(appPassword) },
      { apiKey },
    ])
      assert.equal(await ping(query), 'ok', JSON.stringify(query));
  });

  it('that are wrong, lacking or too many are refused by number', async () => {
    const { apiKey, appPassword } = world.secrets;
    const { u, t, s } = world.token() as Record<'u' | 't' | 's', string>;
    for (const [query, code] of [
      [{}, 10],
      [{ u }, 10],
      [{ u, t }, 10],
      [{ u, t: t.replace(/^./, (first) => (first === 'a' ? 'b' : 'a')), s }, 40],
      [{ u, t: '', s: '' }, 10],
      [{ u: 'bert', t, s }, 40],
      [world.token(ANNAS_PASSWORD), 40],
      [{ u, p: 'wrong' }, 40],
      [{ u, p: 'enc:zz' }, 40],
      [{ u, p: `${appPassword} ` }, 40],
      [{ u: 'bert', p: ANNAS_PASSWORD }, 40],
      [{ apiKey: `${apiKey}x` }, 44],
      [{ apiKey, u }, 43],
      [{ apiKey, t, s }, 43],
      [{ u, t, s, p: appPassword }, 43],
    ] as [Query, number][])
      assert.equal(await ping(query), code, JSON.stringify(query));
  });

  it('ask what the client is, and which version it speaks', async () => {
    const code = async (query: string): Promise<unknown> => {
      const answer = await fetch(`${world.url}rest/ping?f=json&${query}`);
      return ((await answer.json()) as { 'subsonic-response': { error?: { code: number } } })[
        'subsonic-response'
      ].error?.code;
    };
    const login = `apiKey=${world.secrets.apiKey}`;
    assert.equal(await code(`${login}&v=1.16.1`), 10);
    assert.equal(await code(`${login}&c=test`), 10);
    assert.equal(await code(`${login}&c=test&v=2.0.0`), 30);
    assert.equal(await code(`${login}&c=test&v=0.9`), 20);
    assert.equal(await code(`${login}&c=test&v=1.8.0`), undefined);
  });

  it('aren’t needed to ask which extensions there are', async () => {
    const answer = await fetch(`${world.url}rest/getOpenSubsonicExtensions.view?f=json`);
    const content = ((await answer.json()) as { 'subsonic-response': Record<string, { name: string }[]> })[
      'subsonic-response'
    ];
    const names = content['openSubsonicExtensions']!.map(({ name }) => name);
    assert.deepEqual(names, ['formPost', 'apiKeyAuthentication', 'songLyrics', 'starlingSwarm']);
  });

  it('are refused for a while once ten were wrong, for this account at this address only', async () => {
    await addUser(world.data.root, { name: 'bert', password: 'another one' });
    world.nowMs += 2_000;
    for (let tries = 0; tries < 10; tries++) assert.equal(await ping({ ...world.token('guess') }), 40);
    const answer = await fetch(world.address('ping'));
    assert.equal(answer.status, 429);
    assert.equal(answer.headers.get('retry-after'), '30');
    assert.equal(await ping({ u: 'bert', p: 'another one' }), 'ok');
    assert.equal(await ping({ apiKey: world.secrets.apiKey }), 'ok');
    world.nowMs += 30_001;
    assert.equal((await fetch(world.address('ping'))).status, 200);
    assert.equal(await ping(world.token('guess')), 40, 'what was right is forgiven');
    assert.equal(await ping(world.token()), 'ok');
  });

  it('count for whom a trusted proxy asks, and whoever isn’t one can’t say that it asks for others', async () => {
    const guessFor = async (address: string): Promise<number> => {
      const headers = { 'x-forwarded-for': address };
      return (await fetch(world.address('ping', world.token('guess')), { headers })).status;
    };
    for (let tries = 0; tries < 10; tries++) assert.equal(await guessFor(`10.0.0.${tries}`), 200);
    assert.equal(await guessFor('10.0.0.99'), 429, 'all came from one address');
    await world.start({ trustedProxies: '127.0.0.1' });
    for (let tries = 0; tries < 10; tries++) assert.equal(await guessFor('10.0.0.1'), 200);
    assert.equal(await guessFor('10.0.0.1'), 429);
    assert.equal(await guessFor('10.0.0.2'), 200);
  });

  it('by many wrong passwords at a time are no more than one after the other', async () => {
    const codes = await Promise.all(
      Array.from({ length: 40 }, async (_, at) => {
        const query = world.form({ u: ANNA, p: `guess ${at}`, f: 'json' });
        return (await fetch(`${world.url}rest/ping?${query}`)).status;
      }),
    );
    assert.equal(codes.filter((status) => status === 200).length, 10);
    assert.equal(codes.filter((status) => status === 429).length, 30);
  });

  it('with the right password at many places at a time are all let in', async () => {
    const codes = await Promise.all(Array.from({ length: 40 }, () => ping({ u: ANNA, p: ANNAS_PASSWORD })));
    assert.deepEqual(new Set(codes), new Set(['ok']));
  });

  it('count no more once the user is removed, or the secrets are revoked', async () => {
    const { appPassword, apiKey } = world.secrets;
    const renewed = await revokeSecrets(world.data.root, ANNA);
    world.nowMs += 2_000;
    assert.equal(await ping(world.token(appPassword)), 40);
    assert.equal(await ping({ apiKey }), 44);
    assert.equal(await ping(world.token(renewed.appPassword)), 'ok');
    assert.equal(await ping({ u: ANNA, p: ANNAS_PASSWORD }), 'ok');
    await setPassword(world.data.root, { name: ANNA, password: 'something else' });
    world.nowMs += 2_000;
    assert.equal(await ping({ u: ANNA, p: ANNAS_PASSWORD }), 40);
    assert.equal(await ping({ u: ANNA, p: 'something else' }), 'ok');
    await removeUser(world.data.root, ANNA);
    world.nowMs += 2_000;
    assert.equal(await ping({ u: ANNA, p: 'something else' }), 40);
    assert.equal(await ping({ apiKey: renewed.apiKey }), 44);
  });

  it('aren’t asked for by a server that serves its own machine only', async () => {
    await world.start({ access: 'anonymous' });
    assert.equal(await ping({}), 'ok');
    assert.equal(await ping({ u: 'anybody', p: 'anything' }), 'ok');
    const { user } = await world.json('getUser', { username: 'anybody' });
    assert.equal((user as { username: string }).username, 'anonymous');
  });

  it('leave no secret in the log', async () => {
    const { appPassword, apiKey } = world.secrets;
    const { t } = world.token() as { t: string };
    await ping(world.token());
    await ping({ u: ANNA, p: appPassword });
    await ping({ u: ANNA, p: hex(appPassword) });
    await ping({ apiKey });
    await fetch(`${world.url}nothing?apiKey=${apiKey}`);
    await fetch(`${world.url}rest/%zz?apiKey=${apiKey}`);
    await fetch(`${world.url}catalogue.json`, { headers: { authorization: `Bearer ${apiKey}` } });
    const log = world.lines.join('');
    assert.ok(world.lines.length >= 6);
    for (const secret of [appPassword, apiKey, t, Buffer.from(appPassword).toString('hex')])
      assert.ok(!log.includes(secret), secret);
    assert.match(log, /"path":"\/rest\/ping".*"account":"anna"/);
  });
});
