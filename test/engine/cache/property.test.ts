// Whatever happens in whatever order: bytes read are bytes written, the cap is kept, pinned contents stay, heads outlive
// bodies. The model is small: what each content's bytes are, and how often each is pinned.
import assert from 'node:assert/strict';
import { readdir, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { blockCount } from '../../../src/shared/blocks';
import { blocksOf, contentBytes, held, proofOf, type WholeBlockStore } from '../../contracts/blockStore';
import { MemoryBlockStore } from '../../support/memoryBlockStore';
import { runsOf } from '../../support/properties';
import { DiskWorld, flipBit } from './diskWorld';

const MiB = 1024 * 1024;
/** Sizes of the four contents: one of a few blocks, three of several extents. */
const SIZES = [70_001, 2 * MiB + 1, 3 * MiB, 5 * MiB - 7];
const CONTENTS = SIZES.map((sizeBytes, at) => {
  const key = `content ${at}`;
  const bytes = contentBytes(key, sizeBytes);
  return { key, bytes, blocks: blocksOf(bytes, 0, blockCount(sizeBytes)), proof: proofOf(bytes) };
});

type Step =
  | { readonly type: 'describe'; readonly content: number; readonly isProven: boolean }
  | {
      readonly type: 'write' | 'read';
      readonly content: number;
      readonly first: number;
      readonly count: number;
    }
  | {
      readonly type: 'pin' | 'unpin';
      readonly content: number;
      readonly kind: 'playing' | 'serving' | 'offline';
    }
  | { readonly type: 'cap'; readonly capMiB: number }
  | { readonly type: 'reopen' }
  | { readonly type: 'crash'; readonly content: number; readonly first: number; readonly afterCalls: number }
  | {
      readonly type: 'damage';
      readonly content: number;
      readonly how: 'flip' | 'truncate' | 'delete';
      readonly file: number;
      readonly at: number;
    };

const content = fc.nat(SIZES.length - 1);
const kind = fc.constantFrom('playing' as const, 'serving' as const, 'offline' as const);
const blocks = { content, first: fc.nat(320), count: fc.integer({ min: 1, max: 100 }) };
const orderly: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant('describe' as const), content, isProven: fc.boolean() }),
  },
  { weight: 8, arbitrary: fc.record({ type: fc.constant('write' as const), ...blocks }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('read' as const), ...blocks }) },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constantFrom('pin' as const, 'unpin' as const), content, kind }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('cap' as const), capMiB: fc.integer({ min: 0, max: 8 }) }),
  },
);
const harmful: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: orderly },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('reopen' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('crash' as const),
      content,
      first: blocks.first,
      afterCalls: fc.nat(20),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('damage' as const),
      content,
      how: fc.constantFrom('flip' as const, 'truncate' as const, 'delete' as const),
      file: fc.nat(9),
      at: fc.nat(4 * MiB),
    }),
  },
);

/** Goes through the steps, each group of them at once, and checks what must hold after each. */
class Walk {
  /** How many pins of each kind each content has, by number and kind; no entry where it has none. */
  readonly #pins = new Map<string, number>();
  readonly #world: DiskWorld | null;
  readonly #memory = new MemoryBlockStore(8 * MiB);
  #capBytes = 8 * MiB;
  #isHarmed = false;

  constructor(world: DiskWorld | null) {
    this.#world = world;
  }

  get store(): WholeBlockStore {
    return this.#world?.store ?? this.#memory;
  }

  async go(groups: readonly (readonly Step[])[]): Promise<void> {
    for (const group of groups) {
      const before = await this.#held();
      const pinned = new Set(this.#pins.keys());
      await Promise.all(group.map((step) => this.#take(step)));
      await this.store.flush();
      await this.#capIsKept();
      if (!this.#isHarmed) this.#stays({ group, pinned, before, after: await this.#held() });
    }
    await this.#bytesAreRight();
  }

  async #take(step: Step): Promise<void> {
    switch (step.type) {
      case 'describe': {
        const { key, bytes, proof } = CONTENTS[step.content]!;
        await this.store.describe(key, {
          sizeBytes: bytes.length,
          proof: step.isProven ? proof : null,
          sidecar: null,
        });
        return;
      }
      case 'write': {
        const { key, blocks: all } = CONTENTS[step.content]!;
        await this.store.write(key, step.first, all.slice(step.first, step.first + step.count));
        return;
      }
      case 'read':
        return this.#readsRight(step.content, step.first, step.count);
      case 'pin':
      case 'unpin':
        this.store[step.type](CONTENTS[step.content]!.key, step.kind);
        this.#countPin(step);
        return;
      case 'cap':
        this.#capBytes = step.capMiB * MiB;
        return this.store.setCapBytes(this.#capBytes);
      case 'reopen':
        await this.#world?.store.close();
        return this.#reopen();
      case 'crash':
        await this.#world?.kill(step.afterCalls, () => this.#take({ ...step, type: 'write', count: 100 }));
        return this.#reopen();
      case 'damage':
        await this.#damage(step);
    }
  }

  /** Pins nest, but for `offline`, which is on or off; an unpin too many does nothing. */
  #countPin({ type, content, kind }: Step & { type: 'pin' | 'unpin' }): void {
    const pin = `${content} ${kind}`;
    const count = (this.#pins.get(pin) ?? 0) + (type === 'pin' ? 1 : -1);
    if (count > 0) this.#pins.set(pin, kind === 'offline' ? 1 : count);
    else this.#pins.delete(pin);
  }

  async #reopen(): Promise<void> {
    this.#pins.clear();
    this.#isHarmed = true;
    await this.#world?.start(this.#capBytes);
  }

  async #damage(step: Step & { type: 'damage' }): Promise<void> {
    if (this.#world === null) return;
    this.#isHarmed = true;
    const folder = this.#world.path(CONTENTS[step.content]!.key);
    const names = await readdir(folder).catch(() => []); // Not there yet: nothing to harm.
    const path = join(folder, names[step.file % Math.max(1, names.length)] ?? 'nothing');
    const harm = {
      delete: rm,
      truncate: () => truncate(path, step.at % 1_000_000),
      flip: () => flipBit(path, step.at),
    };
    await harm[step.how](path).catch(() => undefined); // Evicted meanwhile: nothing to harm.
  }

  async #readsRight(at: number, first: number, count: number): Promise<void> {
    const { key, blocks: all } = CONTENTS[at]!;
    const read = await this.store.read(key, { first, end: first + count });
    for (const [place, got] of read.entries())
      if (got !== null)
        assert.ok(
          Buffer.from(got).equals(all[first + place]!),
          `wrong bytes in block ${first + place} of ${key}`,
        );
  }

  async #bytesAreRight(): Promise<void> {
    for (const [at, { key, blocks: all }] of CONTENTS.entries()) {
      await this.#readsRight(at, 0, all.length);
      const left = await held(this.store, key);
      const read = await this.store.read(key, { first: 0, end: all.length });
      assert.deepEqual(
        left,
        [...read.keys()].filter((block) => read[block] !== null),
      );
    }
  }

  /** What is over the cap is pinned, what is wanted offline lies outside it, and `usage` says what the have-maps say. */
  async #capIsKept(): Promise<void> {
    const sizes = await Promise.all(
      CONTENTS.map(async ({ key }) => (await this.store.lookUp(key))?.heldBytes ?? 0),
    );
    const isPinned = (at: number): boolean => [...this.#pins.keys()].some((pin) => pin.startsWith(`${at} `));
    const pinnedBytes = sum(sizes.filter((_, at) => isPinned(at)));
    const { heldBytes, offlineBytes } = this.store.usage();
    assert.equal(heldBytes + offlineBytes, sum(sizes));
    const isOffline = (at: number): boolean => this.#pins.has(`${at} offline`);
    if (!this.#isHarmed) assert.equal(offlineBytes, sum(sizes.filter((_, at) => isOffline(at))));
    assert.ok(heldBytes <= Math.max(this.#capBytes, pinnedBytes), `${heldBytes} of ${this.#capBytes} held`);
  }

  #held(): Promise<number[][]> {
    return Promise.all(CONTENTS.map(({ key }) => held(this.store, key)));
  }

  /** Pinned contents lose nothing; others lose their heads only after their bodies. */
  #stays({ group, pinned, before, after }: Change): void {
    for (const at of CONTENTS.keys()) {
      const has = new Set(after[at]);
      const lost = before[at]!.filter((block) => !has.has(block));
      const wasPinned = [...pinned].some((pin) => pin.startsWith(`${at} `) && this.#pins.has(pin));
      const wasTouched = (...types: Step['type'][]): boolean =>
        group.some((step) => types.includes(step.type) && 'content' in step && step.content === at);
      if (wasPinned && !wasTouched('unpin')) assert.deepEqual(lost, [], `content ${at} was pinned`);
      if (lost.some(isHead) && !wasTouched('write'))
        assert.ok(after[at]!.every(isHead), `content ${at} lost its head before its body`);
    }
  }
}

interface Change {
  readonly group: readonly Step[];
  readonly pinned: ReadonlySet<string>;
  readonly before: readonly (readonly number[])[];
  readonly after: readonly (readonly number[])[];
}

function isHead(block: number): boolean {
  return block < 64;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

/** Steps at once are orderly ones; those that reopen or do harm stand alone. */
const together = fc.array(orderly, { minLength: 1, maxLength: 6 });
const alone = harmful.map((step) => [step]);

/** Walks that chance seldom takes; each goes first. */
const EXAMPLES: readonly Step[][][] = [
  // Pinned twice and unpinned once is pinned still: a cap of nothing takes nothing away.
  [
    [{ type: 'describe', content: 2, isProven: true }],
    [{ type: 'write', content: 2, first: 0, count: 100 }],
    [
      { type: 'pin', content: 2, kind: 'playing' },
      { type: 'pin', content: 2, kind: 'playing' },
      { type: 'unpin', content: 2, kind: 'playing' },
    ],
    [{ type: 'cap', capMiB: 0 }],
    [{ type: 'unpin', content: 2, kind: 'playing' }],
  ],
];

async function checkWalks(
  groups: fc.Arbitrary<Step[][]>,
  options: { readonly isOnDisk: boolean; readonly runs: number },
): Promise<void> {
  const property = fc.asyncProperty(groups, async (walk) => {
    const world = options.isOnDisk ? await DiskWorld.open(8 * MiB) : null;
    try {
      await new Walk(world).go(walk);
    } finally {
      await world?.dispose();
    }
  });
  await fc.assert(property, { ...runsOf(options.runs), examples: EXAMPLES.map((walk) => [walk]) });
}

describe('whatever happens to a block store', () => {
  it('in memory: bytes, cap, pins and heads are right', () =>
    checkWalks(fc.array(together, { maxLength: 15 }), { isOnDisk: false, runs: 60 })).timeout(90_000);

  it('on disk: bytes, cap, pins and heads are right', () =>
    checkWalks(fc.array(together, { maxLength: 15 }), { isOnDisk: true, runs: 60 })).timeout(90_000);

  it('on disk, with crashes and damage between: bytes and cap are right', () =>
    checkWalks(fc.array(fc.oneof(together, alone), { maxLength: 25 }), { isOnDisk: true, runs: 60 })).timeout(
    90_000,
  );
});
