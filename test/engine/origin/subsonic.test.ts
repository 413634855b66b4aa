// Subsonic servers as origins: our own one with users, and one that is odd or hostile.
import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { HttpConnections } from '../../../src/engine/origin/httpConnections';
import { probeServer } from '../../../src/engine/origin/probeServer';
import { ServerOrigin } from '../../../src/engine/origin/serverOrigin';
import { SubsonicOrigin } from '../../../src/engine/origin/subsonic/subsonicOrigin';
import { OriginError } from '../../../src/engine/ports';
import type { Login } from '../../../src/shared/login';
import type { ByteRange, Track } from '../../../src/shared/track';
import { originContract } from '../../contracts/origin';
import { ANNA, ANNAS_PASSWORD, SubsonicWorld } from '../../server/subsonic/subsonicWorld';
import { longWave } from '../../support/longWave';
import { ODD_LOGIN, OddSubsonic } from '../../support/oddSubsonic';
import { until } from '../../support/until';
import { fixtureBytes } from './musicLibrary/libraryWorld';

const never = new AbortController().signal;
const KIB = 1024;
const FILE = longWave(60, 'odd');

originContract('over Subsonic’s protocol, with ranges', () => oddOrigin(() => undefined));
originContract('over Subsonic’s protocol, without ranges', () =>
  oddOrigin((server) => {
    server.isWithoutRange = true;
  }),
);

async function oddOrigin(change: (server: OddSubsonic) => void) {
  const server = await OddSubsonic.start();
  change(server);
  server.add({ id: 'one' }, FILE);
  const origin = new ServerOrigin(server.url, { onProblem: () => undefined });
  origin.logIn(ODD_LOGIN);
  const close = async (): Promise<void> => {
    origin.close();
    await server.close();
  };
  return { origin, bytes: FILE, close };
}

describe('Our own server as any Subsonic client has it', () => {
  let world: SubsonicWorld;
  let origin: SubsonicOrigin;

  before(async () => {
    world = await SubsonicWorld.make();
  });
  after(() => world.close());
  beforeEach(() => {
    const connections = new HttpConnections('http:');
    origin = new SubsonicOrigin(new URL(world.url), { connections, onProblem: () => undefined });
  });
  afterEach(() => origin.close());

  for (const [how, login] of Object.entries({
    'an app password, as a token': (): Login => ({
      kind: 'password',
      user: ANNA,
      password: world.secrets.appPassword,
    }),
    'an API key': (): Login => ({ kind: 'apiKey', apiKey: world.secrets.apiKey }),
  }))
    it(`lets in by ${how}: the same tracks, bytes and covers as by its own way`, async () => {
      origin.logIn(login());
      const tracks = await origin.catalogue(never);
      const listed = (of: readonly Track[]) =>
        of.map(({ id, title, artist, album, sizeBytes, mediaType }) => ({
          id,
          title,
          artist,
          album,
          sizeBytes,
          mediaType,
        }));
      const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);
      assert.deepEqual(listed(tracks).sort(byId), listed(world.library.tracks).sort(byId));
      const track = tracks.find(({ title }) => title === 'One')!;
      assert.equal(track.replayGain?.trackGainDb, -7.3);
      assert.deepEqual(track.filing?.folder, 'The Band/First');
      assert.equal((await read(origin, track, { start: 0, end: 4 })).toString(), 'OggS');
      const cover = await origin.cover({ track, held: [], turn: () => Promise.resolve() }, never);
      assert.ok(cover !== null && 'bytes' in cover && cover.mediaType === 'image/png');
      const bare = tracks.find(({ mediaType }) => mediaType === 'audio/wav')!;
      assert.equal(await origin.cover({ track: bare, held: [], turn: () => Promise.resolve() }, never), null);
    });

  it('refuses what is wrong, and that is told once somebody reads too', async () => {
    let refused = 0;
    origin.onLoginRefused(() => (refused += 1));
    await assert.rejects(origin.catalogue(never), isLoginRefused(/asks for a login/));
    origin.logIn({ kind: 'password', user: ANNA, password: 'wrong' });
    await assert.rejects(origin.catalogue(never), isLoginRefused(/refuses the login/));
    const track = { ...(world.library.tracks[0] as Track), revision: 'subsonic x' };
    await assert.rejects(read(origin, track, { start: 0, end: 4 }), isLoginRefused(/refuses the login/));
    assert.equal(refused, 3);
  });

  it('is known for what it is, and used in its own way', async () => {
    const server = new ServerOrigin(world.url, { onProblem: () => undefined });
    server.logIn({ kind: 'password', user: ANNA, password: ANNAS_PASSWORD });
    assert.ok((await server.catalogue(never)).every(({ contentId }) => contentId !== null));
    server.close();
  });
});

describe('A Subsonic server that is odd', () => {
  let server: OddSubsonic;
  let origin: ServerOrigin;
  let problems: string[];

  beforeEach(async () => {
    problems = [];
    server = await OddSubsonic.start();
    server.add({ id: 'one', title: 'Zwei & <drei> é', album: 'A' }, FILE);
    origin = new ServerOrigin(server.url, { onProblem: (sentence) => problems.push(sentence) });
    origin.logIn(ODD_LOGIN);
  });
  afterEach(async () => {
    origin.close();
    await server.close();
  });

  const only = async (): Promise<Track> => {
    const [track] = await origin.catalogue(never);
    return track!;
  };
  const isWhole = async (): Promise<void> => {
    const bytes = await read(origin, await only(), { start: 0, end: FILE.length });
    assert.ok(bytes.equals(FILE));
  };

  it('is never told the password where it takes tokens, nor the same token twice', async () => {
    await isWhole();
    const said = server.asked.map(({ query }) => query);
    assert.ok(said.every((query) => !query.has('p')));
    const salts = said.flatMap((query) => query.get('s') ?? []);
    assert.equal(new Set(salts).size, salts.length);
  });

  it('is logged in at by password where it can’t do tokens', async () => {
    server.ways = ['password'];
    await isWhole();
    assert.equal((await probeServer(server.url, ODD_LOGIN)).kind, 'found');
  });

  it('is not told the password where others could read it on the way, whoever asks for it', async function () {
    if (process.platform === 'win32') {
      console.log('      (skipped: Windows connects nobody to 0.0.0.0)');
      this.skip();
    }
    // This machine too, but by an address that no rule has for it alone.
    const url = server.url.replace('127.0.0.1', '0.0.0.0');
    const distant = new ServerOrigin(url, { onProblem: (sentence) => problems.push(sentence) });
    distant.logIn(ODD_LOGIN);
    try {
      server.ways = ['password'];
      await assert.rejects(distant.catalogue(never), /plain http: add the server by an https address/);
      const probed = await probeServer(url, ODD_LOGIN);
      assert.ok(probed.kind === 'wrong' && /plain http/.test(probed.wrong), JSON.stringify(probed));
      server.hands.set('search3', (response) =>
        server.send(response, { version: '1.12.0', error: { code: 30, message: 'Old.' } }, 'failed'),
      );
      await assert.rejects(distant.catalogue(never), /plain http/);
      assert.ok(server.asked.length > 2 && server.asked.every(({ query }) => !query.has('p')));
    } finally {
      distant.close();
    }
  });

  it('may speak XML only, and have any names', async () => {
    server.isXmlOnly = true;
    const many = Array.from({ length: 1_200 }, (_, at) => ({
      id: `s${at}`,
      size: 1,
      title: `& ${at}`,
      album: 'é',
    }));
    server.songs = [...server.songs, ...many];
    const tracks = await origin.catalogue(never);
    assert.equal(tracks.length, 1_201);
    assert.equal(tracks[0]?.title, 'Zwei & <drei> é');
    assert.equal(tracks[1_200]?.title, '& 1199');
    await isWhole();
  });

  it('may be from before OpenSubsonic: it is listed album by album', async () => {
    server.isOld = true;
    server.add({ id: 'two', album: 'B' }, FILE);
    assert.deepEqual((await origin.catalogue(never)).map(({ id }) => id).sort(), ['one', 'two']);
    await isWhole();
  });

  for (const isXmlOnly of [false, true])
    it(`may lose an album between listing and asking for it${isXmlOnly ? ', in XML too' : ''}: the others are there`, async () => {
      server.isOld = true;
      server.isXmlOnly = isXmlOnly;
      for (const id of ['two', 'three']) server.add({ id, album: id }, FILE);
      const albums = ['A', 'gone', 'two', 'three'].map((id) => ({ id, name: id }));
      server.hands.set('getAlbumList2', (response, { query }) =>
        server.send(response, { albumList2: query.get('offset') === '0' ? { album: albums } : {} }),
      );
      server.hands.set('getAlbum', (response, { query }) => {
        const id = query.get('id');
        if (id === 'gone') server.fail(response, 70, 'Album not found.');
        else server.send(response, { album: { id, song: server.songs.filter(({ album }) => album === id) } });
      });
      assert.deepEqual((await origin.catalogue(never)).map(({ id }) => id).sort(), ['one', 'three', 'two']);
      assert.ok(server.asked.every(({ method }) => method !== 'getIndexes'));
    });

  it('that refuses an album is told with that, though others were there', async () => {
    server.isOld = true;
    server.add({ id: 'two', album: 'B' }, FILE);
    server.hands.set('getAlbum', (response, { query }) => {
      if (query.get('id') === 'B') server.fail(response, 50);
      else server.send(response, { album: { id: 'A', song: server.songs.slice(0, 1) } });
    });
    await assert.rejects(origin.catalogue(never), isFinal(/may not do that there/));
  });

  for (const isXmlOnly of [false, true])
    it(`may list neither songs nor albums: its folders are walked through${isXmlOnly ? ', in XML too' : ''}`, async () => {
      server.isXmlOnly = isXmlOnly;
      for (const id of ['two', 'three']) server.add({ id }, FILE);
      const [one, two, three] = server.songs;
      for (const method of ['search3', 'getAlbumList2'])
        server.hands.set(method, (response) => response.writeHead(404).end('<html>'));
      server.hands.set('getIndexes', (response) =>
        server.send(response, {
          indexes: { index: [{ name: 'A', artist: [{ id: 'a', name: 'A' }] }], child: [one] },
        }),
      );
      const folders: Readonly<Record<string, object[]>> = {
        a: [{ id: 'a/b', isDir: true }, two!],
        // In a circle.
        'a/b': [
          { ...three!, isDir: false },
          { id: 'a', isDir: true },
        ],
      };
      server.hands.set('getMusicDirectory', (response, { query }) =>
        server.send(response, { directory: { child: folders[query.get('id') ?? ''] ?? [] } }),
      );
      const tracks = await origin.catalogue(never);
      assert.deepEqual(tracks.map(({ id }) => id).sort(), ['one', 'three', 'two']);
      assert.equal(server.asked.filter(({ method }) => method === 'getMusicDirectory').length, 2);
    });

  const walked = (folder: (id: string, response: ServerResponse) => void): void => {
    server.hands.set('search3', (response) => server.send(response, {}));
    const artist = Array.from({ length: 100 }, (_, at) => ({ id: `folder ${at}` }));
    server.hands.set('getIndexes', (response) => server.send(response, { indexes: { index: [{ artist }] } }));
    server.hands.set('getMusicDirectory', (response, { query }) => {
      const id = query.get('id') ?? '';
      folder(id, response);
      if (!response.writableEnded)
        server.send(response, { directory: { child: [{ ...server.songs[0], id: `song of ${id}` }] } });
    });
  };
  for (const [what, albums] of Object.entries({
    'without albums': (response: ServerResponse) => server.send(response, {}),
    'that refuses albums': (response: ServerResponse) => server.fail(response, 30),
  })) {
    it(`${what} may lose a folder while they are walked through`, async () => {
      server.hands.set('getAlbumList2', albums);
      walked((id, response) => {
        if (id === 'folder 3') server.fail(response, 70);
      });
      assert.equal((await origin.catalogue(never)).length, 99);
    });

    it(`${what} and refuses a folder is told with that, and asked for no more of them`, async () => {
      server.hands.set('getAlbumList2', albums);
      walked((id, response) => {
        if (id === 'folder 3') server.fail(response, 50);
      });
      await assert.rejects(origin.catalogue(never), isFinal(/may not do that there/));
      assert.ok(server.asked.filter(({ method }) => method === 'getMusicDirectory').length < 50);
    });
  }

  it('may speak an older version: that is spoken with it', async () => {
    server.hands.set('search3', (response, { query }) => {
      if (query.get('v') === '1.12.0')
        server.send(response, {
          searchResult3: query.get('songOffset') === '0' ? { song: server.songs } : {},
        });
      else server.send(response, { version: '1.12.0', error: { code: 30 } }, 'failed');
    });
    assert.equal((await only()).id, 'one');
  });

  it('may count pages from where it likes: the same page twice is the last', async () => {
    server.hands.set('search3', (response) =>
      server.send(response, { searchResult3: { song: server.songs } }),
    );
    assert.equal((await origin.catalogue(never)).length, 1);
  });

  it('may not let this user download: then it streams what lies there', async () => {
    server.hands.set('download', (response) => server.fail(response, 50));
    await isWhole();
    assert.ok(server.asked.some(({ method, query }) => method === 'stream' && query.get('format') === 'raw'));
    server.hands.set('stream', (response) => server.fail(response, 50));
    await assert.rejects(isWhole(), isFinal(/have the rights to play and download given/));
  });

  it('that doesn’t answer ranges sends a file once for all that is read of it, one range after the other or at a time', async () => {
    server.isWithoutRange = true;
    const track = await only();
    const [first, second] = [
      { start: 0, end: 128 * KIB },
      { start: 128 * KIB, end: 256 * KIB },
    ];
    const [one, two] = await Promise.all([first, second].map((range) => read(origin, track, range)));
    assert.ok(one!.equals(FILE.subarray(first.start, first.end)));
    assert.ok(two!.equals(FILE.subarray(second.start, second.end)));
    const last = { start: FILE.length - 10, end: FILE.length };
    assert.ok((await read(origin, track, last)).equals(FILE.subarray(last.start)));
    assert.equal(server.asked.filter(({ method }) => method === 'download').length, 1);
  });

  it('that doesn’t answer ranges may leave out how long a file is', async () => {
    server.hands.set('download', (response) => {
      response.setHeader('content-type', 'audio/wav').write(FILE.subarray(0, 1_000));
      response.end(FILE.subarray(1_000));
    });
    await isWhole();
  });

  it('behind somebody else’s page is not told the login, and found again when that is gone', async () => {
    const headers: (string | undefined)[] = [];
    for (const method of ['getOpenSubsonicExtensions', 'ping'])
      server.hands.set(method, (response, request) => {
        headers.push(request.headers.authorization);
        response.end('<html>Welcome to this hotel!</html>');
      });
    await assert.rejects(origin.catalogue(never), isFinal(/not as a Starling origin or a Subsonic server/));
    assert.ok(server.asked.every(({ method, query }) => server.hands.has(method) && !query.has('u')));
    assert.deepEqual(new Set(headers), new Set([undefined]));
    server.hands.clear();
    await isWhole();
  });

  it('that doesn’t answer ranges goes on with a file whose first listener has given up', async () => {
    let goOn: () => void = () => undefined;
    server.hands.set('download', (response) => {
      response.setHeader('content-type', 'audio/wav').write(FILE.subarray(0, 1_000));
      goOn = () => response.end(FILE.subarray(1_000));
    });
    const track = await only();
    const abort = new AbortController();
    const pieces: Uint8Array[] = [];
    const given = origin.read(
      { track, range: { start: 0, end: 2_000 }, onBytes: (bytes) => pieces.push(bytes) },
      abort.signal,
    );
    await until(() => Buffer.concat(pieces).length === 1_000);
    const other = read(origin, track, { start: 0, end: FILE.length });
    abort.abort();
    await assert.rejects(given);
    goOn();
    assert.ok((await other).equals(FILE));
    assert.equal(server.asked.filter(({ method }) => method === 'download').length, 1);
  });

  it('that doesn’t answer ranges and stops in the middle is asked anew', async () => {
    let times = 0;
    server.hands.set('download', (response) => {
      times += 1;
      response.writeHead(200, { 'content-type': 'audio/wav', 'content-length': FILE.length });
      if (times > 1) response.end(FILE);
      else response.write(FILE.subarray(0, 1_000), () => response.destroy());
    });
    const track = await only();
    await assert.rejects(
      read(origin, track, { start: 0, end: 2_000 }),
      (error) => error instanceof OriginError && !error.isFinal,
    );
    assert.ok((await read(origin, track, { start: 0, end: 2_000 })).equals(FILE.subarray(0, 2_000)));
  });

  for (const [what, send] of Object.entries({
    'of another length than it lists': (file: Buffer) => file.subarray(0, 1_000),
    'longer than it lists': (file: Buffer) => Buffer.concat([file, file]),
  }))
    for (const isSaid of [true, false])
      it(`that sends a file ${what} is told with what to do${isSaid ? '' : ', though it says no length'}`, async () => {
        server.hands.set('download', (response) => {
          const file = send(FILE);
          if (isSaid) response.setHeader('content-length', file.length);
          response.setHeader('content-type', 'audio/mpeg').end(file);
        });
        const track = await only();
        const range = { start: 0, end: track.sizeBytes };
        await assert.rejects(
          read(origin, track, range),
          isFinal(/lists \d+ bytes and sends .*scan its music anew/),
        );
      });

  it('that converts what it sends in ranges is told with what to do', async () => {
    const track = await only();
    server.hands.set('download', (response) =>
      response.writeHead(206, { 'content-range': 'bytes 0-99/1000' }).end(FILE.subarray(0, 100)),
    );
    await assert.rejects(
      read(origin, track, { start: 0, end: 100 }),
      isFinal(/lists \d+ bytes and sends 1000: .*don't have it convert/),
    );
  });

  it('that packs what it sends is refused', async () => {
    server.hands.set('download', (response) =>
      response.writeHead(200, { 'content-type': 'audio/wav', 'content-encoding': 'gzip' }).end(FILE),
    );
    await assert.rejects(isWhole(), isFinal(/packs what it sends, unasked/));
  });

  it('that sends another range than was asked for is refused, and a shorter one is gone on from', async () => {
    const track = await only();
    const part = (from: number, to: number) => ({
      'content-range': `bytes ${from}-${to - 1}/${FILE.length}`,
    });
    server.hands.set('download', (response) =>
      response.writeHead(206, part(100, 200)).end(FILE.subarray(100, 200)),
    );
    await assert.rejects(read(origin, track, { start: 0, end: 100 }), isFinal(/another part/));
    server.hands.set('download', (response, { headers }) => {
      const start = Number(/\d+/.exec(headers.range ?? '')?.[0]);
      response.writeHead(206, part(start, start + 7)).end(FILE.subarray(start, start + 7));
    });
    assert.ok((await read(origin, track, { start: 0, end: 28 })).equals(FILE.subarray(0, 28)));
  });

  for (const [code, message] of [
    [0, /the server says: No$/],
    [20, /newer version .*update Starling/],
    [30, /older version .*update the server/],
    [40, /refuses the login/],
    [41, /way to log in/],
    [44, /refuses the login/],
    [50, /have the rights/],
    [60, /trial period .*licence/],
    [70, /no longer has it/],
  ] as const)
    it(`that answers with error ${code} is told with what to do`, async () => {
      server.hands.set('search3', (response) => server.fail(response, code));
      server.hands.set('getAlbumList2', (response) => server.fail(response, code));
      await assert.rejects(
        origin.catalogue(never),
        (error) =>
          error instanceof OriginError && message.test(error.message) && error.isFinal === (code !== 0),
      );
    });

  it('leaves out what can’t be played, and says how many', async () => {
    const odd = [
      { id: 'film', isVideo: true, size: 5 },
      { id: 'sizeless' },
      { id: 'dir', isDir: true, size: 5 },
    ];
    server.songs = [...server.songs, ...odd, { id: 'x', size: -1 }, { id: '', size: 1 }];
    assert.equal((await origin.catalogue(never)).length, 1);
    assert.match(problems.join(), /^5 entries .* are left out/);
  });

  it('may have a page of nothing that can be played: the next one is asked for all the same', async () => {
    const films = Array.from({ length: 1_000 }, (_, at) => ({ id: `film ${at}`, isVideo: true, size: 5 }));
    server.songs = [...server.songs, ...films];
    server.add({ id: 'last' }, FILE);
    assert.equal((await origin.catalogue(never)).length, 2);
  });

  it('that sends without end, or too much, is given up', async () => {
    const endless = (type: string) =>
      server.hands.set('search3', (response) => {
        response
          .setHeader('content-type', type)
          .write(type === 'text/xml' ? '<subsonic-response>' : '{"subsonic-response":');
        const more = (): void => {
          if (!response.destroyed) response.write(' '.repeat(65_536), more);
        };
        more();
      });
    server.hands.set('getAlbumList2', (response, request) =>
      server.hands.get('search3')?.(response, request),
    );
    for (const type of ['text/xml', 'application/json']) {
      endless(type);
      await assert.rejects(origin.catalogue(never), isFinal(/sends more than it may/));
    }
  });

  for (const [what, text] of Object.entries({
    'entities of its own':
      '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><subsonic-response status="ok"><x>&b;</x></subsonic-response>',
    'elements without end': `<subsonic-response status="ok">${'<a>'.repeat(100_000)}`,
    'a page of HTML': '<html><body>Welcome to this hotel!</body></html>',
    'half of an answer': '{"subsonic-response":{"status":"ok"',
    'something else': '[1, 2, 3]',
    'a null': '{"subsonic-response":null}',
  }))
    it(`that answers with ${what} is taken for none`, async () => {
      for (const method of ['search3', 'getAlbumList2'])
        server.hands.set(method, (response) => response.end(text));
      await assert.rejects(origin.catalogue(never), isFinal(/not as a Subsonic server does/));
    });

  it('is tried before it is taken: with a login where it wants one', async () => {
    const { host } = new URL(server.url);
    assert.deepEqual(await probeServer(host, null), {
      ...{ kind: 'loginWanted', url: server.url, name: host },
      ...{ isRefused: false, hasApiKeys: false, isOverheard: false },
    });
    const refused = await probeServer(host, { ...ODD_LOGIN, password: 'wrong' });
    assert.ok(refused.kind === 'loginWanted' && refused.isRefused);
    assert.deepEqual(await probeServer(host, ODD_LOGIN), { kind: 'found', url: server.url });
  });

  it('with a certificate that nobody vouches for is told with what it is', async () => {
    const tls = await OddSubsonic.start({ isTls: true });
    const private_ = new ServerOrigin(tls.url, { onProblem: () => undefined });
    await assert.rejects(private_.catalogue(never), /certificate \(of “localhost”.*NODE_EXTRA_CA_CERTS/);
    private_.close();
    await tls.close();
  });

  it('is looked at now and then, and other music listed when its scan says so', async () => {
    let count = 1;
    server.hands.set('getScanStatus', (response) =>
      server.send(response, { scanStatus: { scanning: false, count } }),
    );
    const connections = new HttpConnections('http:');
    const looks = new SubsonicOrigin(new URL(server.url), {
      connections,
      onProblem: () => undefined,
      lookAgainMs: 5,
    });
    looks.logIn(ODD_LOGIN);
    let listed: readonly Track[] = [];
    looks.onChange((tracks) => (listed = tracks));
    await looks.catalogue(never);
    await until(() => server.asked.filter(({ method }) => method === 'getScanStatus').length > 3);
    assert.deepEqual(listed, []);
    server.add({ id: 'two', album: 'B' }, fixtureBytes('pcm-16.wav'));
    count = 2;
    await until(() => listed.length === 2);
    looks.close();
  });
});

async function read(origin: Pick<SubsonicOrigin, 'read'>, track: Track, range: ByteRange): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  await origin.read({ track, range, onBytes: (bytes) => pieces.push(Uint8Array.from(bytes)) }, never);
  return Buffer.concat(pieces);
}

const isFinal =
  (message: RegExp) =>
  (error: unknown): boolean =>
    error instanceof OriginError && error.isFinal && message.test(error.message);

const isLoginRefused =
  (message: RegExp) =>
  (error: unknown): boolean =>
    error instanceof OriginError && error.isLoginRefused && message.test(error.message);
