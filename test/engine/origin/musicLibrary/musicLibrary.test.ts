import assert from 'node:assert/strict';
import {
  chmod,
  open,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { FileChangedError } from '../../../../src/engine/origin/musicLibrary/fileBytes';
import { verifyManifest } from '../../../../src/engine/manifest/manifest';
import { isBlockRight } from '../../../../src/engine/manifest/manifest';
import { fixtures } from '../../../fixtures/fixtures';
import { sha256 } from '../../../support/hashing';
import { flipBit } from '../../cache/diskWorld';
import { fixtureBytes, isStudied, LibraryWorld, readTrack, titled } from './libraryWorld';
import { hoursOfFlac } from './longFlac';

const WAV = 'pcm-16.wav';
const OGG = 'vorbis-q4.ogg';
/** A time of change, in seconds. */
const LONG_AGO = 1_000_000_000;

describe('a library of music', () => {
  let world: LibraryWorld;

  const given = async (files: Readonly<Record<string, Uint8Array | string>>): Promise<void> => {
    world = await LibraryWorld.make(files);
  };
  afterEach(() => world.close());

  it('lists every kind of music with its tags, and knows bytes and sound of each a little later', async () => {
    await given(
      Object.fromEntries(fixtures.sound.map(({ name }) => [`deep/er/${name}`, fixtureBytes(name)])),
    );
    const library = await world.open();
    assert.equal(library.tracks.length, fixtures.sound.length, 'listed at once');

    await world.until(() => isStudied(library));
    for (const { name, tags, mediaType, durationSeconds, codec } of fixtures.sound) {
      const track = titled(tags.title, library);
      assert.deepEqual([track.artist, track.album, track.mediaType], [tags.artist, tags.album, mediaType]);
      assert.equal(track.mediaInfo?.codec, codec, name);
      assert.equal(track.durationSeconds, track.mediaInfo.durationSeconds);
      assert.ok(Math.abs(track.durationSeconds - durationSeconds) < 0.03, name);
    }
    assert.deepEqual(world.problems, []);
  });

  it('lists by artist, album and number', async () => {
    await given(Object.fromEntries(fixtures.sound.map(({ name }) => [name, fixtureBytes(name)])));
    const library = await world.open();
    assert.deepEqual(
      library.tracks.map(({ title }) => title),
      [...fixtures.sound]
        .sort((a, b) => a.tags.trackNumber - b.tags.trackNumber)
        .map(({ tags }) => tags.title),
    );
  });

  it('tells how far it is, from nothing to all', async () => {
    await given({ 'one.wav': fixtureBytes(WAV), 'two.ogg': fixtureBytes(OGG) });
    await world.openStudied();
    assert.deepEqual(world.progress.slice(0, 3), [
      { done: 0, total: 2 },
      { done: 1, total: 2 },
      { done: 2, total: 2 },
    ]);
  });

  it('gives the bytes that its manifest names', async () => {
    await given({ 'one.ogg': fixtureBytes(OGG) });
    const library = await world.openStudied();
    const [track] = library.tracks;
    const bytes = await readTrack(library, track!);
    assert.deepEqual(bytes, fixtureBytes(OGG));
    const manifest = verifyManifest((await library.manifest(track!.contentId!))!, track!.contentId!, sha256);
    assert.ok(isBlockRight({ manifest, index: 0, bytes: bytes.subarray(0, 16_384), sha256 }));
  });

  it('takes a file for what it is where its name lies', async () => {
    await given({ 'one.mp3': fixtureBytes('aac.m4a'), 'two.wav': fixtureBytes('pcm-16.aiff') });
    const library = await world.openStudied();
    assert.equal(titled('Tones, AAC', library).mediaType, 'audio/mp4');
    assert.equal(titled('Tones, AIFF', library).mediaType, 'audio/aiff');
    assert.deepEqual(world.problems, []);
  });

  it('gives the same bytes in two places one content id', async () => {
    await given({ 'a/one.ogg': fixtureBytes(OGG), 'b/one.ogg': fixtureBytes(OGG) });
    const library = await world.openStudied();
    const [one, other] = library.tracks;
    assert.notEqual(one!.id, other!.id);
    assert.equal(one!.contentId, other!.contentId);
  });

  it('leaves out what is no music, names each such file once, and takes every name as data', async () => {
    const names = [
      '“quotes” \' ".wav',
      '🎷 ♫.wav',
      'two\nlines.wav',
      '<img src=x onerror=alert(1)>.wav',
      '100%2f #?.wav',
    ];
    await given({
      ...Object.fromEntries(names.map((name) => [name, fixtureBytes(WAV)])),
      'nothing.mp3': '',
      'words.ogg': 'these are words\n',
      'words.mp3': 'these are words, too, and many of them: '.repeat(1000),
      'words\nin lines.flac': 'fLaC, they say\n',
      'notes.txt': 'no music',
      '._one.mp3': 'attributes of macOS',
    });
    const library = await world.openStudied();
    await world.music.put('one more.wav', fixtureBytes(WAV));
    await world.until(() => library.tracks.length === names.length + 1 && isStudied(library));

    assert.deepEqual(world.problems.map((problem) => problem.split(':', 1)[0]).sort(), [
      '“nothing.mp3” is left out',
      '“words.mp3” is left out',
      '“words.ogg” is left out',
      '“words�in lines.flac” is left out',
    ]);
    for (const track of library.tracks) assert.deepEqual(await readTrack(library, track), fixtureBytes(WAV));
  });

  it('plays a truncated MP3 as far as it goes, and says so', async () => {
    await given({ 'short.mp3': fixtureBytes('truncated.mp3') });
    const library = await world.openStudied();
    const [track] = library.tracks;
    assert.ok(track!.durationSeconds! < 3.2, `${track!.durationSeconds} s`);
    assert.equal(world.problems.length, 1);
    assert.match(world.problems[0]!, /^“short\.mp3” is damaged: /);
  });

  it('survives folders and files that it may not read, and names them once', async () => {
    await given({
      'shut/one.wav': fixtureBytes(WAV),
      'shut.wav': fixtureBytes(WAV),
      'two.wav': fixtureBytes(WAV),
    });
    await chmod(world.music.path('shut'), 0);
    await chmod(world.music.path('shut.wav'), 0);
    await withoutPrivileges([world.music.root, world.index.root], async () => {
      const library = await world.openStudied();
      await world.music.swap('two.wav', fixtureBytes('pcm-16.aiff'));
      await world.until(() => isStudied(library) && library.tracks[0]!.title === 'Tones, AIFF');
      assert.equal(library.tracks.length, 1);
      assert.deepEqual([...world.problems].filter((problem) => problem.includes('left out')).sort(), [
        '“shut.wav” is left out: it may not be read.',
        '“shut” is left out: it may not be read.',
      ]);
      await library.close();
    });
    await chmod(world.music.path('shut'), 0o755);
  });

  it('follows no link: not in circles, not out of the folder', async () => {
    await given({ 'album/one.wav': fixtureBytes(WAV) });
    await world.index.put('secret.wav', fixtureBytes(WAV));
    const link = (to: string, name: string): Promise<void> => symlink(to, world.music.path(name));
    await link('..', 'album/up');
    await link('album/one.wav', 'again.wav');
    await link('circle.wav', 'circle.wav');
    await link('nowhere.wav', 'broken.wav');
    await link(world.index.path('secret.wav'), 'secret.wav');
    await link(world.index.root, 'outside');
    const library = await world.openStudied();
    assert.equal(library.tracks.length, 1);
    assert.deepEqual([...world.problems].sort(), [
      '“broken.wav” is left out: it is gone, or a link that leads nowhere.',
      '“circle.wav” is left out: it is a link that leads back to itself.',
      '“outside” is left out: it is a link to a place outside the folder.',
      '“secret.wav” is left out: it is a link to a place outside the folder.',
    ]);
  });

  it('reads no file again that has the same size and time', async () => {
    await given({ 'one.wav': fixtureBytes(WAV), 'two.ogg': fixtureBytes(OGG), 'nothing.mp3': '' });
    await utimes(world.music.path('one.wav'), LONG_AGO, LONG_AGO);
    const first = await world.openStudied();
    await first.close();
    // Whoever reads it now gets another content id.
    await garbleKeepingTime(world.music.path('one.wav'));

    const library = await world.open();
    assert.ok(isStudied(library), 'known from the beginning');
    assert.deepEqual(
      library.tracks.map(({ contentId, mediaInfo }) => [contentId, mediaInfo]),
      first.tracks.map(({ contentId, mediaInfo }) => [contentId, mediaInfo]),
    );
    assert.deepEqual(world.progress.at(-1), { done: 2, total: 2 });
    assert.equal(world.problems.length, 2, 'each start names what it leaves out');
  });

  it('notices a file that comes, one that is retagged and one that goes', async () => {
    await given({ 'one.wav': fixtureBytes(WAV), 'two.ogg': fixtureBytes(OGG) });
    const library = await world.openStudied();
    const before = titled('Tones, Ogg Vorbis', library);
    const other = titled('Tones, WAV', library);

    await world.music.swap('two.ogg', retagged(fixtureBytes(OGG)));
    await world.until(
      () => library.tracks.some(({ title }) => title === 'Tunes, Ogg Vorbis') && isStudied(library),
    );
    const after = titled('Tunes, Ogg Vorbis', library);
    assert.equal(after.id, before.id);
    assert.notEqual(after.contentId, before.contentId);
    assert.notEqual(after.revision, before.revision);
    assert.equal(titled('Tones, WAV', library), other, 'what has not changed stays the same object');

    await world.music.put('new/three.flac', fixtureBytes('flac-16.flac'));
    await world.until(() => library.tracks.length === 3 && isStudied(library));
  });

  it('notices what comes into a folder that was made anew, or lies elsewhere now', async () => {
    await given({ 'a/b/one.wav': fixtureBytes(WAV), 'c/b/two.ogg': fixtureBytes(OGG) });
    const library = await world.openStudied();
    const has = (...names: readonly string[]): Promise<void> =>
      world.until(() => {
        const there = library.tracks.map(({ id }) => library.fileOf(id)?.name ?? '');
        return there.sort().join() === names.join();
      });
    await rm(world.music.path('a'), { recursive: true });
    await world.music.put('a/b/three.wav', fixtureBytes(WAV));
    await rename(world.music.path('c'), world.music.path('d'));
    await has('a/b/three.wav', 'd/b/two.ogg');

    await world.music.swap('a/b/four.wav', fixtureBytes(WAV));
    await has('a/b/four.wav', 'a/b/three.wav', 'd/b/two.ogg');
    await world.music.swap('d/b/five.wav', fixtureBytes(WAV));
    await has('a/b/four.wav', 'a/b/three.wav', 'd/b/five.wav', 'd/b/two.ogg');
  }).timeout(10_000);

  it('lets a file go that vanished', async () => {
    await given({ 'one.wav': fixtureBytes(WAV), 'two.ogg': fixtureBytes(OGG) });
    const library = await world.openStudied();
    const vanished = titled('Tones, WAV', library);
    await rm(world.music.path('one.wav'));
    await world.until(() => library.tracks.length === 1);
    assert.equal(library.fileOf(vanished.id), null);
    await assert.rejects(readTrack(library, vanished), FileChangedError);
  });

  it('never mixes the bytes of a file with those that replace it', async () => {
    const long = Buffer.concat([fixtureBytes(WAV), Buffer.alloc(1_000_000)]);
    await given({ 'one.wav': long });
    const library = await world.openStudied();
    const [track] = library.tracks;
    const wanted = {
      trackId: track!.id,
      revision: track!.revision,
      range: { start: 0, end: track!.sizeBytes },
    };
    const reading = library.read(wanted, new AbortController().signal);
    const first = await reading.next();
    assert.deepEqual(first.value, long.subarray(0, (first.value as Uint8Array).length));

    await writeFile(world.music.path('one.wav'), Buffer.alloc(long.length, 1));
    await assert.rejects(reading.next(), FileChangedError);
    await assert.rejects(readTrack(library, track!), FileChangedError);
  });

  it('reads the old file to its end when a new one takes its name', async () => {
    const long = Buffer.concat([fixtureBytes(WAV), Buffer.alloc(1_000_000)]);
    await given({ 'one.wav': long });
    const library = await world.openStudied();
    const [track] = library.tracks;
    const wanted = {
      trackId: track!.id,
      revision: track!.revision,
      range: { start: 0, end: track!.sizeBytes },
    };
    const pieces: Uint8Array[] = [];
    for await (const piece of library.read(wanted, new AbortController().signal)) {
      if (pieces.length === 0) await world.music.swap('one.wav', Buffer.alloc(long.length, 1));
      pieces.push(piece);
    }
    assert.deepEqual(Buffer.concat(pieces), long);
  });

  it('makes a broken index anew, and says so once', async () => {
    await given({ 'one.wav': fixtureBytes(WAV) });
    const first = await world.openStudied();
    const [before] = first.tracks;
    await first.close();
    await writeFile(world.index.path('index.json'), '{"version":1,"files":[{"name":7}]}');
    const library = await world.openStudied();
    assert.equal(library.tracks[0]!.contentId, before!.contentId);
    assert.equal(world.problems.filter((problem) => problem.includes('was broken')).length, 1);
  });

  for (const [what, harm] of [
    ['flipped', (path: string) => flipBit(path, 500)],
    ['truncated', (path: string) => truncate(path, 500)],
  ] as const)
    it(`reads a file again whose line was ${what} in the index`, async () => {
      await given({ 'one.wav': fixtureBytes(WAV) });
      const first = await world.openStudied();
      const { contentId } = first.tracks[0]!;
      await first.close();
      await harm(world.index.path('contents.log'));
      const library = await world.openStudied();
      assert.equal(library.tracks[0]!.contentId, contentId);
      assert.notEqual(await library.manifest(contentId!), null);
      assert.equal(world.problems.filter((problem) => problem.includes('was broken')).length, 1);
    });

  it('keeps nothing of contents that are gone', async () => {
    await given({ 'one.wav': fixtureBytes(WAV) });
    const first = await world.openStudied();
    await first.close();
    await world.music.swap('one.wav', fixtureBytes('pcm-16.aiff'));
    const second = await world.openStudied();
    await second.close();
    const log = await readFile(world.index.path('contents.log'), 'utf8');
    assert.ok(log.includes(second.tracks[0]!.contentId!));
    assert.ok(!log.includes(first.tracks[0]!.contentId!));
    assert.deepEqual((await readdir(world.index.root)).sort(), ['contents.log', 'index.json']);
    const third = await world.openStudied();
    assert.notEqual(await third.manifest(third.tracks[0]!.contentId!), null);
  });

  it('goes on without an index where none can be kept, and says so once', async () => {
    await given({ 'one.wav': fixtureBytes(WAV), 'two.ogg': fixtureBytes(OGG) });
    await world.index.put('contents.log/in the way', 'a folder where a file should be');
    const library = await world.openStudied();
    await library.close();
    assert.equal(library.tracks.length, 2);
    assert.equal(world.problems.filter((problem) => problem.includes("can't be kept")).length, 1);
  });

  it('stops when it is told to', async () => {
    await given({ 'one.wav': fixtureBytes(WAV), 'two.ogg': fixtureBytes(OGG) });
    const abort = new AbortController();
    const library = await world.open(abort.signal);
    abort.abort();
    await library.close();
    assert.ok(!isStudied(library));
    await assert.rejects(world.open(AbortSignal.abort()));
  });

  it('knows the sound of a FLAC of two hours', async () => {
    await given({ 'long.flac': hoursOfFlac(2) });
    const library = await world.openStudied();
    const [track] = library.tracks;
    assert.deepEqual(world.problems, []);
    assert.equal(track!.durationSeconds, 7200);
    assert.equal(track!.mediaInfo!.codec, 'flac');
    assert.ok(track!.mediaInfo!.seekTable.frames.length <= 1200);
  });
});

/** The same file with another letter in its title. */
function retagged(ogg: Buffer): Buffer {
  const copy = Buffer.from(ogg);
  copy.write('Tunes', copy.indexOf('Tones, Ogg'));
  return copy;
}

/** Garbles a file's sound behind its tags and gives it the time that it had. */
async function garbleKeepingTime(path: string): Promise<void> {
  const file = await open(path, 'r+');
  await file.write(Buffer.alloc(1000, 7), 0, 1000, 100_000);
  await file.close();
  await utimes(path, LONG_AGO, LONG_AGO);
}

/** Does `action` as a user whom permissions hold for, also where root runs the tests; `folders` are that user's. */
async function withoutPrivileges(folders: readonly string[], action: () => Promise<void>): Promise<void> {
  if (process.getuid?.() !== 0) {
    await action();
    return;
  }
  for (const folder of folders) await chmod(folder, 0o777);
  process.seteuid!(65_534);
  try {
    await action();
  } finally {
    process.seteuid!(0);
  }
}
