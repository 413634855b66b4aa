import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { verifyManifest } from '../../src/engine/manifest/manifest';
import type { MusicLibrary } from '../../src/engine/origin/musicLibrary/musicLibrary';
import { createOriginServer } from '../../src/server/originServer';
import type { Track } from '../../src/shared/track';
import { fixtureBytes, LibraryWorld } from '../engine/origin/musicLibrary/libraryWorld';
import { sha256 } from '../support/hashing';

const WAV = 'pcm-16.wav';

describe('the origin server', () => {
  let world: LibraryWorld;
  let library: MusicLibrary;
  let server: FastifyInstance;
  let track: Track;

  beforeEach(async () => {
    world = await LibraryWorld.make({
      'it’s 100 % <b>loud</b> #1?.wav': fixtureBytes(WAV),
      'notes.txt': 'no music',
    });
    library = await world.openStudied();
    server = createOriginServer({ library, access: 'anonymous' });
    [track] = library.tracks as [Track];
  });
  afterEach(async () => {
    await server.close();
    await world.close();
  });

  const get = (url: string, range?: string) =>
    server.inject({ url, headers: range === undefined ? {} : { range } });
  const trackUrl = ({ id, revision }: Track): string => `/tracks/${id}?revision=${revision}`;

  it('lists its tracks with content id and media info', async () => {
    const { tracks } = (await get('/catalogue.json')).json<{ tracks: Track[] }>();
    assert.deepEqual(tracks, library.tracks);
    assert.equal(tracks[0]!.mediaInfo!.codec, 'pcm-s16');
    assert.match(tracks[0]!.contentId!, /^b/);
  });

  for (const [range, start, end] of [
    ['bytes=0-3', 0, 4],
    ['bytes=100-', 100, undefined],
    ['bytes=-100', -100, undefined],
    ['bytes=176000-999999999', 176_000, undefined],
  ] as const) {
    it(`answers ${range}`, async () => {
      const answer = await get(trackUrl(track), range);
      const expected = fixtureBytes(WAV).subarray(start, end);
      assert.equal(answer.statusCode, 206);
      assert.deepEqual(answer.rawPayload, expected);
      const first = start < 0 ? track.sizeBytes + start : start;
      assert.equal(
        answer.headers['content-range'],
        `bytes ${first}-${first + expected.length - 1}/${track.sizeBytes}`,
      );
    });
  }

  for (const range of [undefined, 'bytes=5-4', 'bytes=0-1,3-4', 'lines=0-3', 'bytes=-']) {
    it(`gives the whole track for ${range ?? 'no range'}`, async () => {
      const answer = await get(`/tracks/${track.id}`, range);
      assert.equal(answer.statusCode, 200);
      assert.deepEqual(answer.rawPayload, fixtureBytes(WAV));
    });
  }

  it('says where a track ends that was asked for bytes beyond', async () => {
    const answer = await get(trackUrl(track), `bytes=${track.sizeBytes}-`);
    assert.equal(answer.statusCode, 416);
    assert.equal(answer.headers['content-range'], `bytes */${track.sizeBytes}`);
  });

  it('gives no path outside the library', async () => {
    for (const url of [
      '/tracks/..%2F..%2Fetc%2Fpasswd',
      '/tracks/notes.txt',
      '/notes.txt',
      '/manifests/..%2Findex.json',
    ])
      assert.equal((await get(url)).statusCode, 404, url);
  });

  it('gives a manifest that certifies itself, for good', async () => {
    const answer = await get(`/manifests/${track.contentId!}`);
    assert.equal(answer.headers['content-type'], 'application/vnd.ipld.dag-cbor');
    assert.match(String(answer.headers['cache-control']), /immutable/);
    assert.equal(verifyManifest(answer.rawPayload, track.contentId!, sha256).sizeBytes, track.sizeBytes);
    assert.equal((await get('/manifests/bafyreih')).statusCode, 404);
    assert.equal((await get(`/manifests/${'b'.padEnd(59, 'a')}`)).statusCode, 404);
  });

  it('says that a revision is gone: by its name, and by what lies there now', async () => {
    assert.equal((await get(`/tracks/${track.id}?revision=older`)).statusCode, 410);
    await world.music.swap('it’s 100 % <b>loud</b> #1?.wav', fixtureBytes('pcm-16.aiff'));
    const answer = await get(trackUrl(track), 'bytes=0-3');
    assert.equal(answer.statusCode, 410);
    assert.match(answer.json<{ error: string }>().error, /has changed/);
  });

  it('says so of a file that it has just been reading, and then gives the new one', async () => {
    const name = 'it’s 100 % <b>loud</b> #1?.wav';
    assert.equal((await get(trackUrl(track), 'bytes=0-3')).statusCode, 206);
    const louder = fixtureBytes(WAV).fill(7, 1000);
    await world.music.swap(name, louder);
    assert.equal((await get(trackUrl(track), 'bytes=1000-1003')).statusCode, 410);
    await world.until(() => library.tracks[0]?.revision !== track.revision);
    const answer = await get(trackUrl(library.tracks[0]!), 'bytes=1000-1003');
    assert.deepEqual([answer.statusCode, answer.rawPayload], [206, louder.subarray(1000, 1004)]);
  });

  it('breaks an answer off when its file is written to', async () => {
    const long = Buffer.concat([fixtureBytes(WAV), Buffer.alloc(20_000_000)]);
    await world.music.put('long.wav', long);
    await world.until(() => library.tracks.length === 2);
    const [, slow] = library.tracks as [Track, Track];
    await server.listen({ port: 0, host: '127.0.0.1' });
    const { port } = server.server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}${trackUrl(slow)}`);
    const reader = response.body!.getReader();
    const taken: Uint8Array[] = [(await reader.read()).value!];
    await world.music.put('long.wav', Buffer.alloc(long.length, 1));
    await assert.rejects(async () => {
      for (let piece = await reader.read(); !piece.done; piece = await reader.read()) taken.push(piece.value);
    });
    const got = Buffer.concat(taken);
    assert.ok(got.length < long.length);
    assert.ok(got.equals(long.subarray(0, got.length)), 'nothing but the bytes of the revision asked for');
  });

  it('tells players at once that the catalogue is another one', async () => {
    await server.listen({ port: 0, host: '127.0.0.1' });
    const { port } = server.server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/changes`);
    const events = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    const tag = async (): Promise<unknown> => (await get('/catalogue.json')).headers.etag;
    assert.equal((await events.read()).value, `data: ${String(await tag())}\n\n`);
    await world.music.put('another.wav', fixtureBytes(WAV));
    const second = (await events.read()).value;
    assert.notEqual(second, undefined);
    await world.until(() => library.tracks.every(({ contentId }) => contentId !== null));
    await events.cancel();
  });
});
