import assert from 'node:assert/strict';
import { truncate, writeFile } from 'node:fs/promises';
import { StatisticsFile } from '../../src/engine/statisticsFile';
import { NO_STATISTICS, StatisticsCounter, type KeptStatistics } from '../../src/engine/statistics/counter';
import { EMPTY_SNAPSHOT } from '../../src/shared/snapshot';
import { musicFolder, type MusicFolder } from '../support/musicFolder';

/** A morning's listening. */
function counted(): KeptStatistics {
  const counter = new StatisticsCounter(NO_STATISTICS);
  const current = { playId: 'p', trackId: 't' };
  counter.follow(EMPTY_SNAPSHOT, { ...EMPTY_SNAPSHOT, current }, false);
  counter.addSent(4_321, '2026-11-26');
  counter.addBytes({ playId: 'p', source: 'origin', sizeBytes: 123_456 });
  counter.hear({ playId: 'p', state: 'sounding', positionSeconds: 0, latencyMs: 321 });
  counter.hear({ playId: 'p', state: 'loading', positionSeconds: 9, latencyMs: null });
  return counter.kept;
}

describe('the statistics file', () => {
  let folder: MusicFolder;
  let problems: string[];

  beforeEach(async () => {
    folder = await musicFolder({});
    problems = [];
  });
  afterEach(() => folder.remove());

  const open = (): StatisticsFile =>
    new StatisticsFile({ folder: folder.path('storage'), onProblem: (text) => problems.push(text) });
  const keep = async (): Promise<void> => {
    const file = open();
    file.save(counted());
    await file.flush();
  };

  it('has counted nothing at first, without a word', async () => {
    assert.deepEqual(await open().load(), NO_STATISTICS);
    assert.deepEqual(problems, []);
  });

  it('brings back what was counted', async () => {
    await keep();
    const loaded = await open().load();
    assert.deepEqual(new StatisticsCounter(loaded).kept, counted());
    assert.deepEqual(problems, []);
  });

  it('goes on from a file of before uploads were counted', async () => {
    await keep();
    const older = { ...counted(), version: 1, sent: undefined };
    await folder.put('storage/statistics.json', JSON.stringify(older));
    assert.deepEqual((await open().load()).sent, NO_STATISTICS.sent);
    assert.deepEqual((await open().load()).plays, 1);
    assert.deepEqual(problems, []);
  });

  for (const [name, damage] of Object.entries<(path: string) => Promise<void>>({
    garbled: (path) => writeFile(path, 'not JSON at all'),
    'cut off': (path) => truncate(path, 40),
    'of another version': (path) => writeFile(path, JSON.stringify({ ...counted(), version: 99 })),
  })) {
    it(`starts anew when it is ${name}, and says so once`, async () => {
      await keep();
      await damage(folder.path('storage/statistics.json'));
      assert.deepEqual(await open().load(), NO_STATISTICS);
      assert.equal(problems.length, 1);
      assert.match(problems[0] ?? '', /statistics\.json is damaged.*counting starts anew/);
    });
  }
});
