import assert from 'node:assert/strict';
import { ANSWERS, checkAnswer } from './shapes';
import { SubsonicWorld, type Query } from './subsonicWorld';

type Method = keyof typeof ANSWERS;

describe('OpenSubsonic answers', () => {
  let world: SubsonicWorld;
  let queries: Readonly<Partial<Record<Method, Query>>>;

  before(async () => {
    world = await SubsonicWorld.make();
    const id = world.idOf('Two');
    const { album, artist } = (await world.json('search3', { query: 'first' }))['searchResult3'] as {
      album: { id: string; artistId: string }[];
      artist: unknown[];
    };
    assert.deepEqual(artist, []);
    const { id: albumId, artistId } = album[0]!;
    await world.json('star', { id, albumId, artistId });
    await world.json('setRating', { id: albumId, rating: 5 });
    await world.json('scrobble', { id });
    await world.json('savePlayQueue', { id, current: id, position: 1500 });
    const made = (await world.json('createPlaylist', { name: 'Kept', songId: id }))['playlist'] as {
      id: string;
    };
    const playlistId = made.id;
    queries = {
      getMusicDirectory: { id: 1 },
      getArtist: { id: artistId },
      getAlbum: { id: albumId },
      getSong: { id },
      getAlbumList: { type: 'newest' },
      getAlbumList2: { type: 'byYear', fromYear: 2010, toYear: 1990 },
      getSongsByGenre: { genre: 'Dub' },
      search2: { query: 'band' },
      search3: { query: '""' },
      getPlaylist: { id: playlistId },
      createPlaylist: { name: 'Another', songId: [id, id] },
      updatePlaylist: { playlistId, comment: 'a\u0000b < c', public: true },
      star: { id },
      unstar: { albumId },
      setRating: { id, rating: 3 },
      scrobble: { id, submission: false },
      savePlayQueue: { id: [id, id], current: id },
      getLyricsBySongId: { id },
      getStarlingTracks: { id },
      getStarlingSwarm: { peer: '1'.repeat(52) },
    };
  });
  after(() => world.close());

  for (const method of Object.keys(ANSWERS) as Method[]) {
    if (method === 'deletePlaylist') continue;
    it(`${method} has the published shape, in JSON and in XML`, async () => {
      checkAnswer(method, await world.json(method, queries[method]), 'json');
      checkAnswer(method, await world.xml(`${method}.view`, queries[method]), 'xml');
    });
  }

  it('deletePlaylist has the published shape, and the playlist is gone', async () => {
    for (const format of ['json', 'xml'] as const) {
      const { playlist } = await world.json('createPlaylist', { name: 'Short-lived' });
      const { id } = playlist as { id: string };
      checkAnswer('deletePlaylist', await world[format]('deletePlaylist', { id }), format);
      assert.equal(await world.codeOf('getPlaylist', { ...world.token(), id }), 70);
    }
  });

  it('say the same in JSON and in XML', async () => {
    const id = world.idOf('One');
    const { song } = (await world.json('getSong', { id })) as { song: Record<string, unknown> };
    const { song: inXml } = (await world.xml('getSong', { id })) as { song: Record<string, unknown> };
    const plain = Object.entries(song).filter(([, value]) => typeof value !== 'object');
    assert.ok(plain.length > 20);
    for (const [name, value] of plain) assert.equal(inXml[name], String(value), name);
    assert.deepEqual(inXml['replayGain'], { trackGain: '-7.3', trackPeak: '0.988553' });
    assert.deepEqual(song['replayGain'], { trackGain: -7.3, trackPeak: 0.988553 });
  });

  it('keep hostile names whole, and write only what XML may have', async () => {
    const pathsIn = async (format: 'json' | 'xml'): Promise<(string | undefined)[]> => {
      const { directory } = (await world[format]('getMusicDirectory', { id: 1 })) as {
        directory: { child: { path?: string }[] };
      };
      return directory.child.map(({ path }) => path);
    };
    assert.ok((await pathsIn('json')).includes('<b>&"\u0007.wav'));
    assert.ok((await pathsIn('xml')).includes('<b>&".wav'));
  });
});
