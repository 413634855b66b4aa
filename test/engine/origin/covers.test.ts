// Covers as players get them: out of files, over HTTP, and kept on disk.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readdir, symlink, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { CoverFiles } from '../../../src/engine/coverFiles';
import { FolderOrigin } from '../../../src/engine/origin/folderOrigin';
import { HttpOrigin } from '../../../src/engine/origin/httpOrigin';
import { MusicLibrary } from '../../../src/engine/origin/musicLibrary/musicLibrary';
import { coverOf } from '../../../src/engine/origin/picture';
import { OriginError, type Cover, type Origin } from '../../../src/engine/ports';
import { createOriginServer } from '../../../src/server/originServer';
import {
  flacWithPicture,
  mp3WithPictures,
  mp4WithPicture,
  oggWithPicture,
  pictureOf,
  png,
} from '../../support/pictures';
import { musicFolder, type MusicFolder } from '../../support/musicFolder';
import { fixtureBytes } from './musicLibrary/libraryWorld';

const WAV = fixtureBytes('pcm-16.wav');
const [RED, GREEN, BLUE] = [png(), png({ colour: [0, 255, 0] }), png({ colour: [0, 0, 255] })];
/** Longer than one stretch, and no two bytes alike: as covers are. */
const LARGE = Buffer.concat([png(), randomBytes(200_000)]);
const never = new AbortController().signal;

const FILES: Readonly<Record<string, Uint8Array | string>> = {
  'tagged/flac.flac': flacWithPicture(fixtureBytes('flac-16.flac'), RED),
  'tagged/ogg.ogg': oggWithPicture(fixtureBytes('vorbis-q4.ogg'), RED),
  'tagged/mp4.m4a': mp4WithPicture(fixtureBytes('aac.m4a'), RED),
  'tagged/mp3.mp3': mp3WithPictures(fixtureBytes('cbr128.mp3'), [
    { kind: 4, picture: GREEN },
    { kind: 3, picture: RED },
  ]),
  'tagged/broken.mp3': mp3WithPictures(fixtureBytes('cbr128.mp3'), [
    { kind: 3, picture: Buffer.from('<svg/>') },
  ]),
  'tagged/Folder.PNG': BLUE,
  'beside/a.wav': WAV,
  'beside/front.gif': GREEN,
  'beside/cover.jpg': pictureOf('image/jpeg'),
  'beside/cover.png': RED,
  'discs/CD 2/b.wav': WAV,
  'discs/cover.png': BLUE,
  'none/c.wav': WAV,
  'none/cover.png': 'not a picture',
  'none/photo.png': RED,
  'large/d.wav': WAV,
  'large/cover.png': LARGE,
};

/** What each file's cover is. */
const EXPECTED: Readonly<Record<string, Buffer | null>> = {
  'tagged/flac.flac': RED,
  'tagged/ogg.ogg': RED,
  'tagged/mp4.m4a': RED,
  'tagged/mp3.mp3': RED,
  'tagged/broken.mp3': BLUE,
  'beside/a.wav': pictureOf('image/jpeg'),
  'discs/CD 2/b.wav': BLUE,
  'none/c.wav': null,
  'large/d.wav': LARGE,
};

describe('A cover', () => {
  let music: MusicFolder;
  let index: MusicFolder;
  let folder: FolderOrigin;
  let http: HttpOrigin;
  let url: string;
  const closing: (() => unknown)[] = [];

  before(async () => {
    music = await musicFolder(FILES);
    index = await musicFolder({});
    folder = new FolderOrigin({
      folder: music.root,
      indexFolder: index.path('a'),
      onProblem: () => undefined,
    });
    const library = await MusicLibrary.open({
      folder: music.root,
      indexFolder: index.path('b'),
      onProblem: () => undefined,
    });
    const server = createOriginServer({ library, access: 'anonymous' });
    await server.listen({ port: 0, host: '127.0.0.1' });
    url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}/`;
    http = new HttpOrigin(url);
    closing.push(
      () => music.remove(),
      () => index.remove(),
      () => library.close(),
      () => server.close(),
      () => http.close(),
      () => folder.close(),
    );
  });
  after(async () => {
    for (const close of closing.reverse()) await close();
  });

  const trackOf = async (origin: Origin, name: string) => {
    const id = createHash('sha256').update(name).digest('hex').slice(0, 24);
    const found = (await origin.catalogue(never)).find((track) => track.id === id);
    assert.ok(found, name);
    return found;
  };
  const coverFrom = async (origin: Origin, name: string, held: readonly string[] = []) => {
    const track = await trackOf(origin, name);
    return (await origin.cover?.({ track, held, turn: () => Promise.resolve() }, never)) ?? null;
  };

  for (const [kind, originOf] of [
    ['a folder', () => folder],
    ['an origin over HTTP', () => http],
  ] as const)
    describe(`of ${kind}`, () => {
      it('is what the tags have, else what lies beside the file, else none', async () => {
        for (const [name, expected] of Object.entries(EXPECTED)) {
          const cover = await coverFrom(originOf(), name);
          const bytes = cover !== null && 'bytes' in cover ? Buffer.from((cover as Cover).bytes) : null;
          assert.deepEqual(bytes, expected, name);
        }
      });

      it('waits for its turn', async () => {
        const track = await trackOf(originOf(), 'large/d.wav');
        const turns: (() => void)[] = [];
        const turn = (): Promise<void> => new Promise((resolve) => turns.push(resolve));
        let given = 0;
        const pulse = setInterval(() => {
          for (const next of turns.splice(0)) {
            given += 1;
            next();
          }
        });
        const found = await originOf()
          .cover({ track, held: [], turn }, never)
          .finally(() => clearInterval(pulse));
        assert.equal(found?.id, coverOf(LARGE)?.id);
        // Four stretches over HTTP, between which what plays can go before it.
        assert.equal(given, originOf() === http ? 4 : 1);
      });
    });

  it('over HTTP isn’t sent again where it is held: an album’s tracks share one', async () => {
    const first = (await coverFrom(http, 'tagged/ogg.ogg')) as Cover;
    assert.deepEqual(await coverFrom(http, 'tagged/mp4.m4a', ['0'.repeat(64), first.id]), { id: first.id });
  });

  it('is never followed out of the folder of music', async () => {
    await writeFile(index.path('secret.png'), RED);
    await music.put('linked/e.wav', WAV);
    await symlink(index.path('secret.png'), music.path('linked/cover.png'));
    const fresh = new FolderOrigin({
      folder: music.root,
      indexFolder: index.path('c'),
      onProblem: () => undefined,
    });
    assert.equal(await coverFrom(fresh, 'linked/e.wav'), null);
    fresh.close();
  });

  describe('as the origin server answers', () => {
    const ask = async (name: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> => {
      const { id, revision } = await trackOf(http, name);
      return fetch(`${url}covers/${id}?revision=${revision}`, { headers });
    };

    it('says what it is, forbids to guess otherwise, and names it by its hash', async () => {
      const answer = await ask('beside/a.wav');
      assert.equal(answer.headers.get('content-type'), 'image/jpeg');
      assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
      const tag = answer.headers.get('etag') ?? '';
      assert.equal(tag, `"${coverOf(pictureOf('image/jpeg'))?.id}"`);
      assert.equal((await ask('beside/a.wav', { 'if-none-match': `"x", W/${tag}` })).status, 304);
    });

    it('answers ranges, but not those of another picture', async () => {
      const part = await ask('large/d.wav', { range: 'bytes=10-19' });
      assert.equal(part.status, 206);
      assert.deepEqual(Buffer.from(await part.arrayBuffer()), LARGE.subarray(10, 20));
      assert.equal((await ask('large/d.wav', { range: 'bytes=10-19', 'if-range': '"another"' })).status, 200);
      assert.equal((await ask('large/d.wav', { range: 'bytes=900000-' })).status, 416);
    });

    it('says that there is none, and that the file is another one now', async () => {
      assert.equal((await ask('none/c.wav')).status, 404);
      assert.equal((await fetch(`${url}covers/nobody`)).status, 404);
      const { id } = await trackOf(http, 'beside/a.wav');
      assert.equal((await fetch(`${url}covers/${id}?revision=old`)).status, 410);
    });
  });

  it('over HTTP is refused by name where the origin can’t be reached', async () => {
    const track = await trackOf(http, 'beside/a.wav');
    const away = new HttpOrigin('http://127.0.0.1:9/');
    await assert.rejects(
      away.cover({ track, held: [], turn: () => Promise.resolve() }, never),
      (error) => error instanceof OriginError,
    );
    away.close();
  });
});

describe('Covers on disk', () => {
  let home: MusicFolder;
  const problems: string[] = [];
  const open = (mostBytes = 1_000_000): CoverFiles =>
    new CoverFiles({ folder: home.path('covers'), onProblem: (text) => problems.push(text), mostBytes });
  const some = (colour: readonly [number, number, number]): Cover => {
    const cover = coverOf(png({ colour }));
    assert.ok(cover);
    return cover;
  };

  beforeEach(async () => {
    problems.length = 0;
    home = await musicFolder({});
  });
  afterEach(async () => {
    await home.remove();
    assert.deepEqual(problems, []);
  });

  it('are there again after a restart: which track has which, and which has none', async () => {
    const red = some([255, 0, 0]);
    const before = open();
    await before.keep('one', red);
    await before.keep('two', { id: red.id });
    await before.keep('three', null);
    await before.flush();
    const after = open();
    assert.equal(await after.find('two'), red.id);
    assert.equal(await after.find('three'), null);
    assert.equal(await after.find('four'), undefined);
    assert.deepEqual(Buffer.from((await after.read(red.id))!), Buffer.from(red.bytes));
    assert.deepEqual(await after.held(), [red.id]);
  });

  it('keep to their limit: what was used least recently goes', async () => {
    const [a, b, c] = [some([1, 0, 0]), some([2, 0, 0]), some([3, 0, 0])];
    const covers = open(a.bytes.length + b.bytes.length + 5);
    await covers.keep('a', a);
    await covers.keep('b', b);
    await covers.read(a.id);
    await covers.keep('c', c);
    assert.deepEqual(await covers.held(), [c.id, a.id]);
    assert.equal(await covers.read(b.id), null);
  });

  it('are kept no more once they are to be deleted', async () => {
    const covers = open();
    await covers.close();
    await covers.keep('one', some([255, 0, 0]));
    await covers.flush();
    assert.deepEqual(await readdir(home.root), []);
  });

  it('are missing where they are damaged, and so is a damaged index', async () => {
    const red = some([255, 0, 0]);
    const covers = open();
    await covers.keep('one', red);
    await covers.flush();
    await writeFile(join(home.path('covers'), red.id), 'torn');
    assert.equal(await covers.read(red.id), null);
    await covers.keep('one', red);
    await covers.flush();
    await writeFile(home.path('covers/index.json'), '{"version":1,"tracks":[["../x","y"]]}');
    const after = open();
    assert.equal(await after.find('one'), undefined);
    assert.deepEqual(await after.held(), []);
  });
});
