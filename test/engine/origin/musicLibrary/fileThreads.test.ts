import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { AudioFile } from '../../../../src/engine/origin/musicLibrary/audioFiles';
import { FileChangedError } from '../../../../src/engine/origin/musicLibrary/fileBytes';
import { FileThreads } from '../../../../src/engine/origin/musicLibrary/fileThreads';
import { MOST_FILE_THREADS } from '../../../../src/engine/origin/musicLibrary/limits';
import type { MusicLibrary } from '../../../../src/engine/origin/musicLibrary/musicLibrary';
import { fixtures } from '../../../fixtures/fixtures';
import { musicFolder } from '../../../support/musicFolder';
import { fixtureBytes, LibraryWorld } from './libraryWorld';

const SCRIPT = resolve('dist/engine/fileThread.cjs');
/** A thread that dies of every study, says nothing of a file called “slow”, and of every other one its own name. */
const FRAIL = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', ({ id, kind, file }) => {
  if (file.name === 'slow') return;
  if (kind === 'study') process.exit(1);
  else parentPort.postMessage({ id, result: file.name });
});`;
const never = new AbortController().signal;

describe('threads that read files', () => {
  let threads: FileThreads;
  const worlds: LibraryWorld[] = [];

  beforeEach(() => {
    threads = new FileThreads(SCRIPT);
  });
  afterEach(async () => {
    for (const world of worlds.splice(0)) await world.close();
    await threads.close();
  });

  const libraryOf = async (
    files: Readonly<Record<string, Uint8Array | string>>,
    reading?: FileThreads,
  ): Promise<{ world: LibraryWorld; library: MusicLibrary }> => {
    const world = await LibraryWorld.make(files, reading);
    worlds.push(world);
    return { world, library: await world.openStudied() };
  };

  it('find out what is found out here, and say the same of what is wrong', async () => {
    const files = {
      ...Object.fromEntries(fixtures.sound.map(({ name }) => [name, fixtureBytes(name)])),
      'text.ogg': fixtureBytes('text.ogg'),
      'truncated.mp3': fixtureBytes('truncated.mp3'),
    };
    const here = await libraryOf(files);
    const there = await libraryOf(files, threads);
    assert.ok(there.library.tracks.length >= fixtures.sound.length);
    assert.deepEqual(there.library.tracks.map(known), here.library.tracks.map(known));
    assert.deepEqual(there.world.problems.toSorted(), here.world.problems.toSorted());
    assert.equal(threads.count, MOST_FILE_THREADS);
  });

  it('say that a file is gone, or has changed', async () => {
    const folder = await musicFolder({ 'a.wav': fixtureBytes('pcm-16.wav') });
    const file = {
      name: 'a.wav',
      path: join(folder.root, 'a.wav'),
      sizeBytes: 10,
      revision: 'another',
      addedMs: 0,
    };
    await assert.rejects(threads.study(file, never), FileChangedError);
    await rm(file.path);
    await assert.rejects(threads.readTags(file), FileChangedError);
    await folder.remove();
  });

  it('fail for a file that brings a thread down, and go on with the next one', async () => {
    const folder = await musicFolder({ 'frail.cjs': FRAIL });
    const frail = new FileThreads(join(folder.root, 'frail.cjs'));
    await assert.rejects(frail.study(named('bad'), never), /has ended/);
    assert.equal(frail.count, 0);
    assert.equal(await frail.readTags(named('good')), 'good');
    await frail.close();
    await folder.remove();
  });

  it('are not waited for by who has given up', async () => {
    const folder = await musicFolder({ 'frail.cjs': FRAIL });
    const frail = new FileThreads(join(folder.root, 'frail.cjs'));
    const givingUp = new AbortController();
    const study = frail.study(named('slow'), givingUp.signal);
    givingUp.abort(new Error('enough'));
    await assert.rejects(study, /enough/);
    await frail.close();
    await folder.remove();
  });

  it('serve who asks while they are being ended', async () => {
    const folder = await musicFolder({ 'frail.cjs': FRAIL });
    const frail = new FileThreads(join(folder.root, 'frail.cjs'));
    await frail.readTags(named('first'));
    const ending = frail.close();
    assert.equal(await frail.readTags(named('second')), 'second');
    await ending;
    await frail.close();
    await folder.remove();
  });
});

function named(name: string): AudioFile {
  return { name, path: `/${name}`, sizeBytes: 1, revision: '1', addedMs: 0 };
}

/** What a library finds out of a track; the revision is of the file's time. */
function known(track: MusicLibrary['tracks'][number]): unknown {
  return { ...track, revision: '', filing: { ...track.filing, addedMs: 0 } };
}
