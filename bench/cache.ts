// The block store on disk beside plain files of the same bytes, as many and as large: writing and reading 16 KiB blocks in
// ranges. Files are read warm, from the system's own cache, and cold, from the disk, where this process may empty that cache.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiskBlockStore } from '../src/engine/cache/diskBlockStore';
import { ManifestBuilder } from '../src/engine/manifest/manifestBuilder';
import { blockSizeBytes } from '../src/shared/blocks';
import { holdContest, megabytesPerSecond, randomBytes, report, type Row } from './contest';

/** A track lies in files of this size. */
const EXTENT_BYTES = 1024 * 1024;
const SIZE_BYTES = 32 * EXTENT_BYTES;
const BLOCK_BYTES = blockSizeBytes(SIZE_BYTES);
const ROUNDS = 7;

const bytes = randomBytes(SIZE_BYTES);
const blocks = Array.from({ length: SIZE_BYTES / BLOCK_BYTES }, (_, at) =>
  bytes.subarray(at * BLOCK_BYTES, (at + 1) * BLOCK_BYTES),
);

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'starling-bench-'));
  const store = await DiskBlockStore.open({
    folder: join(folder, 'cache'),
    capBytes: 4 * SIZE_BYTES,
    clock: { nowMs: () => performance.now() },
    onProblem: (text) => process.stderr.write(`${text}\n`),
  });
  try {
    const rows: Row[] = [];
    for (const range of [8, 64]) rows.push(...(await writing(store, { folder, range })));
    for (const range of [8, 64]) rows.push(...(await reading(store, { folder, range, isCold: false })));
    const why = whyNotCold();
    if (why === null)
      for (const range of [8, 64]) rows.push(...(await reading(store, { folder, range, isCold: true })));
    report(rows, why === null ? [] : [`Cold files were not read: ${why}`]);
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Setting {
  readonly folder: string;
  /** Blocks at once. */
  readonly range: number;
}

function writing(store: DiskBlockStore, { folder, range }: Setting): Promise<Row[]> {
  const key = `write ${range}`;
  const path = join(folder, key);
  return holdContest({
    name: `write, ${range} blocks at once`,
    unit: 'MB/s',
    rounds: ROUNDS,
    ours: async () => {
      await store.describe(key, { sizeBytes: SIZE_BYTES, proof, sidecar: null });
      const figure = await megabytesPerSecond(SIZE_BYTES, () => writeBlocks(store, key, range));
      await empty(store);
      return figure;
    },
    references: {
      'plain fs, the same files and pieces': () =>
        writePlainly(path, range, false).finally(() => rm(path, { recursive: true })),
      'plain fs + SHA-256 per block': () =>
        writePlainly(path, range, true).finally(() => rm(path, { recursive: true })),
    },
  });
}

/** Removes everything, so that no write is charged with evicting what another has left: a plain file isn't either. */
async function empty(store: DiskBlockStore): Promise<void> {
  const { capBytes } = store.usage();
  await store.setCapBytes(0);
  await store.setCapBytes(capBytes);
}

async function reading(
  store: DiskBlockStore,
  { folder, range, isCold }: Setting & { readonly isCold: boolean },
): Promise<Row[]> {
  const key = 'read';
  const path = join(folder, isCold ? `cold ${range}` : `warm ${range}`);
  await store.describe(key, { sizeBytes: SIZE_BYTES, proof, sidecar: null });
  await writeBlocks(store, key, 64);
  await writePlainly(path, range, false);
  const prepare = isCold ? emptySystemCache : (): void => undefined;
  const measured = (work: () => Promise<number>) => (): Promise<number> => {
    prepare();
    return work();
  };
  return holdContest({
    name: `read ${isCold ? 'cold' : 'warm'} files, ${range} blocks at once`,
    unit: 'MB/s',
    rounds: ROUNDS,
    ours: measured(() => megabytesPerSecond(SIZE_BYTES, () => readBlocks(store, key, range))),
    references: {
      'plain fs, the same files and pieces': measured(() => readPlainly(path, range, false)),
      'plain fs + SHA-256 per block': measured(() => readPlainly(path, range, true)),
    },
  });
}

/** Why the system's cache of files can't be emptied here, or null. */
function whyNotCold(): string | null {
  try {
    emptySystemCache();
    return null;
  } catch (error) {
    // It takes Linux and its root: the rows are left out elsewhere, and that is told.
    return `the system's cache can't be emptied (${error instanceof Error ? error.message : String(error)}).`;
  }
}

/** Has everything written that waits for the disk, and drops what is kept of files. Source: Linux, Documentation/admin-guide/sysctl/vm.rst. */
function emptySystemCache(): void {
  execFileSync('sync');
  writeFileSync('/proc/sys/vm/drop_caches', '1');
}

async function writeBlocks(store: DiskBlockStore, key: string, range: number): Promise<void> {
  for (let first = 0; first < blocks.length; first += range) {
    const result = await store.write(key, first, blocks.slice(first, first + range));
    if (result !== 'stored') throw new Error(`The store answers: ${result}.`);
  }
}

async function readBlocks(store: DiskBlockStore, key: string, range: number): Promise<void> {
  for (let first = 0; first < blocks.length; first += range) {
    const found = await store.read(key, { first, end: first + range });
    if (found.length !== range || found.includes(null)) throw new Error('A block is missing.');
  }
}

/** Writes the same files as the store has, one of 1 MiB after the other, in the same pieces. */
async function writePlainly(folder: string, range: number, isHashed: boolean): Promise<number> {
  await mkdir(folder);
  const pieceBytes = range * BLOCK_BYTES;
  return megabytesPerSecond(SIZE_BYTES, async () => {
    for (let start = 0; start < SIZE_BYTES; start += EXTENT_BYTES)
      await withFile(join(folder, String(start)), 'w', async (file) => {
        for (let at = 0; at < EXTENT_BYTES; at += pieceBytes) {
          const piece = bytes.subarray(start + at, start + at + pieceBytes);
          if (isHashed) hashBlocks(piece);
          await file.write(piece, 0, pieceBytes, at);
        }
      });
  });
}

/** Reads them again. */
async function readPlainly(folder: string, range: number, isHashed: boolean): Promise<number> {
  const pieceBytes = range * BLOCK_BYTES;
  return megabytesPerSecond(SIZE_BYTES, async () => {
    for (let start = 0; start < SIZE_BYTES; start += EXTENT_BYTES)
      await withFile(join(folder, String(start)), 'r', async (file) => {
        for (let at = 0; at < EXTENT_BYTES; at += pieceBytes) {
          const piece = new Uint8Array(pieceBytes);
          await file.read(piece, 0, pieceBytes, at);
          if (isHashed) hashBlocks(piece);
        }
      });
  });
}

async function withFile(
  path: string,
  mode: 'r' | 'w',
  work: (file: FileHandle) => Promise<unknown>,
): Promise<void> {
  const file = await open(path, mode);
  try {
    await work(file);
  } finally {
    await file.close();
  }
}

function hashBlocks(piece: Uint8Array): void {
  for (let at = 0; at < piece.length; at += BLOCK_BYTES)
    createHash('sha256')
      .update(piece.subarray(at, at + BLOCK_BYTES))
      .digest();
}

function prove(): { readonly manifest: Uint8Array; readonly hashes: Uint8Array } {
  const builder = new ManifestBuilder({ sizeBytes: SIZE_BYTES, createHash: () => createHash('sha256') });
  builder.push(bytes);
  const { encoded, manifest } = builder.finish();
  return { manifest: encoded, hashes: manifest.hashes };
}

const proof = prove();
void main();
