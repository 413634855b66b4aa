import assert from 'node:assert/strict';
import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { SessionFile } from '../../src/engine/sessionFile';
import { EMPTY_SNAPSHOT, type Snapshot } from '../../src/shared/snapshot';
import { musicFolder, type MusicFolder } from '../support/musicFolder';
import { makeTrack } from '../support/world';

describe('the session file', () => {
  let folder: MusicFolder;
  let problems: string[];

  beforeEach(async () => {
    folder = await musicFolder({});
    problems = [];
  });
  afterEach(() => folder.remove());

  const open = (): SessionFile =>
    new SessionFile({ folder: folder.path('storage'), onProblem: (text) => problems.push(text) });
  const played: Snapshot = {
    ...EMPTY_SNAPSHOT,
    revision: 5,
    queue: [makeTrack('one', 1_000), { ...makeTrack('one', 1_000), entryId: 'one 2' }],
    isOwnQueue: true,
    canUndo: false,
    shuffled: ['one 2', 'one'],
    current: { playId: 'p', trackId: 'one' },
    wanted: 'playing',
    sound: 'sounding',
    positionSeconds: 31.5,
    volume: 0.4,
    repeat: 'all',
    soundingWindow: 'w',
  };
  const keep = async (snapshot: Snapshot): Promise<void> => {
    const file = open();
    file.save(snapshot);
    await file.flush();
  };
  const PATH = 'storage/session.json';

  it('is empty at first, without a word', async () => {
    assert.deepEqual(await open().load(), EMPTY_SNAPSHOT);
    assert.deepEqual(problems, []);
  });

  it('brings back queue, place, volume and modes, paused', async () => {
    await keep(played);
    assert.deepEqual(await open().load(), {
      ...played,
      wanted: 'paused',
      sound: 'paused',
      soundingWindow: null,
    });
  });

  for (const [name, damage] of Object.entries<(path: string) => Promise<void>>({
    garbled: (path) => writeFile(path, 'not JSON at all'),
    'cut off': (path) => truncate(path, 40),
    'of the wrong shape': (path) => writeFile(path, '{"queue": 7}'),
  })) {
    it(`falls back to the last good copy when it is ${name}, and says so`, async () => {
      await keep(played);
      await open().load();
      await keep({ ...played, positionSeconds: 60 });
      await damage(folder.path(PATH));
      assert.equal((await open().load()).positionSeconds, 31.5);
      assert.equal(problems.length, 1);
      assert.match(problems[0] ?? '', /session\.json is damaged/);
    });
  }

  it('falls back to the copy when it is gone', async () => {
    await keep(played);
    await open().load();
    await rm(folder.path(PATH));
    assert.equal((await open().load()).positionSeconds, 31.5);
  });

  it('writes the latest of many states', async () => {
    const file = open();
    for (let at = 0; at < 50; at++) file.save({ ...played, positionSeconds: at });
    await file.flush();
    assert.equal((JSON.parse(await readFile(folder.path(PATH), 'utf8')) as Snapshot).positionSeconds, 49);
  });

  it('says once that nothing can be kept, and goes on', async () => {
    await writeFile(folder.path('storage'), 'a file where the folder should be');
    const file = open();
    for (const positionSeconds of [1, 2]) {
      file.save({ ...played, positionSeconds });
      await file.flush();
    }
    assert.equal(problems.length, 1);
    assert.match(problems[0] ?? '', /Playing goes on/);
  });
});
