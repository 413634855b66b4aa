import assert from 'node:assert/strict';
import { fixtureBytes } from '../../engine/origin/musicLibrary/libraryWorld';
import { MUSIC, SubsonicWorld, type Query } from './subsonicWorld';

describe('Bytes by Subsonic', () => {
  const WAV = fixtureBytes('pcm-16.wav');
  let world: SubsonicWorld;
  let id: string;

  beforeEach(async () => {
    world = await SubsonicWorld.make();
    id = world.library.tracks.find(({ mediaType }) => mediaType === 'audio/wav')!.id;
  });
  afterEach(() => world.close());

  const get = (method: string, query: Query, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(world.address(method, query), { headers });
  const bytesOf = async (answer: Response): Promise<Buffer> => Buffer.from(await answer.arrayBuffer());

  it('are the file’s own, whatever format or bitrate is asked for', async () => {
    for (const query of [{}, { format: 'raw' }, { format: 'mp3', maxBitRate: 64, timeOffset: 3 }]) {
      const answer = await get('stream', { id, ...query });
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get('content-type'), 'audio/wav');
      assert.ok((await bytesOf(answer)).equals(WAV));
    }
  });

  for (const method of ['stream', 'download.view'])
    it(`come in ranges (${method})`, async () => {
      const answer = await get(method, { id }, { range: 'bytes=100-299' });
      assert.equal(answer.status, 206);
      assert.equal(answer.headers.get('content-range'), `bytes 100-299/${WAV.length}`);
      assert.ok((await bytesOf(answer)).equals(WAV.subarray(100, 300)));
      const beyond = await get(method, { id }, { range: `bytes=${WAV.length}-` });
      assert.equal(beyond.status, 416);
    });

  it('come as a whole where the range is meant for another revision', async () => {
    const whole = await get('stream', { id }, { range: 'bytes=0-9', 'if-range': '"another"' });
    assert.equal(whole.status, 200);
    assert.equal((await bytesOf(whole)).length, WAV.length);
    const tag = whole.headers.get('etag')!;
    const part = await get('stream', { id }, { range: 'bytes=0-9', 'if-range': tag });
    assert.equal((await bytesOf(part)).length, 10);
  });

  it('are told of without being sent (HEAD)', async () => {
    const answer = await fetch(world.address('stream', { id }), { method: 'HEAD' });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-length'), String(WAV.length));
  });

  it('are saved under the file’s name', async () => {
    const answer = await get('download', { id });
    assert.equal(
      answer.headers.get('content-disposition'),
      `attachment; filename="<b>&__.wav"; filename*=UTF-8''%3Cb%3E%26%22%07.wav`,
    );
    await answer.body?.cancel();
  });

  it('of pictures are the original ones, for songs, albums, artists and folders, and aren’t sent twice', async () => {
    const song = world.idOf('Two');
    const { song: entry } = (await world.json('getSong', { id: song })) as { song: Record<string, string> };
    for (const each of [song, entry['albumId']!, entry['artistId']!, entry['parent']!])
      for (const size of [[], ['1'], ['999999999'], ['-5']]) {
        const answer = await get('getCoverArt', { id: each, size });
        assert.ok((await bytesOf(answer)).equals(MUSIC['The Band/First/cover.png']), each);
        assert.equal(answer.headers.get('content-type'), 'image/png');
      }
    const tag = (await get('getCoverArt', { id: song })).headers.get('etag')!;
    assert.equal((await get('getCoverArt', { id: song }, { 'if-none-match': tag })).status, 304);
  });

  it('that aren’t there are an error of Subsonic’s, in the client’s format', async () => {
    for (const method of ['stream', 'download', 'getCoverArt', 'getSong', 'getAlbum', 'getArtist'])
      assert.equal(await world.codeOf(method, { ...world.token(), id: 'nothing' }), 70, method);
    assert.equal(await world.codeOf('getCoverArt', { ...world.token(), id }), 70);
    assert.equal(await world.codeOf('stream', world.token()), 10);
    const { status, error } = await world.xml('stream', { id: 'nothing' });
    assert.deepEqual([status, (error as { code: string }).code], ['failed', '70']);
  });

  it('of a file that was replaced are another revision’s', async () => {
    await world.music.music.swap('loose.flac', fixtureBytes('flac-24-96k.flac'));
    const old = world.library.tracks.find(({ mediaType }) => mediaType === 'audio/flac')!.id;
    const answer = await get('stream', { id: old });
    assert.ok([200, 410].includes(answer.status));
    const bytes = await bytesOf(answer);
    if (answer.status === 200) assert.ok(bytes.equals(fixtureBytes('flac-24-96k.flac')));
  });
});
