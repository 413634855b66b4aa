// The songs of a server that answers neither an empty search nor lists of albums: folder by folder, which all have had since version 1.0.
// Source: Subsonic API, getIndexes and getMusicDirectory.
import * as v from 'valibot';
import { ALBUMS_AT_ONCE, MOST_ALBUMS } from './limits';

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

/**
 * Walks through all folders, each once, 100,000 at most. What isn't one goes to `take`.
 * @throws {OriginError} when the server doesn't answer that.
 */
export async function walkFolders(call: Call, take: (listed: readonly unknown[]) => void): Promise<void> {
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
  const { indexes } = v.parse(IndexesFormat, { indexes: {}, ...(await call('getIndexes', {})) });
  note(indexes.index.flatMap((index) => v.parse(IndexFormat, index).artist));
  note(indexes.child.map((child) => ({ isDir: false, ...(child as object) })));
  // Level by level, so that nobody who works is without work while another one finds more.
  while (left.length > 0) {
    const level = left.splice(0).reverse();
    const work = async (): Promise<void> => {
      for (let id = level.pop(); id !== undefined; id = level.pop()) {
        const content = { directory: {}, ...(await call('getMusicDirectory', { id })) };
        const { child } = v.parse(DirectoryFormat, content).directory;
        note(child.map((each) => ({ isDir: false, ...(each as object) })));
      }
    };
    await Promise.all(Array.from({ length: ALBUMS_AT_ONCE }, work));
  }
}
