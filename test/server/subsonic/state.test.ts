import assert from 'node:assert/strict';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { addUser } from '../../../src/server/accounts/userBook';
import { ANNA, SubsonicWorld, type Query } from './subsonicWorld';

interface Entry {
  readonly id: string;
  readonly name: string;
  readonly starred?: string;
}
interface Playlists {
  readonly playlists: { readonly playlist: readonly (Entry & { owner: string; readonly: boolean })[] };
}

describe('What the server keeps of a user', () => {
  let world: SubsonicWorld;

  beforeEach(async () => {
    world = await SubsonicWorld.make();
  });
  afterEach(() => world.close());

  const asBert = async (method: string, query: Query = {}): Promise<Record<string, unknown>> => {
    const form = world.form({ u: 'bert', p: 'another one', f: 'json', ...query });
    const answer = (await (await fetch(`${world.url}rest/${method}?${form}`)).json()) as Record<
      string,
      unknown
    >;
    return answer['subsonic-response'] as Record<string, unknown>;
  };
  const addBert = async (): Promise<void> => {
    await addUser(world.data.root, { name: 'bert', password: 'another one' });
    world.nowMs += 2_000;
  };
  const stateFile = async (): Promise<string> =>
    world.data.path(`state/${(await readdir(world.data.path('state')))[0]!}`);
  const makePlaylist = async (query: Query): Promise<string> =>
    ((await world.json('createPlaylist', query))['playlist'] as Entry).id;

  it('is there again after a restart: playlists, stars, ratings, plays and the queue', async () => {
    const [one, two] = [world.idOf('One'), world.idOf('Two')];
    await makePlaylist({ name: 'Kept', songId: [two, one] });
    await world.json('star', { id: one });
    await world.json('setRating', { id: two, rating: 2 });
    await world.json('scrobble', { id: [one, one], time: ['1000', '2000'] });
    await world.json('savePlayQueue', { id: [one, two], current: two, position: 4321 });
    await world.start();
    const { playlists } = (await world.json('getPlaylists')) as unknown as Playlists;
    assert.deepEqual(
      playlists.playlist.map(({ name, owner }) => [name, owner]),
      [['Kept', ANNA]],
    );
    const song = (await world.json('getSong', { id: one }))['song'] as Record<string, unknown>;
    assert.deepEqual([song['playCount'], song['played']], [2, '1970-01-01T00:00:02.000Z']);
    assert.match(String(song['starred']), /^20/);
    const other = (await world.json('getSong', { id: two }))['song'] as Record<string, unknown>;
    assert.equal(other['userRating'], 2);
    const queue = (await world.json('getPlayQueue'))['playQueue'] as Record<string, unknown>;
    assert.deepEqual([queue['current'], queue['position'], queue['changedBy']], [two, 4321, 'test']);
    assert.deepEqual(
      (queue['entry'] as Entry[]).map(({ id }) => id),
      [one, two],
    );
  });

  it('is all there after many changes at a time, and readable by the server alone', async () => {
    const id = world.idOf('One');
    await Promise.all(Array.from({ length: 25 }, () => world.json('scrobble', { id })));
    await Promise.all(Array.from({ length: 25 }, (_, at) => makePlaylist({ name: `${at}`, songId: id })));
    await world.start();
    assert.equal(((await world.json('getSong', { id }))['song'] as { playCount: number }).playCount, 25);
    const { playlists } = (await world.json('getPlaylists')) as unknown as Playlists;
    assert.equal(playlists.playlist.length, 25);
    assert.equal((await stat(await stateFile())).mode & 0o777, 0o600);
  });

  it('is what was answered for, also where the process is killed right then', async () => {
    await makePlaylist({ name: 'Answered', songId: world.idOf('One') });
    // What lies on the disk now is all that a killed process would leave.
    assert.match(await readFile(await stateFile(), 'utf8'), /Answered/);
  });

  it('is put aside where it is damaged, and said so; nothing is written over it', async () => {
    await makePlaylist({ name: 'Lost?', songId: world.idOf('One') });
    const path = await stateFile();
    const damaged = (await readFile(path, 'utf8')).slice(0, -5);
    await writeFile(path, damaged);
    await world.start();
    assert.deepEqual((await world.json('getPlaylists'))['playlists'], { playlist: [] });
    await makePlaylist({ name: 'New', songId: [] });
    const aside = (await readdir(world.data.path('state'))).find((name) => name.includes('.broken-'))!;
    assert.equal(await readFile(world.data.path(`state/${aside}`), 'utf8'), damaged);
    assert.ok(world.lines.some((line) => line.includes('is damaged')));
  });

  it('stays as it was where it can’t be written, and the client is told', async () => {
    const id = world.idOf('One');
    await world.start({ stateFolder: world.data.path('elsewhere') });
    assert.equal(await world.codeOf('ping', world.token()), 'ok');
    await writeFile(world.data.path('elsewhere'), 'a file where the folder would be');
    assert.equal((await world.json('star', { id }))['status'], 'failed');
    assert.equal(((await world.json('getSong', { id }))['song'] as Entry).starred, undefined);
  });

  it('is one’s own: others see public playlists, and change none', async () => {
    await addBert();
    const id = world.idOf('One');
    const playlistId = await makePlaylist({ name: 'Anna’s', songId: id });
    await world.json('star', { id });
    assert.deepEqual((await asBert('getPlaylists'))['playlists'], { playlist: [] });
    assert.equal(((await asBert('getPlaylist', { id: playlistId }))['error'] as { code: number }).code, 70);
    assert.equal(((await asBert('getSong', { id }))['song'] as Entry).starred, undefined);
    await world.json('updatePlaylist', { playlistId, public: true });
    const { playlists } = (await asBert('getPlaylists')) as unknown as Playlists;
    assert.deepEqual(
      playlists.playlist.map(({ name, owner, readonly }) => [name, owner, readonly]),
      [['Anna’s', ANNA, true]],
    );
    for (const [method, query] of [
      ['updatePlaylist', { playlistId, name: 'Bert’s' }],
      ['deletePlaylist', { id: playlistId }],
      ['createPlaylist', { playlistId, songId: id }],
      ['getUser', { username: ANNA }],
      ['getPlaylists', { username: ANNA }],
    ] as [string, Query][])
      assert.equal(((await asBert(method, query))['error'] as { code: number }).code, 50, method);
  });

  it('takes no songs that there aren’t, and no numbers that make no sense', async () => {
    const id = world.idOf('One');
    const login = world.token();
    for (const [method, query, code] of [
      ['createPlaylist', { name: 'x', songId: [id, 'none'] }, 70],
      ['createPlaylist', {}, 10],
      ['createPlaylist', { name: '\u202e\u0007 ' }, 0],
      ['star', {}, 10],
      ['star', { id: '__proto__' }, 70],
      ['setRating', { id }, 10],
      ['setRating', { id, rating: 6 }, 0],
      ['setRating', { id, rating: 'five' }, 0],
      ['setRating', { id: 'none', rating: 1 }, 70],
      ['scrobble', { id: 'none' }, 70],
      ['savePlayQueue', { id, current: 'none' }, 0],
      ['getAlbumList', { type: 'byColour' }, 0],
      ['getAlbumList', {}, 10],
      ['getAlbumList2', { type: 'byYear', fromYear: 1990 }, 10],
      ['getAlbumList2', { type: 'newest', size: '1e9' }, 0],
      ['search3', {}, 10],
    ] as [string, Query, number][]) {
      const answer = await world.json(method, query);
      assert.equal(answer['status'], 'failed', method);
      assert.equal(
        await world.codeOf(method, { ...login, ...query }),
        code,
        `${method} ${JSON.stringify(query)}`,
      );
    }
    const { playlists } = (await world.json('getPlaylists')) as unknown as Playlists;
    assert.deepEqual(playlists.playlist, []);
  });

  it('keeps the songs of a playlist that are away for a while, and counts places without them', async () => {
    const ids = ['One', 'Two', 'Three'].map((title) => world.idOf(title));
    const playlistId = await makePlaylist({ name: 'Whole', songId: ids });
    const path = await stateFile();
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace(ids[0]!, 'f'.repeat(24)));
    await world.start();
    await world.json('updatePlaylist', { playlistId, songIndexToRemove: 0 });
    const { playlist } = (await world.json('getPlaylist', { id: playlistId })) as {
      playlist: { entry: Entry[]; songCount: number };
    };
    assert.deepEqual(
      playlist.entry.map(({ id }) => id),
      [ids[2]],
    );
    assert.match(await readFile(path, 'utf8'), /f{24}/);
  });
});
