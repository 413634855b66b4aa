// Harm done to the folder: the store survives it, mends it, and says it once.
import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { blocksOf, contentBytes, held, keep } from '../../contracts/blockStore';
import { DiskWorld, flipBit } from './diskWorld';

const MiB = 1024 * 1024;
const SIZE = 3 * MiB + 5000;
const BLOCKS = 193;

describe('a damaged cache', () => {
  let world: DiskWorld;
  beforeEach(async () => {
    world = await DiskWorld.open();
    await keep(world.store, 'a', SIZE);
    await keep(world.store, 'b', 100_000);
  });
  afterEach(() => world.dispose());

  /** The content reads right, but for these blocks; and is right again once they were written anew. */
  const expectMissing = async (missing: readonly number[], key = 'a', size = SIZE): Promise<void> => {
    const bytes = contentBytes(key, size);
    const all = blocksOf(bytes, 0, Math.ceil(size / 16_384));
    const read = await world.store.read(key, { first: 0, end: all.length });
    const wrong = [...read.entries()].filter(
      ([block, got]) => got === null || !Buffer.from(got).equals(all[block]!),
    );
    assert.deepEqual(
      wrong.map(([block, got]) => (got === null ? block : `wrong ${block}`)),
      missing,
    );
    assert.equal(await world.store.write(key, 0, all), 'stored');
    assert.ok((await world.store.read(key, { first: 0, end: all.length })).every((block) => block !== null));
  };
  const range = (first: number, end: number): number[] =>
    Array.from({ length: end - first }, (_, at) => first + at);

  /** One kind of harm, with the store open, after a clean close, and after a crash. */
  const check = (
    what: string,
    harm: () => Promise<void>,
    expected: { readonly missing: readonly number[]; readonly problem: RegExp },
  ): void => {
    for (const when of ['after a clean close', 'after a crash'] as const) {
      it(`survives ${what} ${when}`, async () => {
        if (when === 'after a clean close') await world.store.close();
        await harm();
        await world.start();
        await expectMissing(expected.missing);
        await world.store.read('a', { first: 0, end: BLOCKS });
        assert.equal(
          world.problems.filter((text) => expected.problem.test(text)).length,
          1,
          world.problems.join('\n'),
        );
        assert.equal(world.store.usage().damagedBlocks, expected.missing.length);
        assert.equal(world.store.usage().heldBytes, SIZE + 100_000);
        await world.store.close();
        await world.start();
        assert.deepEqual(world.problems, []);
        await expectMissing([]);
      });
    }
  };

  check('a flipped bit', () => flipBit(world.path('a', '0001.extent'), 20_000), {
    missing: [65],
    problem: /Damaged blocks \(1 or more\)/,
  });
  check('a truncated extent', () => truncate(world.path('a', '0001.extent'), 16_384 * 60 + 1), {
    missing: [124, 125, 126, 127],
    problem: /Damaged blocks/,
  });
  check('an empty extent', () => truncate(world.path('a', '0000.extent'), 0), {
    missing: range(0, 64),
    problem: /Damaged blocks/,
  });
  check('a deleted extent', () => rm(world.path('a', '0002.extent')), {
    missing: range(128, 192),
    problem: /64 blocks were gone/,
  });
  check(
    'an extent that became a folder',
    async () => {
      await rm(world.path('a', '0002.extent'));
      await mkdir(world.path('a', '0002.extent'));
    },
    { missing: range(128, 192), problem: /Damaged blocks/ },
  );

  it('survives a have-map that says more than there is', async () => {
    await world.store.close();
    await rm(world.path('a', '0003.extent'));
    const file = await readFile(world.path('a', 'blocks'));
    file.fill(255, 0, 512);
    await writeFile(world.path('a', 'blocks'), file);
    await world.start();
    await expectMissing([192]);
  });

  it('survives a have-map that says less: those blocks are fetched again', async () => {
    await world.store.close();
    const file = await readFile(world.path('a', 'blocks'));
    file.fill(0, 0, 2);
    await writeFile(world.path('a', 'blocks'), file);
    await world.start();
    await expectMissing(range(0, 16));
  });

  for (const [what, name, content] of [
    ['garbled hashes', 'blocks', Buffer.alloc(9000, 77)],
    ['a truncated file of hashes', 'blocks', Buffer.alloc(3, 255)],
    ['a garbled meta.json', 'meta.json', Buffer.from('{"version":1,')],
    ['a meta.json of another version', 'meta.json', Buffer.from('{"version":2}')],
    ['a meta.json that names another content', 'meta.json', null],
  ] as const) {
    it(`forgets a content with ${what}, says so once, and takes it again`, async () => {
      await world.store.close();
      await writeFile(world.path('a', name), content ?? (await readFile(world.path('b', name))));
      await world.start();
      assert.deepEqual(await world.store.read('a', { first: 0, end: 1 }), []);
      assert.equal(await world.store.lookUp('a'), null);
      assert.equal(world.problems.length, 1);
      assert.match(world.problems[0]!, /can't be used/);
      assert.equal(world.store.usage().heldBytes, 100_000);
      await keep(world.store, 'a', SIZE);
      await expectMissing([]);
    });
  }

  it('has no proof when the manifest is damaged, and forgets the content', async () => {
    await flipBit(world.path('a', 'manifest'), 3);
    assert.equal(await world.store.proof('a'), null);
    assert.match(world.problems[0]!, /manifest is damaged/);
    assert.equal(await world.store.lookUp('a'), null);
  });

  it('says that a content is unknown once its folder was removed under it', async () => {
    await world.store.flush();
    await world.store.close();
    await world.start();
    await world.store.lookUp('a');
    await rm(world.path('a'), { recursive: true });
    assert.ok((await world.store.read('a', { first: 0, end: BLOCKS })).every((block) => block === null));
    const bytes = contentBytes('a', SIZE);
    assert.equal(await world.store.write('a', 0, blocksOf(bytes, 0, 1)), 'refused');
    await keep(world.store, 'a', SIZE);
    await expectMissing([]);
  });

  for (const [what, content] of [
    ['deleted', null],
    ['garbled', 'ÿ{"version":1,"contents":[{}]}'],
    ['of another version', '{"version":9,"isClosed":true,"contents":[]}'],
  ] as const) {
    it(`rebuilds an index that is ${what}, and says so once`, async () => {
      await world.store.close();
      if (content === null) await rm(join(world.folder, 'index.json'));
      else await writeFile(join(world.folder, 'index.json'), content);
      await world.start();
      assert.equal(world.problems.length, 1);
      assert.match(world.problems[0]!, /made anew/);
      assert.equal(world.store.usage().heldBytes, SIZE + 100_000);
      await expectMissing([]);
      await world.store.close();
      await world.start();
      assert.deepEqual(world.problems, []);
    });
  }

  it('checks blocks without a manifest against remembered hashes after a crash', async () => {
    const bytes = contentBytes('c', 100_000);
    await world.store.describe('c', { sizeBytes: bytes.length, proof: null, sidecar: null });
    await world.store.write('c', 0, blocksOf(bytes, 0, 7));
    await world.start();
    await world.damage('c', 3);
    await expectMissing([3], 'c', 100_000);
  });

  it('keeps all that it said was stored when it is closed while many write', async () => {
    const bytes = contentBytes('c', 4 * MiB);
    await world.store.describe('c', { sizeBytes: bytes.length, proof: null, sidecar: null });
    const writes = range(0, 256).map((block) =>
      world.store.write('c', block, blocksOf(bytes, block, block + 1)),
    );
    await new Promise((resolve) => setTimeout(resolve, 5));
    await world.store.close();
    const results = await Promise.all(writes);
    await world.start();
    assert.deepEqual(
      await held(world.store, 'c'),
      range(0, 256).filter((block) => results[block] === 'stored'),
    );
    assert.ok(results.every((result) => result === 'stored' || result === 'refused'));
  });

  it('doesn’t believe the sizes of an index after a crash', async () => {
    await world.store.setCapBytes(2 * MiB);
    await world.store.setCapBytes(100 * MiB);
    await world.store.flush();
    await keep(world.store, 'a', SIZE);
    await keep(world.store, 'c', 2 * MiB);
    await world.start();
    assert.equal(world.store.usage().heldBytes, SIZE + 100_000 + 2 * MiB);
    assert.equal((await held(world.store, 'c')).length, 128);
  });

  it('keeps the order of use over a close and over a crash', async () => {
    await world.store.read('a', { first: 0, end: 1 });
    await world.store.close();
    await world.start(4 * MiB + 50_000);
    await world.start(4 * MiB + 50_000);
    await keep(world.store, 'c', 1 * MiB);
    assert.deepEqual(
      [(await held(world.store, 'a')).length, (await held(world.store, 'b')).length],
      [BLOCKS, 0],
    );
  });

  it('keeps what is wanted offline over a crash without an index', async () => {
    world.store.pin('a', 'offline');
    await world.store.flush();
    await rm(join(world.folder, 'index.json'));
    await world.start(50_000);
    assert.deepEqual([world.store.usage().offlineBytes, world.store.usage().heldBytes], [SIZE, 0]);
  });

  it('leaves foreign files alone, names them once, and removes what a kill left', async () => {
    await world.store.close();
    await writeFile(world.path('a', 'holiday.jpg'), 'x');
    await writeFile(world.path('a', 'meta.json.12345'), 'x');
    await writeFile(world.path('a', '0099.extent'), 'x');
    await writeFile(join(world.folder, 'contents', 'notes.txt'), 'x');
    await rm(join(world.folder, 'index.json'));
    await world.start();
    await expectMissing([]);
    assert.equal(world.problems.filter((text) => text.includes("isn't Starling's")).length, 2);
    assert.deepEqual((await readdir(world.path('a'))).sort(), [
      '0000.extent',
      '0001.extent',
      '0002.extent',
      '0003.extent',
      'blocks',
      'holiday.jpg',
      'manifest',
      'meta.json',
    ]);
  });

  it('lets no key out of its folder', async () => {
    const before = await readdir(join(world.folder, '..'));
    for (const key of ['../../escape', '/etc/passwd', 'a\0b', 'CON', '..', '💿'.repeat(50), '__proto__']) {
      await keep(world.store, key, 20_000);
      assert.ok((await world.store.read(key, { first: 0, end: 2 })).every((block) => block !== null));
    }
    assert.deepEqual(await readdir(join(world.folder, '..')), before);
    assert.deepEqual((await readdir(world.folder)).sort(), ['contents', 'index.json']);
  });

  it('removes evicted extents from the disk, tail first', async () => {
    await world.store.setCapBytes(2 * MiB);
    const names = (await readdir(world.path('a'))).filter((name) => name.endsWith('.extent'));
    assert.deepEqual(names.sort(), ['0000.extent']);
  });

  it('removes a content of which nothing is left', async () => {
    await world.store.setCapBytes(0);
    await assert.rejects(readdir(world.path('a')), /ENOENT/);
    assert.equal(world.store.usage().contents, 0);
  });
});
