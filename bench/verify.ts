// Checking blocks against a manifest, beside hashing them.
import { createHash } from 'node:crypto';
import { isBlockRight } from '../src/engine/manifest/manifest';
import { ManifestBuilder } from '../src/engine/manifest/manifestBuilder';
import { blockSizeBytes } from '../src/shared/blocks';
import { holdContest, megabytesPerSecond, randomBytes, report } from './contest';

const SIZE_BYTES = 64 * 1024 * 1024;
const BLOCK_BYTES = blockSizeBytes(SIZE_BYTES);
const bytes = randomBytes(SIZE_BYTES);
const blocks = Array.from({ length: SIZE_BYTES / BLOCK_BYTES }, (_, at) =>
  bytes.subarray(at * BLOCK_BYTES, (at + 1) * BLOCK_BYTES),
);

function sha256(block: Uint8Array): Uint8Array {
  return createHash('sha256').update(block).digest();
}

async function main(): Promise<void> {
  const builder = new ManifestBuilder({ sizeBytes: SIZE_BYTES, createHash: () => createHash('sha256') });
  builder.push(bytes);
  const { manifest } = builder.finish();
  const rows = await holdContest({
    name: 'check blocks of 16 KiB',
    unit: 'MB/s',
    rounds: 15,
    ours: () =>
      megabytesPerSecond(SIZE_BYTES, () => {
        for (const [index, block] of blocks.entries())
          if (!isBlockRight({ manifest, index, bytes: block, sha256 })) throw new Error('A block is wrong.');
      }),
    references: {
      'node:crypto SHA-256': () =>
        megabytesPerSecond(SIZE_BYTES, () => {
          for (const block of blocks) sha256(block);
        }),
    },
  });
  report(rows);
}

void main();
