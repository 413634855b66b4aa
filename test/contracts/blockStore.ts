// What every block store must do, whatever it is made of.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { BlockPins, BlockSpace, BlockStore, Proof } from '../../src/engine/blockStore';
import { blockCount, bytesOfBlocks } from '../../src/shared/blocks';

/** A store with all its ports. */
export type WholeBlockStore = BlockStore & BlockPins & BlockSpace;

/** A store for the suite, and how to do harm to it. */
export interface BlockStoreUnderTest {
  readonly store: WholeBlockStore;
  /** Flips a bit of a held block where it lies. */
  readonly damage: (contentKey: string, block: number) => Promise<void>;
  readonly dispose: () => Promise<void>;
}

const MiB = 1024 * 1024;

/** Bytes that can be told from their places and from those of other contents. */
export function contentBytes(contentKey: string, sizeBytes: number): Uint8Array {
  const seed = createHash('sha256').update(contentKey).digest().readUInt32LE();
  const words = new Uint32Array(Math.ceil(sizeBytes / 4));
  for (let at = 0; at < words.length; at++) words[at] = Math.imul(at + seed, 2_654_435_761);
  return new Uint8Array(words.buffer, 0, sizeBytes);
}

/** The blocks `[first, end)` of a content. */
export function blocksOf(bytes: Uint8Array, first: number, end: number): Uint8Array[] {
  return Array.from({ length: end - first }, (_, at) => {
    const range = bytesOfBlocks(bytes.length, { first: first + at, end: first + at + 1 });
    return bytes.subarray(range.start, range.end);
  });
}

/** The proof of a content's bytes. */
export function proofOf(bytes: Uint8Array): Proof {
  const blocks = blocksOf(bytes, 0, blockCount(bytes.length));
  const hashes = Buffer.concat(blocks.map((block) => createHash('sha256').update(block).digest()));
  return { manifest: Buffer.from(`manifest of ${hashes.toString('hex')}`), hashes };
}

/** Describes a content and writes all of it; returns its bytes. */
export async function keep(store: BlockStore, contentKey: string, sizeBytes: number): Promise<Uint8Array> {
  const bytes = contentBytes(contentKey, sizeBytes);
  assert.equal(
    await store.describe(contentKey, { sizeBytes, proof: proofOf(bytes), sidecar: null }),
    'described',
  );
  assert.equal(await store.write(contentKey, 0, blocksOf(bytes, 0, blockCount(sizeBytes))), 'stored');
  return bytes;
}

/** Which blocks are held. */
export async function held(store: BlockStore, contentKey: string): Promise<number[]> {
  const holding = await store.lookUp(contentKey);
  if (holding === null) return [];
  const blocks = Array.from({ length: blockCount(holding.sizeBytes) }, (_, block) => block);
  return blocks.filter((block) => ((holding.haveMap[block >> 3]! >> (block & 7)) & 1) === 1);
}

/** Tells the stories of a block store on whatever `open` gives. */
export function blockStoreContract(
  name: string,
  open: (capBytes: number) => Promise<BlockStoreUnderTest>,
): void {
  describe(`a block store (${name})`, () => {
    let world: BlockStoreUnderTest;
    let store: WholeBlockStore;

    const start = async (capBytes = 100 * MiB): Promise<void> => {
      world = await open(capBytes);
      store = world.store;
    };
    afterEach(() => world.dispose());

    const bytes = contentBytes('a', 100_000);
    const unproven = { sizeBytes: bytes.length, proof: null, sidecar: null };
    const proven = { ...unproven, proof: proofOf(bytes) };

    it('gives back what was written, and null for what was not', async () => {
      await start();
      await store.describe('a', proven);
      assert.equal(await store.write('a', 1, blocksOf(bytes, 1, 3)), 'stored');
      assert.equal(await store.write('a', 6, blocksOf(bytes, 6, 7)), 'stored');
      const read = await store.read('a', { first: 0, end: 7 });
      const expected = blocksOf(bytes, 0, 7).map((block, at) => ([1, 2, 6].includes(at) ? block : null));
      assert.deepEqual(read.map(plain), expected.map(plain));
    });

    it('says what it holds of a content', async () => {
      await start();
      await store.describe('a', { ...proven, sidecar: '{"codec":"vorbis"}' });
      await store.write('a', 6, blocksOf(bytes, 6, 7));
      const holding = await store.lookUp('a');
      assert.deepEqual(
        { ...holding, haveMap: Array.from(holding?.haveMap ?? []) },
        {
          sizeBytes: 100_000,
          hasManifest: true,
          sidecar: '{"codec":"vorbis"}',
          haveMap: [64],
          heldBytes: 1696,
        },
      );
      assert.equal(await store.lookUp('b'), null);
    });

    it('keeps proofs, given or remembered', async () => {
      await start();
      await store.describe('a', unproven);
      await store.write('a', 0, blocksOf(bytes, 0, 7));
      const remembered = await store.proof('a');
      assert.equal(remembered?.manifest, null);
      assert.deepEqual(plain(remembered.hashes), plain(proven.proof.hashes));
      await store.describe('a', proven);
      assert.deepEqual(plain((await store.proof('a'))?.manifest ?? null), plain(proven.proof.manifest));
    });

    it('keeps a proof that it has when it is described again without one', async () => {
      await start();
      await store.describe('a', proven);
      await store.describe('a', { ...unproven, sidecar: 'new' });
      const holding = await store.lookUp('a');
      assert.deepEqual([holding?.hasManifest, holding?.sidecar], [true, 'new']);
    });

    it('forgets the blocks that a manifest proves wrong, and only those', async () => {
      await start();
      await store.describe('a', unproven);
      const wrong = blocksOf(contentBytes('other', 100_000), 2, 3);
      await store.write('a', 0, [...blocksOf(bytes, 0, 2), ...wrong, ...blocksOf(bytes, 3, 7)]);
      await store.describe('a', proven);
      assert.deepEqual(await held(store, 'a'), [0, 1, 3, 4, 5, 6]);
    });

    it('never gives bytes that are not the manifest’s', async () => {
      await start();
      await store.describe('a', proven);
      await store.write('a', 0, blocksOf(contentBytes('other', 100_000), 0, 1));
      assert.deepEqual(await store.read('a', { first: 0, end: 1 }), [null]);
    });

    it('begins anew when a content has another size', async () => {
      await start();
      await keep(store, 'a', 100_000);
      await store.describe('a', { sizeBytes: 50_000, proof: null, sidecar: null });
      assert.deepEqual(await held(store, 'a'), []);
    });

    it('gives up a damaged block, counts it, and takes it again', async () => {
      await start();
      await keep(store, 'a', 100_000);
      await world.damage('a', 2);
      assert.deepEqual((await store.read('a', { first: 1, end: 4 })).map(plain), [
        plain(blocksOf(bytes, 1, 2)[0]!),
        null,
        plain(blocksOf(bytes, 3, 4)[0]!),
      ]);
      assert.equal(store.usage().damagedBlocks, 1);
      assert.deepEqual(await held(store, 'a'), [0, 1, 3, 4, 5, 6]);
      assert.equal(store.usage().heldBytes, 100_000 - 16_384);
      assert.equal(await store.write('a', 2, blocksOf(bytes, 2, 3)), 'stored');
      assert.deepEqual(
        plain((await store.read('a', { first: 2, end: 3 }))[0]!),
        plain(blocksOf(bytes, 2, 3)[0]!),
      );
    });

    const refused = (
      why: string,
      {
        first,
        blocks,
        contentKey = 'a',
      }: { first: number; blocks: readonly Uint8Array[]; contentKey?: string },
    ): void => {
      it(`refuses ${why}`, async () => {
        await start();
        await store.describe('a', unproven);
        assert.equal(await store.write(contentKey, first, blocks), 'refused');
        assert.equal(store.usage().heldBytes, 0);
      });
    };
    refused('blocks of an unknown content', { first: 0, blocks: blocksOf(bytes, 0, 1), contentKey: 'b' });
    refused('a block that is too short', { first: 0, blocks: [bytes.subarray(0, 100)] });
    refused('a last block that is too long', { first: 6, blocks: blocksOf(bytes, 0, 1) });
    refused('blocks past the end', { first: 6, blocks: blocksOf(bytes, 5, 7) });
    refused('blocks before the beginning', { first: -1, blocks: blocksOf(bytes, 0, 2) });

    for (const [why, contentKey, description] of [
      ['an endless key', 'k'.repeat(201), unproven],
      ['no key', '', unproven],
      ['no size', 'a', { ...unproven, sizeBytes: 0 }],
      ['a size that is none', 'a', { ...unproven, sizeBytes: NaN }],
      ['hashes of another length', 'a', { ...proven, sizeBytes: 10 }],
    ] as const) {
      it(`refuses a content with ${why}`, async () => {
        await start();
        assert.equal(await store.describe(contentKey, description), 'refused');
      });
    }

    it('has nothing in a range that isn’t the content’s', async () => {
      await start();
      await keep(store, 'a', 100_000);
      for (const [first, end] of [
        [0, 8],
        [-1, 2],
        [3, 2],
        [0.5, 1],
        [0, 1e12],
      ] as const)
        assert.deepEqual(await store.read('a', { first, end }), []);
      assert.deepEqual(await store.read('b', { first: 0, end: 1 }), []);
    });

    it('makes room by the tail of what was used longest ago, and keeps its head', async () => {
      await start(20 * MiB);
      await keep(store, 'a', 10 * MiB);
      await keep(store, 'b', 10 * MiB);
      await store.read('a', { first: 0, end: 1 });
      await keep(store, 'c', 4 * MiB);
      assert.deepEqual(
        [(await held(store, 'a')).length, (await held(store, 'b')).at(-1), (await held(store, 'c')).length],
        [640, 6 * 64 - 1, 256],
      );
    });

    it('keeps heads when bodies are gone, within their share', async () => {
      await start(20 * MiB);
      await keep(store, 'a', 10 * MiB);
      await keep(store, 'b', 10 * MiB);
      await keep(store, 'c', 18 * MiB);
      assert.deepEqual([(await held(store, 'a')).length, (await held(store, 'b')).length], [64, 64]);
      await keep(store, 'd', 2 * MiB);
      assert.deepEqual([(await held(store, 'a')).length, (await held(store, 'b')).length], [0, 64]);
    });

    it('evicts down to a lower cap at once', async () => {
      await start(20 * MiB);
      for (const key of ['a', 'b', 'c', 'd']) await keep(store, key, 5 * MiB);
      await store.setCapBytes(7 * MiB);
      assert.ok(store.usage().heldBytes <= 7 * MiB);
      assert.equal((await held(store, 'd')).length, 320);
    });

    it('leaves alone what plays when the cap is lowered, and keeps nothing else then', async () => {
      await start(20 * MiB);
      await keep(store, 'a', 5 * MiB);
      await keep(store, 'b', 5 * MiB);
      store.pin('a', 'playing');
      await store.setCapBytes(2 * MiB);
      assert.deepEqual([(await held(store, 'a')).length, (await held(store, 'b')).length], [320, 0]);
      await store.describe('c', unproven);
      assert.equal(await store.write('c', 0, blocksOf(bytes, 0, 1)), 'full');
    });

    it('evicts what it left alone once the last pin is gone', async () => {
      await start(20 * MiB);
      await keep(store, 'a', 5 * MiB);
      for (const kind of ['playing', 'serving', 'serving'] as const) store.pin('a', kind);
      await store.setCapBytes(2 * MiB);
      for (const kind of ['playing', 'serving'] as const) store.unpin('a', kind);
      await store.flush();
      assert.equal((await held(store, 'a')).length, 320);
      store.unpin('a', 'serving');
      await store.flush();
      assert.ok(store.usage().heldBytes <= 2 * MiB);
    });

    it('keeps what is wanted offline outside the cap', async () => {
      await start(5 * MiB);
      store.pin('a', 'offline');
      await keep(store, 'a', 8 * MiB);
      await keep(store, 'b', 5 * MiB);
      const { heldBytes, offlineBytes } = store.usage();
      assert.deepEqual([heldBytes, offlineBytes], [5 * MiB, 8 * MiB]);
      store.unpin('a', 'offline');
      await store.flush();
      assert.ok(store.usage().heldBytes <= 5 * MiB);
      assert.equal(store.usage().offlineBytes, 0);
    });

    it('is full for what can’t fit, and evicts nothing for it', async () => {
      await start(2 * MiB);
      await keep(store, 'a', 1 * MiB);
      const big = contentBytes('big', 3 * MiB);
      await store.describe('big', { sizeBytes: big.length, proof: null, sidecar: null });
      assert.equal(await store.write('big', 0, blocksOf(big, 0, 192)), 'full');
      assert.equal((await held(store, 'a')).length, 64);
    });

    it('evicts nothing where pins leave too little room', async () => {
      await start(4 * MiB);
      await keep(store, 'a', 3 * MiB);
      store.pin('a', 'serving');
      await keep(store, 'b', 1 * MiB);
      const big = contentBytes('big', 2 * MiB);
      await store.describe('big', { sizeBytes: big.length, proof: null, sidecar: null });
      assert.equal(await store.write('big', 0, blocksOf(big, 0, 128)), 'full');
      assert.deepEqual([(await held(store, 'a')).length, (await held(store, 'b')).length], [192, 64]);
    });

    it('keeps every block of many writes at once', async () => {
      await start();
      const all = contentBytes('a', 4 * MiB);
      await store.describe('a', { sizeBytes: all.length, proof: null, sidecar: null });
      const firsts = Array.from({ length: 32 }, (_, at) => ((at * 13) % 32) * 8);
      await Promise.all(firsts.map((first) => store.write('a', first, blocksOf(all, first, first + 8))));
      const read = await store.read('a', { first: 0, end: 256 });
      assert.deepEqual(read.map(plain), blocksOf(all, 0, 256).map(plain));
      assert.equal(store.usage().heldBytes, 4 * MiB);
    });

    it('keeps the cap while many write, read and describe at once', async () => {
      await start(3 * MiB);
      const contents = ['a', 'b', 'c', 'd'].map((key) => ({ key, bytes: contentBytes(key, 2 * MiB) }));
      await Promise.all(
        contents.flatMap(({ key, bytes: all }) => [
          store.describe(key, { sizeBytes: all.length, proof: null, sidecar: key }),
          ...Array.from({ length: 16 }, (_, at) =>
            store.write(key, at * 8, blocksOf(all, at * 8, at * 8 + 8)),
          ),
          store.describe(key, { sizeBytes: all.length, proof: proofOf(all), sidecar: key }),
          store.read(key, { first: 0, end: 64 }),
        ]),
      );
      assert.ok(store.usage().heldBytes <= 3 * MiB);
      for (const { key, bytes: all } of contents) {
        const read = await store.read(key, { first: 0, end: 128 });
        for (const [block, got] of read.entries())
          if (got !== null) assert.deepEqual(plain(got), plain(blocksOf(all, block, block + 1)[0]!));
      }
    });

    it('is closed when it is closed', async () => {
      await start();
      await keep(store, 'a', 100_000);
      await store.close();
      assert.equal(await store.lookUp('a'), null);
      assert.equal(await store.write('a', 0, blocksOf(bytes, 0, 1)), 'refused');
      assert.deepEqual(await store.read('a', { first: 0, end: 1 }), []);
    });
  });
}

function plain(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : createHash('sha256').update(bytes).digest('hex');
}
