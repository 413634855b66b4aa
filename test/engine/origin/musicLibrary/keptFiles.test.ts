// Files that stay open after they were read, while others write to them, replace them, or take them away.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readlink, rename, rm, stat, utimes } from 'node:fs/promises';
import { revisionOf } from '../../../../src/engine/origin/musicLibrary/audioFiles';
import { FileChangedError, openFile } from '../../../../src/engine/origin/musicLibrary/fileBytes';
import { KeptFiles } from '../../../../src/engine/origin/musicLibrary/keptFiles';
import type { ByteRange } from '../../../../src/shared/track';
import { musicFolder, type MusicFolder } from '../../../support/musicFolder';
import { until } from '../../../support/until';

const SIZE = 600_000;
/** A time of change, in seconds. */
const LONG_AGO = 1_000_000_000;
const OPEN_FILES = '/proc/self/fd';

describe('files that are kept open', function () {
  if (process.platform === 'win32') return;
  let folder: MusicFolder;
  let kept: KeptFiles;

  beforeEach(async () => {
    folder = await musicFolder({ 'a.mp3': filled(1), 'b.mp3': filled(2), 'c.mp3': filled(3) });
    kept = new KeptFiles();
  });
  afterEach(async () => {
    kept.close();
    await folder.remove();
  });

  const listed = async (name: string): Promise<{ readonly path: string; readonly revision: string }> => {
    const path = folder.path(name);
    return { path, revision: revisionOf(await stat(path)) };
  };
  const begin = (file: Awaited<ReturnType<typeof listed>>, range: ByteRange = { start: 0, end: SIZE }) =>
    kept.read({ file, range }, new AbortController().signal);
  const read = (file: Awaited<ReturnType<typeof listed>>, range?: ByteRange): Promise<Buffer> =>
    all(begin(file, range));
  /** How many files of the folder this process has open; null where the system doesn't tell. */
  const openFiles = async (): Promise<number | null> => {
    if (!existsSync(OPEN_FILES)) return null;
    const links = (await readdir(OPEN_FILES)).map((name) =>
      readlink(`${OPEN_FILES}/${name}`).catch(() => ''),
    );
    return (await Promise.all(links)).filter((path) => path.startsWith(folder.root)).length;
  };

  it('give range after range out of one open file', async () => {
    const file = await listed('a.mp3');
    for (let start = 0; start < SIZE; start += 100_000)
      assert.deepEqual(await read(file, { start, end: start + 100_000 }), filled(1).subarray(0, 100_000));
    assert.equal(kept.count, 1);
    assert.equal((await openFiles()) ?? 1, 1);
  });

  it('give nothing of a file that was written to', async () => {
    const file = await listed('a.mp3');
    await read(file, { start: 0, end: 1000 });
    await folder.put('a.mp3', filled(9));
    await assert.rejects(read(file), FileChangedError);
    assert.deepEqual(await read(await listed('a.mp3')), filled(9));
  });

  it('give nothing of a file whose name another one has taken, and nothing once it is gone', async () => {
    const file = await listed('a.mp3');
    await read(file);
    await folder.swap('a.mp3', filled(9));
    await assert.rejects(read(file), FileChangedError);
    await folder.swap('a.mp3', filled(8));
    assert.deepEqual(await read(await listed('a.mp3')), filled(8));
    const last = await listed('a.mp3');
    await rm(file.path);
    await assert.rejects(read(last), FileChangedError);
  });

  it('give what lies there now, where it looks as the one before did', async () => {
    await utimes(folder.path('a.mp3'), LONG_AGO, LONG_AGO);
    const file = await listed('a.mp3');
    await read(file, { start: 0, end: 1000 });
    await folder.put('a.part', filled(9));
    await utimes(folder.path('a.part'), LONG_AGO, LONG_AGO);
    const reading = begin(file);
    assert.deepEqual((await reading.next()).value?.subarray(0, 10), filled(1).subarray(0, 10));
    await rename(folder.path('a.part'), file.path);
    const rest = await all(reading);
    assert.ok(
      rest.length > 0 && rest.every((byte) => byte === 1),
      'who had begun gets the one that it had begun',
    );
    assert.deepEqual(await read(file), filled(9));
  });

  it('are a few at a time, and one that has to go is read to its end first', async () => {
    kept = new KeptFiles({ most: 2, keptMs: 60_000 });
    const [a, b, c] = [await listed('a.mp3'), await listed('b.mp3'), await listed('c.mp3')];
    const reading = begin(a);
    await reading.next();
    for (const file of [b, c, b, c]) await read(file);
    assert.equal(kept.count, 2);
    assert.equal((await openFiles()) ?? 3, 3);
    const rest = await all(reading);
    assert.ok(rest.length > 0 && rest.every((byte) => byte === 1));
    assert.equal((await openFiles()) ?? 2, 2);
  });

  it('are closed after a while, and at the end', async () => {
    kept = new KeptFiles({ most: 2, keptMs: 20 });
    await read(await listed('a.mp3'));
    await until(async () => ((await openFiles()) ?? kept.count) === 0);
    kept = new KeptFiles();
    await read(await listed('a.mp3'));
    kept.close();
    await read(await listed('b.mp3'));
    assert.equal(kept.count, 0);
    await until(async () => ((await openFiles()) ?? 0) === 0);
  });

  it('are opened anew after the disk has failed', async () => {
    let isStale = false;
    let opened = 0;
    kept = new KeptFiles({ most: 2, keptMs: 60_000 }, async (path) => {
      opened += 1;
      isStale = false;
      const bytes = await openFile(path);
      return {
        read: (into, place) => (isStale ? Promise.reject(new Error('ESTALE')) : bytes.read(into, place)),
        stat: () => bytes.stat(),
        close: () => bytes.close(),
      };
    });
    const file = await listed('a.mp3');
    await read(file, { start: 0, end: 1000 });
    isStale = true;
    assert.deepEqual(await read(file), filled(1));
    assert.equal(opened, 2);
    const reading = begin(file);
    await reading.next();
    isStale = true;
    await assert.rejects(all(reading), /ESTALE/);
    assert.equal(kept.count, 0);
    await until(async () => ((await openFiles()) ?? 0) === 0);
  });

  it('are closed where they can’t be looked at, and where all ends meanwhile', async () => {
    let look = (): void => {
      throw new Error('EIO');
    };
    kept = new KeptFiles({ most: 2, keptMs: 60_000 }, async (path) => {
      const bytes = await openFile(path);
      return {
        read: (into, place) => bytes.read(into, place),
        stat: async () => {
          look();
          return await bytes.stat();
        },
        close: () => bytes.close(),
      };
    });
    const file = await listed('a.mp3');
    await assert.rejects(read(file), /EIO/);
    assert.equal((await openFiles()) ?? 0, 0);
    look = () => {
      kept.close();
    };
    assert.deepEqual(await read(file), filled(1));
    assert.equal(kept.count, 0);
    assert.equal((await openFiles()) ?? 0, 0);
  });
});

function filled(byte: number): Buffer {
  return Buffer.alloc(SIZE, byte);
}

async function all(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const had: Uint8Array[] = [];
  for await (const piece of pieces) had.push(piece);
  return Buffer.concat(had);
}
