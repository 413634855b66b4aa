// The songs of a server that answers neither an empty search nor lists of albums: folder by folder, which all have had since version 1.0.
// Source: Subsonic API, getIndexes and getMusicDirectory.
import * as v from 'valibot';
import { eachAtOnce } from './eachAtOnce';
import { nothingIfGone } from './failures';
import { MOST_ALBUMS } from './limits';

const List = v.fallback(v.optional(v.array(v.unknown()), []), []);
const IndexesFormat = v.object({
  indexes: v.fallback(v.object({ index: List, child: List }), { index: [], child: [] }),
});
const IndexFormat = v.fallback(v.object({ artist: List }), { artist: [] });
const DirectoryFormat = v.object({ directory: v.fallback(v.object({ child: List }), { child: [] }) });
const FolderFormat = v.object({
  id: v.pipe(v.union([v.string(), v.number()]), v.transform(String), v.minLength(1), v.maxLength(500)),
  isDir: v.fallback(v.optional(v.union([v.boolean(), v.string()]), true), true),
});

/** Calls a method; the content of its answer. */
export type Call = (
  method: string,
  parameters: Readonly<Record<string, string>>,
) => Promise<Readonly<Record<string, unknown>>>;

/** What a server has at the top: folders, and songs beside them. @throws {OriginError} when it doesn't answer that. */
export async function topFolders(call: Call): Promise<readonly unknown[]> {
  const { indexes } = v.parse(IndexesFormat, { indexes: {}, ...(await call('getIndexes', {})) });
  const artists = indexes.index.flatMap((index) => v.parse(IndexFormat, index).artist);
  return [...artists, ...indexes.child.map(asFile)];
}

/**
 * Walks from the top through all folders, each once, 100,000 at most. What isn't one goes to `take`. A folder that is gone when its
 * turn comes has nothing.
 * @throws {OriginError} when a folder can't be had, or `take` throws.
 */
export async function walkFolders(
  call: Call,
  top: readonly unknown[],
  take: (listed: readonly unknown[]) => void,
): Promise<void> {
  const seen = new Set<string>();
  const left: string[] = [];
  const note = (listed: readonly unknown[]): void => {
    const files: unknown[] = [];
    for (const each of listed) {
      const folder = v.safeParse(FolderFormat, each);
      const isFolder = folder.success && [true, 'true'].includes(folder.output.isDir);
      if (!isFolder) files.push(each);
      else if (!seen.has(folder.output.id) && seen.size < MOST_ALBUMS) {
        seen.add(folder.output.id);
        left.push(folder.output.id);
      }
    }
    take(files);
  };
  note(top);
  // Level by level, so that nobody who works is without work while another one finds more.
  while (left.length > 0)
    await eachAtOnce(left.splice(0), async (id) => {
      const content = { directory: {}, ...(await call('getMusicDirectory', { id }).catch(nothingIfGone)) };
      note(v.parse(DirectoryFormat, content).directory.child.map(asFile));
    });
}

/** What says nothing of being a folder is none, beside songs. */
function asFile(listed: unknown): unknown {
  return { isDir: false, ...(listed as object) };
}
