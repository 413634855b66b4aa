// A disk that is full, busy or broken: playing goes on, it is said once, and storing is tried again.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { blocksOf, contentBytes, held, keep } from '../../contracts/blockStore';
import { DiskWorld } from './diskWorld';

const MiB = 1024 * 1024;
const FULL = 'The disk is full: playing goes on, nothing more is kept.';

describe('a disk that', () => {
  let world: DiskWorld;
  const bytes = contentBytes('a', 2 * MiB);
  const write = (first: number, end: number): Promise<string> =>
    world.store.write('a', first, blocksOf(bytes, first, end));

  beforeEach(async () => {
    world = await DiskWorld.open();
    await world.store.describe('a', { sizeBytes: bytes.length, proof: null, sidecar: null });
    assert.equal(await write(0, 8), 'stored');
  });
  afterEach(() => world.dispose());

  for (const code of ['ENOSPC', 'EDQUOT']) {
    it(`is full (${code}) keeps what it has, says so once, and isn't asked again for a while`, async () => {
      world.files.fault = (call) => (call === 'write' || call === 'writeAtomically' ? code : null);
      assert.equal(await write(8, 16), 'full');
      world.files.calls.length = 0;
      assert.equal(await write(16, 24), 'full');
      assert.deepEqual(world.files.calls, []);
      assert.deepEqual(world.problems, [FULL]);
      assert.ok((await world.store.read('a', { first: 0, end: 8 })).every((block) => block !== null));
      assert.deepEqual(await held(world.store, 'a'), [0, 1, 2, 3, 4, 5, 6, 7]);
      assert.equal(world.store.usage().heldBytes, 8 * 16_384);
    });
  }

  it('has room again is used again: after a minute, or when the cap changes', async () => {
    for (const wait of [
      () => Promise.resolve(void (world.nowMs += 60_000)),
      () => world.store.setCapBytes(50 * MiB),
    ]) {
      const first = (await held(world.store, 'a')).length;
      world.files.fault = (call) => (call === 'write' ? 'ENOSPC' : null);
      assert.equal(await write(first, first + 8), 'full');
      world.files.fault = () => null;
      assert.equal(await write(first, first + 8), 'full');
      await wait();
      assert.equal(await write(first, first + 8), 'stored');
    }
    assert.deepEqual(world.problems, [FULL]);
  });

  it('was full when a content was described stores it when there is room', async () => {
    world.files.fault = (call) => (call === 'writeAtomically' ? 'ENOSPC' : null);
    const other = contentBytes('b', 100_000);
    const about = { sizeBytes: other.length, proof: null, sidecar: 'media info' };
    assert.equal(await world.store.describe('b', about), 'described');
    assert.equal(await world.store.write('b', 0, blocksOf(other, 0, 1)), 'full');
    world.files.fault = () => null;
    world.nowMs += 60_000;
    assert.equal(await world.store.write('b', 0, blocksOf(other, 0, 1)), 'stored');
    await world.start();
    assert.equal((await world.store.lookUp('b'))?.sidecar, 'media info');
    assert.deepEqual(await held(world.store, 'b'), [0]);
  });

  for (const code of ['EBUSY', 'EPERM', 'EMFILE']) {
    it(`is busy (${code}) for a moment is waited for`, async () => {
      let failures = 3;
      world.files.fault = (call, path) =>
        call === 'write' && path.endsWith('.extent') && failures-- > 0 ? code : null;
      assert.equal(await write(8, 16), 'stored');
      assert.deepEqual(world.waits, [10, 40, 160]);
      assert.deepEqual(world.problems, []);
    });
  }

  it('stays busy fails, says so once, and is tried again later', async () => {
    world.files.fault = (call) => (call === 'write' ? 'EBUSY' : null);
    assert.equal(await write(8, 16), 'failed');
    world.files.calls.length = 0;
    assert.equal(await write(8, 16), 'failed');
    assert.deepEqual(world.files.calls, []);
    assert.deepEqual(world.problems, ["The cache can't be written: EBUSY: injected. Playing goes on."]);
    world.files.fault = () => null;
    world.nowMs += 60_000;
    assert.equal(await write(8, 16), 'stored');
  });

  it('fails for one content is still used for others', async () => {
    world.files.fault = (call, path) => (call === 'write' && path.startsWith(world.path('a')) ? 'EIO' : null);
    assert.equal(await write(8, 16), 'failed');
    await keep(world.store, 'b', 100_000);
  });

  it('gives an error on reading has those blocks missing, not wrong', async () => {
    world.files.fault = (call) => (call === 'read' ? 'EIO' : null);
    assert.deepEqual(await world.store.read('a', { first: 0, end: 2 }), [null, null]);
    world.files.fault = () => null;
    assert.equal(await write(0, 2), 'stored');
    assert.equal(world.store.usage().damagedBlocks, 2);
  });

  it('doesn’t let an extent be removed has another one evicted', async () => {
    await keep(world.store, 'b', 3 * MiB);
    await keep(world.store, 'c', 3 * MiB);
    world.files.fault = (call, path) =>
      call === 'remove' && path.startsWith(world.path('b')) ? 'EBUSY' : null;
    await world.store.setCapBytes(5 * MiB);
    assert.ok(world.store.usage().heldBytes <= 5 * MiB);
    assert.equal((await held(world.store, 'b')).length, 192);
  });

  it('can’t be read at all leaves a store that stores nothing', async () => {
    await world.store.close();
    world.files.fault = () => 'EACCES';
    await world.start();
    assert.equal(await world.store.describe('a', { sizeBytes: 10, proof: null, sidecar: null }), 'described');
    assert.equal(await world.store.write('a', 0, [bytes.subarray(0, 10)]), 'failed');
    assert.ok(world.problems.length <= 5, world.problems.join('\n'));
  });

  it('has an unreadable folder tells it, leaves it, and uses the others', async () => {
    await keep(world.store, 'b', 100_000);
    world.files.fault = (_, path) => (path.startsWith(world.path('a')) ? 'EACCES' : null);
    await world.start();
    assert.deepEqual(world.problems.length, 1);
    assert.equal((await held(world.store, 'b')).length, 7);
    world.files.fault = () => null;
    await world.start();
    assert.equal((await held(world.store, 'a')).length, 8);
  });

  it('is full when the index is written doesn’t keep one that says more than is true', async () => {
    await world.store.close();
    world.files.fault = (call) => (call === 'writeAtomically' ? 'ENOSPC' : null);
    await world.start();
    assert.equal(await write(8, 16), 'stored');
    world.files.fault = () => null;
    await world.start();
    assert.equal(world.store.usage().heldBytes, 16 * 16_384);
  });

  it('is left by everybody has no open files', async () => {
    const open = (): number => world.files.calls.filter((call) => call === 'open').length;
    const closed = (): number => world.files.calls.filter((call) => call === 'close').length;
    for (let at = 0; at < 40; at++) await keep(world.store, `content ${at}`, 100_000);
    await world.store.flush();
    assert.ok(open() - closed() <= 64, `${open() - closed()} open`);
    await world.store.close();
    assert.equal(open(), closed());
  });
});

describe('a cache whose disk takes its time', () => {
  let world: DiskWorld;
  beforeEach(async () => {
    world = await DiskWorld.open();
  });
  afterEach(() => world.dispose());

  /** Has a content replaced by one of another size, and does something once the old one is being removed. */
  const replaceWhile = async (action: () => void): Promise<void> => {
    await keep(world.store, 'a', 100_000);
    world.files.fault = (call) => {
      if (call === 'remove') action();
      return null;
    };
    await keep(world.store, 'a', 200_000);
    await world.store.flush();
  };

  it('keeps outside the cap what is wanted offline while it becomes another content', async () => {
    await replaceWhile(() => {
      world.store.pin('a', 'offline');
    });
    assert.deepEqual([world.store.usage().offlineBytes, world.store.usage().heldBytes], [200_000, 0]);
  });

  it('counts under the cap what is no longer wanted offline while it becomes another content', async () => {
    world.store.pin('a', 'offline');
    await replaceWhile(() => {
      world.store.unpin('a', 'offline');
    });
    assert.deepEqual([world.store.usage().offlineBytes, world.store.usage().heldBytes], [0, 200_000]);
  });
});

describe('a real disk that is full', () => {
  it('keeps what fits, says so once, and gives every block back', async function () {
    const folder = await mkdtemp(join(tmpdir(), 'starling-full-'));
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder], { stdio: 'ignore' });
    } catch {
      // Mounting is for root on Linux: elsewhere the injected stories have to do.
      console.log('      (skipped: mounting a tmpfs is not allowed here)');
      await rm(folder, { recursive: true });
      this.skip();
    }
    try {
      await fillUp(join(folder, 'cache'));
    } finally {
      execFileSync('umount', ['-l', folder]);
      await rm(folder, { recursive: true });
    }
  });

  const fillUp = async (folder: string): Promise<void> => {
    const world = await DiskWorld.open(100 * MiB, folder);
    const bytes = contentBytes('a', 5 * MiB);
    await world.store.describe('a', { sizeBytes: bytes.length, proof: null, sidecar: null });
    const results = new Set<string>();
    for (let first = 0; first < 320; first += 8)
      results.add(await world.store.write('a', first, blocksOf(bytes, first, first + 8)));
    assert.deepEqual([...results], ['stored', 'full']);
    assert.deepEqual(world.problems, [FULL]);
    const read = await world.store.read('a', { first: 0, end: 320 });
    const kept = read.filter((block) => block !== null);
    assert.ok(kept.length > 64, `${kept.length} kept`);
    for (const [block, got] of read.entries())
      if (got !== null) assert.ok(Buffer.from(got).equals(blocksOf(bytes, block, block + 1)[0]!));
    assert.equal(world.store.usage().damagedBlocks, 0);
    await world.store.setCapBytes(MiB);
    assert.ok(world.store.usage().heldBytes <= MiB);
    await keep(world.store, 'b', 100_000);
    await world.store.close();
    await world.start(MiB);
    assert.deepEqual(world.problems, []);
    assert.equal((await held(world.store, 'b')).length, 7);
    await world.store.close();
  };
});
