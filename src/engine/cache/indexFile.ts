// index.json: the contents in order of use, the one used longest ago first. Sizes in it count only when the store was
// closed in order; after a crash they are taken from the folders, and only the order from here.
import * as v from 'valibot';
import type { FileSystem } from './fileSystem';
import { indexFile } from './layout';
import { LONGEST_KEY, MOST_CONTENTS } from './limits';
import { parseJson } from './metaFile';

const Bytes = v.pipe(v.number(), v.integer(), v.minValue(0));
const Index = v.object({
  version: v.literal(1),
  /** Whether the store was closed after this was written. */
  isClosed: v.boolean(),
  contents: v.pipe(
    v.array(
      v.object({
        contentKey: v.pipe(v.string(), v.minLength(1), v.maxLength(LONGEST_KEY)),
        headBytes: Bytes,
        bodyBytes: Bytes,
        isOffline: v.boolean(),
      }),
    ),
    v.maxLength(MOST_CONTENTS),
  ),
});

/** What index.json says. */
export type CacheIndex = Readonly<v.InferOutput<typeof Index>>;

/** Reads the index; null where there is none that makes sense. */
export async function readIndex(files: FileSystem, root: string): Promise<CacheIndex | null> {
  let bytes: Uint8Array;
  try {
    bytes = await files.readFile(indexFile(root));
  } catch {
    return null; // Missing or unreadable is survived: the folders say it all, and the caller reports.
  }
  const parsed = v.safeParse(Index, parseJson(bytes));
  return parsed.success ? parsed.output : null;
}

/** Replaces the index. */
export async function writeIndex(files: FileSystem, root: string, index: CacheIndex): Promise<void> {
  await files.writeAtomically(indexFile(root), Buffer.from(JSON.stringify(index)));
}
