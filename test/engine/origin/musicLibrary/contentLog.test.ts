import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, stat, truncate } from 'node:fs/promises';
import { ManifestBuilder } from '../../../../src/engine/manifest/manifestBuilder';
import { ContentLog } from '../../../../src/engine/origin/musicLibrary/contentLog';
import { flipBit } from '../../cache/diskWorld';
import { musicFolder, type MusicFolder } from '../../../support/musicFolder';

describe('the log of contents', () => {
  let folder: MusicFolder;
  let path: string;
  let brokenLines: number;

  beforeEach(async () => {
    folder = await musicFolder({});
    path = folder.path('contents.log');
    brokenLines = 0;
  });
  afterEach(() => folder.remove());

  const open = async (): Promise<ContentLog> => {
    const log = new ContentLog({
      path,
      onBroken: () => (brokenLines += 1),
      onUnwritten: (error) => assert.ok(false, String(error)),
    });
    await log.load();
    return log;
  };
  const keep = async (log: ContentLog, ...contents: readonly Content[]): Promise<void> => {
    for (const { contentId, encoded } of contents)
      await log.keep({ contentId, mediaInfo: null, problems: [`about ${contentId}`] }, encoded);
    await log.flush();
  };
  /** Which contents are known, with the manifests that they were kept with. */
  const known = async (log: ContentLog): Promise<number[]> => {
    const found: number[] = [];
    for (const [at, { contentId, encoded }] of CONTENTS.entries()) {
      const manifest = await log.manifest(contentId);
      const study = log.study(contentId, 1000);
      assert.equal(manifest === null, study === null);
      if (manifest === null) continue;
      assert.deepEqual(Buffer.from(manifest), Buffer.from(encoded));
      assert.deepEqual(study?.problems, [`about ${contentId}`]);
      found.push(at);
    }
    return found;
  };

  it('knows again what was kept, and what is kept after a line that a kill tore', async () => {
    await keep(await open(), ...CONTENTS.slice(0, 3));
    await truncate(path, (await stat(path)).size - 10);
    const log = await open();
    await keep(log, ...CONTENTS.slice(3, 5));
    assert.deepEqual(await known(log), [0, 1, 3, 4]);
    assert.deepEqual(await known(await open()), [0, 1, 3, 4]);
    assert.equal(brokenLines, 2, 'once at each start');
  });

  it('passes over a flipped bit wherever it is, also when it flips while the log is open', async () => {
    const log = await open();
    await keep(log, ...CONTENTS);
    await flipBit(path, 60);
    assert.deepEqual(await known(log), [1, 2, 3, 4, 5]);
    await flipBit(path, (await stat(path)).size - 60);
    assert.deepEqual(await known(log), [1, 2, 3, 4]);
  });

  it('is written anew without what is forgotten, once that is a good part of it', async () => {
    const log = await open();
    await keep(log, ...CONTENTS);
    const wholeBytes = (await stat(path)).size;
    await log.forgetAllBut(idsOf([0, 1, 2, 4, 5]));
    assert.equal((await stat(path)).size, wholeBytes);
    await log.forgetAllBut(idsOf([0, 1, 4]));
    assert.ok((await stat(path)).size < 0.6 * wholeBytes);
    assert.deepEqual(await known(log), [0, 1, 4]);
    await keep(log, CONTENTS[2]!);
    assert.deepEqual(await known(log), [0, 1, 2, 4]);
    assert.deepEqual(await known(await open()), [0, 1, 2, 4]);
    assert.deepEqual(await readdir(folder.root), ['contents.log']);
  });

  it('stays right for two processes that keep things in one file', async () => {
    const [one, other] = [await open(), await open()];
    await keep(one, CONTENTS[0]!, CONTENTS[1]!);
    await keep(other, CONTENTS[2]!, CONTENTS[3]!);
    assert.deepEqual(await known(other), [2, 3]);
    assert.deepEqual(await known(other), [0, 1, 2, 3], 'looked for once more');
    await keep(one, CONTENTS[4]!);
    await one.forgetAllBut(idsOf([4]));
    assert.deepEqual(await known(one), [4]);
    assert.equal(brokenLines, 0);
  });
});

interface Content {
  readonly contentId: string;
  readonly encoded: Uint8Array;
}

const CONTENTS: readonly Content[] = Array.from({ length: 6 }, (_, at) => {
  const builder = new ManifestBuilder({ sizeBytes: 1000, createHash: () => createHash('sha256') });
  builder.push(Buffer.alloc(1000, at));
  return builder.finish();
});

function idsOf(contents: readonly number[]): ReadonlySet<string> {
  return new Set(contents.map((at) => CONTENTS[at]!.contentId));
}
