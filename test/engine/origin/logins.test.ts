// Logins at Starling's own server: a real one, with a user.
import assert from 'node:assert/strict';
import { HttpOrigin } from '../../../src/engine/origin/httpOrigin';
import { OriginError } from '../../../src/engine/ports';
import { revokeSecrets } from '../../../src/server/accounts/userBook';
import type { Login } from '../../../src/shared/login';
import { ANNA, ANNAS_PASSWORD, SubsonicWorld } from '../../server/subsonic/subsonicWorld';
import { fixtureBytes } from './musicLibrary/libraryWorld';
import { until } from '../../support/until';

const never = new AbortController().signal;
const LOGIN: Login = { kind: 'password', user: ANNA, password: ANNAS_PASSWORD };

describe('The login at a Starling server', () => {
  let world: SubsonicWorld;
  let origin: HttpOrigin;
  let refused: number;

  beforeEach(async () => {
    world = await SubsonicWorld.make();
    origin = new HttpOrigin(world.url, { retryMs: 20 });
    refused = 0;
    origin.onLoginRefused(() => (refused += 1));
  });
  afterEach(async () => {
    origin.close();
    await world.close();
  });

  const isRefused = (error: unknown): boolean =>
    error instanceof OriginError &&
    error.isLoginRefused &&
    error.isFinal &&
    !error.message.includes(ANNAS_PASSWORD);

  for (const [how, login] of Object.entries({
    'a name and a password': () => LOGIN,
    'an API key': (): Login => ({ kind: 'apiKey', apiKey: world.secrets.apiKey }),
    'an app password': (): Login => ({ kind: 'password', user: ANNA, password: world.secrets.appPassword }),
  }))
    it(`lets in by ${how}: catalogue, bytes, covers, manifests`, async () => {
      origin.logIn(login());
      const tracks = await origin.catalogue(never);
      const track = tracks.find(({ title }) => title === 'One')!;
      const pieces: Uint8Array[] = [];
      const onBytes = (bytes: Uint8Array): void => void pieces.push(bytes);
      await origin.read({ track, range: { start: 0, end: 100 }, onBytes }, never);
      assert.equal(Buffer.concat(pieces).subarray(0, 4).toString(), 'OggS');
      assert.ok((await origin.manifest(track, never)).length > 0);
      const cover = await origin.cover({ track, held: [], turn: () => Promise.resolve() }, never);
      assert.ok(cover !== null && 'bytes' in cover);
      assert.equal(await origin.invite('1'.repeat(52), never), null);
      assert.equal(refused, 0);
    });

  it('is asked for where there is none, and again where it no longer counts, in mid-track too', async () => {
    await assert.rejects(origin.catalogue(never), isRefused);
    origin.logIn({ kind: 'apiKey', apiKey: world.secrets.apiKey });
    const [track] = await origin.catalogue(never);
    assert.equal(refused, 1);
    await revokeSecrets(world.data.root, ANNA);
    world.nowMs += 10_000;
    const read = origin.read(
      { track: track!, range: { start: 0, end: 10 }, onBytes: () => undefined },
      never,
    );
    await assert.rejects(read, isRefused);
    assert.equal(refused, 2);
    origin.logIn(LOGIN);
    assert.ok((await origin.catalogue(never)).length > 0);
  });

  it('that was refused while it listened to changes is asked for, and with another it listens again', async () => {
    origin.logIn({ kind: 'apiKey', apiKey: world.secrets.apiKey });
    const { length } = await origin.catalogue(never);
    await revokeSecrets(world.data.root, ANNA);
    world.nowMs += 10_000;
    const { port } = world;
    await world.start({}, port);
    await until(() => refused > 0);
    origin.logIn(LOGIN);
    let heard = 0;
    origin.onChange((tracks) => (heard = tracks.length));
    await origin.catalogue(never);
    await world.music.music.put('new.wav', fixtureBytes('pcm-16.wav'));
    await until(() => heard > length);
  });

  it('is made to wait where too many were wrong', async () => {
    origin.logIn({ ...LOGIN, password: 'wrong' });
    for (let tries = 0; tries < 10; tries++) await assert.rejects(origin.catalogue(never), isRefused);
    await assert.rejects(
      origin.catalogue(never),
      (error) =>
        error instanceof OriginError && !error.isFinal && /too many wrong logins/.test(error.message),
    );
  });
});
